"""Finds apps, spaces, and the user behind a request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from qscriptgen.emulate.tenant import rights
from qscriptgen.emulate.tenant.data import Key, TenantApp, TenantSpace, User


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Thing = TypeVar("Thing", bound=_Named)


class Directory:
    """All that there is in a tenant besides reloads.

    Raises:
        ValueError: Two things have one id, an app is in no space that there is, or a key belongs
            to nobody.
    """

    def __init__(
        self,
        apps: Iterable[TenantApp],
        spaces: Iterable[TenantSpace],
        users: Iterable[User],
        keys: Iterable[Key],
    ) -> None:
        self._apps, self._spaces, self._users = _by_id(apps), _by_id(spaces), _by_id(users)
        self._keys = {key.token: key for key in keys}
        for app in self._apps.values():
            if app.space and app.space not in self._spaces:
                raise ValueError(f"the app {app.id} is in no space: {app.space}")
        for key in self._keys.values():
            if key.user not in self._users:
                raise ValueError(f"a key belongs to nobody: {key.user}")

    def user(self, authorization: str, now: float) -> User | None:
        """The user whose key a header carries (https://qlik.dev/apis/rest/reloads); else None."""
        scheme, _, token = authorization.partition(" ")
        key = self._keys.get(token.strip())
        if key is None or scheme.lower() != "bearer":
            return None
        if key.expires_s is not None and now >= key.expires_s:
            return None
        return self._users[key.user]

    def app(self, app_id: str) -> TenantApp | None:
        """The app with an id."""
        return self._apps.get(app_id)

    def sees(self, user: User, app: TenantApp) -> bool:
        """Whether a user sees an app."""
        return rights.sees(user, app, self._spaces.get(app.space))

    def reloads(self, user: User, app: TenantApp) -> bool:
        """Whether a user may reload an app; raises `NotEmulated` as `rights.reloads` does."""
        return rights.reloads(user, app, self._spaces.get(app.space))


def _by_id(things: Iterable[Thing]) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for thing in things:
        if thing.id in found:
            raise ValueError(f"there are two with the id {thing.id}")
        found[thing.id] = thing
    return found
