"""The record of one reload, and how the API shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qscriptgen.api import STATUS
from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.tenant.settings import TenantSettings

QUEUED, RELOADING, CANCELING = "QUEUED", "RELOADING", "CANCELING"
SUCCEEDED, FAILED, CANCELED = "SUCCEEDED", "FAILED", "CANCELED"
EXCEEDED_LIMIT = "EXCEEDED_LIMIT"

ACTIVE = frozenset({QUEUED, RELOADING, CANCELING})
"""Where a reload may stay for a while (https://qlik.dev/apis/rest/reloads)."""

ENDED = frozenset({SUCCEEDED, FAILED, CANCELED, EXCEEDED_LIMIT})
"""What a reload is in the end, and for ever (the same page)."""

TYPES = frozenset({"hub", "external", "chronos", "automations", "data-refresh", "choreographer"})
"""What initiated a reload (the same page)."""


@dataclass(slots=True, eq=False)
class ReloadRecord:
    """What the tenant knows of a reload; times are those of the clock.

    ``serial`` counts the reloads of the tenant. ``created``, ``started`` and ``ended`` are when it
    was queued, got its slot and was over; ``engine`` is when the engine had succeeded.
    """

    id: str
    serial: int
    app_id: str
    user: str
    created: float
    type: str = "external"
    status: str = QUEUED
    started: float | None = None
    engine: float | None = None
    ended: float | None = None
    partial: bool = False
    weight: int = 1
    variables: Mapping[str, str] = field(default_factory=dict)
    resource_id: str = ""
    resource_type: str = ""
    error_code: str = ""
    error_message: str = ""
    log: str = ""

    @property
    def active(self) -> bool:
        """Whether it has not ended."""
        return self.status in ACTIVE

    def to_json(
        self, clock: Clock, settings: TenantSettings, *, log: bool = False
    ) -> dict[str, object]:
        """The record as the API answers it: only what is set (https://qlik.dev/apis/rest/reloads).

        Errors show where the status is FAILED and nowhere else, the log only where it was asked
        for. Variables are not among the members of the API.
        """
        failed = self.status == FAILED
        members: dict[str, object] = {
            "id": self.id,
            "appId": self.app_id,
            "tenantId": settings.tenant_id,
            "userId": self.user,
            "type": self.type,
            "status": self.status,
            "creationTime": iso(clock, self.created),
            "startTime": iso(clock, self.started),
            "engineTime": iso(clock, self.engine),
            "endTime": iso(clock, self.ended),
            "errorCode": self.error_code if failed else "",
            "errorMessage": self.error_message if failed else "",
            "log": self.log if log else "",
            "partial": self.partial,
            "weight": self.weight,
            "resourceId": self.resource_id,
            "resourceType": self.resource_type,
            "links": {"self": {"href": STATUS.url(settings.host, reload_id=self.id)}},
        }
        return {name: value for name, value in members.items() if value != ""}


def iso(clock: Clock, at: float | None) -> str:
    """A time of the clock in ISO 8601, UTC with milliseconds; empty if there is none."""
    return "" if at is None else clock.moment(at).isoformat(timespec="milliseconds") + "Z"
