from __future__ import annotations

import json
from typing import Any

import pytest

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.routing import route_request
from qscriptgen.emulate.tenant import Key, Tenant, TenantApp, TenantSettings, User
from qscriptgen.emulate.world import World
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.tenant.client import APPS, SPACES, URL, Client, error


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer nobody"},
        {"authorization": "key-boss"},
        {"authorization": "Basic key-boss"},
        {"authorization": "Bearer"},
    ],
)
@pytest.mark.parametrize(
    ("method", "url"),
    [("GET", f"{URL}?appId=app-1"), ("POST", URL), ("POST", f"{URL}/x/actions/cancel")],
)
def test_without_a_key_nothing_is_done(headers, method, url):
    client = Client()
    response = client.send(method, url, '{"appId":"app-1"}', key="", **headers)
    assert error(response) == (401, "HTTP-401")
    assert client.tenant.reloads == ()


def test_a_key_expires():
    client = Client()
    record = client.run()
    client.go(98.9)
    assert client.show(record, key="short").status == 200
    client.go(0.1)
    assert error(client.show(record, key="short")) == (401, "HTTP-401")


@pytest.mark.parametrize(
    ("user", "app", "status"),
    [
        ("boss", "app-1", 201),
        ("ann", "app-1", 201),
        ("cleo", "app-1", 201),
        ("bob", "app-1", 403),
        ("dan", "app-1", 404),
        ("eve", "app-1", 403),
        ("fay", "app-1", 201),
        ("fay", "app-2", 403),
        ("root", "app-1", 403),
        ("boss", "prod", 201),
        ("bob", "prod", 201),
        ("dan", "prod", 403),
        ("ann", "prod", 404),
        ("ann", "own", 201),
        ("boss", "own", 404),
        ("root", "own", 403),
        ("ann", "stray", 404),
        ("boss", "nowhere", 404),
    ],
)
def test_who_may_reload_what(user, app, status):
    client = Client()
    response = client.post(app, key=f"key-{user}")
    codes = {403: "RELOADS-003", 404: "RELOADS-004"}
    assert response.status == status
    assert status == 201 or error(response) == (status, codes[status])
    assert len(client.tenant.reloads) == (status == 201)


@pytest.mark.parametrize(("user", "app"), [("cleo", "prod"), ("boss", "stray")])
def test_rights_that_are_not_known_are_not_guessed(user, app):
    with pytest.raises(NotEmulated):
        Client().post(app, key=f"key-{user}")


@pytest.mark.parametrize("operation", ["show", "cancel"])
@pytest.mark.parametrize("user", ["dan", "eve", "bob"])
def test_reloads_of_others_are_closed_to_those_who_may_not(operation, user):
    client = Client()
    record = client.start()
    response = getattr(client, operation)(record, key=f"key-{user}")
    if operation == "show" and user != "dan":
        assert response.status == 200
    else:
        assert error(response) == (403, "RELOADS-003")
    assert record.status == "QUEUED"


@pytest.mark.parametrize(("method", "path"), [("GET", "/x"), ("POST", "/x/actions/cancel")])
def test_a_reload_that_does_not_exist(method, path):
    assert json.loads(Client().send(method, URL + path).body) == {
        "errors": [
            {
                "code": "RELOADS-004",
                "title": "Resource not found.",
                "detail": "The resource either never existed, or may have been deleted.",
            }
        ],
        "traceId": "00000000000000000000000000000001",
    }


@pytest.mark.parametrize(
    ("blocks", "wait", "status"),
    [("yes", 0, 429), ("no", 0, 429), ("yes", 20, 429), ("no", 20, 201)],
)
def test_a_pending_reload_refuses_another(blocks, wait, status):
    client = Client(f"reloading-blocks={blocks}", queue_s=10)
    client.start()
    client.go(wait)
    response = client.post()
    assert response.status == status
    if status == 429:
        assert json.loads(response.body) == {
            "errors": [
                {
                    "code": "RELOADS-007",
                    "title": "A pending reload request already exists for this app",
                }
            ],
            "traceId": "00000000000000000000000000000001",
        }
        assert "retry-after" not in response.headers
    assert client.post("app-2").status == 201


@pytest.mark.parametrize(("blocks", "status"), [("yes", 429), ("no", 201)])
def test_a_reload_that_cancels_is_pending_as_long_as_a_running_one(blocks, status):
    client = Client(f"reloading-blocks={blocks}")
    record = client.start()
    client.go(1)
    client.cancel(record)
    assert record.status == "CANCELING"
    assert client.post().status == status


def test_what_has_ended_is_not_pending():
    client = Client()
    for status in ("SUCCEEDED", "FAILED", "CANCELED"):
        client.run(status=status)
    assert client.post().status == 201


def test_the_quota_of_an_app_slides_over_a_day():
    client = Client(daily_quota=3)
    for _ in range(3):
        client.run()
        client.go(99)
    response = client.post()
    assert json.loads(response.body) == {
        "errors": [{"code": "RELOADS-013", "title": "Reload frequency quota has been met"}],
        "traceId": "00000000000000000000000000000001",
    }
    assert response.status == 403
    client.run("app-2")
    client.go(86400 - 301 - 0.1)
    assert error(client.post()) == (403, "RELOADS-013")
    client.go(0.1)
    client.run()
    assert error(client.post()) == (403, "RELOADS-013")
    client.go(100)
    assert client.post().status == 201


def test_the_quota_counts_what_is_remembered_and_not_what_was_refused():
    client = Client(daily_quota=3)
    for ended in (-100, -50000, -86400, -200000):
        client.tenant.remember("app-1", "FAILED", ended)
    client.post(weight=99)
    assert client.post().status == 201
    assert client.post().status == 403


def test_the_rate_of_posts_slides_over_five_minutes():
    client = Client(posts_per_5min=3)
    for app in ("app-1", "app-2", "app-3"):
        client.start(app)
        client.go(95.5)
    response = client.post("app-4")
    assert response.headers["retry-after"] == "14"
    assert json.loads(response.body) == {
        "errors": [
            {
                "code": "HTTP-429",
                "title": "API rate limit reached.",
                "detail": "You need to wait 14 seconds until limit is lifted.",
            }
        ]
    }
    assert client.list().status == 200
    assert client.post("app-4", key="key-ann").status == 201
    client.go(13.5)
    client.start("app-5")
    assert error(client.post("app-6")) == (429, "HTTP-429")


def test_refused_posts_count_for_the_rate():
    client = Client(posts_per_5min=3)
    for _ in range(3):
        assert error(client.post("nowhere")) == (404, "RELOADS-004")
    assert error(client.post()) == (429, "HTTP-429")


@pytest.mark.parametrize("operation", ["show", "list"])
def test_reading_has_a_rate(operation):
    client = Client(gets_per_min=2)
    record = client.start()
    argument = record if operation == "show" else "app-1"
    for _ in range(10):
        assert getattr(client, operation)(argument).status == 200
    response = getattr(client, operation)(argument)
    assert (error(response), response.headers["retry-after"]) == ((429, "HTTP-429"), "300")
    client.go(300)
    assert getattr(client, operation)(argument).status == 200


def test_cancelling_has_a_rate():
    client = Client(cancels_per_min=2)
    record = client.run()
    codes = [error(client.cancel(record))[1] for _ in range(3)]
    assert codes == ["HTTP-409", "HTTP-409", "HTTP-429"]
    client.go(60)
    assert error(client.cancel(record)) == (409, "HTTP-409")


def test_checks_come_in_their_order():
    client = Client(daily_quota=1, posts_per_5min=1)
    wrong = {"weight": 0}
    assert client.post(**wrong).status == 400
    client.go(300)
    record = client.start()
    assert error(client.post("nowhere", **wrong)) == (404, "RELOADS-004")
    assert error(client.post(key="key-bob", **wrong)) == (403, "RELOADS-003")
    assert error(client.post(**wrong)) == (403, "RELOADS-013")
    client.go(86400 - 10)
    client.tenant.finish(record.id, "SUCCEEDED")
    client.go(10)
    client.start()
    assert error(client.post("app-2", **wrong)) == (429, "HTTP-429")
    pending = Client(posts_per_5min=1)
    pending.start()
    assert error(pending.post(**wrong)) == (429, "RELOADS-007")


@pytest.mark.parametrize(
    "url",
    [
        "https://acme.eu.qlikcloud.com",
        "https://acme.eu.qlikcloud.com/",
        "https://acme.eu.qlikcloud.com/apis/v1/reloads",
        "https://acme.eu.qlikcloud.com:443/x/api/v1/reloads",
    ],
)
def test_a_path_that_belongs_to_no_service(url):
    assert error(Client().send("GET", url, key="")) == (404, "HTTP-404")


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://other.eu.qlikcloud.com/api/v1/reloads", "other.eu.qlikcloud.com"),
        ("https://elsewhere.example/x?key=secret", "elsewhere.example"),
        ("https://acme.eu.qlikcloud.com:8443/api/v1/reloads", "acme.eu.qlikcloud.com:8443"),
        ("https://acme.eu.qlikcloud.com:x/api/v1/reloads", "a URL without a host"),
        ("https://[", "a URL without a host"),
        ("acme.eu.qlikcloud.com/api/v1/reloads", "a URL without a host"),
        ("", "a URL without a host"),
    ],
)
def test_nobody_answers_for_another_host(url, where):
    with pytest.raises(NotEmulated) as found:
        Client().send("GET", url)
    assert str(found.value) == f"a request to {where} is not emulated"


@pytest.mark.parametrize(
    ("method", "url", "text"),
    [
        ("GET", "https://acme.eu.qlikcloud.com/api/v1/items?x=secret", "GET /api/v1/items is"),
        ("GET", "https://acme.eu.qlikcloud.com/api/v1/apps/1/scripts", "apps/1/scripts"),
        ("POST", "https://acme.eu.qlikcloud.com/api/scheduling/tasks", "scheduling/tasks"),
        ("POST", "https://acme.eu.qlikcloud.com/oauth/token", "POST /oauth/token"),
        ("GET", "https://acme.eu.qlikcloud.com/api/v1/glossaries", "GET /api/v1/glossaries"),
        ("GET", "https://acme.eu.qlikcloud.com/api/v1/reload", "GET /api/v1/reload is"),
        ("GET", f"{URL}/x/logs", "GET /api/v1/reloads/x/logs"),
        ("GET", f"{URL}/", "GET /api/v1/reloads/ is"),
        ("POST", f"{URL}/actions/cancel", "POST /api/v1/reloads/actions/cancel"),
        ("PUT", URL, "PUT /api/v1/reloads"),
        ("DELETE", f"{URL}/x", "DELETE /api/v1/reloads/x"),
        ("GET", f"{URL}/x/actions/cancel", "GET /api/v1/reloads/x/actions/cancel"),
        ("GET", URL.replace("https", "http"), "without https"),
    ],
)
def test_what_the_tenant_knows_and_the_emulation_does_not(method, url, text):
    with pytest.raises(NotEmulated) as found:
        Client().send(method, url)
    assert text in str(found.value)
    assert "secret" not in str(found.value)


def test_a_method_in_a_header_is_not_emulated():
    with pytest.raises(NotEmulated, match="X-HTTP-Method-Override"):
        Client().send("POST", x_http_method_override="DELETE")


def test_the_host_and_the_scheme_may_be_in_any_case():
    client = Client()
    assert (
        client.send("GET", "HTTPS://ACME.eu.qlikcloud.com/api/v1/reloads?appId=app-1").status == 200
    )


def test_who_runs_the_apps_need_not_care_for_cancels():
    clock, begun = Clock(), list[Any]()
    key = Key("key", "boss")
    parts: dict[str, Any] = {"apps": APPS, "spaces": SPACES, "users": [User("boss")], "keys": [key]}
    tenant = Tenant(clock, TenantSettings(), World(), **parts, begin=begun.append)
    headers = {"authorization": "Bearer key"}
    tenant.handle(route_request(HttpRequest("POST", URL, headers, '{"appId":"app-1"}')))
    clock.step()
    assert begun == list(tenant.reloads)
    tenant.handle(
        route_request(HttpRequest("POST", f"{URL}/{begun[0].id}/actions/cancel", headers))
    )
    assert begun[0].status == "CANCELING"


def test_refusals_are_numbered():
    client = Client()
    traces = [json.loads(client.post("nowhere").body)["traceId"] for _ in range(2)]
    assert traces == [f"{number:032x}" for number in (1, 2)]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"apps": [*APPS, APPS[0]]}, "two with the id app-1"),
        ({"apps": [TenantApp("x", "X", "s-gone")]}, "in no space: s-gone"),
        ({"keys": [Key("k", "zoe")]}, "belongs to nobody: zoe"),
    ],
)
def test_a_tenant_must_be_complete(parts, text):
    whole = {"apps": APPS, "spaces": SPACES, "users": [User("boss")], "keys": []} | parts
    with pytest.raises(ValueError, match=text):
        Tenant(Clock(), TenantSettings(), World(), **whole, begin=print)


@pytest.mark.parametrize(
    ("user", "app", "may"),
    [
        ("boss", "app-1", ["read", "reload"]),
        ("ann", "app-1", ["read", "reload"]),
        ("bob", "app-1", ["read"]),
        ("eve", "app-1", ["read"]),
        ("fay", "app-2", ["read"]),
        ("ann", "own", ["read", "reload"]),
        ("dan", "app-1", None),
        ("boss", "own", None),
        ("boss", "nowhere", None),
    ],
)
def test_an_app_tells_what_a_user_may_do_with_it(user, app, may):
    url = URL.replace("reloads", f"apps/{app}")
    response = Client().send("GET", url, key=f"key-{user}")
    if may is None:
        assert error(response)[0] == 404
    else:
        found = json.loads(response.body)
        assert (found["attributes"]["id"], found["privileges"]) == (app, may)
