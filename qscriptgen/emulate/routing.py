"""Finds out what a request asks for: its route and its address, read once for all who need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from qscriptgen import api
from qscriptgen.emulate.exchange import HttpRequest

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL and a method stand for.

    ``route`` is None where no route of the API fits; ``parameters`` are those in its path. ``host``
    is in lower case, and empty where the URL has none or can't be read.
    """

    route: api.Route | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: _NONE)
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""


@dataclass(frozen=True, slots=True)
class RoutedRequest:
    """A request with its target."""

    request: HttpRequest
    target: Target


def route_request(request: HttpRequest) -> RoutedRequest:
    """Find the target of a request."""
    return RoutedRequest(request, _target(request.method, request.url))


@lru_cache(maxsize=1_000)
def _target(method: str, url: str) -> Target:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Target()
    route, parameters = api.match(method, parts.path) or (None, _NONE)
    host = parts.hostname or ""
    return Target(route, parameters, parts.scheme, host, port, parts.path, parts.query)
