import json

import pytest

from qscriptgen.api import ROUTES
from qscriptgen.emulate.connector import MOST_BYTES, read_answer
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.exchange import Failure, HttpRequest, HttpResponse
from qscriptgen.emulate.faults import Faults, RequestFaults, alter_answer, reaches_tenant
from qscriptgen.emulate.routing import Target, route_request
from qscriptgen.emulate.scenario import OPERATIONS, Fault
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest
from tests.support.typing import as_type, not_none

ROOT = "https://acme.eu.qlikcloud.com/api/v1/reloads"
START = HttpRequest("POST", ROOT, body="{}")
LIST = HttpRequest("GET", f"{ROOT}?appId=a&limit=1")
STATUS = HttpRequest("GET", f"{ROOT}/6a63")
CANCEL = HttpRequest("POST", f"{ROOT}/6a63/actions/cancel")
OTHER = HttpRequest("GET", "https://acme.eu.qlikcloud.com/api/v1/apps/a/media")
APP = HttpRequest("GET", "https://acme.eu.qlikcloud.com/api/v1/apps/a")
ALL = {"start": START, "list": LIST, "status": STATUS, "cancel": CANCEL, "app": APP, "other": OTHER}
RELOAD = {"id": "6a63", "status": "QUEUED", "partial": False}


@pytest.mark.parametrize(("name", "request_"), ALL.items(), ids=ALL)
def test_the_route_follows_from_method_and_path(name, request_):
    route = route_request(request_).target.route
    assert (route.name if route else "other") == name


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
def test_any_other_request_has_no_route(method, path):
    target = route_request(HttpRequest(method, f"https://t{path}?a=/api/v1/reloads")).target
    assert (target.route, target.parameters) == (None, {})
    assert (target.path, target.query) == (path, "a=/api/v1/reloads")


@pytest.mark.parametrize("request_", [STATUS, CANCEL])
def test_a_target_has_the_id_and_the_parts_of_the_url(request_):
    url = request_.url.replace("qlik", "QLIK") + "?a=b"
    target = route_request(HttpRequest(request_.method, url)).target
    assert (target.host, target.port) == ("acme.eu.qlikcloud.com", None)
    assert (target.parameters, target.scheme) == ({"reload_id": "6a63"}, "https")
    assert target.query == "a=b"


@pytest.mark.parametrize("url", ["https://[", "https://t:x/api/v1/reloads"])
def test_a_url_that_can_not_be_read_has_no_route(url):
    assert route_request(HttpRequest("GET", url)).target == Target()


def take(faults, request, app="Sales", by="Extract"):
    return faults.take(route_request(request), app=app, by=by)


def which_alter(fault, requests):
    """Whether the fault alters the answer to each request, in turn."""
    faults = Faults([fault])
    return [take(faults, request).altering is fault for request in requests]


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
        ("app", {"app"}),
    ],
)
def test_a_fault_meets_what_it_is_on(on, met):
    fault = Fault(kind="timeout", on=on, times=None)
    assert dict(zip(ALL, which_alter(fault, ALL.values()), strict=True)) == {
        name: name in met for name in ALL
    }


def test_a_fault_can_name_every_route():
    assert {route.name for route in ROUTES} < set(OPERATIONS)
    assert {"any", "post", "get", "webhook"} < set(OPERATIONS)


def test_a_fault_counts_only_what_it_could_meet():
    fault = Fault(kind="timeout", on="start", app="Sales", by="Extract", first=2, times=2)
    faults = Faults([fault])
    asked = [
        (START, "Sales", "Extract"), (LIST, "Sales", "Extract"), (START, "Finance", "Extract"),
        (START, None, "Extract"), (START, "Sales", "Report"), (START, "Sales", "Extract"),
        (START, "Sales", "Report"), (START, "Sales", "Extract"), (START, "Sales", "Extract"),
    ]  # fmt: skip
    met = [take(faults, request, app, by).altering for request, app, by in asked]
    assert [index for index, fault in enumerate(met) if fault] == [5, 7]


@pytest.mark.parametrize(
    ("first", "times", "met"),
    [(1, 1, [1]), (3, 1, [3]), (2, 2, [2, 3]), (3, None, [3, 4, 5]), (5, 9, [5]), (6, 1, [])],
)
def test_first_and_times(first, times, met):
    found = which_alter(Fault(kind="empty", first=first, times=times), [STATUS] * 5)
    assert [number for number, altered in enumerate(found, 1) if altered] == met


def test_the_first_listed_fault_counts_and_the_others_count_their_chances():
    one = Fault(kind="timeout")
    two = Fault(kind="empty", times=2)
    later = Fault(kind="garbage", first=3)
    faults = Faults([one, two, later])
    met = [take(faults, START, None).altering for _ in range(4)]
    assert met == [one, two, later, None]


def test_foreign_reloads_come_before_whatever_else_happens():
    first, second = Fault(kind="foreign", app="Sales"), Fault(kind="foreign", on="post", times=2)
    fault = Fault(kind="status", first=2)
    faults = Faults([first, fault, second])
    assert take(faults, START, "Sales", "x") == RequestFaults((first, second), None)
    assert take(faults, START, "Sales", "x") == RequestFaults((second,), fault)
    assert take(faults, START, "Sales", "x") == RequestFaults()


def test_two_simulations_count_apart():
    fault = Fault(kind="timeout")
    for _ in range(2):
        assert which_alter(fault, [START, START]) == [True, False]


def test_connections_are_lost_by_name_script_and_turn():
    lost = Fault(kind="no-connection", name="ApiGet", by="Extract", first=2)
    faults = Faults(
        [lost, Fault(kind="timeout", times=None), Fault(kind="no-connection", name="X")]
    )
    for name, by in (("ApiPost", "Extract"), ("ApiGet", "Report"), ("ApiGet", "Extract")):
        assert not faults.connection_lost(name, by)
    assert take(faults, LIST, None).altering.kind == "timeout"
    assert faults.connection_lost("ApiGet", "Extract")
    assert not faults.connection_lost("ApiGet", "Extract")
    assert faults.connection_lost("X", "anybody")
    assert not faults.connection_lost("", "anybody")


def test_a_lost_connection_meets_no_request():
    faults = Faults([Fault(kind="no-connection", name="ApiGet")])
    assert take(faults, LIST, None, "") == RequestFaults()


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
def test_which_faults_let_a_request_reach_the_tenant(fault, reaches):
    assert reaches_tenant(fault) is reaches


def altered(fault: Fault, right: HttpResponse | None = None) -> HttpResponse:
    """An altered answer that is a response."""
    return as_type(HttpResponse, alter_answer(fault, right))


def test_a_status_is_worded_as_the_api_does():
    answer = altered(Fault(kind="status", status=503), None)
    assert answer.status == 503
    assert json.loads(answer.body) == {
        "errors": [{"code": "HTTP-503", "title": "Service Unavailable"}]
    }
    assert json.loads(altered(Fault(kind="status", status=599)).body)["errors"]
    assert alter_answer(Fault(kind="status", status=204), None) == HttpResponse(204)


def test_429_is_a_rate_limit():
    answer = altered(Fault(kind="status", status=429, handled=True), HttpResponse(201, "{}"))
    (error,) = json.loads(answer.body)["errors"]
    assert (error["code"], error["title"]) == ("HTTP-429", "API rate limit reached.")
    assert answer.headers["retry-after"] in error["detail"]


@pytest.mark.parametrize("right", [None, HttpResponse(201, json.dumps(RELOAD))])
def test_a_replaced_answer_is_the_same_whether_the_request_was_handled(right):
    assert alter_answer(Fault(kind="timeout"), right) == Failure("timed out")
    assert alter_answer(Fault(kind="empty"), right) == HttpResponse(200, "")
    assert altered(Fault(kind="json", text='{"id":1}'), right).body == '{"id":1}'
    assert altered(Fault(kind="garbage"), right).body.startswith("<!DOCTYPE html>")
    assert altered(Fault(kind="garbage"), right).status == 200


def test_huge_is_the_right_json_but_too_long():
    for right, expected in ((None, {}), (HttpResponse(200, json.dumps(RELOAD)), RELOAD)):
        answer = altered(Fault(kind="huge"), right)
        assert len(answer.body) > MOST_BYTES
        assert json.loads(answer.body) == expected


@pytest.mark.parametrize(
    ("kind", "said"),
    [("status", "500"), ("timeout", "timed out"), ("garbage", "not JSON"), ("empty", "no body"),
     ("huge", "Message too large")],
)  # fmt: skip
def test_the_connector_reports_an_altered_answer(kind, said):
    rest, _ = parse_rest('SELECT "id" FROM JSON (wrap on) "root"')
    with pytest.raises(ScriptFault, match=said):
        read_answer(not_none(rest), alter_answer(Fault(kind=kind), None), World())


def changed(members, body, status=200):
    right = HttpResponse(status, body if isinstance(body, str) else json.dumps(body), {"a": "b"})
    answer = altered(Fault(kind="change", members=members), right)
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
        alter_answer(Fault(kind="change", members={"a": 1}), None)


@pytest.mark.parametrize(
    "fault", [Fault(kind="foreign"), Fault(kind="no-connection", name="ApiGet")]
)
def test_other_faults_alter_no_answer(fault):
    with pytest.raises(ValueError, match=f"{fault.kind} does not alter an answer"):
        alter_answer(fault, None)
