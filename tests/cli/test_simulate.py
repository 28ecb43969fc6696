"""``qscriptgen simulate``: what it runs, prints and returns."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from qscriptgen import Chain, load_chains
from qscriptgen.cli import progress as watched
from qscriptgen.cli import simulate as command
from qscriptgen.cli.progress import progress
from qscriptgen.emulate import DOUBTS, Run, Scenario, World
from qscriptgen.emulate.engine import supported
from qscriptgen.prove import simulate, worlds
from qscriptgen.report import timeline
from qscriptgen.scenarios import load_scenarios, scenario_schema

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
def asked(monkeypatch) -> list[tuple[str, str, str]]:
    """Chain, scenario and world of each run; nothing is really run."""
    found = []

    def _simulate(chain: Chain, scenario: Scenario | None, world: World) -> Run:
        found.append((chain.name, scenario.name if scenario else "-", world.name))
        return Run(world.name, (), (), {})

    monkeypatch.setattr(command, "simulate", _simulate)
    return found


def records(result) -> list[dict[str, object]]:
    return json.loads(result.stdout)["runs"]


def test_a_run_that_ends_well_is_a_picture(run, spec, written):
    result = run("simulate", spec())
    (chain,) = load_chains(Path("chain.py"))
    assert result.stdout == timeline(simulate(chain), "nightly")
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
    assert json.loads(result.stdout) == scenario_schema()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument 'SPEC'"),
        (("none.py",), "QC001 No such file"),
        (("chain.py", "--chain", "nightley"), "did you mean 'nightly'?"),
        (("chain.py", "--world", "nowadvances=no"), "did you mean 'now-advances'?"),
        (("chain.py", "--world", "now-advances"), "is no doubt=answer"),
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


def test_all_apps_that_the_chains_do_not_have_are_told_at_once(run, spec, scenario):
    scenario("apps:\n  Extract: {}\n  Zoo: {}\n---\nstart: Yak\n")
    result = run("simulate", spec(also=WEEKLY), "--scenario", "night.yaml")
    assert result.stderr.count("QC006") == 5
    assert "    hint: known are Report, Sales\n" in result.stderr


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (1000.0, False)])
def test_progress_is_shown_after_a_while_and_gone_in_the_end(monkeypatch, patience, shown):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(watched, "_PATIENCE_S", patience)
    with progress() as tell:
        tell(1, 20, "nightly, world default")
        tell(2, 20, "nightly, world " + "x" * 200)
    text = stream.getvalue()
    assert ("1 of 20: nightly, world default" in text) is shown
    assert (text.rpartition("\r")[2] == "" and "\n" not in text) is True
    assert all(len(line) <= 79 for line in text.split("\r"))


def test_no_progress_where_nobody_watches(monkeypatch, capsys):
    monkeypatch.setattr(watched, "_PATIENCE_S", 0.0)
    with progress() as tell:
        tell(1, 20, "nightly")
    assert capsys.readouterr().err == ""


SCENARIOS = sorted(SAMPLES.glob("*/scenario*.yaml"))
ENDS = {"nightly": [0, 0, 0, 1], "fan-out-wait": [1], "conditional": [0, 0, 0]}


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.parent.name)
def test_a_scenario_of_a_sample_is_what_its_name_says(run, file):
    result = run("simulate", str(file.parent / "chain.py"), "--scenario", str(file), "--json")
    ends = [int(not each["ok"]) for each in records(result)]
    assert ends == ENDS[file.parent.name]
    assert result.exit_code == max(ends)


def test_the_lost_answer_of_the_sample_starts_nothing_twice(run):
    file = SAMPLES / "nightly" / "scenario.yaml"
    result = run("simulate", str(SAMPLES / "nightly/chain.py"), "--scenario", str(file), "--json")
    lost = records(result)[1]
    assert [each["app"] for each in lost["reloads"]].count("Staging") == 1
