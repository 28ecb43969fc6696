"""Who is told when something goes wrong, on an emulated tenant."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from qscriptgen import (
    Alert,
    App,
    Behaviour,
    Chain,
    Connections,
    Expr,
    Fault,
    Policy,
    Scenario,
    StartingSpace,
    Webhook,
    simulate,
    when,
)
from qscriptgen.emulate import parse_world
from tests.support.matrix import abroad, copies, extract, far_alarms, finance, guid, sales, wait

ALARM = App("Alarm", id=guid(9))
FAILED = Behaviour(outcome="FAILED")
TOLD: dict[str, Any] = {"Sales": "FAILED", "Finance": "CANCELED"}


def alerts(run):
    """The reloads of the alert app, by their variables."""
    return [dict(reload.variables) for reload in run.reloads if reload.app == "Alarm"]


def hooks(run):
    """What a webhook was sent."""
    return [json.loads(sent.body) for sent in run.requests if "hooks.example" in sent.url]


def chain(flow=None, told=None, **options):
    flow = extract >> sales.reload(wait=wait) if flow is None else flow
    return Chain("nightly", flow, on_failure=told or Alert(ALARM), **options)


def test_an_alert_says_what_went_wrong():
    told = Alert(ALARM, variables={"vTo": 'it\'s "ops"; $(x)'})
    run = simulate(chain(told=told), Scenario(apps={"Sales": FAILED}))
    (_, failed, alarm) = run.reloads
    assert alarm.variables == {
        "vAlertChain": "nightly",
        "vAlertCaller": "Extract",
        "vAlertApp": "Sales",
        "vAlertState": "failed",
        "vAlertWhy": "FAILED",
        "vAlertReload": failed.reload_id,
        "vAlertCount": "1",
        "vTo": 'it\'s "ops"; $(x)',
    }
    assert alarm.triggered_by == run.reloads[0].reload_id
    assert run.reloads[0].status == "FAILED"
    assert run.reloads[0].error.startswith("Chain nightly: Sales did not succeed.")
    assert "event=alert chain=nightly app=Sales to=Alarm why=posted error=0" in run.log("Extract")


def test_nobody_is_told_that_all_is_well():
    for told in (Alert(ALARM), Webhook()):
        run = simulate(chain(told=told))
        assert run.ok
        assert run.order == ("Extract", "Sales")
        assert not hooks(run)


@pytest.mark.parametrize("policy", ["fail", "continue", "skip"])
def test_an_alert_comes_whatever_the_policy_says(policy):
    asked = chain(policy=Policy(failure=policy, timeout=policy))
    run = simulate(asked, Scenario(apps={"Sales": FAILED}))
    assert [told["vAlertWhy"] for told in alerts(run)] == ["FAILED"]
    assert (run.reloads[0].status == "FAILED") == (policy == "fail")
    late = simulate(asked, Scenario(apps={"Sales": Behaviour(duration="2h")}))
    (told,) = alerts(late)
    assert (told["vAlertState"], told["vAlertWhy"]) == ("timeout", "deadline")


def test_of_several_the_first_is_named_and_all_are_counted():
    flow = extract >> [sales.reload(wait=wait), finance.reload(wait=wait)]
    slow = Behaviour(outcome="FAILED", duration="8m")
    run = simulate(chain(flow), Scenario(apps={"Sales": slow, "Finance": FAILED}))
    (told,) = alerts(run)
    assert (told["vAlertApp"], told["vAlertCount"]) == ("Finance", "2")
    (finance_reload,) = [r for r in run.reloads if r.app == "Finance"]
    assert told["vAlertReload"] == finance_reload.reload_id


def test_the_first_is_the_one_that_was_not_started():
    flow = extract >> [sales.reload(wait=wait), finance]
    apps = {"Sales": FAILED, "Finance": Behaviour(forbidden=True)}
    (told,) = alerts(simulate(chain(flow), Scenario(apps=apps)))
    assert (told["vAlertApp"], told["vAlertWhy"]) == ("Finance", "not_confirmed")
    assert (told["vAlertReload"], told["vAlertCount"]) == ("-", "2")


@pytest.mark.parametrize("told", [Alert(ALARM), Webhook()])
@pytest.mark.parametrize("kind", ["status", "timeout", "empty", "garbage"])
def test_an_alert_that_gets_lost_is_not_repeated_and_changes_nothing(told, kind):
    on = "webhook" if isinstance(told, Webhook) else "start"
    fault = Fault(kind=kind, on=on, first=1 if on == "webhook" else 2, times=None)
    run = simulate(chain(told=told), Scenario(apps={"Sales": FAILED}, faults=(fault,)))
    assert sum(sent.method == "POST" for sent in run.requests) == 2
    assert run.reloads[0].error.startswith("Chain nightly: Sales did not succeed.")
    assert "event=alert" in run.log("Extract")
    assert "why=not_confirmed" in run.log("Extract").partition("event=alert")[2]
    assert not run.unmet


def test_without_the_connection_of_a_webhook_nothing_is_sent_elsewhere():
    lost = Fault(kind="no-connection", name="ApiAlert", times=None)
    run = simulate(chain(told=Webhook()), Scenario(apps={"Sales": FAILED}, faults=(lost,)))
    assert not hooks(run)
    assert [sent.connection for sent in run.requests].count("ApiPost") == 1
    assert "to=ApiAlert why=no_connection" in run.log("Extract")


def test_a_webhook_gets_json():
    run = simulate(
        chain(told=Webhook("Hook"), connections=Connections(space="Ops")),
        Scenario(apps={"Sales": FAILED}),
    )
    assert hooks(run) == [
        {
            "chain": "nightly",
            "caller": "Extract",
            "app": "Sales",
            "state": "failed",
            "why": "FAILED",
            "reload": run.reloads[1].reload_id,
            "count": "1",
        }
    ]
    (sent,) = [sent for sent in run.requests if sent.connection == "Hook"]
    assert (sent.method, sent.status) == ("POST", 200)
    assert "to=Hook why=posted error=0" in run.log("Extract")


def test_a_condition_that_can_not_be_read_is_told():
    unreadable = Expr("Num#('1', '#', '.', ',', 'too many') > 0")
    run = simulate(chain(extract >> when(unreadable, sales)))
    (told,) = alerts(run)
    assert (told["vAlertState"], told["vAlertWhy"]) == ("blocked", "condition_unread")
    assert [reload.app for reload in run.reloads] == ["Extract", "Alarm"]


def test_a_condition_that_does_not_hold_is_told_to_nobody():
    run = simulate(chain(extract >> when(Expr("1 = 2"), sales)))
    assert run.ok
    assert run.order == ("Extract",)


def test_a_space_of_no_environment_is_told_where_the_alert_app_is_known():
    elsewhere = Scenario(space=StartingSpace(type="managed"))
    only_dev = App("Copies", id={copies.spaces[0]: guid(21)})
    run = simulate(chain(extract >> only_dev), elsewhere)
    (told,) = alerts(run)
    assert (told["vAlertState"], told["vAlertWhy"]) == ("blocked", "no_environment")
    (space,) = only_dev.spaces
    unknown = Alert(App("Alarm", id={space: guid(91)}))
    run = simulate(chain(extract >> only_dev, unknown), elsewhere)
    assert not alerts(run)
    assert not run.requests
    assert run.reloads[0].status == "FAILED"


def test_the_copy_of_the_alert_app_goes_by_the_space():
    ids = dict(zip(copies.spaces, (guid(91), guid(92)), strict=True))
    told = Alert(App("Alarm", id=ids))
    kinds: dict[Any, str] = {"shared": guid(91), "managed": guid(92)}
    for kind, expected in kinds.items():
        asked = chain(extract >> sales.reload(wait=wait), told)
        place = Scenario(apps={"Sales": FAILED}, space=StartingSpace(type=kind))
        run = simulate(asked, place)
        assert [r.app_id for r in run.reloads if r.app == "Alarm"] == [expected]


UNREAD = Expr("Num#('1', '#', '.', ',', 'too many') > 0")
PERSONAL = StartingSpace(type="personal", name="", id="")


@pytest.mark.parametrize("no_match", ["fail", "skip"])
@pytest.mark.parametrize("flow", [extract >> when(UNREAD, abroad), extract >> when(UNREAD, sales)])
def test_no_alert_app_is_started_where_it_has_no_id(flow, no_match):
    run = simulate(chain(flow, Alert(far_alarms), no_match=no_match), Scenario(space=PERSONAL))
    assert not run.requests
    assert run.reloads[0].error.startswith("Chain nightly: the start of")
    (line,) = [line for line in run.log("Extract").splitlines() if "  qsg event=alert" in line]
    assert "why=no_environment" in line


def test_all_that_is_unread_goes_wrong_though_no_alert_app_is_known():
    flow = extract >> [when(UNREAD, abroad), when(UNREAD, sales)]
    run = simulate(chain(flow, Alert(far_alarms)), Scenario(space=PERSONAL))
    assert not run.requests
    assert run.log("Extract").count("  qsg event=blocked") == 2
    assert "why=no_environment" in run.log("Extract").partition("event=alert")[2]


@pytest.mark.parametrize("no_match", ["fail", "skip"])
def test_an_alert_app_by_space_does_not_change_what_is_started(no_match):
    asked = chain(told=Alert(far_alarms), no_match=no_match)
    run = simulate(asked, Scenario(space=PERSONAL))
    assert run.ok
    assert run.order == ("Extract", "Sales")
    bad = simulate(asked, Scenario(space=PERSONAL, apps={"Sales": FAILED}))
    assert [sent.method for sent in bad.requests].count("POST") == 1
    assert bad.reloads[0].error.startswith("Chain nightly: Sales did not succeed.")


def test_an_alert_app_by_space_counts_elsewhere_as_the_chain_says():
    asked = chain(told=Alert(far_alarms), no_match="live")
    run = simulate(asked, Scenario(space=PERSONAL, apps={"Sales": FAILED}))
    assert [r.app_id for r in run.reloads if r.app == "Alarm"] == [guid(94)]


def test_a_failure_that_travels_up_is_told_by_each_script():
    flow = extract >> sales.reload(wait=wait) >> finance.reload(wait=wait)
    run = simulate(chain(flow, Webhook()), Scenario(apps={"Finance": FAILED}))
    told = [(hook["caller"], hook["app"], hook["why"]) for hook in hooks(run)]
    assert told == [("Sales", "Finance", "FAILED"), ("Extract", "Sales", "FAILED")]


@pytest.mark.parametrize(
    ("flow", "share"), [(extract >> [sales, finance], 2), (extract >> sales, 1)]
)
def test_an_alert_keeps_to_the_share_of_the_tenant(flow, share):
    asked = chain(flow, connections=Connections(posts_per_5min=share))
    run = simulate(asked, Scenario(apps={"Sales": Behaviour(forbidden=True)}))
    posts = [sent.time_s for sent in run.requests if sent.method == "POST"]
    assert alerts(run)
    assert all(after - before >= 300 / share for before, after in pairwise(posts))


def test_a_webhook_takes_no_share_of_the_tenant():
    asked = chain(extract >> sales, Webhook(), connections=Connections(posts_per_5min=1))
    run = simulate(asked, Scenario(apps={"Sales": Behaviour(forbidden=True)}))
    before, after = (sent.time_s for sent in run.requests)
    assert after - before < 60


@pytest.mark.parametrize("in_partial", ["skip", "run", "fail"])
def test_a_partial_reload_tells_only_where_it_does_its_work(in_partial):
    asked = chain(in_partial=in_partial)
    run = simulate(asked, Scenario(apps={"Sales": FAILED}, partial=True))
    assert len(alerts(run)) == (in_partial == "run")
    assert (run.reloads[0].status == "SUCCEEDED") == (in_partial == "skip")


def test_an_alert_app_that_is_reloading_takes_no_second_alert():
    flow = extract >> sales.reload(wait=wait)
    busy = Fault(kind="foreign", on="start", app="Alarm", duration="10m")
    run = simulate(chain(flow), Scenario(apps={"Sales": FAILED}, faults=(busy,)))
    assert [r.foreign for r in run.reloads if r.app == "Alarm"] == [True]
    assert "to=Alarm why=not_confirmed" in run.log("Extract")


WORLDS = ["exit-error-known=no", "exit-error-known=no,dead-syntax=start", "default"]


@pytest.mark.parametrize("world", WORLDS)
def test_portable_script_fails_where_exit_error_is_not_known(world):
    asked = Chain("nightly", extract >> sales.reload(wait=wait), target="portable")
    good = simulate(asked, None, parse_world(world))
    assert good.ok
    bad = simulate(asked, Scenario(apps={"Sales": FAILED}), parse_world(world))
    assert bad.reloads[0].status == "FAILED"
    assert "[Chain nightly: Sales did not succeed." in bad.reloads[0].error
    mode = bad.states[bad.reloads[0].reload_id].variables["ErrorMode"]
    assert mode == "1"


def test_cloud_script_fails_there_too_but_does_not_say_why():
    asked = Chain("nightly", extract >> sales.reload(wait=wait))
    world = parse_world("exit-error-known=no")
    bad = simulate(asked, Scenario(apps={"Sales": FAILED}), world)
    assert bad.reloads[0].status == "FAILED"
    assert bad.reloads[0].error == "Unknown statement: Exit Error"


@pytest.mark.parametrize("app", TOLD)
def test_every_end_that_is_not_good_is_told_by_its_name(app):
    flow = extract >> [sales.reload(wait=wait), finance.reload(wait=wait)]
    run = simulate(chain(flow), Scenario(apps={app: Behaviour(outcome=TOLD[app])}))
    (told,) = alerts(run)
    assert (told["vAlertApp"], told["vAlertWhy"], told["vAlertCount"]) == (app, TOLD[app], "1")
