"""``qscriptgen lint`` and ``qscriptgen explain``, as a shell sees them."""

import json

import pytest
from click.testing import CliRunner

from qscriptgen.cli.main import main
from qscriptgen.lint import RULES

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
        "a.qvs:2:10: QL201 there is no function Todai",
        "    \tLET a = Todai();",
        "    \t        ^",
        "    hint: did you mean Today?",
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
        "hint": "",
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
        (["--select", "QL101, QL201"], ["QL101", "QL201"]),
        (["--ignore", "QL101"], ["QL201"]),
        (["--select", "QL1", "--ignore", "QL101"], []),
    ],
)
def test_rules_are_chosen(run, options, codes):
    done = run("lint", "--json", *options, "-", stdin=BAD)
    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == codes


@pytest.mark.parametrize("command", [["lint", "--select", "QL7777", "-"], ["explain", "QL7777"]])
def test_an_unknown_code_is_told(run, command):
    done = run(*command, stdin="")
    assert done.exit_code == 2
    assert "no rule 'QL7777'" in done.stderr


def test_folders_are_searched_and_every_problem_is_told_at_once(run, tmp_path):
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


def test_explain_lists_all_rules(run):
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in RULES]


@pytest.mark.parametrize("word", ["QL101", "ql101", "unclosed-block"])
def test_explain_shows_a_rule(run, word):
    done = run("explain", word)
    assert done.exit_code == 0
    assert done.stdout.startswith("QL101 unclosed-block (error)\n")
    assert "Bad:\n    IF vRows > 0 THEN\n" in done.stdout
