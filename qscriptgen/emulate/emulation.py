"""Plays a scenario: a tenant, its apps, and the scripts that their reloads run."""

from __future__ import annotations

import gc
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.duration import seconds
from qscriptgen.emulate import users
from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.data import Circumstances, Files, Memory, check_name
from qscriptgen.emulate.engine import Ask, OutOfBudget, Pause, Session
from qscriptgen.emulate.errors import NotEmulatedAt
from qscriptgen.emulate.faults import Faults
from qscriptgen.emulate.job import AppScript, Job
from qscriptgen.emulate.network import ConnectionFinder, Network
from qscriptgen.emulate.routing import route_request
from qscriptgen.emulate.scenario import Behaviour, begin
from qscriptgen.emulate.site import APP_FACTS, ScriptPart, Site
from qscriptgen.emulate.tenant import Tenant, TenantApp, TenantSettings
from qscriptgen.emulate.webhooks import WebhookHosts
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.evaluation.values import text

if TYPE_CHECKING:
    from qscriptgen.emulate.connector import Connection
    from qscriptgen.emulate.engine import Effect, Grid, Outcome
    from qscriptgen.emulate.exchange import Answer, HttpResponse
    from qscriptgen.emulate.scenario import Fault, Scenario
    from qscriptgen.emulate.tenant import ReloadRecord, TenantSpace
    from qscriptgen.emulate.world import World

_HOUR_S = 3_600.0
_TOLD_EVERY = 100


@dataclass(frozen=True)
class Stop:
    """Why a simulation did not go on: in which app, and in which line of its whole script.

    ``job`` and ``line`` are None where no line is at fault. ``is_known`` says that everything was
    emulated, and there was merely no end to it.
    """

    site: Site
    why: str
    job: Job | None = None
    line: int | None = None
    is_known: bool = False


def _nobody(now: float) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class Watch:
    """Who is told how far a simulation is, and when it has gone on for too long.

    Args:
        tell: Is told the virtual time now and then.
        events: How much may happen; a step of a script to its next wait is one event.
    """

    tell: Callable[[float], None] = _nobody
    events: int = 2_000_000


class Emulation:
    """One course of events, from the first reload to the last.

    Args:
        sites: The apps, with the scripts that they run.
        spaces: The spaces that they are in.
        connections: The REST connections in these.
        host: The host of the tenant.
        scenario: What happens.
        world: The answers to doubts.
        budget: How many statements one script may run.
        hosts: Hosts that answer beside that of the tenant.
        found: What is in apps when their reload begins, by their ids, whatever they have saved.
    """

    def __init__(  # noqa: PLR0913  (a simulation is made of many things)
        self,
        sites: Sequence[Site],
        spaces: Sequence[TenantSpace],
        connections: Sequence[Connection],
        *,
        host: str,
        scenario: Scenario,
        world: World,
        budget: int = 1_000_000,
        hosts: Sequence[str] = (),
        found: Mapping[str, Memory] = MappingProxyType({}),
    ) -> None:
        self.scenario, self.world, self.host, self.budget = scenario, world, host, budget
        begins = begin(scenario.begins)
        assert begins is not None, "the scenario was checked"
        self.clock = Clock(begins)
        self.sites = {site.id: site for site in sites}
        self.spaces = {space.id: space for space in spaces}
        self.jobs: dict[str, Job] = {}
        self.foreign: dict[str, Fault] = {}
        self.stopped: Stop | None = None
        self.refused: list[tuple[Site, HttpResponse]] = []
        self._turns: Counter[str] = Counter()
        self._saved: dict[str, Memory] = {}
        self._ended: dict[str, float] = {}
        self._found = found
        self.files: dict[str, str | Grid] = dict(scenario.files)
        self.settings = TenantSettings(
            host=host,
            concurrency=scenario.concurrency,
            daily_quota=scenario.daily_quota,
            reload_ids=scenario.reload_ids,
        )
        self.tenant = self._tenant(spaces)
        webhooks = WebhookHosts(hosts)
        self.faults = faults = Faults(scenario.faults, webhooks)
        self.network = Network(
            self.clock,
            self.tenant,
            faults,
            scenario.latency,
            {site.id: site.name for site in sites},
            self._reload_by_another,
            webhooks,
        )
        self.connections = ConnectionFinder(connections, faults, world)

    def run(self, first: Sequence[Site], watch: Watch | None = None) -> None:
        """Have a user reload some apps, and play until nothing is left to happen.

        Args:
            first: The apps.
            watch: Who is told how far it is, and when it is stopped at the latest.
        """
        for site in first:
            request = users.start_request(
                self.host, site.id, users.OWNER_KEY, partial=self.scenario.partial
            )
            response = self.tenant.handle(route_request(request))
            if response.status != _CREATED:
                self.refused.append((site, response))
        with _without_collector():
            self._play(watch or Watch(), first[0])

    def _play(self, watch: Watch, site: Site) -> None:
        end, events = _seconds(self.scenario.until), 0
        while self.stopped is None and self.clock.next is not None and self.clock.next <= end:
            if events == watch.events:
                why = f"the simulation has gone on for {events:,} events"
                self.stopped = Stop(site, why, is_known=True)
                return
            if events % _TOLD_EVERY == 0:
                watch.tell(self.clock.now)
            events += 1
            self.clock.step()

    def behaviour(self, site: Site) -> Behaviour:
        """How an app reloads."""
        return self.scenario.apps.get(site.name, self.scenario.others)

    def _tenant(self, spaces: Sequence[TenantSpace]) -> Tenant:
        scenario = self.scenario
        known = [site for site in self.sites.values() if not self.behaviour(site).missing]
        denied = frozenset(s.id for s in self.sites.values() if self.behaviour(s).forbidden)
        tenant = Tenant(
            self.clock,
            self.settings,
            self.world,
            apps=[TenantApp(site.id, site.name, site.space, users.OWNER) for site in known],
            spaces=spaces,
            users=users.users(spaces, denied),
            keys=users.keys(_seconds(scenario.key_expires) if scenario.key_expires else None),
            begin=self._begin,
            queue_s=lambda record: _seconds(self.behaviour(self.sites[record.app_id]).queue),
        )
        for site in known:
            history, ago_s = self.behaviour(site).history, _seconds(self.behaviour(site).ago)
            for place, status in enumerate(history, 1):
                tenant.remember(site.id, status, (place - len(history)) * _HOUR_S - ago_s)
        return tenant

    def _begin(self, record: ReloadRecord) -> None:
        """Run an app whose reload got its slot."""
        site = self.sites[record.app_id]
        behaviour = self.behaviour(site)
        fault = self.foreign.get(record.id)
        if fault is None:
            turn = self._turns[site.name]
            self._turns[site.name] += 1
            outcome, duration = _outcome(behaviour, turn), behaviour.duration
        else:
            outcome, duration = fault.outcome, fault.duration
        parts = (
            *site.opening,
            ScriptPart(behaviour.before, f"before of {site.name}"),
            *site.scripts,
            ScriptPart(behaviour.after, f"after of {site.name}"),
        )
        source = AppScript(tuple(part for part in parts if part.text))
        try:
            session = self._session(site, behaviour, record)
        except NotEmulated as error:
            self.stopped = Stop(site, f"what its script finds when it begins: {error}")
            return
        job = Job(site, record, session, _seconds(duration), outcome, source, session.memory.copy())
        self.jobs[record.id] = job
        job.start()
        self.clock.after(0, partial(self._resume, job, None))

    def _session(self, site: Site, behaviour: Behaviour, record: ReloadRecord) -> Session:
        saved = self._saved.get(site.id)
        memory = Memory()
        if saved is None:
            kept = {name: text(value) for name, value in behaviour.variables.items()}
        else:
            kept = saved.variables
            if record.partial:
                memory = saved.copy()
        memory.variables = dict(kept) if self.world.answer("old-variables") == "kept" else {}
        memory.variables |= {name: text(value) for name, value in record.variables.items()}
        if site.id in self._found:
            memory = self._found[site.id].copy()
        for name in memory.variables:
            check_name(name)
        space = self.spaces.get(site.space)
        ended = self._ended.get(site.id)
        circumstances = Circumstances(
            {
                "tenantId": self.settings.tenant_id,
                "tenantName": self.host.split(".")[0],
                "tenantUrl": f"https://{self.host}",
                "tenantUrlAlias": f"https://{self.host}",
                "tenantRegion": [*self.host.split("."), ""][1],
                "spaceId": space.id if space else "",
                "spaceName": space.name if space else "",
                "spaceType": space.type if space else "",
            },
            {name: fact(site) for name, fact in APP_FACTS.items()},
            partial=record.partial,
            started=self.clock.moment(),
            last_reload=None if ended is None else self.clock.moment(ended),
            seed=record.serial,
        )
        return Session(
            memory,
            circumstances,
            self.world,
            self.clock,
            connect=partial(self.connections.find, space=space.name if space else "", by=site.name),
            files=Files(
                self.files, circumstances.space, partial(self.faults.connection_lost, by=site.name)
            ),
            budget=self.budget,
        )

    def _resume(self, job: Job, answer: Answer | NotEmulated | None) -> None:
        """Let a job go on, unless the tenant has ended it meanwhile.

        That nobody knows an answer is raised where the script waits for it, which adds the line.
        """
        assert job.steps is not None, "a job was started"
        if job.record.status != "RELOADING":
            job.steps.close()
            return
        try:
            if isinstance(answer, NotEmulated):
                effect = job.steps.throw(answer)
            else:
                effect = job.steps.send(answer)
        except StopIteration as ended:
            self._finish(job, ended.value)
        except NotEmulatedAt as error:
            # The line is told by the place, which counts it in the part of the script it is in.
            why = str(error).removeprefix(f"line {error.line}: ")
            self.stopped = Stop(job.site, why, job, error.line)
        except NotEmulated as error:
            self.stopped = Stop(job.site, str(error))
        except OutOfBudget as error:
            why = f"the script has run {self.budget} statements: a loop without end?"
            self.stopped = Stop(job.site, why, job, error.line)
        else:
            self._wait(job, effect)

    def _wait(self, job: Job, effect: Effect) -> None:
        if isinstance(effect, Pause):
            self.clock.after(effect.seconds, partial(self._resume, job, None))
            return
        assert isinstance(effect, Ask), "there are two kinds of effects"
        self.network.send(effect.connection, effect.request, job, partial(self._resume, job))

    def _finish(self, job: Job, outcome: Outcome | None) -> None:
        """Tell the tenant how a reload ended; a failed one is not saved."""
        job.result = outcome
        status = job.outcome if outcome is None else "SUCCEEDED" if outcome.succeeded else "FAILED"
        if status == "SUCCEEDED":
            self._saved[job.site.id] = self._kept(job)
            self._ended[job.site.id] = self.clock.now
            self.tenant.finish(job.record.id, status)
        else:
            self.tenant.finish(
                job.record.id, status, error_code=SCRIPT_ERROR, error_message=_MESSAGE
            )

    def _kept(self, job: Job) -> Memory:
        """What the app keeps; perhaps without the variables that the request brought."""
        kept = job.session.saved()
        if self.world.answer("reload-variables") == "gone":
            for name, value in job.record.variables.items():
                if kept.variables.get(name) == text(value):
                    del kept.variables[name]
        return kept

    def _reload_by_another(self, fault: Fault, app_id: str) -> None:
        """Have somebody else ask for a reload; in a personal space only its owner can."""
        site = self.sites.get(app_id)
        if site is None:
            return
        key = users.OTHER_KEY if site.space else users.OWNER_KEY
        request = users.start_request(self.host, app_id, key)
        response = self.tenant.handle(route_request(request))
        if response.status == _CREATED:
            self.foreign[str(json.loads(response.body)["id"])] = fault


_CREATED = 201

# https://qlik.dev/apis/rest/reloads has an example of a record with both.
SCRIPT_ERROR = "EngineReloadScriptError"
_MESSAGE = "error in app script or datasource"


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the search for cyclic garbage: what a simulation makes is kept to its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _outcome(behaviour: Behaviour, turn: int) -> str:
    """How the load of an app ends this time."""
    if isinstance(behaviour.outcome, str):
        return behaviour.outcome
    return behaviour.outcome[min(turn, len(behaviour.outcome) - 1)]


def _seconds(duration: str) -> float:
    found = seconds(duration)
    assert found is not None, "the scenario was checked"
    return float(found)
