"""The tenant at its bounds: how deep a filter goes, how ids are written, what needs no setting."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.routing import route_request
from qscriptgen.emulate.tenant import Tenant, TenantSettings
from qscriptgen.emulate.tenant.ids import ID_FORMS
from qscriptgen.emulate.world import World
from tests.emulate.tenant.client import APPS, KEYS, SPACES, USERS, Client, error

FAILED = 'status eq "FAILED"'


def nested(depth: int) -> str:
    return "(" * depth + FAILED + ")" * depth


@pytest.fixture
def client():
    made = Client()
    made.run(status="FAILED")
    return made


@pytest.mark.parametrize(
    "text",
    [
        nested(50),
        " or ".join([nested(1)] * 60),
        f"{nested(49)} and {nested(50)}",
        f"({nested(49)} or {nested(49)})",
    ],
)
def test_a_filter_nests_fifty_deep_however_many_stand_side_by_side(client, text):
    assert len(client.listed(filter=text)) == 1


@pytest.mark.parametrize(
    "text",
    [nested(51), f"{nested(3)} or {nested(3)} or {nested(51)}", f"({nested(3)} or {nested(50)})"],
)
def test_a_filter_that_nests_deeper_is_refused(client, text):
    response = client.list(filter=text)
    assert error(response)[0] == 400
    assert "deep" in json.loads(response.body)["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("status = FAILED", " = FAILED"),
        (f"{FAILED} xor", "xor"),
        ('size eq "x"', "size"),
        ('status ne "FAILED"', "ne"),
        ('status eq "LATE"', "LATE"),
        (f"({FAILED} status", "status"),
    ],
)
def test_a_filter_that_is_refused_says_where_it_can_not_be_read(client, text, where):
    response = client.list(filter=text)
    assert error(response)[0] == 400
    assert f"'{where}'" in json.loads(response.body)["errors"][0]["detail"].replace('"', "'")


def test_an_id_that_looks_like_a_number_is_a_finite_one():
    ids = [ID_FORMS["exponent"](number) for number in range(1, 500)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[1-9]\d{18}e00\d\d", id_) for id_ in ids)


def test_without_a_queue_time_a_reload_begins_at_once():
    clock, begun = Clock(), []
    tenant = Tenant(
        clock,
        TenantSettings(),
        World(),
        apps=APPS,
        spaces=SPACES,
        users=USERS,
        keys=KEYS,
        begin=lambda record: begun.append((clock.now, record.app_id)),
    )
    url = "https://acme.eu.qlikcloud.com/api/v1/reloads"
    request = HttpRequest("POST", url, {"authorization": "Bearer key-boss"}, '{"appId":"app-1"}')
    tenant.handle(route_request(request))
    while clock.next == 0:
        clock.step()
    assert begun == [(0, "app-1")]


def test_pages_beside_each_other_are_not_asked_for_at_once():
    client = Client()
    for _ in range(5):
        client.run()
    links = json.loads(client.list(limit="2").body)["links"]
    cursor = parse_qs(urlsplit(links["next"]["href"]).query)["next"][0]
    second = json.loads(client.list(limit="2", next=cursor).body)
    assert len(second["data"]) == 2
    back = parse_qs(urlsplit(second["links"]["prev"]["href"]).query)["prev"][0]
    assert len(json.loads(client.list(limit="2", prev=back).body)["data"]) == 2
    assert error(client.list(limit="2", next=cursor, prev=back))[0] == 400


def test_links_have_blanks_as_every_reader_of_urls_takes_them(client):
    href = json.loads(client.list(filter=FAILED).body)["links"]["self"]["href"]
    assert "status%20eq%20%22FAILED%22" in href


def test_each_user_has_a_rate_of_his_own():
    client = Client(gets_per_min=1)
    assert [client.list().status for _ in range(6)] == [200] * 5 + [429]
    assert client.list(key="key-ann").status == 200


@pytest.mark.parametrize(("status", "saved"), [("SUCCEEDED", True), ("FAILED", False)])
def test_remembered_reload_has_what_its_end_left(status, saved):
    client = Client()
    record = client.tenant.remember("app-1", status, 0.0)
    (shown,) = json.loads(client.list(log="true").body)["data"]
    assert ("engineTime" in shown, "App saved" in shown["log"]) == (saved, saved)
    assert shown["log"].startswith(f"ReloadID: {record.id}\n")
