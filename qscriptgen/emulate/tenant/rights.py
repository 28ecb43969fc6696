"""Who sees an app, and who may reload it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qscriptgen.emulate.tenant.data import TenantApp, TenantSpace, User
from qscriptgen.script.evaluation import NotEmulated

_VIEWERS = frozenset(
    {
        "facilitator",
        "producer",
        "codeveloper",
        "consumer",
        "contributor",
        "operator",
        "basicconsumer",
    }
)

_RELOADERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "shared": frozenset({"facilitator", "producer", "codeveloper"}),
        "managed": frozenset({"facilitator"}),
    }
)
"""Roles that may reload, by the type of the space (https://qlik.dev/manage/access-control/space-roles)."""


def sees(user: User, app: TenantApp, space: TenantSpace | None) -> bool:
    """Whether a user sees an app and its reloads; ``space`` is None for a personal one."""
    if user.admin:
        return True
    if space is None:
        return user.id == app.owner
    return user.id == space.owner or bool(_VIEWERS & user.roles.get(space.id, frozenset()))


def reloads(user: User, app: TenantApp, space: TenantSpace | None) -> bool:
    """Whether a user may reload an app.

    Raises:
        NotEmulated: It is not known: the role "Can operate" in a managed space, and apps in a
            space of a type that has none.
    """
    if not user.may_reload or app.id in user.denied:
        return False
    if space is None:
        return user.id == app.owner
    if space.type not in _RELOADERS:
        raise NotEmulated(f"an app in a space of the type {space.type}")
    roles = user.roles.get(space.id, frozenset())
    if user.id == space.owner or _RELOADERS[space.type] & roles:
        return True
    if space.type == "managed" and "operator" in roles:
        raise NotEmulated("a reload by the role operator of a managed space")
    return False
