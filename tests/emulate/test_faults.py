import json

import pytest

from qscriptgen.emulate.connector import MOST_BYTES, read_answer
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.exchange import Failure, Request, Response
from qscriptgen.emulate.faults import Faults, Met, reaches_tenant, spoiled
from qscriptgen.emulate.routes import Route, route
from qscriptgen.emulate.scenario import Fault
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest

ROOT = "https://acme.eu.qlikcloud.com/api/v1/reloads"
START = Request("POST", ROOT, body="{}")
LIST = Request("GET", f"{ROOT}?appId=a&limit=1")
STATUS = Request("GET", f"{ROOT}/6a63")
CANCEL = Request("POST", f"{ROOT}/6a63/actions/cancel")
OTHER = Request("GET", "https://acme.eu.qlikcloud.com/api/v1/apps/a/media")
APP = Request("GET", "https://acme.eu.qlikcloud.com/api/v1/apps/a")
ALL = {"start": START, "list": LIST, "status": STATUS, "cancel": CANCEL, "app": APP, "other": OTHER}
RELOAD = {"id": "6a63", "status": "QUEUED", "partial": False}


@pytest.mark.parametrize(("name", "request_"), ALL.items(), ids=ALL)
def test_operation_is_told_by_method_and_path(name, request_):
    assert route(request_).asked == name


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/reloads/6a63"),
        ("GET", "/api/v1/reloads/"),
        ("GET", "/api/v1/reloads/6a63/actions/cancel"),
        ("POST", "/api/v1/reloads//actions/cancel"),
        ("POST", "/api/v1/reloads/6a63/actions/stop"),
        ("POST", "/api/v1/reloads/6a63/actions"),
        ("POST", "/api/v1/reloads/actions/cancel"),
        ("GET", "/api/v2/reloads"),
        ("GET", "/x/api/v1/reloads"),
        ("PUT", "/api/v1/reloads"),
        ("GET", ""),
    ],
)
def test_everything_else_is_another_operation(method, path):
    found = route(Request(method, f"https://t{path}?a=/api/v1/reloads"))
    assert (found.asked, found.reload_id) == ("other", "")
    assert (found.path, found.query) == (path, "a=/api/v1/reloads")


@pytest.mark.parametrize("request_", [STATUS, CANCEL])
def test_route_has_the_id_and_the_parts_of_the_url(request_):
    found = route(Request(request_.method, request_.url.replace("qlik", "QLIK") + "?a=b"))
    assert (found.reload_id, found.host, found.port) == ("6a63", "acme.eu.qlikcloud.com", None)
    assert (found.scheme, found.query) == ("https", "a=b")


@pytest.mark.parametrize("url", ["https://[", "https://t:x/api/v1/reloads"])
def test_url_that_can_not_be_read_is_another_operation(url):
    assert route(Request("GET", url)) == Route()


def spoils(fault, requests, app="Sales", by="Extract"):
    """Whether each request is met, in turn."""
    faults = Faults([fault])
    return [faults.meet(request, app=app, by=by).spoil is fault for request in requests]


@pytest.mark.parametrize(
    ("on", "met"),
    [
        ("any", {"start", "list", "status", "cancel", "app", "other"}),
        ("post", {"start", "cancel"}),
        ("get", {"list", "status", "app", "other"}),
        ("start", {"start"}),
        ("list", {"list"}),
        ("status", {"status"}),
        ("cancel", {"cancel"}),
    ],
)
def test_a_fault_meets_what_it_is_on(on, met):
    fault = Fault(kind="timeout", on=on, times=None)
    assert dict(zip(ALL, spoils(fault, ALL.values()), strict=True)) == {
        name: name in met for name in ALL
    }


def test_a_fault_counts_only_what_it_could_meet():
    fault = Fault(kind="timeout", on="start", app="Sales", by="Extract", first=2, times=2)
    faults = Faults([fault])
    asked = [
        (START, "Sales", "Extract"), (LIST, "Sales", "Extract"), (START, "Finance", "Extract"),
        (START, None, "Extract"), (START, "Sales", "Report"), (START, "Sales", "Extract"),
        (START, "Sales", "Report"), (START, "Sales", "Extract"), (START, "Sales", "Extract"),
    ]  # fmt: skip
    met = [faults.meet(request, app=app, by=by).spoil for request, app, by in asked]
    assert [place for place, spoil in enumerate(met) if spoil] == [5, 7]


@pytest.mark.parametrize(
    ("first", "times", "met"),
    [(1, 1, [1]), (3, 1, [3]), (2, 2, [2, 3]), (3, None, [3, 4, 5]), (5, 9, [5]), (6, 1, [])],
)
def test_first_and_times(first, times, met):
    found = spoils(Fault(kind="empty", first=first, times=times), [STATUS] * 5)
    assert [place for place, spoil in enumerate(found, 1) if spoil] == met


def test_the_first_listed_spoils_and_the_others_count_all_the_same():
    one = Fault(kind="timeout")
    two = Fault(kind="empty", times=2)
    later = Fault(kind="garbage", first=3)
    faults = Faults([one, two, later])
    met = [faults.meet(START, app=None, by="Extract").spoil for _ in range(4)]
    assert met == [one, two, later, None]


def test_foreign_reloads_come_before_whatever_else_happens():
    first, second = Fault(kind="foreign", app="Sales"), Fault(kind="foreign", on="post", times=2)
    fault = Fault(kind="status", first=2)
    faults = Faults([first, fault, second])
    assert faults.meet(START, app="Sales", by="x") == Met((first, second), None)
    assert faults.meet(START, app="Sales", by="x") == Met((second,), fault)
    assert faults.meet(START, app="Sales", by="x") == Met()


def test_two_simulations_count_apart():
    fault = Fault(kind="timeout")
    for _ in range(2):
        assert spoils(fault, [START, START]) == [True, False]


def test_connections_are_lost_by_name_script_and_turn():
    lost = Fault(kind="no-connection", name="ApiGet", by="Extract", first=2)
    faults = Faults(
        [lost, Fault(kind="timeout", times=None), Fault(kind="no-connection", name="X")]
    )
    for name, by in (("ApiPost", "Extract"), ("ApiGet", "Report"), ("ApiGet", "Extract")):
        assert not faults.connection_lost(name, by)
    assert faults.meet(LIST, app=None, by="Extract").spoil.kind == "timeout"
    assert faults.connection_lost("ApiGet", "Extract")
    assert not faults.connection_lost("ApiGet", "Extract")
    assert faults.connection_lost("X", "anybody")
    assert not faults.connection_lost("", "anybody")


def test_a_lost_connection_meets_no_request():
    assert Faults([Fault(kind="no-connection", name="ApiGet")]).meet(LIST, app=None, by="") == Met()


@pytest.mark.parametrize(
    ("fault", "reaches"),
    [
        (Fault(kind="change", members={"a": 1}), True),
        (Fault(kind="foreign"), True),
        (Fault(kind="timeout"), False),
        (Fault(kind="timeout", handled=True), True),
        (Fault(kind="status"), False),
        (Fault(kind="huge", handled=True), True),
    ],
)
def test_who_reaches_the_tenant(fault, reaches):
    assert reaches_tenant(fault) is reaches


def test_a_status_is_worded_as_the_api_does():
    answer = spoiled(Fault(kind="status", status=503), None)
    assert answer.status == 503
    assert json.loads(answer.body) == {
        "errors": [{"code": "HTTP-503", "title": "Service Unavailable"}]
    }
    assert json.loads(spoiled(Fault(kind="status", status=599), None).body)["errors"]
    assert spoiled(Fault(kind="status", status=204), None) == Response(204)


def test_429_is_a_rate_limit():
    answer = spoiled(Fault(kind="status", status=429, handled=True), Response(201, "{}"))
    (error,) = json.loads(answer.body)["errors"]
    assert (error["code"], error["title"]) == ("HTTP-429", "API rate limit reached.")
    assert answer.headers["retry-after"] in error["detail"]


@pytest.mark.parametrize("right", [None, Response(201, json.dumps(RELOAD))])
def test_what_replaces_an_answer_is_the_same_whether_it_was_handled(right):
    assert spoiled(Fault(kind="timeout"), right) == Failure("timed out")
    assert spoiled(Fault(kind="empty"), right) == Response(200, "")
    assert spoiled(Fault(kind="json", text='{"id":1}'), right).body == '{"id":1}'
    assert spoiled(Fault(kind="garbage"), right).body.startswith("<!DOCTYPE html>")
    assert spoiled(Fault(kind="garbage"), right).status == 200


def test_huge_is_the_right_json_but_too_long():
    for right, expected in ((None, {}), (Response(200, json.dumps(RELOAD)), RELOAD)):
        answer = spoiled(Fault(kind="huge"), right)
        assert len(answer.body) > MOST_BYTES
        assert json.loads(answer.body) == expected


@pytest.mark.parametrize(
    ("kind", "said"),
    [("status", "500"), ("timeout", "timed out"), ("garbage", "not JSON"), ("empty", "no body"),
     ("huge", "Message too large")],
)  # fmt: skip
def test_the_connector_reports_what_is_spoiled(kind, said):
    rest, _ = parse_rest('SELECT "id" FROM JSON (wrap on) "root"')
    with pytest.raises(ScriptFault, match=said):
        read_answer(rest, spoiled(Fault(kind=kind), None), World())


def changed(members, body, status=200):
    right = Response(status, body if isinstance(body, str) else json.dumps(body), {"a": "b"})
    answer = spoiled(Fault(kind="change", members=members), right)
    assert (answer.status, answer.headers) == (status, {"a": "b"})
    return json.loads(answer.body) if answer.body else None


def test_change_sets_and_removes_members_of_an_object():
    members = {"status": "PAUSED", "id": None, "weight": 3, "gone": None, "log": True}
    assert changed(members, RELOAD, 201) == {
        "status": "PAUSED",
        "partial": False,
        "weight": 3,
        "log": True,
    }


def test_change_is_made_in_every_element_of_data():
    body = {"data": [RELOAD, {"id": "b"}, 1], "links": {"status": "x"}}
    assert changed({"status": "?"}, body) == {
        "data": [RELOAD | {"status": "?"}, {"id": "b", "status": "?"}, 1],
        "links": {"status": "x"},
    }
    assert changed({"status": "?"}, {"data": []}) == {"data": []}
    assert changed({"status": "?"}, {"data": "x"}) == {"data": "x", "status": "?"}


def test_change_leaves_errors_and_what_has_no_records():
    error = {"errors": [{"code": "RELOADS-004", "title": "x"}]}
    assert changed({"status": "?"}, error, 404) == error
    assert changed({"status": "?"}, [1, 2]) == [1, 2]
    assert changed({"status": "?"}, "", 204) is None


def test_change_needs_the_right_answer():
    with pytest.raises(ValueError, match="needs the right answer"):
        spoiled(Fault(kind="change", members={"a": 1}), None)


@pytest.mark.parametrize(
    "fault", [Fault(kind="foreign"), Fault(kind="no-connection", name="ApiGet")]
)
def test_other_faults_spoil_no_answer(fault):
    with pytest.raises(ValueError, match=f"{fault.kind} spoils no answer"):
        spoiled(fault, None)
