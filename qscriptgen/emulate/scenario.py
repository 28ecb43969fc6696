"""What happens in a simulation besides the chain: durations, outcomes, faults."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from qscriptgen.api import ROUTES
from qscriptgen.duration import seconds

Outcome = Literal["SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT", "NEVER"]
EndState = Literal["SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT"]
OPERATIONS = ("any", "post", "get", *(route.name for route in ROUTES), "webhook")
"""The requests that a fault can be about: all, those of a method, those of a route, webhooks."""

if TYPE_CHECKING:
    Operation = str
else:
    Operation = Literal[OPERATIONS]
FaultKind = Literal[
    "status", "timeout", "garbage", "empty", "huge", "json", "change", "no-connection", "foreign"
]


def _readable(text: str) -> str:
    if seconds(text) is None:
        raise PydanticCustomError(
            "unreadable_duration", "{text} is not a duration", {"text": ascii(text)}
        )
    return text


Length = Annotated[str, AfterValidator(_readable)]
"""A length of time in one of `qscriptgen.duration.FORMS`."""


def _moment(text: str) -> str:
    if not _MOMENT.fullmatch(text) or begin(text) is None:
        raise PydanticCustomError(
            "unreadable_moment",
            "{text} is not a date and time such as '2026-01-09T23:50', which is taken as UTC",
            {"text": ascii(text)},
        )
    return text


def begin(text: str) -> datetime | None:
    """The moment that a text means, in UTC; None if there is no such day or time."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise PydanticCustomError(
            "no_host_name", "{text} is not a host name", {"text": ascii(text)}
        )
    return text


def _some(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    if not outcomes:
        raise PydanticCustomError("no_outcome", "a list of outcomes needs at least one")
    return outcomes


def _is_word(given: object) -> str:
    return "word" if isinstance(given, str) else "list"


Outcomes = Annotated[
    Annotated[Outcome, Tag("word")]
    | Annotated[
        tuple[Outcome, ...],
        AfterValidator(_some),
        Field(json_schema_extra={"minItems": 1}),
        Tag("list"),
    ],
    Discriminator(_is_word),
]
"""One outcome, or one for each reload; what is written decides which of the two is checked."""

MODEL = ConfigDict(extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, config=MODEL, kw_only=True)
class Behaviour:
    """How an app reloads.

    Args:
        duration: How long its own load takes, before the script of the chain.
        outcome: How its own load ends; a list has one word for each reload, the last one repeats.
            Only SUCCEEDED goes on to the script of the chain. NEVER does not end by itself.
        queue: How long a reload is queued at least, before a slot is looked for.
        before: Load script in front of the chain's.
        after: Load script behind the chain's.
        variables: Variables that an earlier reload left in the app.
        history: How earlier reloads of the app ended, the oldest first, an hour between two.
        ago: How long ago the last of them ended.
        missing: Whether the tenant does not know the app.
        forbidden: Whether the user of the key may not reload it.
    """

    duration: Length = "1m"
    outcome: Outcomes = "SUCCEEDED"
    queue: Length = "2s"
    before: str = ""
    after: str = ""
    variables: dict[str, str] = Field(default_factory=dict)
    history: tuple[EndState, ...] = ()
    ago: Length = "1h"
    missing: bool = False
    forbidden: bool = False


@dataclass(frozen=True, config=ConfigDict(**MODEL, validate_default=True), kw_only=True)
class StartingSpace:
    """The space in which the chain runs.

    Args:
        type: Its type, as GetSysAttr('spaceType') has it; a personal one has neither name nor id,
            whatever is given.
        name: Its name.
        id: Its id.
        tenant: The host name of its tenant.
    """

    type: Literal["shared", "managed", "personal"] = "shared"
    name: str = "Chain space"
    id: str = "65aa0c1d2e3f4a5b6c7d8e9f"
    tenant: Annotated[str, AfterValidator(_host)] = "acme.eu.qlikcloud.com"

    @field_validator("name", "id")
    @classmethod
    def _empty_where_personal(cls, value: str, info: ValidationInfo) -> str:
        return "" if info.data.get("type") == "personal" else value


_ONLY: Mapping[str, tuple[FaultKind, object]] = MappingProxyType(
    {
        "text": ("json", "{}"),
        "members": ("change", {}),
        "name": ("no-connection", ""),
        "duration": ("foreign", "1m"),
        "outcome": ("foreign", "SUCCEEDED"),
    }
)
"""Options that are about one kind of fault, each with its default."""

_NEEDS: Mapping[FaultKind, str] = MappingProxyType({"change": "members", "no-connection": "name"})


@dataclass(frozen=True, config=MODEL, kw_only=True)
class Fault:
    """Something that goes wrong.

    An option that has no effect on faults of this kind is refused, so that nobody waits for it.

    Args:
        kind: ``status`` answers with the HTTP status given; ``timeout`` with nothing; ``garbage``
            with no JSON, ``empty`` with no body, ``huge`` with more than the connector takes,
            ``json`` with the JSON in ``text``; ``change`` puts ``members`` into the records of the
            right answer (null removes one); ``no-connection`` loses the connection ``name``;
            ``foreign`` has another user reload the app right before the request.
        on: Which requests it meets: those of one route of the tenant (``start``, ``list``,
            ``status``, ``cancel``, ``app``), of a ``webhook``, of a method (``post``, ``get``), or
            ``any``.
        app: Only requests about this app; by default about any.
        by: Only requests from the script of this app.
        first: The first request that it meets, counted among those above from 1.
        times: How many it meets; none means all from there on.
        handled: For ``status``, ``timeout`` and those that spoil an answer: whether the tenant
            has done what was asked before the answer is lost.
        status: The HTTP status.
        text: The body for ``json``.
        members: The members for ``change``.
        name: The connection for ``no-connection``; ``first`` then counts its LIB CONNECTs, or the
            STOREs into it where it is a folder.
        duration: How long the reload of ``foreign`` runs.
        outcome: How it ends.
    """

    kind: FaultKind
    on: Operation = "any"
    app: str | None = None
    by: str | None = None
    first: int = Field(default=1, ge=1)
    times: int | None = Field(default=1, ge=1)
    handled: bool = False
    status: int = Field(default=500, ge=100, le=599)
    text: str = "{}"
    members: dict[str, str | int | bool | None] = Field(default_factory=dict)
    name: str = ""
    duration: Length = "1m"
    outcome: Outcome = "SUCCEEDED"

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Fault:
        for option, (kind, default) in _ONLY.items():
            if self.kind != kind and getattr(self, option) != default:
                raise PydanticCustomError(
                    "option_without_effect",
                    "{option} has no effect on a fault of kind {kind}",
                    {"option": option, "kind": self.kind},
                )
        needed = _NEEDS.get(self.kind)
        if needed and not getattr(self, needed):
            raise PydanticCustomError(
                "option_missing",
                "a fault of kind {kind} needs {option}",
                {"option": needed, "kind": self.kind},
            )
        return self


@dataclass(frozen=True, config=MODEL, kw_only=True)
class Scenario:
    """One course of events.

    Args:
        name: What it is called in reports; by default as its variable, or its file.
        begins: The date and time (UTC) at which it begins, a Monday at 6:00 by default.
        start: The app that a user reloads first; by default those that nobody in the chain starts.
        space: The space in which it runs; by default one that fits the chain's first environment.
        partial: Whether that reload is a partial one.
        apps: How apps reload, by name.
        others: How all other apps reload.
        faults: What goes wrong.
        concurrency: How many reloads run at once; the others are queued.
        latency: Seconds that a request and its answer take together.
        daily_quota: Reloads of one app in 24 hours.
        key_expires: When the API key expires, from the start; by default never.
        until: When the simulation ends at the latest.
        reload_ids: Whether ids of reloads have hex digits, decimal digits only, or look like a
            number with an exponent.
        files: Text files that scripts can read, by path.
    """

    name: str = ""
    begins: Annotated[str, AfterValidator(_moment)] = "2026-01-05T06:00"
    start: str | None = None
    space: StartingSpace | None = None
    partial: bool = False
    apps: dict[str, Behaviour] = Field(default_factory=dict)
    others: Behaviour = Field(default_factory=Behaviour)
    faults: tuple[Fault, ...] = ()
    concurrency: int = Field(default=10, ge=1)
    latency: float = Field(default=0.2, ge=0, allow_inf_nan=False)
    daily_quota: int = Field(default=192, ge=1)
    key_expires: Length | None = None
    until: Length = "24h"
    reload_ids: Literal["hex", "digits", "exponent"] = "hex"
    files: dict[str, str] = Field(default_factory=dict)


Way = tuple[str | int, ...]
"""The way from a scenario to a part of it, as ``("faults", 0, "app")``."""


def named_apps(scenario: Scenario) -> Iterator[tuple[Way, str]]:
    """The apps that a scenario names, each with the way to its name."""
    if scenario.start is not None:
        yield ("start",), scenario.start
    for name in scenario.apps:
        yield ("apps", name), name
    for number, fault in enumerate(scenario.faults):
        for option in ("app", "by"):
            name = getattr(fault, option)
            if name is not None:
                yield ("faults", number, option), name


def named_connections(scenario: Scenario) -> Iterator[tuple[Way, str]]:
    """The connections that a scenario names, each with the way to its name."""
    for number, fault in enumerate(scenario.faults):
        if fault.name:
            yield ("faults", number, "name"), fault.name
