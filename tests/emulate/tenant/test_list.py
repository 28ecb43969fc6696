from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.emulate.tenant.client import URL, Client, error

STATUSES = ("SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT")


def history(*statuses, **options):
    """A client whose app has ended so, the oldest first, a minute after each other."""
    client = Client(**options)
    for number, status in enumerate(statuses):
        client.tenant.remember("app-1", status, -9000 + 60 * number)
    return client


def test_the_list_has_the_newest_first():
    client = history("SUCCEEDED", "FAILED")
    new = client.start()
    old, older = client.tenant.reloads[1], client.tenant.reloads[0]
    assert client.listed() == [new.id, old.id, older.id]
    assert client.listed(limit=1) == [new.id]


def test_the_list_is_that_of_one_app():
    client = history("SUCCEEDED")
    other = client.start("app-2")
    assert client.listed("app-2") == [other.id]


def test_an_entry_of_the_list_is_the_record():
    client = history("FAILED", "SUCCEEDED")
    reply = json.loads(client.list().body)
    shown = [json.loads(client.show(record).body) for record in reversed(client.tenant.reloads)]
    assert reply["data"] == shown
    assert reply["links"] == {"self": {"href": f"{URL}?appId=app-1"}}


def test_without_an_app_only_an_admin_gets_a_list():
    client = history("SUCCEEDED")
    mine = client.start("own", key="key-ann")
    assert error(client.list("", key="key-boss")) == (403, "RELOADS-003")
    assert client.listed("", key="key-root") == [mine.id, client.tenant.reloads[0].id]
    assert json.loads(client.list("", key="key-root").body)["links"] == {"self": {"href": URL}}


@pytest.mark.parametrize(("form", "status"), [("empty", 200), ("403", 403), ("404", 404)])
@pytest.mark.parametrize(("app", "user"), [("nowhere", "boss"), ("app-1", "dan")])
def test_an_app_that_is_not_there_for_the_user(form, status, app, user):
    client = Client(f"unknown-app-list={form}")
    response = client.list(app, key=f"key-{user}")
    assert response.status == status
    if status == 200:
        assert json.loads(response.body)["data"] == []


def test_an_app_without_reloads_has_an_empty_list():
    assert Client().listed() == []


@pytest.mark.parametrize(("answer", "before"), [("at-once", 1), ("later", 0)])
def test_a_new_reload_comes_into_the_list_at_once_or_later(answer, before):
    client = Client(f"post-visible={answer}", visible_after_s=5)
    record = client.start()
    client.go(4.9)
    assert len(client.listed()) == before
    shown = client.show(record)
    assert shown.status == (200 if before else 404)
    assert before or error(shown) == (404, "RELOADS-004")
    assert len(client.listed("", key="key-root")) == before
    client.go(0.1)
    assert client.listed() == [record.id]
    assert client.show(record).status == 200


@pytest.mark.parametrize(("answer", "code"), [("403", "RELOADS-003"), ("400", "HTTP-400")])
def test_who_is_no_admin_has_to_name_an_app(answer, code):
    client = Client(f"list-without-app={answer}")
    assert error(client.list("")) == (int(answer), code)
    assert client.list("", key="key-root").status == 200


def test_a_parameter_that_is_not_documented_may_be_passed_over():
    client = history("SUCCEEDED", **{"world": "unknown-parameter=ignored"})
    asked = f"{URL}?color=red&appId=app-1&color=blue"
    reply = json.loads(client.send("GET", asked).body)
    assert [one["status"] for one in reply["data"]] == ["SUCCEEDED"]
    assert reply["links"]["self"]["href"] == f"{URL}?appId=app-1"
    assert error(client.list(color="red", limit="0")) == (400, "HTTP-400")


def test_a_parameter_that_is_refused_is_named():
    response = history("SUCCEEDED").list(limit="1", color="red")
    assert error(response) == (400, "HTTP-400")
    assert json.loads(response.body)["errors"][0]["detail"].startswith("color ")


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ('status eq "FAILED"', "1"),
        ('status eq "SUCCEEDED"', "034"),
        ('STATUS EQ "SUCCEEDED"', "034"),
        ('(status eq "FAILED") OR (status eq "CANCELED")', "12"),
        ('status eq "FAILED" or status eq "CANCELED" or status eq "SUCCEEDED"', "01234"),
        ('status eq "SUCCEEDED" and partial eq "true"', "4"),
        ("partial eq false", "0123"),
        ("partial eq true", "4"),
        ('status eq "FAILED" or status eq "SUCCEEDED" and partial eq true', "14"),
        ('(status eq "FAILED" or status eq "SUCCEEDED") and partial eq "false"', "013"),
        ('type eq "external"', "01234"),
        ('type eq "chronos"', ""),
        ('((status eq "FAILED"))  ', "1"),
    ],
)
def test_filters(text, chosen):
    client = history("SUCCEEDED", "FAILED", "CANCELED", "SUCCEEDED")
    client.run(partial=True)
    records = client.tenant.reloads
    assert client.listed(filter=text, sort="creationTime") == [records[int(n)].id for n in chosen]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status",
        "status eq",
        'eq "FAILED"',
        'status ne "FAILED"',
        'status eq "DONE"',
        'status eq "CANCELLED"',
        'status eq "failed"',
        "status eq FAILED",
        "status eq xFAILEDx",
        "status eq true",
        "status eq 'FAILED'",
        'partial eq "no"',
        'type eq "FAILED"',
        'appId eq "app-1"',
        'not (status eq "FAILED")',
        '(status eq "FAILED"',
        'status eq "FAILED")',
        'status eq "FAILED" status eq "FAILED"',
        'status eq "FAILED" and',
        'status eq "FAI\\"LED"',
        "(" * 5000,
    ],
)
def test_filters_that_cannot_be_read(text):
    assert error(history("FAILED").list(filter=text)) == (400, "HTTP-400")


@pytest.mark.parametrize(("partial", "count"), [("true", 1), ("false", 2)])
def test_partial_reloads_can_be_asked_for(partial, count):
    client = history("FAILED", "SUCCEEDED")
    client.run(partial=True)
    assert len(client.listed(partial=partial)) == count
    succeeded = client.listed(partial=partial, filter='status eq "SUCCEEDED"')
    assert len(succeeded) == 1


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "0"},
        {"limit": "101"},
        {"limit": "-1"},
        {"limit": "1.5"},
        {"limit": ""},
        {"limit": "ten"},
        {"limit": "٣"},
        {"log": "yes"},
        {"partial": "1"},
        {"sort": ""},
        {"sort": "+"},
        {"sort": "--creationTime"},
        {"sort": "duration"},
        {"sort": "createdAt"},
        {"status": "FAILED"},
        {"next": "a", "prev": "b"},
        {"next": "a"},
        {"next": "é"},
        {"prev": ""},
    ],
)
def test_parameters_that_are_not_allowed(parameters):
    assert error(Client().list(**parameters)) == (400, "HTTP-400")


@pytest.mark.parametrize("query", ["appId=app-1&appId=app-2", "appId=app-1&filter=%ff"])
def test_queries_that_cannot_be_read(query):
    assert error(Client().send("GET", f"{URL}?{query}")) == (400, "HTTP-400")


def test_a_bare_plus_is_a_blank():
    client = history("FAILED")
    assert error(client.send("GET", f"{URL}?appId=app-1&sort=+status")) == (400, "HTTP-400")
    assert client.send("GET", f"{URL}?appId=app-1&sort=%2Bstatus").status == 200


def cursor(*members):
    return urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        cursor("status", 0, "FAILED", 1),
        cursor("creationTime", 0, "FAILED", 1),
        cursor("creationTime", 0, 1.0, 1, 1),
        cursor("endTime", 0, 1.0, 1),
        cursor("creationTime", True, 1.0, 1),
        urlsafe_b64encode(b"{}").decode(),
        urlsafe_b64encode(b"\xff\xff").decode(),
    ],
)
def test_a_cursor_of_somebody_else_is_refused(text):
    assert error(history("FAILED").list(next=text)) == (400, "HTTP-400")


def test_limits_have_a_default_and_bounds():
    client = history(*["FAILED"] * 120, daily_quota=200)
    assert len(client.listed()) == 10
    assert len(client.listed(limit="100")) == 100


@pytest.mark.parametrize("sort", ["creationTime", "startTime", "endTime", "status"])
def test_orders(sort):
    client = Client(queue_s=lambda record: {"app-1": 5.0}[record.app_id])
    client.go(1000)
    for ended in (900, 700, 800):
        client.tenant.remember("app-1", {900: "FAILED"}.get(ended, "SUCCEEDED"), ended)
    queued = client.start()
    r700, r800, r900, new = client.tenant.reloads
    assert (r700.ended, r900.ended, new) == (700, 900, queued)
    expected = [new, r900, r800, r700]
    by_status = [r900, new, r700, r800]  # FAILED, QUEUED, SUCCEEDED in the order of their numbers
    up = by_status if sort == "status" else expected[::-1]
    assert client.listed(sort=sort) == client.listed(sort=f"+{sort}") == [r.id for r in up]
    assert client.listed(sort=f"-{sort}") == [r.id for r in up[::-1]]


def follow(client, url):
    response = client.send("GET", url)
    assert response.status == 200, response.body
    reply = json.loads(response.body)
    return [one["id"] for one in reply["data"]], reply["links"]


@given(
    statuses=st.lists(st.sampled_from(STATUSES), max_size=25),
    limit=st.integers(1, 12),
    sort=st.sampled_from(
        [f"{sign}{field}" for sign in ("", "-") for field in ("creationTime", "status", "endTime")]
    ),
    chosen=st.sampled_from(["", '&filter=status eq "FAILED"']),
)
def test_pages_have_each_reload_once_there_and_back(statuses, limit, sort, chosen):
    client = history(*statuses)
    whole = follow(client, f"{URL}?appId=app-1&sort={sort}&limit=100{chosen}")[0]
    assert len(whole) == len([one for one in statuses if not chosen or one == "FAILED"])
    first = f"{URL}?appId=app-1&sort={sort}&limit={limit}{chosen}"
    pages, links = list[Any](), {"next": {"href": first}}
    while "next" in links:
        page, links = follow(client, links["next"]["href"])
        assert ("prev" in links) == bool(pages)
        pages.append(page)
        if page != whole[-len(page) :]:
            assert len(page) == limit
    assert [one for page in pages for one in page] == whole
    back = [pages[-1]]
    while "prev" in links:
        page, links = follow(client, links["prev"]["href"])
        back.insert(0, page)
    assert back == pages


def test_pages_are_not_shifted_by_a_new_reload():
    client = history(*STATUSES)
    url = f"{URL}?appId=app-1&limit=2"
    first, links = follow(client, url)
    client.start()
    second, rest = follow(client, links["next"]["href"])
    assert first + second == [record.id for record in client.tenant.reloads[3::-1]]
    assert follow(client, links["self"]["href"])[0][1:] == first[:1]
    assert parse_qs(urlsplit(rest["self"]["href"]).query).keys() == {"appId", "limit", "next"}
    assert rest["prev"]["href"].startswith(f"{url}&prev=")


def test_a_page_behind_the_last_is_empty():
    client = history("FAILED", "SUCCEEDED")
    (oldest, *_) = client.tenant.reloads
    place = cursor("creationTime", 0, oldest.created, oldest.serial)
    assert follow(client, f"{URL}?appId=app-1&next={place}")[0] == []


def test_earlier_reloads_are_remembered():
    client = Client()
    record = client.tenant.remember("own", "FAILED", -60)
    assert (record.user, record.ended, record.created) == ("ann", -60.0, -120.0)
    assert client.tenant.remember("own", "SUCCEEDED", -90).engine == -90.0
    assert [one.ended for one in client.tenant.reloads] == [-90.0, -60.0]
    shown = json.loads(client.show(record, key="key-ann").body)
    assert shown["endTime"] == "2026-01-05T05:59:00.000Z"
    assert client.post("own", key="key-ann").status == 201


@pytest.mark.parametrize(
    ("app", "status", "ended"),
    [("nowhere", "FAILED", -1), ("app-1", "QUEUED", -1), ("app-1", "FAILED", 1)],
)
def test_what_cannot_be_remembered(app, status, ended):
    with pytest.raises(ValueError, match=f"no reload of {app}"):
        Client().tenant.remember(app, status, ended)
