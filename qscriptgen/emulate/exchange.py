"""Requests and answers between the connector and the tenant."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """An HTTP request; ``url`` is absolute, with its query. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=lambda: _NONE)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An HTTP response; the body is text, empty where there is none.

    Header names are in lower case.
    """

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Failure:
    """No response at all: ``reason`` is what the connector would say, as ``timed out``."""

    reason: str


Answer = HttpResponse | Failure


def app_in(body: str) -> str:
    """The id of the app that the body of a request names, empty where it names none."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("appId", "")) if isinstance(found, dict) else ""
