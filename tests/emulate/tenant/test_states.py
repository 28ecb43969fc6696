from __future__ import annotations

import json

import pytest

from qscriptgen.emulate.tenant.ids import ID_FORMS
from tests.emulate.tenant.client import Client, error


def test_a_new_reload_is_queued_then_runs_then_has_ended():
    client = Client(queue_s=2)
    record = client.start()
    assert (record.status, record.started, client.begun) == ("QUEUED", None, [])
    client.go(1.9)
    assert record.status == "QUEUED"
    client.go(0.1)
    assert (record.status, record.started, client.begun) == ("RELOADING", 2.0, [record])
    client.go(10)
    client.tenant.finish(record.id, "SUCCEEDED")
    assert (record.status, record.ended, record.engine) == ("SUCCEEDED", 12.0, 12.0)


def test_without_a_queue_the_answer_still_says_queued():
    client = Client()
    assert json.loads(client.post().body)["status"] == "QUEUED"
    client.go(0)
    assert client.tenant.reloads[0].status == "RELOADING"


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"])
def test_what_has_ended_stays(status):
    client = Client()
    record = client.run(status=status)
    client.tenant.finish(record.id, "FAILED" if status == "SUCCEEDED" else "SUCCEEDED")
    assert record.status == status
    assert (record.engine is None) == (status != "SUCCEEDED")


def test_a_reload_is_found_by_its_id():
    client = Client()
    record = client.start()
    assert client.tenant.find(record.id) is record
    assert client.tenant.find("nowhere") is None


def test_finish_refuses_what_makes_no_sense():
    client = Client(queue_s=5)
    record = client.start()
    with pytest.raises(KeyError, match="nowhere"):
        client.tenant.finish("nowhere", "FAILED")
    with pytest.raises(ValueError, match="does not run yet"):
        client.tenant.finish(record.id, "FAILED")
    with pytest.raises(ValueError, match="no reload ends as RELOADING"):
        client.tenant.finish(record.id, "RELOADING")


def test_the_record_grows_with_the_reload():
    client = Client(queue_s=6.351)
    record = client.start(partial=True, weight=5, resourceId="r", resourceType="api")
    queued = json.loads(client.show(record).body)
    assert queued == {
        "id": record.id,
        "appId": "app-1",
        "tenantId": "Zq3xT0emulatedTenant0000000000A1",
        "userId": "boss",
        "type": "external",
        "status": "QUEUED",
        "creationTime": "2026-01-05T06:00:00.000Z",
        "partial": True,
        "weight": 5,
        "resourceId": "r",
        "resourceType": "api",
        "links": {"self": {"href": f"https://acme.eu.qlikcloud.com/api/v1/reloads/{record.id}"}},
    }
    client.go(10)
    running = json.loads(client.show(record).body)
    started = {"status": "RELOADING", "startTime": "2026-01-05T06:00:06.351Z"}
    assert running == {**queued, **started}
    client.tenant.finish(record.id, "SUCCEEDED")
    time = "2026-01-05T06:00:10.000Z"
    ended = {"status": "SUCCEEDED", "endTime": time, "engineTime": time}
    assert json.loads(client.show(record).body) == {**running, **ended}


@pytest.mark.parametrize("status", ["FAILED", "CANCELED"])
def test_errors_show_only_where_a_reload_failed(status):
    client = Client()
    record = client.start()
    client.go(1)
    client.tenant.finish(record.id, status, error_code="Bad", error_message="It broke.")
    shown = json.loads(client.show(record).body)
    expected = ("Bad", "It broke.") if status == "FAILED" else (None, None)
    assert (shown.get("errorCode"), shown.get("errorMessage")) == expected
    assert "engineTime" not in shown


def test_the_log_is_shown_on_request():
    client = Client()
    record = client.run()
    failed = client.run("app-2", "FAILED")
    never = client.start("app-3")
    client.cancel(never)
    assert "log" not in json.loads(client.list().body)["data"][0]
    assert "log" not in json.loads(client.list(log="false").body)["data"][0]
    (shown,) = json.loads(client.list(log="true").body)["data"]
    lines = [f"ReloadID: {record.id}", "Started loading", "App saved", "Finished successfully"]
    assert shown["log"].splitlines() == lines
    assert failed.log == f"ReloadID: {failed.id}\nStarted loading\n"
    assert never.log == f"ReloadID: {never.id}\n"


def test_the_log_of_the_runner_is_kept():
    client = Client()
    record = client.start()
    client.go(1)
    record.log = "mine"
    client.tenant.finish(record.id, "FAILED")
    assert record.log == "mine"


def test_no_more_than_the_slots_run_and_the_next_takes_what_is_free():
    client = Client(concurrency=2)
    records = [client.start(f"app-{number}") for number in (1, 2, 3, 4)]
    client.go(1)
    assert client.begun == records[:2]
    client.tenant.finish(records[1].id, "FAILED")
    assert client.begun == records[:3]
    assert records[2].started == 1.0
    client.tenant.finish(records[0].id, "SUCCEEDED")
    assert client.begun == records


def test_a_reload_that_cancels_keeps_its_slot():
    client = Client(concurrency=1, cancel_takes_s=2)
    first, second = client.start(), client.start("app-2")
    client.go(1)
    client.cancel(first)
    client.go(1.9)
    assert (first.status, second.status) == ("CANCELING", "QUEUED")
    client.go(0.1)
    assert (first.status, second.status) == ("CANCELED", "RELOADING")


def test_who_weighs_more_goes_first_then_who_came_first():
    client = Client(concurrency=1)
    weights = {"app-1": 1, "app-2": 3, "app-3": 10, "app-4": 3}
    for app, weight in weights.items():
        client.start(app, weight=weight)
    for _ in weights:
        client.go(1)
        client.tenant.finish(client.begun[-1].id, "SUCCEEDED")
    # All looked for the slot at the same time, so the first of them had it before the others came.
    assert [record.app_id for record in client.begun] == ["app-1", "app-3", "app-2", "app-4"]


def test_an_app_in_a_personal_space_weighs_one():
    client = Client(concurrency=1)
    client.start("app-1")
    own = client.start("own", weight=10, key="key-ann")
    other = client.start("app-2", weight=2)
    client.go(1)
    assert json.loads(client.show(own, key="key-ann").body)["weight"] == 1
    client.tenant.finish(client.begun[0].id, "SUCCEEDED")
    assert client.begun[-1] is other


def test_who_is_still_queued_for_a_while_does_not_look_for_a_slot():
    client = Client(concurrency=1, queue_s=lambda record: 9 if record.weight > 1 else 1)
    heavy, light = client.start(weight=10), client.start("app-2")
    client.go(1)
    assert client.begun == [light]
    client.go(8)
    assert heavy.status == "QUEUED"
    client.tenant.finish(light.id, "SUCCEEDED")
    assert heavy.status == "RELOADING"


def test_reloads_may_end_as_soon_as_they_begin():
    def begin(record):
        if record.app_id != "app-1":
            client.tenant.finish(record.id, "SUCCEEDED")

    client = Client(concurrency=1, begin=begin, posts_per_5min=400)
    records = [client.start(f"app-{number}") for number in range(1, 401)]
    client.go(1)
    assert {record.status for record in records[1:]} == {"QUEUED"}
    client.tenant.finish(records[0].id, "FAILED")
    assert {record.status for record in records[1:]} == {"SUCCEEDED"}


@pytest.mark.parametrize("status", ["EXCEEDED_LIMIT", "FAILED"])
def test_a_reload_may_not_run_for_too_long(status):
    client = Client(f"run-limit={status}", concurrency=1, queue_s=5)
    record, other = client.start(), client.start("app-2")
    client.go(5 + 10799.9)
    assert (record.status, client.stopped) == ("RELOADING", [])
    client.go(0.1)
    assert (record.status, record.ended, client.stopped) == (status, 10805.0, [record])
    assert other.status == "RELOADING"
    shown = json.loads(client.show(record).body)
    assert shown.get("errorCode") == ("EngineReloadLimit" if status == "FAILED" else None)
    assert json.loads(client.list().body)["data"][0]["status"] == status


def test_each_reload_has_its_own_time_to_run():
    client = Client(
        run_limit_s=100, queue_s=lambda record: {"app-1": 0, "app-2": 30}[record.app_id]
    )
    first, second = client.start("app-1"), client.start("app-2")
    client.go(50)
    client.tenant.finish(first.id, "SUCCEEDED")
    client.go(79.9)
    assert (first.status, second.status) == ("SUCCEEDED", "RELOADING")
    client.go(0.1)
    assert (second.status, second.ended) == ("EXCEEDED_LIMIT", 130.0)
    third = client.start("app-1")
    client.go(100)
    assert third.status == "EXCEEDED_LIMIT"
    client.go(21600)
    assert client.clock.next is None


def test_a_reload_may_not_be_queued_for_too_long():
    client = Client(concurrency=1, run_limit_s=10**6)
    first = client.start()
    client.go(10)
    second = client.start("app-2")
    client.go(21599.9)
    assert second.status == "QUEUED"
    client.go(0.1)
    assert (second.status, second.ended, second.started) == ("FAILED", 21610.0, None)
    assert second.error_code == "QueueLimit"
    assert client.stopped == []
    client.tenant.finish(first.id, "SUCCEEDED")
    assert client.begun == [first]
    assert client.post("app-2").status == 201


@pytest.mark.parametrize(
    ("world", "answer"),
    [
        ("", (204, "")),
        ("cancel-answer=204", (204, "")),
        ("cancel-answer=202", (202, '{"status":"CANCELED"}')),
    ],
)
def test_cancel_of_a_queued_reload(world, answer):
    client = Client(world, queue_s=5)
    record = client.start()
    response = client.cancel(record)
    assert (response.status, response.body) == answer
    assert (record.status, record.ended) == ("CANCELED", 0.0)
    client.go(10)
    assert (client.begun, client.stopped) == ([], [])


def test_cancel_of_a_reload_that_waits_for_a_slot():
    client = Client(concurrency=1)
    first, second, third = (client.start(f"app-{number}") for number in (1, 2, 3))
    client.go(1)
    client.cancel(second)
    client.tenant.finish(first.id, "SUCCEEDED")
    assert client.begun == [first, third]


@pytest.mark.parametrize(
    ("world", "answer"),
    [
        ("", (202, '{"status":"CANCELING"}')),
        ("cancel-answer=202", (202, '{"status":"CANCELING"}')),
        ("cancel-answer=204", (204, "")),
    ],
)
def test_cancel_of_a_running_reload(world, answer):
    client = Client(world, cancel_takes_s=2)
    record = client.start()
    client.go(1)
    for _ in range(2):
        response = client.cancel(record)
        assert (response.status, response.body) == answer
        assert (record.status, client.stopped) == ("CANCELING", [record])
        client.go(0.5)
    client.go(1)
    assert (record.status, record.ended) == ("CANCELED", 3.0)


def test_a_reload_may_end_while_it_cancels():
    client = Client()
    record = client.start()
    client.go(1)
    client.cancel(record)
    client.tenant.finish(record.id, "SUCCEEDED")
    client.go(10)
    assert (record.status, record.ended) == ("SUCCEEDED", 1.0)


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"])
@pytest.mark.parametrize("world", ["", "cancel-answer=202", "cancel-answer=204"])
def test_what_has_ended_cannot_be_cancelled(status, world):
    client = Client(world)
    record = client.run(status=status)
    assert error(client.cancel(record)) == (409, "HTTP-409")
    assert record.status == status


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("hex", "69a7c0fde2b4000000000001", "69a7c0fde2b4000000000002"),
        ("digits", "610000000000000000000001", "610000000000000000000002"),
        ("exponent", "6100000000000000000e0001", "6100000000000000000e0002"),
    ],
)
def test_ids_have_the_form_that_was_asked_for(form, first, second):
    client = Client(reload_ids=form)
    assert [client.start(app).id for app in ("app-1", "app-2")] == [first, second]
    assert len(first) == 24
    assert set(first) <= set("0123456789abcdef")


@pytest.mark.parametrize("form", ["hex", "digits", "exponent"])
def test_ids_are_all_different(form):
    ids = {ID_FORMS[form](number) for number in range(1, 12001)}
    assert len(ids) == 12000
    assert {len(reload_id) for reload_id in ids} == {24}
    if form == "exponent":
        assert all(0 < float(reload_id) < 10**300 for reload_id in ids)


@pytest.mark.parametrize(("answer", "at_once"), [("together", True), ("one-by-one", False)])
@pytest.mark.parametrize("end", ["finish", "cancel", "limit"])
def test_a_second_reload_of_an_app_runs_beside_the_first_or_behind_it(answer, at_once, end):
    client = Client(f"reloading-blocks=no,same-app={answer}", run_limit_s=60)
    first = client.start()
    client.go(1)
    second, other = client.start(weight=9), client.start("app-2")
    client.go(1)
    assert (second.status == "RELOADING", other.status) == (at_once, "RELOADING")
    if end == "finish":
        client.tenant.finish(first.id, "SUCCEEDED")
    elif end == "cancel":
        client.cancel(first)
        client.go(1.9)
        assert (second.status == "RELOADING") == at_once
        client.go(0.1)
    else:
        client.go(58)
    assert first.ended == {"finish": 2, "cancel": 4, "limit": 60}[end]
    assert second.started == (1 if at_once else first.ended)


def test_a_reload_that_waits_behind_another_can_be_cancelled():
    client = Client("reloading-blocks=no,same-app=one-by-one")
    first = client.start()
    client.go(1)
    second = client.start()
    client.go(1)
    assert client.cancel(second).status == 204
    client.tenant.finish(first.id, "SUCCEEDED")
    third = client.start()
    client.go(0)
    assert (second.status, second.started, third.status) == ("CANCELED", None, "RELOADING")
