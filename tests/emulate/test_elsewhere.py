"""What is beside the tenant: the hosts of webhooks, and no other."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.elsewhere import Elsewhere
from qscriptgen.emulate.exchange import Request
from qscriptgen.emulate.faults import Faults
from qscriptgen.emulate.scenario import Fault

HOOK = Request("POST", "https://Hooks.example/alert?a=1", body="{}")
OTHER = Request("POST", "https://elsewhere.example/alert", body="{}")
START = Request("POST", "https://acme.eu.qlikcloud.com/api/v1/reloads", body="{}")


def test_a_host_that_is_known_takes_everything():
    there = Elsewhere(["hooks.EXAMPLE"])
    assert there.has(HOOK)
    assert not there.has(OTHER)
    assert (there.handle(HOOK).status, there.handle(HOOK).body) == (200, "{}")


def test_without_a_host_nobody_answers():
    assert not Elsewhere().has(HOOK)


@pytest.mark.parametrize(
    ("on", "met"),
    [("webhook", [HOOK]), ("start", [START]), ("post", [HOOK, START, OTHER]), ("get", [])],
)
def test_faults_tell_a_webhook_from_a_start(on, met):
    for request in (HOOK, START, OTHER):
        faults = Faults((Fault(kind="timeout", on=on),), Elsewhere(["hooks.example"]))
        spoilt = faults.meet(request, app=None, by="Extract").spoil
        assert (spoilt is not None) == (request in met)
