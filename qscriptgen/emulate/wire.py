"""The way of a request from a script to the tenant, with what goes wrong on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from qscriptgen.emulate.elsewhere import Elsewhere
from qscriptgen.emulate.exchange import Answer, Failure, Request, Response, app_in
from qscriptgen.emulate.faults import Faults, reaches_tenant, spoiled
from qscriptgen.emulate.routes import route
from qscriptgen.emulate.run import Sent
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
class Wire:
    """Carries requests and answers, and keeps a record of them.

    Args:
        clock: The time.
        tenant: Where requests go.
        faults: What goes wrong.
        latency_s: How long a request and its answer take together.
        names: The names of apps by their ids.
        foreign: Has somebody else reload an app, right before a request about it.
        elsewhere: The hosts of webhooks.
    """

    clock: Clock
    tenant: Tenant
    faults: Faults
    latency_s: float
    names: Mapping[str, str]
    foreign: Callable[[Fault, str], None]
    elsewhere: Elsewhere = field(default_factory=Elsewhere)
    sent: list[Sent] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        connection: Connection,
        request: Request,
        job: Job,
        back: Callable[[Answer | NotEmulated], None],
    ) -> None:
        """Send a request of a job.

        ``back`` gets the answer when it is there, or at once why it is not known what the tenant
        would answer.
        """
        app_id = self._about(request)
        by = job.site.name
        met = self.faults.meet(request, app=self.names.get(app_id), by=by)
        for fault in met.before:
            self.foreign(fault, app_id)
        departed = self.clock.now
        # Nobody waits for longer than the connection does, however slow the tenant is.
        there = min(self.latency_s / 2, connection.timeout_s)

        def arrive() -> None:
            right = None
            if met.spoil is None or reaches_tenant(met.spoil):
                try:
                    right = self._handle(request)
                except NotEmulated as error:
                    back(error)
                    return
            answer = right if met.spoil is None else spoiled(met.spoil, right)
            assert answer is not None, "a request that nothing spoils is answered"
            if self.latency_s > connection.timeout_s:
                answer = Failure("timed out")
            self._note(departed, job, connection, request, right, answer, met.spoil)
            failed = isinstance(answer, Failure)
            rest = connection.timeout_s - there if failed else self.latency_s / 2
            self.clock.after(rest, partial(back, answer))

        self.clock.after(there, arrive)

    def _handle(self, request: Request) -> Response:
        """The right answer to a request, of the tenant or of another host."""
        there = self.elsewhere if self.elsewhere.has(request) else self.tenant
        return there.handle(request)

    def _note(
        self,
        departed: float,
        job: Job,
        connection: Connection,
        request: Request,
        right: Response | None,
        answer: Answer,
        spoil: Fault | None,
    ) -> None:
        created = ""
        if right is not None and right.status == _CREATED and request.method == "POST":
            created = str(json.loads(right.body)["id"])
            self.parents[created] = job.record.id
        status = answer.status if isinstance(answer, Response) else None
        fault = spoil.kind if spoil else ""
        self.sent.append(
            Sent(
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

    def _about(self, request: Request) -> str:
        """The id of the app that a request is about, empty if it is about none."""
        found = route(request)
        if self.elsewhere.has(request):
            return ""
        if found.asked == "start":
            return app_in(request.body or "")
        if found.asked == "list":
            return next(iter(parse_qs(found.query).get("appId", [])), "")
        if found.asked == "app":
            return found.app_id
        record = self.tenant.find(found.reload_id)
        return record.app_id if record else ""


@dataclass(eq=False)
class Connections:
    """The connections of a tenant, found as LIB CONNECT finds them.

    ``Space:Name`` is that of a space, ``:Name`` that of the app's own; the doubt
    ``bare-connection`` says where ``Name`` is looked for.
    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.htm
    """

    known: Iterable[Connection]
    faults: Faults
    world: World = field(default_factory=World)

    def find(self, name: str, *, space: str, by: str) -> Connection | None:
        """The connection that an app in a space finds; None if there is none, or it is lost."""
        before, colon, after = name.rpartition(":")
        own = space if colon or self.world.answer("bare-connection") == "app" else ""
        wanted = (before or own, after)
        if self.faults.connection_lost(wanted[1], by):
            return None
        return next((c for c in self.known if (c.space, c.name) == wanted), None)
