"""The chains of the samples, run from the first reload to the last."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from qscriptgen import App, Chain, Space, load_chains
from qscriptgen.emulate import (
    Behaviour,
    Connection,
    Fault,
    Reload,
    Run,
    Scenario,
    StartingSpace,
    Watch,
    World,
)
from qscriptgen.errors import SpecError
from qscriptgen.simulation import ScenarioError, simulate

SAMPLES = Path(__file__).parent.parent.parent / "samples"
QUEUE_S, LOAD_S, LATENCY_S = 2.0, 60.0, 0.2


@dataclass(frozen=True)
class Meant:
    """What a sample is meant to do: who starts whom, waits for whom, and tells whom it failed."""

    starts: Mapping[str, tuple[str, ...]]
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    makespan_s: float = 0.0
    alarm: str = ""

    def reloaded(self, failing: str = "") -> list[str]:
        """The apps that are reloaded when the load of one fails, in the order of their starts."""
        reached = [next(iter(self.starts))]
        for app in reached:
            reached += self.starts.get(app, ()) if app != failing else ()
        return reached

    def status(self, app: str, failing: str) -> str:
        waited = self.waits.get(app, ())
        bad = app == failing or any(self.status(other, failing) == "FAILED" for other in waited)
        return "FAILED" if bad else "SUCCEEDED"


ONE_HOP_S = QUEUE_S + LOAD_S + LATENCY_S / 2
"""From the start of an app to the start of the next."""

MEANT = {
    # Two starts, then rounds of 30 s and two looks, of which the third finds both at their ends.
    "alert-on-failure": Meant(
        {"Extract": ("Sales", "Finance")},
        waits={"Extract": ("Sales", "Finance")},
        makespan_s=QUEUE_S + LOAD_S + 2 * LATENCY_S + 3 * (30 + 2 * LATENCY_S),
        alarm="Alarm",
    ),
    "custom-template": Meant(
        {"Extract": ("Sales",)},
        waits={"Extract": ("Sales",)},
        makespan_s=QUEUE_S + LOAD_S + LATENCY_S + 3 * (30 + LATENCY_S),
    ),
    "conditional-new": Meant(
        {"Extract": ("Sales",)},
        before={"Extract": "LET vRows = 12;\nLET vAge = 9;\n"},
        makespan_s=ONE_HOP_S + QUEUE_S + LOAD_S,
    ),
    "conditional-old": Meant(
        {"Extract": ("Finance", "Report")},
        before={"Extract": "LET vRows = 0;\nLET vAge = 9;\n"},
        makespan_s=ONE_HOP_S + LATENCY_S + QUEUE_S + LOAD_S,
    ),
    "conditional-none": Meant(
        {"Extract": ("Report",)},
        before={"Extract": "LET vRows = 0;\nLET vAge = 1;\n"},
        makespan_s=ONE_HOP_S + QUEUE_S + LOAD_S,
    ),
    "continuous": Meant(
        {"App 1": ("App 2",)},
        before={"App 2": "LET vStop = 1;\n"},
        makespan_s=ONE_HOP_S + QUEUE_S + LOAD_S,
    ),
    "dev-prod": Meant({"Extract": ("Sales",)}, makespan_s=ONE_HOP_S + QUEUE_S + LOAD_S),
    # Three starts, then rounds of 30 s and two looks, of which the third finds both at their ends.
    "fan-out-wait": Meant(
        {"Extract": ("Sales", "Finance", "Stock")},
        waits={"Extract": ("Sales", "Finance")},
        makespan_s=QUEUE_S + LOAD_S + 3 * LATENCY_S + 3 * (30 + 2 * LATENCY_S),
    ),
    # Extract looks twice before it starts, and has to ask seven times, as Sales waits for Report.
    "include-form": Meant(
        {"Extract": ("Sales",), "Sales": ("Report",)},
        waits={"Extract": ("Sales",), "Sales": ("Report",)},
        makespan_s=QUEUE_S + LOAD_S + 30 + 3 * LATENCY_S + 7 * (30 + LATENCY_S),
    ),
    # Extract looks twice before it starts, 30 s apart, so that Staging begins after 94.5 s.
    "nightly-new": Meant(
        {"Extract": ("Staging",), "Staging": ("Sales", "Finance"), "Finance": ("Report",)},
        waits={"Extract": ("Staging",)},
        before={"Staging": "LET vNewRows = 1;\n"},
        makespan_s=(30 + 2 * LATENCY_S) + 3 * ONE_HOP_S + LATENCY_S + QUEUE_S + LOAD_S,
    ),
    "nightly-none": Meant(
        {"Extract": ("Staging",)},
        waits={"Extract": ("Staging",)},
        before={"Staging": "LET vNewRows = 0;\n"},
        makespan_s=QUEUE_S + LOAD_S + 30 + 3 * LATENCY_S + 4 * (20 + LATENCY_S),
    ),
    "pass-variables": Meant(
        {"Extract": ("Sales",)},
        waits={"Extract": ("Sales",)},
        before={"Extract": "LET vDay = '2026-01-05';\n", "Sales": "LET vRows = 1200;\n"},
        makespan_s=QUEUE_S + LOAD_S + LATENCY_S + 3 * (30 + LATENCY_S),
    ),
    "seed-sequence": Meant(
        {"App 1": ("App 2",), "App 2": ("App 3",), "App 3": ("App 4",)},
        makespan_s=3 * ONE_HOP_S + QUEUE_S + LOAD_S,
    ),
    # Nothing is known of any of them, and an empty list is looked at twice.
    "skip-if-fresh": Meant(
        {"Extract": ("Sales", "Finance", "Setup")},
        makespan_s=ONE_HOP_S + 3 * (30 + 2 * LATENCY_S) + 2 * LATENCY_S + QUEUE_S + LOAD_S,
    ),
    # Two looks at each, 30 s apart, one app after the other.
    "self-test": Meant(
        {"Extract": ("Sales", "Report")},
        makespan_s=2 * 30 + 5 * LATENCY_S + ONE_HOP_S + QUEUE_S + LOAD_S,
    ),
    "seed-trigger": Meant({"App 1": ("App 2",)}, makespan_s=ONE_HOP_S + QUEUE_S + LOAD_S),
}


@cache
def sample(name: str) -> Chain:
    known = [path.parent for path in SAMPLES.glob("*/chain.py")]
    folder = max((path for path in known if name.startswith(path.name)), key=lambda p: len(p.name))
    (chain,) = load_chains(folder / "chain.py")
    return chain


def scenario(name: str, **options: Any) -> Scenario:
    """The scenario in which a sample does what is meant."""
    apps = {app: Behaviour(before=text) for app, text in MEANT[name].before.items()}
    return replace(Scenario(apps=apps), **options)


def failing(found: Scenario, app: str, outcome: Any = "FAILED") -> Scenario:
    behaviour = replace(found.apps.get(app, Behaviour()), outcome=outcome)
    return replace(found, apps={**found.apps, app: behaviour})


def caller(run: Run, reload: Reload) -> str:
    """The app whose script asked for a reload."""
    named = {known.reload_id: known.app for known in run.reloads}
    return named.get(reload.triggered_by, reload.triggered_by)


def times(reload: Reload) -> tuple[float | None, ...]:
    return reload.created_s, reload.started_s, reload.ended_s


def test_every_sample_is_run():
    """Those with a controller are run in test_simulate_controller.py, of pulls in ..._pull.py."""
    chains = [load_chains(path)[0] for path in SAMPLES.glob("*/chain.py")]
    relays = {chain.name for chain in chains if not (chain.controller or chain.wait_only)}
    assert {sample(name).name for name in MEANT} == relays


@pytest.mark.parametrize("name", MEANT)
def test_sample_starts_each_app_once_in_its_order(name):
    meant, run = MEANT[name], simulate(sample(name), scenario(name))
    assert run.ok, run.findings
    assert list(run.order) == meant.reloaded()
    assert {reload.status for reload in run.reloads} == {"SUCCEEDED"}
    parents = {target: app for app, targets in meant.starts.items() for target in targets}
    assert {r.app: caller(run, r) for r in run.reloads} == {run.order[0]: "user"} | parents
    assert run.makespan_s == pytest.approx(meant.makespan_s, abs=1e-6)


@pytest.mark.parametrize("name", MEANT)
def test_every_reload_of_the_chain_is_created_by_a_request_of_its_caller(name):
    run = simulate(sample(name), scenario(name))
    made = [(sent.by, sent.reload_id) for sent in run.requests if sent.reload_id]
    assert made == [(r.triggered_by, r.reload_id) for r in run.reloads[1:]]
    for sent in run.requests:
        if sent.reload_id:
            (found,) = (r for r in run.reloads if r.reload_id == sent.reload_id)
            assert (sent.method, sent.status) == ("POST", 201)
            assert found.created_s == pytest.approx(sent.time_s + LATENCY_S / 2)
            assert json.loads(sent.body)["appId"] == found.app_id


@pytest.mark.parametrize(
    ("name", "app"), [(name, app) for name, meant in MEANT.items() for app in meant.reloaded()]
)
def test_app_that_fails_starts_nobody_and_fails_who_waits_for_it(name, app):
    meant = MEANT[name]
    run = simulate(sample(name), failing(scenario(name), app))
    waited = any(app in targets for targets in meant.waits.values())
    told = {meant.alarm: "SUCCEEDED"} if meant.alarm and waited else {}
    assert sorted(run.order) == sorted([*meant.reloaded(app), *told])
    assert {r.app: r.status for r in run.reloads} == told | {
        other: meant.status(other, app) for other in meant.reloaded(app)
    }
    (failed,) = (r for r in run.reloads if r.app == app)
    assert (failed.error, failed.line) == ("the load of the app did not succeed", None)
    assert not run.ok
    assert {finding.code for finding in run.findings} == {"QE002"}
    assert any(finding.message.startswith(f"{app} ended FAILED") for finding in run.findings)


def test_script_that_fails_is_found_at_its_line_and_says_why_in_its_log():
    run = simulate(sample("fan-out-wait"), failing(Scenario(), "Finance"))
    (extract, *_) = run.reloads
    text = (SAMPLES / "fan-out-wait" / "expected" / "extract.qvs").read_text(encoding="utf-8")
    assert extract.line is not None
    failed = text.splitlines()[extract.line - 1].strip()
    assert failed.startswith("Exit Error 'Chain fan-out-wait: not every app succeeded.")
    why = failed.removeprefix("Exit Error '").removesuffix("';")
    assert extract.error == why
    lines = run.log("Extract").splitlines()
    assert lines[-4].endswith(f" {extract.line:04d} {failed.removesuffix(';')}")
    assert [line[24:] for line in lines[-3:]] == [
        f"     General Script Error: {why}",
        "     Execution Failed",
        "     Execution finished.",
    ]
    assert any("event=failed" in line and "app=Finance" in line for line in lines)
    finding = run.findings[0]
    place = (finding.place.path, finding.place.line, finding.code, finding.name)
    assert place == ("fan-out-wait/extract.qvs", extract.line, "QE002", "reload-not-succeeded")
    assert finding.message == f"Extract ended FAILED: {why}"


def test_line_of_a_finding_is_that_of_the_chain_whatever_stands_in_front_of_it():
    broken = {"App 1": "TRACE a;\nLOAD x RESIDENT Missing;\n"}
    pasted = Scenario(apps={"App 1": Behaviour(before="SET a = 1;\nSET b = 2;\n")})
    run = simulate(sample("seed-sequence"), pasted, scripts=broken)
    assert run.reloads[0].line == 4
    assert [(f.place.path, f.place.line) for f in run.findings] == [("seed-sequence/app-1.qvs", 2)]
    above = Scenario(apps={"App 1": Behaviour(before="TRACE a;\nLOAD x RESIDENT Missing;\n")})
    run = simulate(sample("seed-sequence"), above)
    assert run.reloads[0].line == 2
    assert [(f.place.path, f.place.line) for f in run.findings] == [("before of App 1", 2)]


@pytest.mark.parametrize("concurrency", [1, 2])
@pytest.mark.parametrize("name", [name for name, meant in MEANT.items() if not meant.waits])
def test_who_does_not_wait_needs_one_slot_only(name, concurrency):
    meant, run = MEANT[name], simulate(sample(name), scenario(name, concurrency=concurrency))
    assert run.ok, run.findings
    assert list(run.order) == meant.reloaded()
    busy = sorted((r.started_s or 0, r.ended_s or 0) for r in run.reloads)
    if concurrency == 1:
        assert all(before[1] <= after[0] for before, after in pairwise(busy))


def test_who_waits_in_the_only_slot_waits_in_vain():
    run = simulate(sample("fan-out-wait"), Scenario(concurrency=1))
    extract, *others = run.reloads
    limit_s = 30 * 60
    assert extract.status == "FAILED"
    assert limit_s < (extract.ended_s or 0) - others[0].created_s < limit_s + 60
    assert [r.started_s for r in others] == [(extract.ended_s or 0) + n * LOAD_S for n in range(3)]
    assert run.makespan_s == (extract.ended_s or 0) + 3 * LOAD_S


def test_reload_that_is_cancelled_in_the_queue_has_never_begun():
    run = simulate(sample("nightly-new"), scenario("nightly-new", concurrency=1))
    extract, staging = run.reloads
    assert (extract.status, staging.status) == ("FAILED", "CANCELED")
    assert staging.started_s is None
    assert run.order == ("Extract",)
    assert run.log(staging) == ""
    assert run.requests[-1].url.endswith(f"/{staging.reload_id}/actions/cancel")
    assert staging.ended_s == pytest.approx(run.requests[-1].time_s + LATENCY_S / 2)


def test_two_slots_are_shared_by_who_waits_and_those_it_waits_for():
    run = simulate(sample("fan-out-wait"), Scenario(concurrency=2))
    extract, sales, finance, stock = run.reloads
    assert run.ok
    assert sales.started_s == pytest.approx(64.1)
    assert finance.started_s == sales.ended_s
    assert stock.started_s == finance.ended_s
    assert run.makespan_s == pytest.approx(64.1 + 3 * LOAD_S)
    assert (finance.ended_s or 0) < (extract.ended_s or 0)


def test_another_user_who_comes_first_leaves_a_plain_start_refused():
    fault = Fault(kind="foreign", on="start", app="App 2", duration="4m")
    run = simulate(sample("seed-sequence"), Scenario(faults=(fault,)))
    first, foreign, *others = run.reloads
    assert (first.status, foreign.app, foreign.foreign) == ("FAILED", "App 2", True)
    assert foreign.triggered_by == "user"
    assert (foreign.ended_s or 0) - (foreign.started_s or 0) == pytest.approx(4 * 60 + LATENCY_S)
    assert [r.app for r in others] == ["App 3", "App 4"]  # who reloads App 2 runs its script too
    assert not any(r.foreign for r in others)
    assert [sent.status for sent in run.requests if sent.by == first.reload_id] == [429]
    assert [finding.message[:19] for finding in run.findings] == ["App 1 ended FAILED:"]


def test_another_user_who_is_in_the_way_is_waited_for():
    found = scenario("nightly-none")
    fault = Fault(kind="foreign", on="list", app="Staging", duration="4m")
    run = simulate(sample("nightly-none"), replace(found, faults=(fault,)))
    extract, foreign, own = run.reloads
    assert run.ok
    assert (foreign.foreign, own.foreign) == (True, False)
    assert own.created_s >= (foreign.ended_s or 0)
    assert (own.triggered_by, own.variables) == (extract.reload_id, {"vRun": "nightly"})
    assert foreign.variables == {}


def test_another_user_who_fails_is_no_finding_of_the_chain():
    fault = Fault(kind="foreign", on="list", app="Staging", duration="20s", outcome="FAILED")
    run = simulate(sample("nightly-none"), replace(scenario("nightly-none"), faults=(fault,)))
    assert [r.status for r in run.reloads if r.foreign] == ["FAILED"]
    assert run.ok


PLACES = {
    "shared": (StartingSpace(), "d"),
    "personal": (StartingSpace(type="personal", name="", id=""), "d"),
    "managed": (StartingSpace(type="managed"), "a"),
}


@pytest.mark.parametrize("name", [name for name in MEANT if name[:4] in ("dev-", "nigh")])
@pytest.mark.parametrize("kind", PLACES)
def test_place_decides_which_copies_are_reloaded(name, kind):
    place, letter = PLACES[kind]
    run = simulate(sample(name), scenario(name, space=place))
    assert run.ok
    assert list(run.order) == MEANT[name].reloaded()
    assert {r.app_id[-4] for r in run.reloads} == {letter}


def test_weight_counts_in_a_space_and_not_in_a_personal_one():
    weights = {}
    for kind, (place, _) in PLACES.items():
        run = simulate(sample("pass-variables"), scenario("pass-variables", space=place))
        weights[kind] = [r.weight for r in run.reloads]
    assert weights == {"shared": [1, 5], "managed": [1, 5], "personal": [1, 1]}


def test_host_of_the_place_is_asked():
    place = StartingSpace(tenant="other.us.qlikcloud.com")
    run = simulate(sample("fan-out-wait"), Scenario(space=place))
    assert run.ok
    assert {sent.url.split("/")[2] for sent in run.requests} == {"other.us.qlikcloud.com"}


def test_variables_are_handed_on():
    run = simulate(sample("pass-variables"), scenario("pass-variables"))
    extract, sales = run.reloads
    passed = {"vRun": "delta", "vRegion": 'North; it\'s "EU"', "vDay": "2026-01-05"}
    assert {name: sales.variables[name] for name in passed} == passed
    found = run.states[sales.reload_id].variables
    assert {name: found[name] for name in passed} == passed
    assert run.states[extract.reload_id].variables["vRows"] == "1200"


@pytest.mark.parametrize("name", [name for name in MEANT if name != "seed-trigger"])
def test_partial_reload_starts_nobody(name):
    run = simulate(sample(name), scenario(name, partial=True))
    assert run.ok
    assert [(r.app, r.partial) for r in run.reloads] == [(MEANT[name].reloaded()[0], True)]
    assert run.requests == ()
    assert run.makespan_s == QUEUE_S + LOAD_S


def test_ring_ends_when_it_is_told_to():
    stop = "LET vRound = Alt(vRound, 0) + 1;\nLET vStop = If(vRound >= 3, 1, 0);\n"
    run = simulate(sample("continuous"), Scenario(apps={"App 2": Behaviour(before=stop)}))
    assert run.ok
    assert run.order == ("App 1", "App 2") * 3
    assert [run.reloads.index(r) - 1 for r in run.reloads] == [
        next((i for i, p in enumerate(run.reloads) if p.reload_id == r.triggered_by), -1)
        for r in run.reloads
    ]
    between = [b.created_s - a.created_s for a, b in zip(run.reloads[1:], run.reloads[3:])]  # noqa: B905
    assert between == pytest.approx([2 * ONE_HOP_S + 600] * 3, abs=1e-6)


def test_ring_without_an_end_is_looked_at_for_as_long_as_the_scenario_says():
    run = simulate(sample("continuous"), Scenario(until="3h"))
    assert len(run.reloads) == 30
    assert run.makespan_s <= 3 * 3600
    assert [(r.app, r.status) for r in run.reloads if r.ended_s is None] == [("App 2", "RELOADING")]
    assert run.ok


def test_who_is_reloaded_first_can_be_said():
    run = simulate(sample("seed-sequence"), Scenario(start="App 3"))
    assert run.ok
    assert run.order == ("App 3", "App 4")


@pytest.mark.parametrize(
    "wrong",
    [
        Scenario(start="App 9"),
        Scenario(apps={"App 9": Behaviour()}),
        Scenario(faults=(Fault(kind="timeout", app="App 9"),)),
        Scenario(faults=(Fault(kind="timeout", by="App 9"),)),
    ],
)
def test_scenario_with_an_app_that_the_chain_lacks_is_refused(wrong):
    message = r"the chain seed-sequence has no app 'App 9'; .*App \d"
    with pytest.raises(ScenarioError, match=message):
        simulate(sample("seed-sequence"), wrong)


@pytest.mark.parametrize(("name", "fits"), [("ApiPost", True), ("Other", True), ("X", False)])
def test_connection_that_is_lost_has_to_be_there(name, fits):
    lost = Scenario(faults=(Fault(kind="no-connection", name=name),))
    other = Connection("Other", "GET", "https://other.example")
    if fits:
        assert simulate(sample("seed-sequence"), lost, connections=(other,)).reloads
    else:
        with pytest.raises(ScenarioError, match="has no connection 'X'; known: ApiGet"):
            simulate(sample("seed-sequence"), lost, connections=(other,))


def test_faults_that_met_nothing_are_told_and_are_no_findings():
    faults = (
        Fault(kind="foreign", on="cancel"),
        Fault(kind="status", on="start", status=429, first=2, app="App 3"),
        Fault(kind="timeout", on="start", app="App 4", first=9),
        Fault(kind="no-connection", name="ApiPost", first=9),
        Fault(kind="status", by="App 4"),
    )
    run = simulate(sample("seed-sequence"), Scenario(faults=faults))
    assert run.ok
    assert run.unmet == (
        "Fault 1 (foreign on cancel)",
        "Fault 2 (status on start)",
        "Fault 3 (timeout on start)",
        "Fault 4 (no-connection ApiPost)",
        "Fault 5 (status on any)",
    )
    assert run.json()["unmet"] == list(run.unmet)


def test_fault_that_met_something_is_not_told_and_one_that_came_too_late_is():
    slow = Fault(kind="timeout", on="start", app="App 2")
    lost = Fault(kind="no-connection", name="ApiPost", by="App 1")
    foreign = Fault(kind="foreign", on="start", app="App 2")
    assert simulate(sample("seed-sequence"), Scenario(faults=(lost,))).unmet == ()
    run = simulate(sample("seed-sequence"), Scenario(faults=(slow, slow, foreign)))
    assert run.unmet == ("Fault 2 (timeout on start)",)


@pytest.mark.parametrize(
    "variables", [{"FirstWeekDay": "abc"}, {"errormode": "0"}, {"ScriptErrorDetails": "x"}]
)
def test_variables_that_nobody_knows_what_to_make_of_are_found(variables):
    found = Scenario(apps={"App 2": Behaviour(variables=variables)})
    run = simulate(sample("seed-sequence"), found)
    (finding,) = run.findings
    assert (finding.code, finding.place.path) == ("QE001", "seed-sequence/app-2.qvs")
    assert finding.message.startswith("App 2: what its script finds when it begins: ")
    assert finding.message.endswith(" is not emulated")
    assert [(r.app, r.status) for r in run.reloads][1:] == [("App 2", "RELOADING")]
    assert simulate(sample("seed-sequence"), found, World({"old-variables": "gone"})).ok


@pytest.mark.parametrize(
    ("behaviour", "script", "place"),
    [
        (Behaviour(before="TRACE a;"), "LOAD * RESIDENT T;", ("seed-sequence/app-1.qvs", 1)),
        (Behaviour(before="\nTRACE a;\n"), "\nDROP FOO x;", ("seed-sequence/app-1.qvs", 2)),
        (Behaviour(after="LOAD * RESIDENT T;"), "SET a = 1;", ("after of App 1", 1)),
        (Behaviour(after="\nLOAD * RESIDENT T;"), "SET a = 1;\n", ("after of App 1", 2)),
        (
            Behaviour(before="\nLOAD * RESIDENT T;", after="TRACE b;"),
            "SET a = 1;",
            ("before of App 1", 2),
        ),
        (
            Behaviour(before="TRACE a;", after="TRACE b;"),
            "SET a = 1;\nLOAD * RESIDENT T;",
            ("seed-sequence/app-1.qvs", 2),
        ),
        (Behaviour(before="TRACE a;"), "\nLOAD RangeFoo(1) AS a AUTOGENERATE 1;", ("", 2)),
        (Behaviour(before="TRACE a;"), "TRACE;\nDO\nLET a = 1;\nLOOP\n", ("", 3)),
    ],
)
def test_line_of_an_error_is_counted_in_the_part_of_the_script_that_it_is_in(
    behaviour, script, place
):
    found = Scenario(apps={"App 1": behaviour})
    run = simulate(sample("seed-sequence"), found, scripts={"App 1": script}, budget=303)
    (finding,) = run.findings
    path, line = place
    assert (finding.place.path, finding.place.line) == (path or "seed-sequence/app-1.qvs", line)
    if finding.code == "QE001":
        assert finding.message.startswith(f"App 1: line {line}: ")


def test_what_is_not_known_at_the_end_of_a_script_is_found_without_a_line():
    script = "SUB S(a)\nEXIT SCRIPT;\nEND SUB\nCALL S(ScriptError);\n"
    run = simulate(sample("seed-sequence"), scripts={"App 1": script})
    (finding,) = run.findings
    said = ("QE001", "App 1: an assignment to ScriptError is not emulated")
    assert (finding.code, finding.message) == said


def test_simulation_that_goes_on_and_on_is_a_finding():
    told: list[float] = []
    found = Scenario(until="365d")
    watch = Watch(told.append, events=1_000)
    run = simulate(sample("continuous"), found, watch=watch)
    (finding,) = run.findings
    said = ("QE005", "the simulation has gone on for 1,000 events", "continuous/app-1.qvs")
    assert (finding.code, finding.message, finding.place.path) == said
    assert len(told) == 10
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] > 3600
    enough = simulate(sample("seed-sequence"), watch=Watch(events=1_000))
    assert enough.ok


def test_environment_by_name_is_not_that_of_a_personal_space():
    (a, b) = Space("a", name="Team"), Space("b", type="personal")
    ids = [f"0a1b2c3d-0000-4000-8000-00000000000{number}" for number in range(1, 5)]
    one, two = App("One", {a: ids[0], b: ids[1]}), App("Two", {a: ids[2], b: ids[3]})
    found = Scenario(space=StartingSpace(type="personal"))
    run = simulate(Chain("c", one >> two), found)
    assert [r.app_id for r in run.reloads] == [ids[1], ids[3]]


def test_chain_with_errors_is_refused():
    chain = sample("seed-sequence")
    with pytest.raises(SpecError):
        simulate(Chain(chain.name, chain.flow, in_partial="maybe"))


@pytest.mark.parametrize("name", MEANT)
def test_record_of_a_run_is_json_and_has_everything(name):
    run = simulate(sample(name), failing(scenario(name), MEANT[name].reloaded()[-1]))
    record = json.loads(json.dumps(run.json(), allow_nan=False))
    assert set(record) == {
        *("world", "ok", "makespan_s", "reloads", "requests", "logs", "findings", "unmet"),
    }
    assert (record["world"], record["ok"], record["makespan_s"]) == (
        "default",
        False,
        run.makespan_s,
    )
    assert [tuple(found.values()) for found in record["reloads"]] == [
        (r.app, r.app_id, r.reload_id, r.status, *times(r), r.triggered_by, r.foreign)
        for r in run.reloads
    ]
    assert [tuple(sent.values()) for sent in record["requests"]] == [
        (s.time_s, s.by, s.method, s.url, s.status) for s in run.requests
    ]
    assert record["logs"] == {r.reload_id: run.log(r) for r in run.reloads}
    assert len(record["findings"]) == len(run.findings) > 0


def test_log_is_found_by_reload_by_id_and_by_app():
    run = simulate(sample("seed-sequence"))
    second = run.reloads[1]
    assert run.log(second) == run.log(second.reload_id) == run.log("App 2")
    assert "app=App_3" in run.log("App 2")
    with pytest.raises(KeyError, match="App 9"):
        run.log("App 9")


DISTURBED = Scenario(
    apps={"Staging": Behaviour(before="LET vNewRows = 1;\n", duration="3m", outcome="SUCCEEDED")},
    faults=(
        Fault(kind="timeout", on="start", app="Staging", handled=True),
        Fault(kind="foreign", on="list", app="Staging", first=3, duration="30s"),
        Fault(kind="status", on="status", status=503, first=2, times=2),
    ),
    concurrency=2,
)


def test_same_scenario_is_the_same_run():
    runs = [simulate(sample("nightly-new"), DISTURBED).json() for _ in range(2)]
    assert runs[0] == runs[1]


def test_same_scenario_is_the_same_run_in_another_process():
    program = (
        "import json, sys; sys.path[:0] = sys.argv[1:];"
        "from test_simulate import DISTURBED, sample, simulate;"
        "print(json.dumps(simulate(sample('nightly-new'), DISTURBED).json()))"
    )
    found = []
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(json.loads(done.stdout))
    assert found[0] == found[1] == simulate(sample("nightly-new"), DISTURBED).json()


def test_world_of_a_run_is_named_in_it():
    run = simulate(sample("seed-trigger"), None, World({"table-case": "no"}))
    assert run.world == "table-case=no"
