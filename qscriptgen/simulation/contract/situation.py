"""What goes wrong in a scenario, as far as a promise depends on it.

Each question is answered from the fields of the scenario and its faults, so that it is the same for
a scenario of a user's and for those that prove the templates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.duration import seconds
from qscriptgen.emulate.scenario import Fault

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.emulate import Behaviour, Scenario, World

STATUSES = frozenset(
    [
        "CREATED",
        "QUEUED",
        "RELOADING",
        "CANCELING",
        "SUCCEEDED",
        "FAILED",
        "CANCELED",
        "EXCEEDED_LIMIT",
    ]
)
"""Those that a script may know (https://qlik.dev/apis/rest/reloads); CREATED is in old scripts."""

_SOON_S = 120
_FAR_S = 5.0
_QUOTA = 100
_SLOTS = 10
_PLAIN_ID = re.compile(r"[0-9A-Za-z-]*")
_FAILING = ("FAILED", "CANCELED", "EXCEEDED_LIMIT")


@dataclass(frozen=True)
class Situation:
    """What is true of a scenario for one chain.

    Args:
        scenario: The scenario.
        world: The answers to doubts.
        chain: The chain.
        curable: Whether three tries get over what goes wrong; nobody can tell that from the faults.
    """

    scenario: Scenario
    world: World
    chain: Chain
    curable: bool = False

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What goes wrong on the way of requests."""
        return self.scenario.faults

    @property
    def calm(self) -> bool:
        """Whether no request meets a fault."""
        return not self.faults

    @cached_property
    def app_ids(self) -> frozenset[str]:
        """The ids of all apps of the chain, in every environment."""
        return frozenset(app_id for app in self.chain.all_apps for app_id in app.ids)

    # -- the apps ----------------------------------------------------------------------------------

    def behaviour(self, app: str) -> Behaviour:
        """How an app reloads."""
        return self.scenario.apps.get(app, self.scenario.others)

    @property
    def roomy(self) -> bool:
        """Whether the tenant is near and has room for every reload."""
        scenario = self.scenario
        return scenario.concurrency >= _SLOTS and scenario.daily_quota >= _QUOTA and not self.noisy

    def reloads_soon(self, app: str) -> bool:
        """Whether an app reloads well, and within the time that every wait has."""
        known = self.behaviour(app)
        took = (seconds(known.duration) or 0) + (seconds(known.queue) or 0)
        return known.outcome == "SUCCEEDED" and self.is_there(app) and took <= _SOON_S

    def is_there(self, app: str) -> bool:
        """Whether an app is there for the user of the key."""
        known = self.behaviour(app)
        return not (known.missing or known.forbidden)

    def fails(self, app: str) -> bool:
        """Whether an app always ends badly by itself."""
        return self.behaviour(app).outcome in _FAILING

    @property
    def noisy(self) -> bool:
        """Whether requests run into their time-out, or the key expires."""
        return self.slow or self.scenario.key_expires is not None

    @property
    def slow(self) -> bool:
        """Whether an answer comes after the time-out of the connection."""
        limit_s = seconds(self.chain.connections.request_timeout)
        return limit_s is not None and self.scenario.latency > limit_s

    @property
    def far(self) -> bool:
        """Whether each request takes some seconds."""
        return self.scenario.latency > _FAR_S

    # -- the faults --------------------------------------------------------------------------------

    def _lost(self, connection: str) -> list[Fault]:
        name = connection.rpartition(":")[2]
        return [f for f in self.faults if f.kind == "no-connection" and f.name == name]

    @cached_property
    def blind(self) -> bool:
        """Whether the GET connection is missing at some time."""
        return bool(self._lost(self.chain.connections.get))

    @cached_property
    def blind_on(self) -> bool:
        """Whether it is missing from some time on."""
        return any(fault.times is None for fault in self._lost(self.chain.connections.get))

    @cached_property
    def blind_always(self) -> bool:
        """Whether it is never there."""
        lost = self._lost(self.chain.connections.get)
        return any(fault.times is None and fault.first == 1 for fault in lost)

    @cached_property
    def posts_nothing(self) -> bool:
        """Whether the POST connection is missing at some time."""
        return bool(self._lost(self.chain.connections.post))

    @cached_property
    def tells_nobody(self) -> bool:
        """Whether the connection of a webhook is missing at some time."""
        return any(map(self._lost, self.chain.connection_names[2:]))

    @cached_property
    def stores_nothing(self) -> bool:
        """Whether the folder of the result is missing."""
        folder = self.chain.result_folder
        return bool(folder and self._lost(folder))

    @cached_property
    def foreign(self) -> tuple[Fault, ...]:
        """Reloads of somebody else's."""
        return tuple(fault for fault in self.faults if fault.kind == "foreign")

    @cached_property
    def foreign_only(self) -> bool:
        """Whether nothing else goes wrong than that somebody else reloads an app, if that."""
        return len(self.foreign) == len(self.faults)

    @cached_property
    def foreign_at_first_look(self) -> bool:
        """Whether all that goes wrong is a good reload of somebody else's at the first look."""
        return self.faults == (Fault(kind="foreign", on="list"),)

    @cached_property
    def foreign_without_end(self) -> bool:
        """Whether a reload of somebody else's does not end."""
        return any(fault.outcome == "NEVER" for fault in self.foreign)

    @cached_property
    def start_goes_wrong(self) -> bool:
        """Whether starts are what goes wrong, and nobody else starts anything."""
        return not self.foreign and bool(self.faults) and self.faults[0].on == "start"

    @cached_property
    def refused_only(self) -> bool:
        """Whether no answer is spoiled, but that each start is refused."""
        return all(
            fault.kind == "status" and fault.on == "start" and not fault.handled and not fault.times
            for fault in self.faults
        )

    @cached_property
    def _changes(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.kind == "change"]

    @cached_property
    def status_changed(self) -> bool:
        """Whether answers give a reload another status."""
        return any("status" in f.members and "id" not in f.members for f in self._changes)

    @cached_property
    def status_unknown(self) -> bool:
        """Whether answers give a reload a status that there is not."""
        given = [f.members.get("status") for f in self._changes]
        return bool(given) and all(status and status not in STATUSES for status in given)

    @cached_property
    def end_changed(self) -> bool:
        """Whether looks at the list give a reload another end."""
        return any("endTime" in f.members and f.on == "list" for f in self._changes)

    @cached_property
    def shows_partial_reloads(self) -> bool:
        """Whether all that goes wrong is that lists show every reload as a partial one."""
        partial = [f for f in self._changes if f.on == "list" and f.members == {"partial": True}]
        return bool(partial) and len(partial) == len(self.faults)

    @cached_property
    def look_tells(self) -> bool:
        """Whether answers that are changed still have the right status, app and end."""
        telling = {"status", "appId", "endTime"}
        return bool(self._changes) and not any(telling & {*f.members} for f in self._changes)

    @cached_property
    def id_is_code(self) -> bool:
        """Whether answers give a reload an id that is not one."""
        ids = [f.members.get("id") for f in self._changes if f.on == "start"]
        return any(isinstance(i, str) and not _PLAIN_ID.fullmatch(i) for i in ids)

    @cached_property
    def named_ids(self) -> frozenset[str]:
        """The ids that answers give to reloads though they are not theirs."""
        return frozenset(str(f.members["id"]) for f in self._changes if f.members.get("id"))

    @cached_property
    def mistaken(self) -> str:
        """The method of requests whose answers are about another app or about none, else empty."""
        for fault in self._changes:
            nothing = "id" in fault.members and not fault.members["id"]
            if "appId" in fault.members or nothing:
                return "POST" if fault.on == "start" else "GET"
        return ""
