"""A tenant to test with, and a client that sends requests and runs the apps."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.exchange import HttpRequest
from qscriptgen.emulate.routing import route_request
from qscriptgen.emulate.tenant import Key, Tenant, TenantApp, TenantSettings, TenantSpace, User
from qscriptgen.emulate.world import World

URL = "https://acme.eu.qlikcloud.com/api/v1/reloads"

SPACES = (
    TenantSpace("s-dev", "Dev", "shared", "boss"),
    TenantSpace("s-prod", "Prod", "managed", "boss"),
    TenantSpace("s-data", "Data", "data", "boss"),
)
APPS = (
    *(TenantApp(f"app-{number}", f"App {number}", "s-dev", "boss") for number in range(1, 401)),
    TenantApp("prod", "Prod app", "s-prod", "boss"),
    TenantApp("own", "My app", "", "ann"),
    TenantApp("stray", "Stray app", "s-data", "boss"),
)


def member(name, dev="", prod=""):
    roles = {"s-dev": frozenset({dev}), "s-prod": frozenset({prod})}
    return User(name, roles={space: has for space, has in roles.items() if has != {""}})


USERS = (
    User("boss"),
    member("ann", dev="producer"),
    member("bob", dev="consumer", prod="facilitator"),
    member("cleo", dev="codeveloper", prod="operator"),
    member("dan", dev="dataconsumer", prod="consumer"),
    User("eve", may_reload=False, roles={"s-dev": frozenset({"producer"})}),
    User("fay", roles={"s-dev": frozenset({"producer"})}, denied=frozenset({"app-2"})),
    User("root", admin=True),
)
KEYS = (*(Key(f"key-{user.id}", user.id) for user in USERS), Key("short", "boss", 100.0))


class Client:
    """Sends requests to a tenant, and lets time pass."""

    def __init__(self, world="", *, queue_s=0.0, begin=None, **settings):
        answers = dict(part.split("=") for part in world.split(",") if part)
        self.clock = Clock()
        self.begun, self.stopped = list[Any](), list[Any]()
        self.tenant = Tenant(
            self.clock,
            TenantSettings(**settings),
            World(answers),
            apps=APPS,
            spaces=SPACES,
            users=USERS,
            keys=KEYS,
            begin=begin or self.begun.append,
            stopped=self.stopped.append,
            queue_s=queue_s if callable(queue_s) else lambda record: queue_s,
        )

    def send(self, method, url=URL, body=None, *, key="key-boss", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if key:
            headers["authorization"] = f"Bearer {key}"
        return self.tenant.handle(route_request(HttpRequest(method, url, headers, body)))

    def post(self, app="app-1", *, key="key-boss", **members):
        return self.send("POST", body=json.dumps({"appId": app, **members}), key=key)

    def start(self, app="app-1", **members):
        response = self.post(app, **members)
        assert response.status == 201, response.body
        return self.find(json.loads(response.body)["id"])

    def find(self, reload_id):
        (record,) = [record for record in self.tenant.reloads if record.id == reload_id]
        return record

    def show(self, record, **options):
        return self.send("GET", f"{URL}/{record.id}", **options)

    def list(self, app="app-1", *, key="key-boss", **parameters):
        query = urlencode({"appId": app, **parameters} if app else parameters)
        return self.send("GET", f"{URL}?{query}", key=key)

    def listed(self, app="app-1", **parameters):
        response = self.list(app, **parameters)
        assert response.status == 200, response.body
        return [members["id"] for members in json.loads(response.body)["data"]]

    def cancel(self, record, **options):
        return self.send("POST", f"{URL}/{record.id}/actions/cancel", **options)

    def go(self, seconds):
        """Let time pass."""
        end = self.clock.now + seconds
        while self.clock.next is not None and self.clock.next <= end:
            self.clock.step()
        self.clock.now = end

    def run(self, app="app-1", status="SUCCEEDED", **members):
        """A reload from its request to its end."""
        record = self.start(app, **members)
        self.go(1)
        self.tenant.finish(record.id, status)
        return record


def error(response):
    """Status, code and retry-after of a refusal."""
    (problem,) = json.loads(response.body)["errors"]
    assert problem["title"]
    assert response.headers["content-type"] == "application/json"
    return response.status, problem["code"]
