"""A request goes to the tenant and its answer back: how long it takes, and what is recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from qscriptgen.emulate import Behaviour, Connection, Fault, Scenario, StartingSpace
from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.exchange import Failure, HttpRequest, HttpResponse
from qscriptgen.emulate.faults import Faults
from qscriptgen.emulate.network import ConnectionFinder, Network
from qscriptgen.emulate.world import World
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.two_apps import RELOADS, START, look, reload_first

CONNECTION = Connection("ApiGet", "GET", RELOADS, timeout_s=30.0)
LIST = HttpRequest("GET", f"{RELOADS}?appId=app-1&limit=1")
NAMES = {"app-1": "One", "app-2": "Two"}


@dataclass
class OneAnswerTenant:
    """A tenant that answers every request with the same, and knows one reload."""

    clock: Clock
    response: HttpResponse | NotEmulated = field(default_factory=lambda: HttpResponse(200, "{}"))
    handled: list[tuple[float, HttpRequest]] = field(default_factory=list)

    def handle(self, routed):
        self.handled.append((self.clock.now, routed.request))
        if isinstance(self.response, NotEmulated):
            raise self.response
        return self.response

    def find(self, reload_id):
        return SimpleNamespace(app_id="app-2") if reload_id == "r-2" else None


@dataclass
class Link:
    network: Network
    tenant: OneAnswerTenant
    backs: list[tuple[float, object]]
    foreign: list[tuple[float, str, str]]

    def send(self, request, connection=CONNECTION):
        site, record = SimpleNamespace(name="Caller"), SimpleNamespace(id="r-1")
        job: Any = SimpleNamespace(site=site, record=record)
        self.network.send(connection, request, job, self.back)
        while self.network.clock.step():
            pass

    def back(self, answer):
        self.backs.append((self.network.clock.now, answer))


def connect(*faults, latency_s=0.2, response=None):
    clock = Clock()
    tenant: Any = OneAnswerTenant(clock, response or HttpResponse(200, "{}"))
    backs, foreign = list[Any](), list[Any]()

    def another(fault, app_id):
        foreign.append((clock.now, fault.kind, app_id))

    network = Network(clock, tenant, Faults(faults), latency_s, NAMES, another)
    return Link(network, tenant, backs, foreign)


def test_half_of_the_time_is_spent_on_each_way():
    link = connect(latency_s=3)
    link.send(LIST)
    assert link.tenant.handled == [(1.5, LIST)]
    assert link.backs == [(3.0, HttpResponse(200, "{}"))]
    (sent,) = link.network.sent
    assert (sent.time_s, sent.by, sent.method, sent.url) == (0.0, "r-1", "GET", LIST.url)
    assert (sent.status, sent.connection, sent.fault, sent.reload_id) == (200, "ApiGet", "", "")


@pytest.mark.parametrize("latency_s", [30.0, 0.0])
def test_answer_that_is_just_in_time_is_an_answer(latency_s):
    link = connect(latency_s=latency_s)
    link.send(LIST)
    assert link.backs == [(latency_s, HttpResponse(200, "{}"))]


@pytest.mark.parametrize("latency_s", [30.5, 60.0, 100.0])
def test_nobody_waits_for_longer_than_the_connection(latency_s):
    link = connect(latency_s=latency_s)
    link.send(LIST)
    assert link.backs == [(30.0, Failure("timed out"))]
    assert [sent.status for sent in link.network.sent] == [None]
    assert len(link.tenant.handled) == 1  # it did get there


def test_fault_that_loses_an_answer_takes_as_long_as_the_connection_waits():
    link = connect(Fault(kind="timeout"))
    link.send(LIST)
    assert link.backs == [(30.0, Failure("timed out"))]
    assert link.tenant.handled == []
    assert [(sent.status, sent.fault) for sent in link.network.sent] == [(None, "timeout")]


def test_fault_can_lose_the_answer_to_what_was_done():
    created = HttpResponse(201, '{"id":"r-9"}')
    link = connect(Fault(kind="timeout", handled=True), response=created)
    link.send(HttpRequest("POST", RELOADS, body='{"appId":"app-1"}'))
    assert len(link.tenant.handled) == 1
    (sent,) = link.network.sent
    assert (sent.status, sent.reload_id, sent.body) == (None, "r-9", '{"appId":"app-1"}')
    assert link.network.parents == {"r-9": "r-1"}


def test_a_request_with_an_altering_fault_does_not_reach_the_tenant():
    link = connect(Fault(kind="status", status=503))
    link.send(LIST)
    assert link.tenant.handled == []
    assert link.backs[0][0] == pytest.approx(0.2)
    assert link.backs[0][1].status == 503


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (HttpRequest("POST", RELOADS, body='{"appId":"app-1"}'), "app-1"),
        (LIST, "app-1"),
        (HttpRequest("GET", f"{RELOADS}/r-2"), "app-2"),
        (HttpRequest("POST", f"{RELOADS}/r-2/actions/cancel"), "app-2"),
        (HttpRequest("GET", f"{RELOADS}/r-8"), ""),
        (HttpRequest("GET", RELOADS), ""),
        (HttpRequest("POST", RELOADS), ""),
        (HttpRequest("POST", RELOADS, body="[1]"), ""),
        (HttpRequest("POST", RELOADS, body="no JSON"), ""),
        (HttpRequest("GET", "https://elsewhere.example/a"), ""),
        (HttpRequest("GET", "https://["), ""),
    ],
)
def test_request_is_about_an_app(request_, found):
    link = connect(Fault(kind="foreign", times=None))
    link.send(request_)
    assert link.foreign == [(0.0, "foreign", found)]
    picky = connect(Fault(kind="timeout", app=NAMES.get(found, "None")))
    picky.send(request_)
    assert [sent.fault for sent in picky.network.sent] == (["timeout"] if found else [""])


def test_fault_of_one_caller_meets_no_other():
    mine, other = Fault(kind="timeout", by="Caller"), Fault(kind="timeout", by="Other")
    found = []
    for fault in (mine, other):
        link = connect(fault)
        link.send(LIST)
        found.append(link.network.sent[0].fault)
    assert found == ["timeout", ""]


@pytest.mark.parametrize("status", [200, 400])
def test_only_what_is_created_has_a_parent(status):
    link = connect(response=HttpResponse(status, '{"id":"r-9"}'))
    link.send(HttpRequest("POST", RELOADS, body="{}"))
    assert link.network.parents == {}
    assert link.network.sent[0].reload_id == ""


def test_what_the_tenant_does_not_know_goes_back_to_who_asked():
    unknown = NotEmulated("GET /api/v1/apps")
    link = connect(response=unknown)
    link.send(LIST)
    assert link.backs == [(0.1, unknown)]
    assert link.network.sent == []


def test_what_the_tenant_does_not_know_is_found_at_its_line():
    script = look("").replace("/reloads", "/apps")
    run = reload_first("TRACE a;\n" + script + "TRACE never;\n")
    assert [(f.code, f.message) for f in run.findings] == [
        ("QE001", "First: line 4: GET /api/v1/apps is not emulated"),
    ]
    assert "never" not in run.log("First")
    assert run.reloads[0].status == "RELOADING"


KNOWN = (
    Connection("Api", "GET", "https://own.example", space="Sales"),
    Connection("Api", "GET", "https://other.example", space="Ops: two"),
    Connection("Api", "GET", "https://personal.example"),
)


@pytest.mark.parametrize(
    ("name", "space", "host"),
    [
        ("Api", "Sales", "own"),
        (":Api", "Sales", "own"),
        ("Sales:Api", "", "own"),
        ("Ops: two:Api", "Sales", "other"),
        ("Api", "", "personal"),
        (":Api", "", "personal"),
        ("Api", "Finance", None),
        ("Finance:Api", "Sales", None),
        ("api", "Sales", None),
        ("", "Sales", None),
    ],
)
def test_connection_is_found_by_its_space_and_name(name, space, host):
    found = ConnectionFinder(KNOWN, Faults(())).find(name, space=space, by="Caller")
    assert (found and found.url) == (f"https://{host}.example" if host else None)


@pytest.mark.parametrize(
    ("name", "space", "host"),
    [
        ("Api", "Sales", "personal"),
        (":Api", "Sales", "own"),
        ("Sales:Api", "", "own"),
        ("Api", "", "personal"),
        ("Other", "Sales", None),
    ],
)
def test_connection_without_a_prefix_may_be_that_of_the_user(name, space, host):
    world = World({"bare-connection": "personal"})
    found = ConnectionFinder(KNOWN, Faults(()), world).find(name, space=space, by="Caller")
    assert (found and found.url) == (f"https://{host}.example" if host else None)


def test_connection_can_be_lost_for_a_while():
    lost = Fault(kind="no-connection", name="Api", first=2, times=1)
    connections = ConnectionFinder(KNOWN, Faults([lost]))
    found = [connections.find(":Api", space="Sales", by="Caller") for _ in range(3)]
    assert [c is not None for c in found] == [True, False, True]


def test_request_of_a_script_is_written_down_with_its_reload():
    run = reload_first(START)
    (sent,) = run.requests
    first, second = run.reloads
    assert (sent.by, sent.reload_id, sent.connection) == (
        first.reload_id,
        second.reload_id,
        "ApiPost",
    )
    assert json.loads(sent.body) == {"appId": second.app_id}
    assert second.triggered_by == first.reload_id


def test_another_user_can_only_reload_what_is_there():
    everything = Fault(kind="foreign", on="any", times=None)
    gone = Scenario(faults=(everything,), apps={"Second": Behaviour(missing=True)})
    run = reload_first("SET ErrorMode = 0;\n" + START + look(""), gone)
    assert [r.app for r in run.reloads] == ["First"]
    assert [sent.status for sent in run.requests] == [404, 403]


@pytest.mark.parametrize("place", [StartingSpace(), StartingSpace(type="personal", name="", id="")])
def test_another_user_is_refused_while_the_app_is_reloaded(place):
    twice = Fault(kind="foreign", on="list", times=2, duration="1h")
    second = "?appId=0a1b2c3d-0000-4000-8000-000000000002&limit=1"
    run = reload_first(
        look(second) + "DROP TABLE Seen;\n" + look(second),
        Scenario(faults=(twice,), space=place),
    )
    assert [(r.app, r.foreign) for r in run.reloads] == [("First", False), ("Second", True)]
