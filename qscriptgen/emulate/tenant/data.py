"""Who and what there is in a tenant: spaces, apps, users, API keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class TenantSpace:
    """A space; ``type`` is shared, managed or data, ``owner`` the id of a user."""

    id: str
    name: str
    type: str = "shared"
    owner: str = ""


@dataclass(frozen=True, slots=True)
class TenantApp:
    """An app; ``space`` is the id of its space, empty for the personal one of its owner."""

    id: str
    name: str
    space: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who sends requests.

    ``roles`` are the user's roles by the id of a space, in the words of the API (facilitator,
    producer, codeveloper, consumer and so on). ``may_reload`` is what the entitlement allows at
    all, ``admin`` the role TenantAdmin. ``denied`` are apps that the user sees but may not reload,
    whatever the roles say.
    """

    id: str
    may_reload: bool = True
    admin: bool = False
    roles: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """An API key, which is its user; it expires at a time of the clock, or never."""

    token: str
    user: str
    expires_s: float | None = None
