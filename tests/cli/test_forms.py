"""``--form``: what is written, and that one form does not pass for another."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import RELAY

LIBRARY = "build/nightly/nightly-library.qvs"
LINES = ["build/nightly/extract.qvs", "build/nightly/sales.qvs"]


def test_include_form_writes_lines_and_a_library(run, spec, written):
    result = run("render", spec(), "--form", "include")
    assert result.exit_code == 0
    assert written() == {*LINES, LIBRARY}
    library = Path(LIBRARY).read_text(encoding="utf-8")
    for file in LINES:
        assert "$(Must_Include=lib://:DataFiles/nightly-library.qvs);" in Path(file).read_text()
        assert "SQL SELECT" not in Path(file).read_text()
    assert "SUB qsg_nightly.extract\n" in library
    assert run("render", "chain.py", "--form", "include", "--check").exit_code == 0


def test_a_hand_edit_of_the_library_is_seen(run, spec):
    run("render", spec(), "--form", "include")
    file = Path(LIBRARY)
    file.write_text(file.read_text(encoding="utf-8") + "TRACE mine;\n", encoding="utf-8")
    result = run("render", "chain.py", "--form", "include")
    assert result.exit_code == 1
    assert f"edited {LIBRARY} (kept)" in result.stderr


def test_a_library_is_stale_beside_snippets(run, spec, written):
    run("render", spec(), "--form", "include")
    result = run("render", "chain.py", "--prune")
    assert f"stale {LIBRARY} (removed)" in result.stderr
    assert written() == set(LINES)


def test_a_library_does_not_take_the_place_of_a_script(run, spec):
    run("render", spec())
    Path(LINES[0]).rename(LIBRARY)
    result = run("render", "chain.py", "--form", "include")
    assert result.exit_code == 1
    assert "it is the script of app 'Extract' of chain 'nightly'" in result.stderr


def test_a_library_in_place_of_a_script_stays(run, spec):
    run("render", spec(), "--form", "include")
    Path(LIBRARY).rename(LINES[0])
    result = run("render", "chain.py")
    assert result.exit_code == 1
    assert "it is the library of chain 'nightly'" in result.stderr


def test_json_holds_the_library(run, spec):
    result = run("render", spec(), "--form", "include", "--json")
    records = json.loads(result.stdout)["scripts"]
    assert [(record["path"], record["app"]) for record in records] == [
        (LINES[0], "Extract"),
        (LINES[1], "Sales"),
        (LIBRARY, ""),
    ]


def test_the_lines_of_one_app_can_be_printed(run, spec):
    result = run("render", spec(), "--form", "include", "--app", "Extract", "-o", "-")
    assert result.exit_code == 0
    assert "CALL qsg_nightly.extract" in result.stdout
    assert "library of chain" not in result.stdout
    assert f"These lines call the library {LIBRARY[6:]}" in result.stderr


def test_the_lines_of_one_app_come_with_their_library(run, spec, written):
    assert run("render", spec(), "--form", "include", "--app", "Sales").exit_code == 0
    assert written() == {LINES[1], LIBRARY}


def test_all_apps_have_each_library_once(run, spec, written):
    result = run("render", spec(), "--form", "include", "--app", "Sales", "--app", "Extract")
    assert result.exit_code == 0
    assert written() == {*LINES, LIBRARY}


def test_no_library_comes_with_a_snippet(run, spec, written):
    result = run("render", spec(), "--app", "Sales")
    assert (written(), "library" in result.stderr) == ({LINES[1]}, False)


@pytest.mark.parametrize("form", ["snippet", "include", "self-test"])
def test_each_form_is_simulated(run, spec, form):
    result = run("simulate", spec(), "--form", form)
    assert result.exit_code == 0
    assert "ended well" in result.stdout


def test_self_tests_and_scripts_lie_side_by_side(run, spec, written):
    tests = {"build/nightly/extract-self-test.qvs", "build/nightly/sales-self-test.qvs"}
    run("render", spec())
    for form in ("self-test", "snippet", "include", "self-test"):
        result = run("render", "chain.py", "--form", form, "--prune", "--force")
        assert result.exit_code == 0
        assert "self-test.qvs (removed)" not in result.stderr
        assert "extract.qvs (removed)" not in result.stderr
    assert written() == {*tests, *LINES, LIBRARY}


def test_a_self_test_that_is_not_rendered_any_more_is_stale(run, spec, written):
    run("render", spec(), "--form", "self-test")
    spec(RELAY.replace(" >> report", ""))
    run("render", "chain.py", "--form", "self-test", "--prune")
    assert written() == {"build/nightly/extract-self-test.qvs"}
