"""Carries requests from scripts to the tenant and answers back, with what goes wrong on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from qscriptgen import api
from qscriptgen.emulate.exchange import Answer, Failure, HttpRequest, HttpResponse, app_in
from qscriptgen.emulate.faults import Faults, alter_answer, reaches_tenant
from qscriptgen.emulate.routing import RoutedRequest, route_request
from qscriptgen.emulate.run import SentRequest
from qscriptgen.emulate.webhooks import WebhookHosts
from qscriptgen.emulate.world import World
from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.clock import Clock
    from qscriptgen.emulate.connector import Connection
    from qscriptgen.emulate.job import Job
    from qscriptgen.emulate.scenario import Fault
    from qscriptgen.emulate.tenant import Tenant

_CREATED = 201


@dataclass(eq=False)
class Network:
    """Carries requests and answers, and keeps a record of them.

    Args:
        clock: The time.
        tenant: Where requests go.
        faults: What goes wrong.
        latency_s: How long a request and its answer take together.
        names: The names of apps by their ids.
        reload_by_another: Has another user reload an app, right before a request about it.
        webhooks: The hosts of webhooks.
    """

    clock: Clock
    tenant: Tenant
    faults: Faults
    latency_s: float
    names: Mapping[str, str]
    reload_by_another: Callable[[Fault, str], None]
    webhooks: WebhookHosts = field(default_factory=WebhookHosts)
    sent: list[SentRequest] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        connection: Connection,
        request: HttpRequest,
        job: Job,
        back: Callable[[Answer | NotEmulated], None],
    ) -> None:
        """Send a request of a job.

        ``back`` gets the answer when it is there, or at once why it is not known what the tenant
        would answer.
        """
        routed = route_request(request)
        app_id = self._app_id(routed)
        faults = self.faults.take(routed, app=self.names.get(app_id), by=job.site.name)
        for fault in faults.foreign:
            self.reload_by_another(fault, app_id)
        departed = self.clock.now
        # Nobody waits for longer than the connection does, however slow the tenant is.
        there = min(self.latency_s / 2, connection.timeout_s)

        def arrive() -> None:
            right = None
            if faults.altering is None or reaches_tenant(faults.altering):
                try:
                    right = self._handle(routed)
                except NotEmulated as error:
                    back(error)
                    return
            answer = right if faults.altering is None else alter_answer(faults.altering, right)
            assert answer is not None, "a request without a fault is answered"
            if self.latency_s > connection.timeout_s:
                answer = Failure("timed out")
            self._record(departed, job, connection, request, right, answer, faults.altering)
            failed = isinstance(answer, Failure)
            rest = connection.timeout_s - there if failed else self.latency_s / 2
            self.clock.after(rest, partial(back, answer))

        self.clock.after(there, arrive)

    def _handle(self, routed: RoutedRequest) -> HttpResponse:
        """The right answer to a request, from the tenant or from the host of a webhook."""
        if routed.target in self.webhooks:
            return self.webhooks.handle()
        return self.tenant.handle(routed)

    def _record(
        self,
        departed: float,
        job: Job,
        connection: Connection,
        request: HttpRequest,
        right: HttpResponse | None,
        answer: Answer,
        altering: Fault | None,
    ) -> None:
        created = ""
        if right is not None and right.status == _CREATED and request.method == "POST":
            created = str(json.loads(right.body)["id"])
            self.parents[created] = job.record.id
        status = answer.status if isinstance(answer, HttpResponse) else None
        fault = altering.kind if altering else ""
        self.sent.append(
            SentRequest(
                departed,
                job.record.id,
                request.method,
                request.url,
                status,
                request.body or "",
                created,
                fault,
                connection.name,
            )
        )

    def _app_id(self, routed: RoutedRequest) -> str:
        """The id of the app that a request is about, empty if it is about none."""
        route = routed.target.route
        if route is None or routed.target in self.webhooks:
            return ""
        if route is api.START:
            return app_in(routed.request.body or "")
        if route is api.LIST:
            return next(iter(parse_qs(routed.target.query).get("appId", [])), "")
        return self._app_id_of_path(routed.target.parameters)

    def _app_id_of_path(self, parameters: Mapping[str, str]) -> str:
        if "app_id" in parameters:
            return parameters["app_id"]
        record = self.tenant.find(parameters.get("reload_id", ""))
        return record.app_id if record else ""


@dataclass(eq=False)
class ConnectionFinder:
    """The connections of a tenant, found as LIB CONNECT finds them.

    ``Space:Name`` is that of a space, ``:Name`` that of the app's own; the doubt
    ``bare-connection`` says where ``Name`` is looked for.
    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.htm
    """

    connections: Iterable[Connection]
    faults: Faults
    world: World = field(default_factory=World)
    _by_name: dict[tuple[str, str], Connection] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_name = {}
        for connection in self.connections:
            self._by_name.setdefault((connection.space, connection.name), connection)

    def find(self, name: str, *, space: str, by: str) -> Connection | None:
        """The connection that an app in a space finds; None if there is none, or it is lost."""
        before, colon, after = name.rpartition(":")
        own = space if colon or self.world.answer("bare-connection") == "app" else ""
        wanted = (before or own, after)
        if self.faults.connection_lost(wanted[1], by):
            return None
        return self._by_name.get(wanted)
