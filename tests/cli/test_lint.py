"""``qscriptgen lint`` and ``qscriptgen explain``, as a shell sees them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from qscriptgen.checks import PROBLEMS
from qscriptgen.cli.main import main
from qscriptgen.lint import RULES
from qscriptgen.simulation.findings import PROBLEMS as OF_RUNS

YAML = """\
apps:
  A: 0a1b2c3d-0000-4000-8000-000000000001
  B: 0a1b2c3d-0000-4000-8000-000000000002
chain: nightly
flow: [A, B]
"""
OPEN_END = """\
{% extends "qscriptgen/end.qvs.jinja" %}
{% block clean %}
{% endblock %}
"""
STARTED = """\
{% extends "qscriptgen/parts/start.qvs.jinja" %}
{% block started %}
{% if app == "A" %}
LET qsg_Mine = 1;
{% endif %}
TRACE $(qsg_Mine);
{% endblock %}
"""

BAD = "IF x = 1 THEN\n\tLET a = Todai();\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments, stdin=None):
        return CliRunner().invoke(main, [*map(str, arguments)], input=stdin)

    return invoke


def test_findings_read_as_documented(run, tmp_path):
    (tmp_path / "a.qvs").write_text(BAD, encoding="utf-8")
    done = run("lint", "a.qvs")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "a.qvs:1:1: QL101 IF has no END IF",
        "    IF x = 1 THEN",
        "    ^",
        "    hint: write END IF after its last statement",
        "a.qvs:2:10: QL201 there is no function Todai",
        "    \tLET a = Todai();",
        "    \t        ^",
        "    hint: did you mean 'Today'?",
        "2 errors.",
    ]


def test_no_findings_say_nothing(run):
    done = run("lint", "-", stdin="LET a = 1;")
    assert (done.exit_code, done.output) == (0, "")


def test_json_holds_every_finding(run):
    done = run("lint", "--json", "-", stdin=BAD)
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)["findings"]
    assert first == {
        "path": "<stdin>",
        "line": 1,
        "column": 1,
        "code": "QL101",
        "name": "unclosed-block",
        "severity": "error",
        "message": "IF has no END IF",
        "hint": "write END IF after its last statement",
    }
    assert second["code"] == "QL201"


def test_json_without_findings_is_an_object_too(run):
    assert json.loads(run("lint", "--json", "-", stdin="").stdout) == {"findings": []}


def test_exit_zero(run):
    assert run("lint", "--exit-zero", "-", stdin=BAD).exit_code == 0


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select", "QL1"], ["QL101"]),
        (["--select", "unknown-function"], ["QL201"]),
        (["--select", "Unknown-Function"], ["QL201"]),
        (["--select", "ql2"], ["QL201"]),
        (["--ignore", ","], ["QL101", "QL201"]),
        (["--select", "QL101, QL201"], ["QL101", "QL201"]),
        (["--ignore", "QL101"], ["QL201"]),
        (["--select", "QL1", "--ignore", "QL101"], []),
    ],
)
def test_rules_are_selected(run, options, codes):
    done = run("lint", "--json", *options, "-", stdin=BAD)
    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == codes


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("QL7777", "qscriptgen explain lists them"),
        ("QC101", "qscriptgen explain lists them"),
        ("zzzzzz", "qscriptgen explain lists them"),
        ("Unknown-Functoin", "did you mean 'unknown-function'?"),
    ],
)
def test_an_unknown_code_is_reported(run, word, hint):
    for option in ("--select", "--ignore"):
        done = run("lint", option, word, "-", stdin="")
        assert done.exit_code == 2
        assert f"there is no rule {word!r}; {hint}" in done.stderr


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--select", ","], "--select is empty"),
        (["--select", ""], "--select is empty"),
        (["--ignore", "QL"], "--ignore excludes all of them"),
        (["--select", "QL2", "--ignore", "ql2"], "--ignore excludes all of them"),
    ],
)
def test_without_a_rule_nothing_is_linted(run, options, reason):
    done = run("lint", *options, "-", stdin="")
    assert done.exit_code == 2
    assert f"no rule is left to apply: {reason}" in done.stderr


def test_folders_are_searched_and_every_problem_is_reported_at_once(run, tmp_path):
    (tmp_path / "some" / "deep").mkdir(parents=True)
    (tmp_path / "some" / "deep" / "b.qvs").write_text(BAD, encoding="utf-8")
    (tmp_path / "some" / "a.qvs").write_text("LET a = 1;", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    done = run("lint", "some")
    assert "b.qvs:1:1: QL101" in done.stdout
    broken = run("lint", "empty", "nothing.qvs", "some")
    assert broken.exit_code == 2
    assert "no .qvs file in the folder empty" in broken.stderr
    assert "can't read nothing.qvs" in broken.stderr


def test_folders_are_searched_for_scripts_whatever_the_case_of_their_ending(run, tmp_path):
    (tmp_path / "old.QVS").write_text(BAD, encoding="utf-8")
    (tmp_path / "folder.qvs").mkdir()
    (tmp_path / "folder.qvs" / "notes.txt").write_text(BAD, encoding="utf-8")
    assert run("lint", ".").stdout.startswith("old.QVS:1:1: QL101")
    done = run("lint", "folder.qvs")
    assert done.exit_code == 2
    assert "name files with another suffix and specs one by one" in done.stderr


def test_what_is_hidden_in_a_folder_is_not_linted(run, tmp_path):
    for name in ("tabs/main.qvs", "tabs/.kept/main.qvs", "tabs/.main.qvs", ".all/tabs/main.qvs"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BAD, encoding="utf-8")
    places = {line.partition(":")[0] for line in run("lint", "tabs").stdout.splitlines()}
    assert {place for place in places if place.endswith(".qvs")} == {str(Path("tabs/main.qvs"))}
    assert run("lint", ".all").exit_code == 1
    assert run("lint", "tabs/.main.qvs").exit_code == 1


def test_a_long_line_is_shown_around_what_is_found(run, tmp_path):
    (tmp_path / "a.qvs").write_text("LET a = 1; " * 30 + "LET b = Todai(); " + "LET c = 2; " * 30)
    said, shown, caret, *_ = run("lint", "a.qvs").stdout.splitlines()
    assert said == "a.qvs:1:339: QL201 there is no function Todai"
    assert shown.startswith("    ...")
    assert shown.endswith("...")
    assert len(shown) < 140
    assert shown[caret.index("^") :].startswith("Todai()")


def test_a_file_that_is_named_twice_is_linted_once(run, tmp_path):
    (tmp_path / "a.qvs").write_text(BAD, encoding="utf-8")
    for again in ("a.qvs", "./a.qvs", tmp_path / "a.qvs", "."):
        assert run("lint", "a.qvs", again).stdout == run("lint", "a.qvs").stdout
    assert run("lint", "-", "-", stdin=BAD).stdout == run("lint", "-", stdin=BAD).stdout


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"LET a = 1;\nLET b\0 = 1;", "it is not text: line 2 holds a NUL; save a script as UTF-8"),
        (
            "LET a;".encode("utf-16-le"),
            "it is not text: line 1 holds a NUL; save a script as UTF-8",
        ),
        (b"\x81\x8d", "it is not text; save a script as UTF-8"),
        (b"\xff\xfea", "it is not text; save a script as UTF-8"),
    ],
)
def test_a_file_that_is_not_text_is_reported(run, tmp_path, data, said):
    (tmp_path / "a.qvs").write_bytes(data)
    done = run("lint", "a.qvs", "nothing.qvs", "")
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"error: can't read a.qvs: {said}",
        "can't read nothing.qvs: No such file or directory",
        "can't read '': it names no file; for this folder write .",
    ]
    done = run("lint", "-", stdin=data)
    assert done.stderr == f"error: can't read standard input: {said}\n"


def test_a_closed_standard_input_is_reported(run, monkeypatch):
    monkeypatch.setattr("qscriptgen.cli.script_texts.stdin", lambda: None)
    assert run("lint", "-").stderr == "error: can't read standard input: it is closed\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_editor_are_read(run, tmp_path, encoding):
    (tmp_path / "a.qvs").write_bytes("TRACE Zürich;\nLET a = Todai();".encode(encoding))
    assert "a.qvs:2:9: QL201" in run("lint", "a.qvs").stdout


def test_the_scripts_of_a_spec_are_linted(run, tmp_path):
    (tmp_path / "chain.py").write_text(
        "from qscriptgen import App, Chain\n"
        'a = App("A", id="0a1b2c3d-0000-4000-8000-000000000001")\n'
        'b = App("B", id="0a1b2c3d-0000-4000-8000-000000000002")\n'
        'chain = Chain("c", a >> b)\n',
        encoding="utf-8",
    )
    done = run("lint", "chain.py")
    assert (done.exit_code, done.output) == (0, "")


def test_a_spec_in_yaml_is_rendered_in_the_form_that_is_asked_for(run, tmp_path):
    (tmp_path / "chain.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "end.qvs.jinja").write_text(OPEN_END, encoding="utf-8")
    assert run("lint", "chain.yaml").output == ""
    assert run("lint", "chain.yaml", "--form", "include").output == ""
    done = run("lint", "chain.yaml", "--templates", "mine")
    assert done.exit_code == 1
    assert "QL501" in done.stdout
    assert "QL207 LET sets qsg_App" in done.stdout
    done = run("lint", "chain.yaml", "--templates", "mine", "--form", "include")
    # What the library no longer does is seen in the lines of the app.
    assert "nightly/a.qvs:" in done.stdout
    assert "nothing in this script reads qsg_ErrorMode" in done.stdout
    assert "qsg_App" not in done.stdout


def test_scripts_of_a_spec_are_for_apps_of_their_own(run, tmp_path):
    (tmp_path / "chain.yaml").write_text(
        YAML.replace("chain:", "  C: 0a1b2c3d-0000-4000-8000-000000000003\nchain:").replace(
            "[A, B]", "[A, B, C]"
        ),
        encoding="utf-8",
    )
    (tmp_path / "mine" / "parts").mkdir(parents=True)
    (tmp_path / "mine" / "parts" / "start.qvs.jinja").write_text(STARTED, encoding="utf-8")
    done = run("lint", "chain.yaml", "--templates", "mine")
    (found,) = (line for line in done.stdout.splitlines() if line.startswith("nightly/"))
    assert found.startswith("nightly/b.qvs:")
    assert found.endswith("QL206 nothing in this script sets qsg_Mine")


def test_a_broken_spec_is_reported_as_render_reports_it(run, tmp_path):
    (tmp_path / "chain.yaml").write_text(YAML.replace("0a1b2c3d-", ""), encoding="utf-8")
    linted, rendered = run("lint", "chain.yaml"), run("render", "chain.yaml")
    assert linted.exit_code == rendered.exit_code == 2
    assert "QC101" in linted.stderr
    assert linted.stderr == rendered.stderr


@pytest.mark.parametrize("options", [["--form", "include"], ["--templates", "."]])
def test_options_of_rendering_need_a_spec(run, options):
    done = run("lint", *options, "-", stdin="")
    assert done.exit_code == 2
    assert "need a SPEC" in done.stderr


def test_an_include_is_linted_together_with_its_library(run, tmp_path):
    (tmp_path / "app.qvs").write_text(
        "$(Must_Include=lib://Ops:DataFiles/lib.qvs);\nCALL Strat\n", encoding="utf-8"
    )
    (tmp_path / "lib.qvs").write_text("SUB Start\nTRACE x;\nEND SUB\n", encoding="utf-8")
    assert run("lint", "app.qvs").output == ""
    assert "app.qvs:2:6: QL204 there is no SUB Strat" in run("lint", ".").stdout
    assert "app.qvs:2:6: QL204" in run("lint", "lib.qvs", "app.qvs").stdout


def test_explain_lists_every_code(run):
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        *(rule.code for rule in RULES),
        *sorted([*PROBLEMS, *OF_RUNS]),
    ]
    codes = {line.split()[0]: line for line in lines}
    assert codes["QC111"].split()[1:4] == ["warning", "name-like-secret", "The"]
    assert codes["QE007"].split()[1:4] == ["error", "errormode-changed", "A"]


@pytest.mark.parametrize("word", ["QC102", "qc102", "bad-name"])
def test_explain_shows_what_is_wrong_with_a_chain(run, word):
    assert run("explain", word).stdout == (
        "QC102 bad-name (error)\n\n"
        "A name is empty or holds a line end, and no line of a script could hold it.\n\n"
        'Bad:\n    Chain("", extract >> sales)\n\n'
        'Good:\n    Chain("nightly", extract >> sales)\n'
    )


def test_explain_shows_what_is_wrong_with_a_run(run):
    done = run("explain", "QE005", "QL101")
    assert done.stdout.startswith(
        "QE005 simulation-without-end (error)\n\n"
        "A script would go on beyond what a reload may take, or for ever.\n\nQL101 "
    )


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("app-id-no-gui", "app-id-no-guid"),
        ("unclosed-blok", "unclosed-block"),
        ("failure-hiden", "failure-hidden"),
    ],
)
def test_explain_knows_what_was_meant(run, word, near):
    done = run("explain", word)
    assert done.exit_code == 2
    assert f"there is no code {word!r}; did you mean {near!r}?" in done.stderr


@pytest.mark.parametrize("word", ["zzzzzz", "QL999", ""])
def test_explain_says_where_all_are_listed(run, word):
    assert "explain without a code lists all of them" in run("explain", word).stderr


def test_explain_lists_the_codes_of_a_beginning(run):
    lines = run("explain", "ql2").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        rule.code for rule in RULES if rule.code.startswith("QL2")
    ]


@pytest.mark.parametrize("word", ["QL101", "ql101", "unclosed-block"])
def test_explain_shows_a_rule(run, word):
    done = run("explain", word)
    assert done.exit_code == 0
    assert done.stdout.startswith("QL101 unclosed-block (error)\n")
    assert "Bad:\n    IF vRows > 0 THEN\n" in done.stdout
