"""What holds for every run of any chain, whatever happens to it."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qscriptgen import Chain
from qscriptgen.emulate import DOUBTS, Behaviour, Run, Scenario, World
from qscriptgen.simulation import simulate
from qscriptgen.simulation.findings import PROBLEMS
from tests.support.situations import FAULTS, SPACES, fitted, scripted
from tests.support.strategies import chains, examples

END = float("inf")
APPS = [f"A{number}" for number in range(1, 7)]
OUTCOMES = ("SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT", "NEVER")
STATES = {*OUTCOMES[:4], "QUEUED", "RELOADING", "CANCELING"}


def behaviours() -> st.SearchStrategy[Behaviour]:
    outcome = st.sampled_from(OUTCOMES)
    return st.builds(
        Behaviour,
        duration=st.sampled_from(("0s", "20s", "1m", "7m")),
        outcome=outcome | st.lists(outcome, min_size=1, max_size=3).map(tuple),
        queue=st.sampled_from(("0s", "2s", "3m")),
        history=st.lists(st.sampled_from(OUTCOMES[:4]), max_size=2).map(tuple),
        missing=st.sampled_from((False, False, False, True)),
        forbidden=st.sampled_from((False, False, False, True)),
        variables=st.sampled_from(({}, {"v": "1", "a": "1"})),
    )


def scenarios() -> st.SearchStrategy[Scenario]:
    return st.builds(
        Scenario,
        apps=st.dictionaries(st.sampled_from(APPS[1:]), behaviours(), max_size=3),
        faults=st.sampled_from(sorted(FAULTS)).map(FAULTS.__getitem__),
        space=st.sampled_from([None, *SPACES.values()]),
        partial=st.sampled_from((False, False, False, True)),
        concurrency=st.integers(1, 3),
        latency=st.sampled_from((0.0, 0.2, 3.0, 45.0)),
        daily_quota=st.sampled_from((192, 2)),
        key_expires=st.sampled_from((None, None, "3m")),
        reload_ids=st.sampled_from(("hex", "digits", "exponent")),
        until=st.sampled_from(("4h", "10m")),
    )


def worlds() -> st.SearchStrategy[World]:
    some = {name: st.sampled_from(doubt.answers) for name, doubt in DOUBTS.items()}
    return st.just(World()) | st.fixed_dictionaries({}, optional=some).map(World)


def played(chain: Chain, scenario: Scenario, world: World) -> Run:
    """The run of a scenario, as far as it fits the chain."""
    known = {app.name for app in chain.apps}
    apps = {name: found for name, found in scenario.apps.items() if name in known}
    faults = fitted(scenario.faults, scripted(chain))
    return simulate(chain, replace(scenario, apps=apps, faults=faults), world)


def check_times(run: Run) -> None:
    assert [r.created_s for r in run.reloads] == sorted(r.created_s for r in run.reloads)
    assert [s.time_s for s in run.requests] == sorted(s.time_s for s in run.requests)
    for reload in run.reloads:
        times = [reload.created_s, reload.started_s, reload.ended_s]
        known = [time for time in times if time is not None]
        assert known == sorted(known)
        assert reload.status in STATES
        ended = reload.status in OUTCOMES
        assert (reload.ended_s is not None) == ended
        assert (reload.started_s is None) <= (reload.status in ("QUEUED", "CANCELED", "FAILED"))


def check_slots(run: Run, concurrency: int) -> None:
    changes = []
    for reload in run.reloads:
        if reload.started_s is not None:
            changes.append((reload.started_s, 1))
            changes.append((END if reload.ended_s is None else reload.ended_s, -1))
    busy = 0
    for _, change in sorted(changes):
        busy += change
        assert busy <= concurrency


def check_requests(run: Run) -> None:
    by_id = {reload.reload_id: reload for reload in run.reloads}
    assert len(by_id) == len(run.reloads)
    for sent in run.requests:
        sender = by_id[sent.by]
        assert sender.started_s is not None
        ended = END if sender.ended_s is None else sender.ended_s
        assert sender.started_s <= sent.time_s <= ended
    created = [(sent.by, sent.reload_id) for sent in run.requests if sent.reload_id]
    chained = [(r.triggered_by, r.reload_id) for r in run.reloads if r.triggered_by in by_id]
    assert sorted(created) == sorted(chained)
    others = {r.triggered_by for r in run.reloads if r.triggered_by not in by_id}
    assert others <= {"user"}
    assert all(r.triggered_by == "user" for r in run.reloads if r.foreign)


def check_record(run: Run) -> None:
    assert json.loads(json.dumps(run.json(), allow_nan=False))["makespan_s"] == run.makespan_s
    assert set(run.logs) == set(run.states)
    assert {r.reload_id for r in run.reloads if r.started_s is not None} == set(run.logs)
    assert {finding.code for finding in run.findings} <= set(PROBLEMS)
    assert all(finding.place.line >= 1 for finding in run.findings)
    good = all(r.status == "SUCCEEDED" or r.foreign for r in run.reloads)
    assert run.ok or not good or run.findings[0].code in ("QE001", "QE004")


@examples(150)
@given(chains(), scenarios(), worlds())
def test_every_run_is_one_that_can_be(chain, scenario, world):
    run = played(chain, scenario, world)
    check_times(run)
    check_slots(run, scenario.concurrency)
    check_requests(run)
    check_record(run)


@examples(30)
@given(chains(), scenarios(), worlds())
def test_every_run_can_be_had_again(chain, scenario, world):
    one, other = (played(chain, scenario, world) for _ in "ab")
    assert one.json() == other.json()
    assert one.states == other.states
    assert one.reloads == other.reloads


@examples(40)
@given(chains(), scenarios())
def test_more_slots_leave_nobody_out_where_nothing_else_goes_wrong(chain, scenario):
    calm = Scenario(concurrency=scenario.concurrency, space=scenario.space, until="12h")
    roomy = replace(calm, concurrency=10)
    told = {"Alarm"}  # where slots are few, waits can time out, which is told
    assert set(simulate(chain, calm).order) - told <= set(simulate(chain, roomy).order)
