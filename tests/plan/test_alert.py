"""Whom a script tells: the plan of it, its share of the bound, and nothing where nobody asks."""

from __future__ import annotations

import pytest
from strategies import apps, environments

from qscriptgen import Alert, App, Chain, Connections, Wait, Webhook
from qscriptgen.plan import Alert as Told
from qscriptgen.plan import bound, plan_chain

A, B, C, ALARM = apps(4)
RELAY = A >> B.reload(wait=Wait("10m")) >> C


def plans(told, flow=RELAY, **options):
    return plan_chain(Chain("c", flow, on_failure=told, **options))


def test_an_alert_app_is_started_through_the_connection_of_all_starts():
    first, second = plans(Alert(ALARM, variables={"vTo": "ops"}))
    assert first.alert == Told(":ApiPost", "A4", (("", ALARM.id),), (("vTo", "ops"),))
    assert second.alert == first.alert


def test_a_webhook_is_called_through_its_own_connection():
    (plan,) = plans(Webhook(), A >> B)
    assert plan.alert == Told(":ApiAlert")
    (plan,) = plans(Webhook("Hook"), A >> B, connections=Connections(space="Ops"))
    assert plan.alert == Told("Ops:Hook")


def test_an_alert_app_may_have_a_copy_for_each_environment():
    (plan,) = plans(Alert(App("Alarm", id=environments())), A >> B)
    assert [label for label, _ in plan.alert.ids] == ["dev", "prod"]
    # The script has to know where it is, though what it starts is the same everywhere.
    assert [environment.label for environment in plan.environments] == ["dev", "prod"]


@pytest.mark.parametrize("told", [Alert(ALARM), Webhook()])
def test_the_bound_counts_one_request_more(told):
    for with_alert, without in zip(plans(told), plans(None), strict=True):
        assert bound(with_alert).requests == bound(without).requests + 1
        assert bound(with_alert).sleep_s == bound(without).sleep_s


def test_nobody_is_told_where_nobody_asks():
    assert [plan.alert for plan in plans(None)] == [None, None]
    assert {plan.target for plan in plans(None)} == {"cloud"}
    assert {plan.target for plan in plans(None, target="portable")} == {"portable"}
