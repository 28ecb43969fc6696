"""What happens on the tenant where a reload is only started when it is due."""

from __future__ import annotations

import pytest
from matrix import extract, one, report, sales

from qscriptgen import Behaviour, Chain, Due, Fault, Policy, Scenario, Wait, World, simulate

MONDAY_AT_SIX = "simulations begin on a Monday at 6:00 UTC"


def started(run, app="Sales"):
    """Whether the chain has started an app."""
    return any(r.app == app and r.triggered_by != "user" and not r.foreign for r in run.reloads)


def known(history, ago):
    """A scenario in which Sales has been reloaded before."""
    return Scenario(apps={"Sales": Behaviour(history=history, ago=ago)})


@pytest.mark.parametrize(
    ("every", "history", "ago", "due"),
    [
        ("90m", ("SUCCEEDED",), "1h28m", False),
        ("90m", ("SUCCEEDED",), "1h30m", True),
        ("90m", ("SUCCEEDED", "FAILED"), "10m", False),
        ("60m", ("SUCCEEDED", "FAILED"), "10m", True),
        ("90m", ("FAILED",), "10m", True),
        ("90m", ("CANCELED",), "10m", True),
        ("day", ("SUCCEEDED",), "5h59m", False),
        ("day", ("SUCCEEDED",), "6h1m", True),
        ("1d", ("SUCCEEDED",), "6h1m", False),
        ("once", ("SUCCEEDED",), "400d", False),
        ("once", ("FAILED", "EXCEEDED_LIMIT"), "1h", True),
        ("once", (), "1h", True),
    ],
)
def test_what_has_succeeded_of_late_is_left_out(every, history, ago, due):
    run = simulate(one("due", due=Due(every)), known(history, ago))
    assert run.ok
    assert started(run) == due


@pytest.mark.parametrize(
    ("days", "due"),
    [
        ("business", True),
        (("mon",), True),
        ("mon", True),
        (("sat", "sun"), False),
        (("tue", "wed", "thu", "fri"), False),
    ],
)
def test_only_on_its_days(days, due):
    run = simulate(one("due", due=Due(days=days)))
    assert run.ok, MONDAY_AT_SIX
    assert started(run) == due
    assert all(sent.method == "POST" for sent in run.requests)


def test_a_day_that_is_not_its_own_needs_no_look():
    run = simulate(one("due", due=Due("day", days=("sun",))))
    assert run.ok
    assert not run.requests


def test_one_that_is_left_out_is_not_waited_for_and_starts_nobody():
    chain = Chain(
        "due", extract >> sales.reload(due=Due("2h"), wait=Wait("10m", poll="30s")) >> report
    )
    run = simulate(chain, known(("SUCCEEDED",), "1h"))
    assert run.ok
    assert [reload.app for reload in run.reloads] == ["Extract"]


@pytest.mark.parametrize("partial", [False, True])
def test_a_partial_reload_counts_for_a_partial_step_only(partial):
    chain = one("due", due=Due("2h"), partial=partial)
    changed = Fault(kind="change", on="list", times=None, members={"partial": True})
    run = simulate(
        chain,
        Scenario(apps={"Sales": Behaviour(history=("SUCCEEDED",))}, faults=(changed,)),
    )
    assert run.ok
    assert started(run) != partial


@pytest.mark.parametrize("policy", ["fail", "continue", "skip"])
def test_nothing_is_started_without_a_look(policy):
    chain = one("due", due=Due("2h"), policy=Policy(failure=policy))
    lost = Fault(kind="status", status=503, on="list", times=None)
    run = simulate(chain, Scenario(faults=(lost,)))
    assert not started(run)
    assert run.ok == (policy != "fail")
    assert "why=look_failed" in run.log("Extract")


@pytest.mark.parametrize("text", ["yesterday", "", "2026-01-05", "2026-13-05T05:00:00.000Z"])
def test_an_end_that_can_not_be_read_may_be_fresh(text):
    spoiled = Fault(kind="change", on="list", times=None, members={"endTime": text})
    found = known(("SUCCEEDED",), "9h")
    run = simulate(one("due", due=Due("2h")), Scenario(apps=found.apps, faults=(spoiled,)))
    assert not started(run)
    assert not run.ok


def test_a_look_that_fails_is_tried_again():
    lost = Fault(kind="status", status=503, on="list", times=3)
    run = simulate(one("due", due=Due("2h")), Scenario(faults=(lost,)))
    assert run.ok
    assert started(run)


def test_an_empty_list_is_believed_when_seen_twice():
    empty = Fault(kind="json", text='{"data":[]}', on="list")
    run = simulate(
        one("due", due=Due("2h")),
        Scenario(apps={"Sales": Behaviour(history=("SUCCEEDED",))}, faults=(empty,)),
    )
    assert run.ok
    assert not started(run)


def test_a_clock_that_stands_still_is_that_of_the_beginning():
    late = Scenario(
        apps={
            "Extract": Behaviour(duration="1h"),
            "Sales": Behaviour(history=("SUCCEEDED",), ago="1h"),
        }
    )
    chain = one("due", due=Due("90m"))
    assert started(simulate(chain, late))
    assert not started(simulate(chain, late, World({"now-advances": "no"})))
