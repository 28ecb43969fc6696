"""What happens on the tenant where apps wait for others and nobody starts anybody."""

from __future__ import annotations

import pytest

from qscriptgen import App, Behaviour, Chain, Fault, Policy, Scenario, WaitOnly, render, simulate
from tests.support.matrix import CHAINS, extract, finance, guid, report, sales

HOURS = 3600.0
WAITS = Chain("waits", [extract, finance] >> sales >> report, wait_only=WaitOnly("45m"))


def of(run, app):
    """The one reload of an app."""
    (found,) = [reload for reload in run.reloads if reload.app == app]
    return found


def test_each_app_loads_behind_those_before_it():
    run = simulate(WAITS, Scenario(apps={"Extract": Behaviour(duration="20m")}))
    assert run.ok
    assert {reload.triggered_by for reload in run.reloads} == {"user"}
    assert {sent.method for sent in run.requests} == {"GET"}
    assert of(run, "Sales").ended_s > of(run, "Extract").ended_s + 60
    assert of(run, "Report").ended_s > of(run, "Sales").ended_s + 60


def test_nobody_loads_behind_one_that_has_failed():
    run = simulate(WAITS, Scenario(apps={"Extract": Behaviour(outcome="FAILED")}))
    ends = {reload.app: reload.status for reload in run.reloads}
    assert ends == dict.fromkeys(("Extract", "Sales", "Report"), "FAILED") | {
        "Finance": "SUCCEEDED"
    }
    assert "Chain waits: not every app succeeded" in of(run, "Sales").error
    # Sales never came to its own load.
    assert of(run, "Sales").ended_s < of(run, "Extract").ended_s + 60


@pytest.mark.parametrize("app", ["Extract", "Finance"])
def test_no_longer_than_the_limit(app):
    run = simulate(WAITS, Scenario(apps={app: Behaviour(duration="2h")}))
    assert of(run, "Sales").status == "FAILED"
    assert 45 * 60 <= of(run, "Sales").ended_s <= 46 * 60


def test_an_old_success_is_good_where_nothing_says_how_new():
    known = Behaviour(history=("SUCCEEDED",), ago="90h")
    run = simulate(WAITS, Scenario(start="Report", apps={"Sales": known}))
    assert run.ok
    assert len(run.requests) == 1


NEWER = Chain("newer", sales >> report, wait_only=WaitOnly("45m", newer_than="2h"))


# The script begins 2 s behind the scenario.
@pytest.mark.parametrize(
    ("ago", "good"),
    [("1h", True), ("7197s", True), ("7198s", True), ("7199s", False), ("3h", False)],
)
def test_a_success_must_be_new_enough(ago, good):
    known = Behaviour(history=("SUCCEEDED",), ago=ago)
    run = simulate(NEWER, Scenario(start="Report", apps={"Sales": known}))
    assert run.ok == good
    assert of(run, "Report").ended_s < 70 if good else of(run, "Report").ended_s > 45 * 60


def test_one_that_is_new_enough_stays_so_while_others_are_waited_for():
    chain = Chain("both", [sales, extract] >> report, wait_only=WaitOnly("45m", newer_than="2h"))
    apps = {
        "Sales": Behaviour(history=("SUCCEEDED",), ago="1h50m"),
        "Extract": Behaviour(history=("SUCCEEDED",), ago="3h"),
    }
    late = Fault(kind="foreign", on="list", app="Extract", first=2, duration="30m")
    run = simulate(chain, Scenario(start="Report", apps=apps, faults=(late,)))
    assert of(run, "Report").status == "SUCCEEDED"
    assert of(run, "Report").ended_s > 30 * 60


def test_an_old_failure_is_not_the_last_word_where_only_a_new_reload_counts():
    known = Behaviour(history=("FAILED",), ago="3h")
    soon = Fault(kind="foreign", on="list", first=3)
    run = simulate(NEWER, Scenario(start="Report", apps={"Sales": known}, faults=(soon,)))
    assert of(run, "Report").status == "SUCCEEDED"


def test_who_may_go_on_loads_old_data():
    chain = Chain(
        "go-on", sales >> report, wait_only=WaitOnly("10m"), policy=Policy(timeout="continue")
    )
    run = simulate(chain, Scenario(apps={"Sales": Behaviour(duration="1h")}))
    assert of(run, "Report").status == "SUCCEEDED"
    assert 600 <= of(run, "Report").ended_s <= 700
    run = simulate(chain, Scenario(apps={"Sales": Behaviour(outcome="FAILED")}))
    assert of(run, "Report").status == "FAILED"


def test_a_partial_reload_loads_at_once():
    run = simulate(NEWER, Scenario(start="Report", partial=True))
    assert run.ok
    assert not run.requests


def test_without_the_connection_it_fails_early():
    gone = Fault(kind="no-connection", name="ApiGet", times=None)
    run = simulate(NEWER, Scenario(start="Report", faults=(gone,)))
    assert of(run, "Report").status == "FAILED"
    assert of(run, "Report").ended_s < 300


def test_the_post_connection_is_not_there():
    text = "LIB CONNECT TO ':ApiPost';\n"
    run = simulate(CHAINS["pull"], scripts={"Sales": text})
    assert of(run, "Sales").status == "FAILED"


READS = App("Stock", id=guid(7), reads={"vRun": "delta"})
DEFAULTS = Chain("defaults", sales >> READS, wait_only=WaitOnly("45m"))


@pytest.mark.parametrize("form", ["snippet", "include"])
@pytest.mark.parametrize("partial", [False, True])
def test_an_app_that_waits_has_its_defaults_too(form, partial):
    run = simulate(DEFAULTS, Scenario(partial=partial), form=form)
    assert run.ok
    assert run.states[of(run, "Stock").reload_id].variables["vRun"] == "delta"
    assert partial or of(run, "Stock").ended_s > of(run, "Sales").ended_s


def test_an_app_that_nothing_comes_before_has_its_defaults_too():
    run = simulate(Chain("first", READS >> sales, wait_only=WaitOnly("45m")))
    assert run.ok
    assert run.states[of(run, "Stock").reload_id].variables["vRun"] == "delta"


@pytest.mark.parametrize("form", ["snippet", "include"])
def test_each_script_of_an_app_that_waits_has_a_file_of_its_own(form):
    start = App("Stock start", id=guid(8), reads={"vRun": ""})
    reads = App("Stock reads", id=guid(9))
    chain = Chain("files", sales >> [READS, start, reads], wait_only=WaitOnly("45m"))
    paths = [s.path for s in render(chain, form=form) if s.kind == "script"]
    assert paths == [
        "files/stock-reads.qvs",
        "files/stock-start.qvs",
        "files/stock-start-reads.qvs",
        "files/stock-start-start.qvs",
        "files/stock-reads-start.qvs",
    ]


def lines_of(run, app, event):
    """What the log of an app tells of an event, behind the name of the app that it is about."""
    found = (line.partition("      qsg ")[2] for line in run.log(app).splitlines())
    return [line for line in found if line.startswith(f"event={event} ")]


@pytest.mark.parametrize("sources", [[extract], [extract, finance]])
def test_each_new_status_is_told_once_and_a_time_out_says_the_last(sources):
    chain = Chain("tells", sources >> sales, wait_only=WaitOnly("10m"))
    apps = {"Extract": Behaviour(duration="1h", queue="3m")}
    run = simulate(chain, Scenario(apps=apps))
    told = [line for line in lines_of(run, "Sales", "look") if "app=Extract " in line]
    assert [line.partition("status=")[2].split()[0] for line in told] == ["QUEUED", "RELOADING"]
    (late,) = lines_of(run, "Sales", "timeout")
    assert "app=Extract " in late
    assert " status=RELOADING why=deadline" in late


def test_a_reload_that_does_not_count_is_not_named():
    known = Behaviour(history=("SUCCEEDED",), ago="3h")
    run = simulate(NEWER, Scenario(start="Report", apps={"Sales": known}))
    (late,) = lines_of(run, "Report", "timeout")
    assert " reload=- " in late
    assert " status=NOT_YET why=deadline" in late
    (told,) = lines_of(run, "Report", "look")
    assert " reload=- status=NOT_YET " in told
