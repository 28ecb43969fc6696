"""What the API can be asked that is emulated, told by method and path alone.

Sources: https://qlik.dev/apis/rest/reloads, and for one app https://qlik.dev/apis/rest/apps
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from qscriptgen.emulate.exchange import Request

Asked = Literal["start", "list", "status", "cancel", "app", "other"]

_PATH = re.compile(r"/api/v1/reloads(?P<id>/[^/]+)?(?P<cancel>/actions/cancel)?")
_APP = re.compile(r"/api/v1/apps/(?P<id>[^/]+)")
# By the method, and whether the path has an id and the words of cancel.
_ASKED: Mapping[tuple[str, bool, bool], Asked] = MappingProxyType(
    {
        ("POST", False, False): "start",
        ("GET", False, False): "list",
        ("GET", True, False): "status",
        ("POST", True, True): "cancel",
    }
)


@dataclass(frozen=True, slots=True)
class Route:
    """What a request asks for.

    ``host`` is in lower case, empty where the URL has none or can't be read. ``reload_id`` is empty
    unless a status or a cancel is asked for, ``app_id`` unless an app is.
    """

    asked: Asked = "other"
    reload_id: str = ""
    scheme: str = ""
    host: str = ""
    port: int | None = None
    path: str = ""
    query: str = ""
    app_id: str = ""


def route(request: Request) -> Route:
    """What a request asks of a tenant; ``other`` for what is not emulated."""
    return _route(request.method, request.url)


@lru_cache(maxsize=1_000)
def _route(method: str, url: str) -> Route:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Route()
    app = _APP.fullmatch(parts.path) if method == "GET" else None
    found = _PATH.fullmatch(parts.path)
    reload_id, cancel = (found["id"] or "", found["cancel"] or "") if found else ("", "")
    key = (method, bool(reload_id), bool(cancel))
    asked = _ASKED.get(key, "other") if found else "app" if app else "other"
    known = "" if asked == "other" else reload_id[1:]
    host, app_id = parts.hostname or "", app["id"] if app else ""
    return Route(asked, known, parts.scheme, host, port, parts.path, parts.query, app_id)
