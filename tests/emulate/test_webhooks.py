"""Requests to the hosts of webhooks, which are not the tenant."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.faults import Faults
from qscriptgen.emulate.routing import route_request
from qscriptgen.emulate.scenario import Fault
from qscriptgen.emulate.webhooks import WebhookHosts

HOOK = HttpRequest("POST", "https://Hooks.example/alert?a=1", body="{}")
OTHER = HttpRequest("POST", "https://elsewhere.example/alert", body="{}")
START = HttpRequest("POST", "https://acme.eu.qlikcloud.com/api/v1/reloads", body="{}")


def test_a_host_that_is_known_takes_everything():
    hosts = WebhookHosts(["hooks.EXAMPLE"])
    assert route_request(HOOK).target in hosts
    assert route_request(OTHER).target not in hosts
    assert (hosts.handle().status, hosts.handle().body) == (200, "{}")


def test_without_a_host_no_request_is_to_a_webhook():
    assert route_request(HOOK).target not in WebhookHosts()


@pytest.mark.parametrize(
    ("on", "met"),
    [("webhook", [HOOK]), ("start", [START]), ("post", [HOOK, START, OTHER]), ("get", [])],
)
def test_a_fault_on_webhooks_meets_no_start(on, met):
    for request in (HOOK, START, OTHER):
        faults = Faults((Fault(kind="timeout", on=on),), WebhookHosts(["hooks.example"]))
        taken = faults.take(route_request(request), app=None, by="Extract")
        assert (taken.altering is not None) == (request in met)
