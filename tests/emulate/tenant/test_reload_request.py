from __future__ import annotations

import json
from typing import Any

import pytest

from tests.emulate.tenant.client import Client, error

GOOD: dict[str, list[Any]] = {
    "partial": [True, False],
    "weight": [1, 10],
    "variables": [{}, {"v": ""}, {"n" * 256: "v" * 256}, {f"v{n}": "1" for n in range(20)}],
    "resourceId": ["x"],
    "resourceType": ["api", "reload-tasks", "tasks", "automate"],
}
BAD: dict[str, list[Any]] = {
    "partial": ["true", 1, None],
    "weight": [0, 11, 5.0, "5", True, None],
    "variables": [
        [],
        None,
        {"v": 1},
        {"n" * 257: "v"},
        {"n": "v" * 257},
        {f"v{n}": "1" for n in range(21)},
    ],
    "resourceId": [1, None],
    "resourceType": ["script", [], None],
    "spaceId": ["x"],
    "appid": ["app-1"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, all_ in GOOD.items() for one in all_]
)
def test_what_may_be_asked_for(name, value):
    client = Client()
    record = client.start(**{name: value})
    members = {"resourceId": "resource_id", "resourceType": "resource_type"}
    assert getattr(record, members.get(name, name)) == value


@pytest.mark.parametrize(
    ("name", "value"), [(name, one) for name, all_ in BAD.items() for one in all_]
)
def test_what_may_not_be_asked_for(name, value):
    client = Client()
    response = client.post(**{name: value})
    assert error(response) == (400, "HTTP-400")
    assert name in json.loads(response.body)["errors"][0]["detail"]
    assert client.tenant.reloads == ()


def test_a_member_that_is_not_documented_may_be_passed_over():
    client = Client("unknown-member=ignored")
    record = client.start(spaceId="x", weight=3)
    assert record.weight == 3
    assert error(client.post("app-2", spaceId="x", weight=99)) == (400, "HTTP-400")


@pytest.mark.parametrize(
    "body",
    [
        None,
        "",
        "[]",
        "null",
        '"app-1"',
        "{}",
        '{"appId":""}',
        '{"appId":1}',
        '{"appId":null}',
        "{'appId':'app-1'}",
        '{""appId"":""app-1""}',
        "{“appId”:“app-1”}",
        '{"appId":"app-1",}',
        '{"appId":"app-1"} x',
        '{"appId":"app\n-1"}',
        '{"appId":"app-1","appId":"app-2"}',
        '{"appId":"app-1","weight":NaN}',
        '{"appId":' + "[" * 100_000,
        '{"appId":"app-1","weight":' + "9" * 5000 + "}",
    ],
)
def test_a_body_that_is_not_the_right_json(body):
    client = Client()
    assert error(client.send("POST", body=body)) == (400, "HTTP-400")
    assert client.tenant.reloads == ()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"content_type": "application/json"}, 201),
        ({"content_type": "Application/JSON ; charset=utf-8"}, 201),
        ({"content_type": "text/plain"}, 400),
        ({"content_type": "application/x-www-form-urlencoded"}, 400),
    ],
)
def test_the_body_is_announced_as_json_or_not_at_all(headers, status):
    assert Client().send("POST", body='{"appId":"app-1"}', **headers).status == status
