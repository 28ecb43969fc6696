"""What happens on the tenant when a controller runs a chain, on good nights and on bad ones."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from qscriptgen import (
    Alert,
    App,
    Chain,
    Expr,
    Policy,
    Space,
    Wait,
    group,
    load_chains,
    load_scenarios,
    when,
)
from qscriptgen.emulate import Behaviour, Fault, Run, Scenario, StartingSpace
from qscriptgen.simulation import simulate
from tests.support.typing import as_type, not_none

SAMPLE = Path(__file__).parents[2] / "samples" / "controller-sequence"
RESULT = "lib://DataFiles/night.qvd"
OK = Behaviour()
BAD = Behaviour(outcome="FAILED")


def guid(number: int) -> str:
    return f"0a1b2c3d-0000-4000-8000-{number:012}"


A, B, C, D = (App(name, id=guid(number)) for number, name in enumerate("ABCD", 1))
NIGHT = App("Night", id=guid(9))
SKIP = Policy(failure="skip", timeout="skip")
CONTINUE = Policy(failure="continue", timeout="continue")


def chain(flow: object, **options: object) -> Chain:
    options = {"wait": Wait("20m", poll="1m"), "result": RESULT, "controller": NIGHT} | options
    return Chain("night", flow, **options)  # type: ignore[arg-type]


def played(flow: object, apps: Mapping[str, Behaviour] | None = None, **options: object) -> Run:
    """A run of a chain, with options of the scenario beside those of the chain."""
    own = [key for key in ("faults", "partial", "space") if key in options]
    about: dict[str, Any] = {key: options.pop(key) for key in own}
    return simulate(chain(flow, **options), Scenario(apps=dict(apps or {}), **about))


def rows(run: Run, path: str = RESULT) -> list[dict[str, str]]:
    names, *found = as_type(tuple, run.files[path])
    return [dict(zip(names, row, strict=True)) for row in found]


def told(run: Run, path: str = RESULT) -> list[tuple[str, str]]:
    """State and reason of each app in the result."""
    return [(row["state"], row["why"]) for row in rows(run, path)]


def statuses(run: Run) -> dict[str, str]:
    return {reload.app: reload.status for reload in run.reloads}


GOOD = ("succeeded", "SUCCEEDED")
BROKEN = ("failed", "FAILED")
STOPPED = ("skipped", "stopped")
BEHIND = ("skipped", "upstream")


def test_each_app_begins_when_the_one_before_has_ended():
    run = played(A >> B >> [C, D])
    assert run.ok
    assert run.order == ("Night", "A", "B", "C", "D")
    assert all(reload.triggered_by == run.reloads[0].reload_id for reload in run.reloads[1:])
    for before, after in pairwise(run.reloads[1:]):
        assert not_none(before.ended_s) <= after.created_s
    assert not_none(run.reloads[0].ended_s) >= not_none(run.reloads[-1].ended_s)
    assert told(run) == [GOOD] * 4


def test_the_result_tells_what_the_tenant_knows():
    run = played(A >> B, {"A": Behaviour(duration="5m", queue="30s")})
    assert list(rows(run)[0]) == [
        *("app", "app_id", "reload_id", "state", "why", "started", "ended", "waited_s", "posts")
    ]
    first, second = rows(run)
    assert (first["app"], first["app_id"], first["posts"]) == ("A", A.id, "1")
    assert first["reload_id"] == run.reloads[1].reload_id
    # Created at 06:01:02 with the controller's own load of a minute before it.
    assert first["started"][:19] == "2026-01-05T06:01:32"
    assert first["ended"][:19] == "2026-01-05T06:06:32"
    assert 330 <= int(first["waited_s"]) <= 330 + 62
    assert second["started"] > first["ended"]


def test_a_failure_stops_the_rest_and_fails_the_controller_behind_its_store():
    run = played(A >> B >> C, {"B": BAD})
    assert statuses(run) == {"Night": "FAILED", "A": "SUCCEEDED", "B": "FAILED"}
    assert told(run) == [GOOD, BROKEN, STOPPED]
    last = rows(run)[2]
    assert (last["started"], last["ended"], last["waited_s"]) == ("-", "-", "0")
    assert "not every app succeeded" in run.reloads[0].error


def test_a_failure_that_leaves_out_what_follows_goes_on_with_the_rest():
    run = played(A.reload(policy=SKIP) >> B >> C, {"A": BAD})
    assert statuses(run) == {"Night": "SUCCEEDED", "A": "FAILED"}
    assert told(run) == [BROKEN, BEHIND, BEHIND]
    aside = played(group(A.reload(policy=SKIP) >> B, C), {"A": BAD})
    assert statuses(aside) == {"Night": "SUCCEEDED", "A": "FAILED", "C": "SUCCEEDED"}
    assert told(aside) == [BROKEN, BEHIND, GOOD]


def test_a_failure_that_does_not_matter_goes_on():
    run = played(A.reload(policy=CONTINUE) >> B, {"A": BAD})
    assert statuses(run) == {"Night": "SUCCEEDED", "A": "FAILED", "B": "SUCCEEDED"}
    assert told(run) == [BROKEN, GOOD]


def test_a_later_failure_counts_although_an_earlier_one_did_not():
    run = played([A.reload(policy=SKIP), B, C], {"A": BAD, "B": BAD})
    assert statuses(run)["Night"] == "FAILED"
    assert told(run) == [BROKEN, BROKEN, STOPPED]


@pytest.mark.parametrize(
    ("timeout", "night", "status", "why", "after"),
    [
        ("fail", "FAILED", "SUCCEEDED", "deadline", STOPPED),
        ("cancel", "FAILED", "CANCELED", "deadline_cancel", STOPPED),
        ("continue", "SUCCEEDED", "SUCCEEDED", "deadline", GOOD),
        ("skip", "SUCCEEDED", "SUCCEEDED", "deadline", BEHIND),
    ],
)
def test_an_app_that_takes_too_long(timeout, night, status, why, after):
    slow = Behaviour(duration="2h")
    run = played(A.reload(policy=Policy(timeout=timeout)) >> B, {"A": slow})
    assert statuses(run)["Night"] == night
    assert statuses(run)["A"] == status
    assert told(run) == [("timeout", why), after]


def test_each_wait_has_a_pace_of_its_own():
    quick, calm = Wait("10m", poll="10s"), Wait("1h", poll="5m")
    run = played(A.reload(wait=quick) >> B.reload(wait=calm), {"B": Behaviour(duration="22m")})
    polls = {
        reload.app: [s.time_s for s in run.requests if s.url.endswith(reload.reload_id)]
        for reload in run.reloads[1:]
    }
    assert {round(b - a) for a, b in pairwise(polls["A"])} == {10}
    assert {round(b - a) for a, b in pairwise(polls["B"])} == {300}


def test_a_start_that_is_not_confirmed_is_no_reason_to_wait():
    run = played(A >> B, faults=(Fault(kind="status", on="start", status=403),))
    assert statuses(run) == {"Night": "FAILED"}
    assert told(run) == [("failed", "not_confirmed"), STOPPED]
    assert [row["posts"] for row in rows(run)] == ["1", "0"]


def test_tries_are_told():
    lost = Fault(kind="status", on="start", status=503)
    run = played(A >> B, policy=Policy(tries=3), faults=(lost,))
    assert run.ok
    assert [row["posts"] for row in rows(run)] == ["2", "1"]


def test_conditions_are_the_controllers_and_what_follows_one_is_not_due_either():
    flow = when(Expr("vFull = 1"), A >> B).otherwise(C) >> D
    full = played(flow, {"Night": Behaviour(before="LET vFull = 1;")})
    assert statuses(full) == dict.fromkeys(("Night", "A", "B", "D"), "SUCCEEDED")
    assert told(full) == [GOOD, GOOD, ("skipped", "condition"), GOOD]
    delta = played(flow, {"Night": Behaviour(before="LET vFull = 0;")})
    assert statuses(delta) == dict.fromkeys(("Night", "C", "D"), "SUCCEEDED")
    behind = played(
        A.reload(run_if=Expr("vRun = 1")) >> B, {"Night": Behaviour(before="LET vRun = 0;")}
    )
    assert told(behind) == [("skipped", "condition")] * 2


def test_a_result_that_can_not_be_stored_fails_the_controller():
    run = played(A >> B, faults=(Fault(kind="no-connection", name="DataFiles"),))
    assert statuses(run) == {"Night": "FAILED", "A": "SUCCEEDED", "B": "SUCCEEDED"}
    assert not run.files
    assert "state=not_stored" in run.log("Night")
    assert "the result could not be stored" in run.reloads[0].error


def test_a_result_of_text_has_the_real_names():
    odd = App('Sales, "net" (EU)', id=guid(7))
    run = simulate(chain(odd >> B, result="lib://:DataFiles/night.csv"), Scenario())
    (path,) = run.files
    assert path.endswith(":DataFiles/night.csv")
    head, first, *_ = as_type(str, run.files[path]).splitlines()
    assert head == "app,app_id,reload_id,state,why,started,ended,waited_s,posts"
    assert first.startswith('"Sales, ""net"" (EU)",0a1b2c3d-0000-4000-8000-000000000007,')


@pytest.mark.parametrize(
    ("in_partial", "night", "started", "stored"),
    [
        ("skip", "SUCCEEDED", False, False),
        ("fail", "FAILED", False, False),
        ("run", "SUCCEEDED", True, True),
    ],
)
def test_a_partial_reload_of_the_controller(in_partial, night, started, stored):
    run = played(A >> B, partial=True, in_partial=in_partial)
    assert statuses(run)["Night"] == night
    assert ("A" in statuses(run)) == started
    assert bool(run.files) == stored


def test_the_space_of_the_controller_decides_about_copies():
    dev, prod = Space("dev", type="shared"), Space("prod", type="managed")
    sales = App("Sales", id={dev: guid(11), prod: guid(12)})
    run = played(sales, space=StartingSpace(type="managed"))
    assert run.ok
    assert [row["app_id"] for row in rows(run)] == [guid(12)]
    other = played(sales, space=StartingSpace(type="personal"), result=None)
    assert statuses(other) == {"Night": "FAILED"}


def test_a_controller_without_a_result_tells_its_log_only():
    run = played(A >> B, {"A": BAD}, result=None)
    assert statuses(run) == {"Night": "FAILED", "A": "FAILED"}
    assert not run.files
    assert "app=B" in run.log("Night")


def test_the_nights_of_the_sample():
    (night,) = load_chains(SAMPLE / "chain.py")
    found = [simulate(night, each) for each in load_scenarios(SAMPLE / "scenario.yaml")]
    assert [run.reloads[0].status for run in found] == [
        "SUCCEEDED",
        "SUCCEEDED",
        "FAILED",
        "FAILED",
    ]
    results = [told(run, not_none(night.result)) for run in found[:3]]
    assert results == [
        [GOOD, GOOD, GOOD, GOOD, GOOD],
        [GOOD, BROKEN, BEHIND, GOOD, GOOD],
        [GOOD, GOOD, GOOD, BROKEN, STOPPED],
    ]
    assert not found[3].files


def test_an_alert_tells_of_an_app_once_and_of_a_result_that_is_not_stored():
    alarm = Alert(App("Alarm", id=guid(8)))
    run = played([A.reload(policy=CONTINUE), B], {"A": BAD, "B": BAD}, on_failure=alarm)
    (told_of,) = (reload.variables for reload in run.reloads if reload.app == "Alarm")
    assert (told_of["vAlertApp"], told_of["vAlertWhy"]) == ("A", "FAILED")
    assert told_of["vAlertCount"] == "2"
    gone = (Fault(kind="no-connection", name="DataFiles"),)
    run = played(A >> B, faults=gone, on_failure=alarm)
    (told_of,) = (reload.variables for reload in run.reloads if reload.app == "Alarm")
    assert (told_of["vAlertApp"], told_of["vAlertWhy"]) == ("Night", "not_stored")
    assert not [r for r in played(A >> B, on_failure=alarm).reloads if r.app == "Alarm"]


@pytest.mark.parametrize(
    ("form", "scenario"),
    [("self-test", Scenario()), ("snippet", Scenario(start="Night"))],
    ids=["self-test", "start"],
)
def test_a_user_reloads_the_controller_once(form, scenario):
    run = simulate(chain(A >> B), scenario, form=form)
    assert run.ok, run.findings
    assert [r.app for r in run.reloads if r.triggered_by == "user"] == ["Night"]
