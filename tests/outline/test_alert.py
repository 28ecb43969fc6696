"""Whom a script tells: the outline of it, its share of the bound, and nothing where nobody asks."""

from __future__ import annotations

import pytest

from qscriptgen import Alert, App, Chain, Connections, Wait, Webhook
from qscriptgen.outline import AlertRequest, bound, outline_chain
from tests.support.strategies import apps, environments, guid

A, B, C, ALARM = apps(4)
RELAY = A >> B.reload(wait=Wait("10m")) >> C


def outlines(told, flow=RELAY, **options):
    return outline_chain(Chain("c", flow, on_failure=told, **options))


def test_an_alert_app_is_started_through_the_connection_of_all_starts():
    first, second = outlines(Alert(ALARM, variables={"vTo": "ops"}))
    assert first.alert == AlertRequest(":ApiPost", "A4", (("", guid(4)),), (("vTo", "ops"),))
    assert second.alert == first.alert


def test_a_webhook_is_called_through_its_own_connection():
    (outline,) = outlines(Webhook(), A >> B)
    assert outline.alert == AlertRequest(":ApiAlert")
    (outline,) = outlines(Webhook("Hook"), A >> B, connections=Connections(space="Ops"))
    assert outline.alert == AlertRequest("Ops:Hook")


def test_an_alert_app_may_have_a_copy_for_each_environment():
    (outline,) = outlines(Alert(App("Alarm", id=environments())), A >> B)
    assert [label for label, _ in outline.alert.ids] == ["dev", "prod"]
    # The script has to know where it is, though what it starts is the same everywhere.
    assert [environment.label for environment in outline.environments] == ["dev", "prod"]


@pytest.mark.parametrize("told", [Alert(ALARM), Webhook()])
def test_the_bound_counts_one_request_more(told):
    for with_alert, without in zip(outlines(told), outlines(None), strict=True):
        assert bound(with_alert).requests == bound(without).requests + 1
        assert bound(with_alert).sleep_s == bound(without).sleep_s


def test_nobody_is_told_where_nobody_asks():
    assert [outline.alert for outline in outlines(None)] == [None, None]
    assert {outline.target for outline in outlines(None)} == {"cloud"}
    assert {outline.target for outline in outlines(None, target="portable")} == {"portable"}
