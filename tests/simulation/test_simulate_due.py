"""What happens on the tenant where a reload is only started when it is due."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from qscriptgen import Behaviour, Chain, Due, Fault, Policy, Scenario, Wait, World, simulate
from tests.support.matrix import extract, finance, one, report, runner, sales

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
        ("once", ("SUCCEEDED",), "30d", False),
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


def busy_by_another(outcome):
    """A scenario in which somebody else reloads Sales while the chain looks at it."""
    begun = Fault(kind="foreign", on="list", app="Sales", duration="5m", outcome=outcome)
    return Scenario(
        apps={"Sales": Behaviour(history=("SUCCEEDED",), ago="3h", queue="0s")}, faults=(begun,)
    )


@pytest.mark.parametrize(("outcome", "due"), [("SUCCEEDED", False), ("FAILED", True)])
@pytest.mark.parametrize("others", [(), (finance.reload(policy=Policy(tries=2)),)])
def test_what_was_waited_for_as_it_was_busy_may_have_made_it_fresh(others, outcome, due):
    step = sales.reload(due=Due("90m"), policy=Policy(tries=2))
    run = simulate(Chain("due", extract >> [step, *others]), busy_by_another(outcome))
    assert run.ok
    assert "why=busy" in run.log("Extract")
    assert started(run) == due
    assert ("event=skipped" in run.log("Extract")) != due
    assert started(run, "Finance") == bool(others)


@pytest.mark.parametrize(("times", "ok"), [(4, True), (5, False)])
def test_a_look_at_one_that_was_busy_is_tried_again_as_often(times, ok):
    late = simulate(
        one("due", due=Due("90m"), policy=Policy(tries=2)), busy_by_another("SUCCEEDED")
    )
    looks = [n for n, sent in enumerate(late.requests, 1) if "limit=100" in sent.url]
    assert len(looks) == 2
    # Between two looks whether it is fresh stands one whether it is busy.
    faults = tuple(
        Fault(kind="status", status=503, on="list", first=looks[-1] + 2 * n) for n in range(times)
    )
    scenario = busy_by_another("SUCCEEDED")
    run = simulate(
        one("due", due=Due("90m"), policy=Policy(tries=2)),
        Scenario(apps=scenario.apps, faults=(*scenario.faults, *faults)),
    )
    assert not started(run)
    assert run.ok == ok


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = ("00:00:00", "12:00:00", "23:59:59")


@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("ahead", [False, True])
def test_each_day_is_its_own_from_midnight_to_midnight(number, time, ahead):
    # What the script sees is the time of its start, 62 s behind that of the scenario.
    begins = datetime.fromisoformat(f"2026-01-{5 + number:02}T{time}") - timedelta(seconds=62)
    day = WEEKDAYS[number]
    days = tuple(other for other in WEEKDAYS if other != day) if ahead else (day,)
    run = simulate(
        one("due", due=Due(days=days)), Scenario(begins=begins.isoformat(timespec="seconds"))
    )
    assert run.ok
    seen = begins + timedelta(seconds=62)
    assert run.log("Extract").startswith(f"{seen:%Y-%m-%d %H:%M:%S}.000 ")
    assert started(run) != ahead


@pytest.mark.parametrize(("every", "limit_s"), [("2h", 7200), ("90m", 5400), ("75s", 75)])
@pytest.mark.parametrize(("more_s", "due"), [(-1, False), (0, False), (1, True)])
def test_how_old_it_is_counts_to_the_second(every, limit_s, more_s, due):
    # The script looks 62 s behind the beginning.
    run = simulate(one("due", due=Due(every)), known(("SUCCEEDED",), f"{limit_s + more_s - 62}s"))
    assert run.ok
    assert started(run) == due


@pytest.mark.parametrize(("more_s", "due"), [(-1, True), (0, False), (1, False)])
def test_a_day_begins_at_midnight_to_the_second(more_s, due):
    run = simulate(one("due", due=Due("day")), known(("SUCCEEDED",), f"{6 * 3600 - more_s}s"))
    assert run.ok
    assert started(run) == due


def test_a_controller_takes_the_day_at_each_start():
    chain = Chain(
        "due",
        extract >> sales.reload(due=Due(days="sat")) >> finance.reload(due=Due(days="fri")),
        controller=runner,
        wait=Wait("45m", poll="5m"),
    )
    slow = {"Extract": Behaviour(duration="30m")}
    run = simulate(chain, Scenario(begins="2026-01-09T23:50", apps=slow))
    assert run.ok
    assert [reload.app for reload in run.reloads if reload.triggered_by != "user"] == [
        "Extract",
        "Sales",
    ]


@pytest.mark.parametrize(
    "text", ["2026-01-32T23:50", "2026-01-09", "23:50", "2026-01-09T23:50Z", "monday", ""]
)
def test_a_beginning_is_a_date_and_a_time(text):
    with pytest.raises(ValidationError, match="is not a date and time such as '2026-01-09T23:50'"):
        Scenario(begins=text)
