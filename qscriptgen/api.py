"""The API of a tenant, as far as this package uses it: one table that all other modules read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import quote

ROOT = "/api/v1"
"""Every path of the API begins with this (https://qlik.dev/apis/rest)."""

RELOADS = "reloads"
"""The name of the collection of all reloads."""

_ALL = f"{ROOT}/{RELOADS}"
_RELOADS = "https://qlik.dev/apis/rest/reloads"
_APPS = "https://qlik.dev/apis/rest/apps"
_PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that the API can be asked to do.

    Args:
        name: What a fault, a finding and the documentation call it.
        method: The HTTP method.
        path: The path; each ``{name}`` in it stands for one segment, whatever that holds.
        purpose: What it does.
        source: Where it is documented.
    """

    name: str
    method: str
    path: str
    purpose: str
    source: str

    def match(self, method: str, path: str) -> Mapping[str, str] | None:
        """The values of its parameters in a path, None if a request is not for this route."""
        names, segments = self.path.split("/"), path.split("/")
        if method != self.method or len(names) != len(segments):
            return None
        found: dict[str, str] = {}
        for name, segment in zip(names, segments, strict=True):
            parameter = _PARAMETER.fullmatch(name)
            if parameter and segment:
                found[parameter[1]] = segment
            elif name != segment:
                return None
        return MappingProxyType(found)

    def url(self, host: str, **parameters: str) -> str:
        """The address at a host.

        Raises:
            KeyError: A parameter is missing.
        """
        path = _PARAMETER.sub(lambda found: quote(parameters[found[1]], safe=""), self.path)
        return f"https://{host}{path}"


START = Route("start", "POST", _ALL, "Start a reload of an app", _RELOADS)
LIST = Route("list", "GET", _ALL, "List reloads, of one app or of all", _RELOADS)
STATUS = Route("status", "GET", f"{_ALL}/{{reload_id}}", "Show one reload", _RELOADS)
CANCEL = Route(
    "cancel", "POST", f"{_ALL}/{{reload_id}}/actions/cancel", "Cancel a reload", _RELOADS
)
APP = Route(
    "app", "GET", f"{ROOT}/apps/{{app_id}}", "Show one app, and what a user may do with it", _APPS
)

ROUTES: tuple[Route, ...] = (START, LIST, STATUS, CANCEL, APP)
"""Every route that is known here; the emulated tenant answers each of them."""


def match(method: str, path: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a request with the values of its parameters, None if no route fits.

    Args:
        method: The HTTP method, in capitals.
        path: The path of the URL, without the query.
    """
    for route in ROUTES:
        parameters = route.match(method, path)
        if parameters is not None:
            return route, parameters
    return None
