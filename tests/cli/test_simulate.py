"""``qscriptgen simulate``: what it runs, prints and returns."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from qscriptgen import Chain, load_chains
from qscriptgen.cli import output
from qscriptgen.cli import simulate as command
from qscriptgen.cli.progress import show_progress
from qscriptgen.display import format_timeline
from qscriptgen.emulate import DOUBTS, Run, Scenario, World
from qscriptgen.emulate.engine import supported
from qscriptgen.errors import QscriptgenError
from qscriptgen.scenarios import build_scenario_schema, load_scenarios
from qscriptgen.simulation import simulate, worlds

SAMPLES = Path(__file__).parent.parent.parent / "samples"
WEEKLY = 'weekly = Chain("weekly", report >> sales)\n'
WAITING = 'late = Chain("late", extract >> sales.reload(wait=Wait("10m")))\n'
FAILS = "name: Sales fails\napps:\n  Sales: {outcome: FAILED}\n"


@pytest.fixture
def scenario():
    """Write a scenario and return its path."""

    def _scenario(text: str = FAILS, path: str = "night.yaml") -> str:
        Path(path).write_text(text, encoding="utf-8")
        return path

    return _scenario


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """Chain, scenario and world of each run; nothing is really run."""
    found = []

    def _simulate(chain: Chain, scenario: Scenario | None, world: World, **_: object) -> Run:
        found.append((chain.name, scenario.name if scenario else "-", world.name))
        return Run(world.name, (), (), {})

    monkeypatch.setattr(command, "simulate", _simulate)
    return found


def records(result: Result) -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(result.stdout)["runs"]
    return runs


def test_a_run_that_ends_well_is_a_picture(run, spec, written):
    result = run("simulate", spec())
    (chain,) = load_chains(Path("chain.py"))
    assert result.stdout == format_timeline(simulate(chain), "nightly")
    assert "Verdict: ended well. All 3 reloads succeeded.\n" in result.stdout
    assert (result.exit_code, result.stderr) == (0, "")
    assert written() == set()


def test_a_run_that_does_not_end_well(run, spec, scenario):
    result = run("simulate", spec(), "--scenario", scenario())
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith("Chain nightly, scenario Sales fails\n=")
    assert "Sales failed. Not started: Report.\n" in result.stdout.replace("\nReport", " Report")
    assert "To repeat it" not in result.stdout


def test_each_chain_runs_in_each_scenario_and_each_world(run, spec, scenario, asked):
    spec(also=WEEKLY)
    two = scenario("{}\n---\n{}\n", "two.yml")
    arguments = ["--scenario", two, "--scenario", scenario()]
    arguments += ["--world", "default", "--world", "if-error=then"]
    assert run("simulate", "chain.py", *arguments).exit_code == 0
    assert asked == [
        (chain, name, world)
        for chain in ("nightly", "weekly")
        for name in ("two 1", "two 2", "Sales fails")
        for world in ("default", "if-error=then")
    ]


def test_one_chain_of_several(run, spec, asked):
    assert run("simulate", spec(also=WEEKLY), "--chain", "weekly").exit_code == 0
    assert asked == [("weekly", "-", "default")]


def test_all_worlds(run, spec, asked):
    result = run("simulate", spec(), "--world", "all")
    assert [world for *_, world in asked] == [world.name for world in worlds("all")]
    assert len(asked) > 5
    assert f"All {len(asked)} runs ended well.\n" in result.stdout


def test_of_several_runs_the_first_that_failed_is_shown_and_how_to_repeat_it(run, spec, scenario):
    spec(also="from qscriptgen import Wait\n" + WEEKLY + WAITING)
    result = run("simulate", "chain.py", "--scenario", scenario("{}"), "--chain", "late")
    assert result.exit_code == 0
    both = ("--chain", "late", "--world", "default", "--world", "rest-error-code=1")
    result = run("simulate", "chain.py", *both, "--scenario", scenario())
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith("NOT OK  default ")
    assert lines[1].startswith("NOT OK  rest-error-code=1 ")
    assert lines[3] == "2 of 2 runs did not end well."
    assert result.stdout.count("Verdict: ") == 1
    repeat = "qscriptgen simulate chain.py --chain late --scenario night.yaml --world default"
    assert lines[-1] == f"To repeat it: {repeat}"


def test_json_is_one_object_about_all_runs(run, spec, scenario):
    result = run("simulate", spec(), "--scenario", scenario(FAILS + "---\n{}\n"), "--json")
    (chain,) = load_chains(Path("chain.py"))
    record = json.loads(result.stdout)
    assert (result.exit_code, record["ok"], set(record)) == (1, False, {"ok", "runs"})
    assert record["runs"] == [
        {"chain": "nightly", "scenario": each.name, **simulate(chain, each).json()}
        for each in load_scenarios(Path("night.yaml"))
    ]
    assert [each["ok"] for each in record["runs"]] == [False, True]


def test_json_of_a_good_run(run, spec):
    result = run("simulate", spec(), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ok"] is True
    assert [each["scenario"] for each in records(result)] == [""]


def test_the_doubts_need_no_spec(run):
    result = run("simulate", "--world", "list")
    assert result.exit_code == 0
    parts = result.stdout.rstrip("\n").split("\n\n")
    assert [part.split("\n")[0] for part in parts] == list(DOUBTS)
    for part, doubt in zip(parts, DOUBTS.values(), strict=True):
        *question, answers, source = (line.strip() for line in part.split("\n")[1:])
        assert " ".join(question) == doubt.question
        assert answers.startswith(f"{doubt.default} (default), ")
        assert {word.split()[0] for word in answers.split(", ")} == set(doubt.answers)
        assert source == doubt.source


def test_what_is_supported_needs_no_spec(run):
    result = run("simulate", "--supported")
    assert result.exit_code == 0
    for support in supported():
        assert f"{len(support.emulated)} {support.sort} that are emulated" in result.stdout
        assert f"{len(support.refused)} {support.sort} that are not" in result.stdout
        words = result.stdout.replace("\n", " ")
        assert all(word in words for word in (*support.emulated, *support.refused))


def test_the_schema_needs_no_spec(run):
    result = run("simulate", "--schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == build_scenario_schema()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument 'SPEC'"),
        (("none.py",), "QC001 No such file"),
        (("chain.py", "--chain", "nightley"), "did you mean 'nightly'?"),
        (("chain.py", "--world", "nowadvances=no"), "did you mean 'now-advances'?"),
        (("chain.py", "--world", "now-advances"), "is not doubt=answer"),
        (("chain.py", "--world", "now-advances=maybe"), "the answers are yes, no"),
        (("chain.py", "--scenario", "none.yaml"), "none.yaml:1:1: QC004 No such file"),
        (("chain.py", "--scenario", "chain.py"), "chain.py:1:1: QC005 no scenario in this file"),
        (("chain.py", "--scenario", "night.yaml"), "night.yaml:1:8: QC006 chain 'nightly' has no"),
    ],
)
def test_bad_usage_and_bad_files(run, spec, scenario, arguments, said):
    spec()
    scenario("start: Salse\n")
    result = run("simulate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_all_unknown_apps_are_reported_at_once(run, spec, scenario):
    scenario("apps:\n  Extract: {}\n  Zoo: {}\n---\nstart: Yak\n")
    result = run("simulate", spec(also=WEEKLY), "--scenario", "night.yaml")
    assert [line[:24] for line in result.stderr.splitlines() if "QC006" in line] == [
        "night.yaml:3:3: QC006 ch",
        "night.yaml:5:8: QC006 ch",
    ]
    choose = "--chain NAME says which chain it is about"
    assert result.stderr.count("chain 'nightly' has no app") == 2
    assert f"    hint: known: Extract, Report, Sales; {choose}\n" in result.stderr


def test_a_scenario_runs_with_the_chains_that_it_fits_only(run, spec, scenario, asked):
    scenario("apps:\n  Extract: {}\n---\n{}\n")
    result = run("simulate", spec(also=WEEKLY), "--scenario", "night.yaml")
    assert result.exit_code == 0
    assert asked == [
        ("nightly", "night 1", "default"),
        ("nightly", "night 2", "default"),
        ("weekly", "night 2", "default"),
    ]
    passed = "scenario night 1 is skipped: chain 'weekly' has no app 'Extract'\n"
    assert result.stderr == passed
    result = run("simulate", "chain.py", "--scenario", "night.yaml", "--chain", "weekly")
    assert result.exit_code == 2
    assert "    hint: known: Report, Sales\n" in result.stderr


def test_a_connection_that_the_chain_does_not_have(run, spec, scenario):
    scenario("faults:\n- {kind: no-connection, name: ApiPut}\n")
    result = run("simulate", spec(), "--scenario", "night.yaml")
    assert result.exit_code == 2
    said = "night.yaml:2:31: QC007 chain 'nightly' has no connection 'ApiPut'"
    assert said in result.stderr
    assert "    hint: did you mean 'ApiPost'?\n" in result.stderr


def test_a_template_that_breaks_a_promise_fails_the_run(run, spec):
    Path("mine").mkdir()
    text = '{% extends "qscriptgen/end.qvs.jinja" %}\n{% block clean %}\n{% endblock %}\n'
    Path("mine/end.qvs.jinja").write_text(text, encoding="utf-8")
    worlds = ("--world", "default", "--world", "table-case=no")
    result = run("simulate", spec(), "--templates", "mine", *worlds)
    assert result.exit_code == 1
    assert "QE006 Extract leaves variables behind: qsg_ErrorMode" in result.stdout
    assert "QE007 Extract leaves ErrorMode at 0" in result.stdout
    assert "--templates mine" in result.stdout.splitlines()[-1]
    assert run("simulate", "chain.py").exit_code == 0


def test_a_template_that_can_not_be_rendered_is_reported_with_its_place(run, spec):
    Path("mine").mkdir()
    Path("mine/end.qvs.jinja").write_text("{% extends %}", encoding="utf-8")
    result = run("simulate", spec(), "--templates", "mine")
    assert result.exit_code == 2
    assert "end.qvs.jinja:1:1: " in result.stderr


def test_the_world_of_the_repetition_has_only_answers_that_matter(run, spec, scenario):
    scenario('{apps: {Extract: {before: "IF Foo THEN\\nEND IF"}}}')
    worlds = ("--world", "default", "--world", "table-case=no,undefined-name=error,if-error=then")
    result = run("simulate", spec(), "--scenario", "night.yaml", *worlds)
    assert result.exit_code == 1
    repeat = result.stdout.splitlines()[-1]
    assert repeat.startswith("To repeat it: ")
    assert repeat.endswith(" --world undefined-name=error")
    again = run(*repeat.removeprefix("To repeat it: qscriptgen ").split())
    assert again.exit_code == 1


def test_standard_output_that_is_full(spec):
    found = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m qscriptgen simulate "{spec()}" --json > /dev/full'],
        capture_output=True,
        text=True,
        check=False,
    )
    said = "error: can't write to standard output: No space left on device\n"
    assert (found.returncode, found.stderr) == (2, said)


def test_a_full_disk_is_an_error_and_a_closed_pipe_is_left_to_click(monkeypatch, tmp_path):
    def _fails(error: OSError) -> Callable[..., None]:
        def _echo(text: str, **_: object) -> None:
            raise error

        return _echo

    with (tmp_path / "out").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(click, "echo", _fails(OSError(28, "No space left")))
        with pytest.raises(QscriptgenError, match="can't write to standard output: No space left"):
            output.say("x")
        stream.write("this goes nowhere")
    assert (tmp_path / "out").read_text() == ""
    monkeypatch.setattr(click, "echo", _fails(BrokenPipeError()))
    with pytest.raises(BrokenPipeError):
        output.say("x")


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (1000.0, False)])
def test_progress_is_shown_after_a_second_and_removed_in_the_end(monkeypatch, patience, shown):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("qscriptgen.cli.progress._PATIENCE_S", patience)
    with show_progress() as tell:
        tell(1, 20, "nightly, world default")
        tell(2, 20, "nightly, world " + "x" * 200)
    text = stream.getvalue()
    assert ("1 of 20: nightly, world default" in text) is shown
    assert (text.rpartition("\r")[2] == "" and "\n" not in text) is True
    assert all(len(line) <= 79 for line in text.split("\r"))


def test_progress_is_shown_ten_times_a_second_at_most(monkeypatch):
    stream, now = Terminal(), [0.0]
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    with show_progress() as tell:
        for at in (0.5, 0.99, 1.0, 1.05, 1.09, 1.2):
            now[0] = at
            tell(1, 1, f"at {at}")
    shown = [part.strip() for part in stream.getvalue().split("\r") if part.strip()]
    assert shown == ["1 of 1: at 1.0", "1 of 1: at 1.2"]


def test_progress_reports_how_far_a_run_is(monkeypatch, run, spec):
    told: list[str] = []

    @contextmanager
    def _progress():
        yield lambda number, total, what: told.append(f"{number}/{total} {what}")

    monkeypatch.setattr(command, "show_progress", _progress)
    ring = 'ring = Chain("ring", extract >> sales >> extract, repeat=Repeat("10m"))\n'
    spec(also="from qscriptgen import Repeat\n" + ring)
    run("simulate", "chain.py", "--chain", "ring")
    first, begin, *later = told
    assert (first, begin) == ("1/1 ring, world default", "1/1 0:00:00 of ring, world default")
    assert all(line.endswith(" of ring, world default") for line in later)
    assert len(set(later)) == len(later) > 3


def test_no_progress_without_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("qscriptgen.cli.progress._PATIENCE_S", 0.0)
    with show_progress() as tell:
        tell(1, 20, "nightly")
    assert capsys.readouterr().err == ""


SCENARIOS = sorted(SAMPLES.glob("*/scenario*.yaml"))
ENDS = {
    "alert-on-failure": [0, 1, 1],
    "conditional": [0, 0, 0],
    "controller-sequence": [0, 1, 1, 1],
    "fan-out-wait": [1],
    "include-form": [0, 1],
    "nightly": [0, 0, 0, 1],
    "pass-variables": [0, 1],
    "skip-if-fresh": [0, 0, 0],
    "wait-only": [0, 1, 1],
    "yaml-spec": [0, 0],
}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.parent.name)
def test_a_scenario_of_a_sample_is_what_its_name_says(run, file):
    (spec,) = file.parent.glob("chain.*")
    given = file.parent / "arguments"
    words = given.read_text(encoding="utf-8").split() if given.exists() else []
    result = run("simulate", str(spec), "--scenario", str(file), "--json", *words)
    ends = [int(not each["ok"]) for each in records(result)]
    assert ends == ENDS[file.parent.name]
    assert result.exit_code == max(ends)


def test_an_alert_app_that_was_not_needed_is_not_listed(run):
    result = run("simulate", str(SAMPLES / "alert-on-failure/chain.py"))
    assert "Verdict: ended well. All 3 reloads succeeded.\n" in result.stdout


def test_the_lost_answer_of_the_sample_starts_nothing_twice(run):
    file = SAMPLES / "nightly" / "scenario.yaml"
    result = run("simulate", str(SAMPLES / "nightly/chain.py"), "--scenario", str(file), "--json")
    lost = records(result)[1]
    assert [each["app"] for each in lost["reloads"]].count("Staging") == 1
