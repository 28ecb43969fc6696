"""Where a chain lives: its apps, their spaces and its connections, in an emulated tenant."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen import api
from qscriptgen.duration import seconds
from qscriptgen.emulate import Connection, ScriptPart, Site, StartingSpace, TenantSpace, users

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Space
    from qscriptgen.templating import Script

DUMMY = "00000000-0000-4000-8000-000000000000"
"""The app in the stored body of the POST connection, whose reloads harm nobody."""


HOOK_HOST = "hooks.example"
"""Where the connection of a webhook leads to."""


@dataclass(frozen=True)
class Tenancy:
    """The tenant of a chain.

    ``home`` is the environment in which the chain begins, None where no app has several ids.
    """

    host: str
    home: Space | None
    sites: tuple[Site, ...]
    spaces: tuple[TenantSpace, ...]
    connections: tuple[Connection, ...]

    def copy(self, app: App) -> Site:
        """The copy of an app in the environment in which the chain begins."""
        wanted = app.id if isinstance(app.id, str) else _own_id(app, self.home)
        return next(site for site in self.sites if site.id == wanted)


def settle(chain: Chain, scripts: Sequence[Script], place: StartingSpace | None) -> Tenancy:
    """The tenancy of a chain that begins in a place, by default in its first environment.

    Args:
        chain: The chain; it has no errors.
        scripts: Its scripts; those of one app stand in their order.
        place: The space in which it begins.
    """
    home = _home(chain, place)
    at_home = place or (_place(home) if home else StartingSpace())
    spaces: dict[str, TenantSpace] = {}
    sites: dict[str, Site] = {}
    for app in chain.all_apps:
        for app_id, where in _copies(app, home, at_home):
            space_id = _space_id(where)
            if space_id:
                space = TenantSpace(space_id, where.name, where.type, users.OWNER)
                spaces.setdefault(space_id, space)
            end, start = (_parts(scripts, app, place) for place in ("end", "start"))
            first = chain.wait_only is not None
            sites.setdefault(app_id, Site(app.name, app_id, space_id, end, start, first))
    sites.setdefault(DUMMY, Site("(dummy of the POST connection)", DUMMY, _space_id(at_home)))
    if chain.connections.space is not None:
        names = [chain.connections.space]
    else:
        names = list(dict.fromkeys(_name_of(site, spaces) for site in sites.values()))
    connections = tuple(c for name in names for c in _connections(chain, name, at_home.tenant))
    return Tenancy(at_home.tenant, home, tuple(sites.values()), tuple(spaces.values()), connections)


def _parts(scripts: Sequence[Script], app: App, place: str) -> tuple[ScriptPart, ...]:
    """The scripts of an app for one end of its own."""
    return tuple(
        ScriptPart(s.text, s.path) for s in scripts if (s.app, s.place) == (app.name, place)
    )


def _copies(
    app: App, home: Space | None, at_home: StartingSpace
) -> Iterator[tuple[str, StartingSpace]]:
    """The ids of an app, each with the space that this copy is in."""
    if isinstance(app.id, str):
        yield app.id, at_home
        return
    if home in app.id:
        yield app.id[home], at_home
    for space, app_id in app.id.items():
        yield app_id, _place(space)


def _home(chain: Chain, place: StartingSpace | None) -> Space | None:
    """The environment that a script finds itself in: the first that fits, else what is left."""
    if place is None:
        return next(iter(chain.spaces), None)
    for space in chain.spaces:
        asked = {"name": space.name, "id": space.id, "tenant": space.tenant}
        fits = all(getattr(place, key) == wanted for key, wanted in asked.items() if wanted)
        if fits and place.type in (space.types or (place.type,)):
            return space
    label = getattr(chain.no_match, "label", chain.no_match)
    return next((space for space in chain.spaces if space.label == label), None)


def _own_id(app: App, home: Space | None) -> str:
    if isinstance(app.id, dict) and home in app.id:
        return app.id[home]
    return app.ids[0]


def _place(space: Space) -> StartingSpace:
    """A space that fits an environment."""
    kind = space.types[0] if space.types else "shared"
    digest = hashlib.sha256(space.label.encode()).hexdigest()[:24]
    return StartingSpace(
        type=kind,  # type: ignore[arg-type]  # the checks know the types
        name=space.name or f"{space.label} space",
        id=space.id or digest,
        tenant=space.tenant or StartingSpace().tenant,
    )


def _space_id(place: StartingSpace) -> str:
    return "" if place.type == "personal" else place.id


def _name_of(site: Site, spaces: Mapping[str, TenantSpace]) -> str:
    return spaces[site.space].name if site.space else ""


def _connections(chain: Chain, space: str, host: str) -> Iterator[Connection]:
    """The connections as the checklist asks for them; who only waits needs no POST."""
    asked = chain.connections
    timeout = float(seconds(asked.request_timeout) or 0)
    url = api.LIST.url(host)
    headers = users.authorization(users.CHAIN_KEY)
    body = f'{{"appId":"{DUMMY}"}}'
    yield Connection(asked.get, "GET", f"{url}?limit=1", space, headers, timeout_s=timeout)
    if chain.wait_only:
        return
    yield Connection(asked.post, "POST", url, space, headers, body, timeout_s=timeout)
    for name in set(chain.connection_names) - {asked.get, asked.post}:
        yield Connection(name, "POST", f"https://{HOOK_HOST}/alert", space, timeout_s=timeout)
