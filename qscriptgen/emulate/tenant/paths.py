"""Which paths of a tenant there are, and which of them are emulated."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from qscriptgen.emulate.exchange import Request
from qscriptgen.emulate.tenant.answers import NO_SUCH_PATH, Refusal
from qscriptgen.script.evaluation import NotEmulated

_EMULATED = re.compile(r"/api/v1/reloads(?:/(?P<id>[^/]+)(?P<cancel>/actions/cancel)?)?")

_KNOWN = re.compile(
    r"/(?:api/v1/(?:api-keys|apps|audits|automations|collections|data-connections|data-files"
    r"|data-sources|items|licenses|quotas|reload-tasks|roles|spaces|tasks|tenants|users|webhooks)"
    r"|api/(?:analytics/apps|connectivity/data-connections|connectivity/data-sources"
    r"|core/data-files|scheduling/tasks)"
    r"|oauth/token)(?:/.*)?"
)
"""What https://qlik.dev/apis documents besides, as far as a script may want it."""

_OPERATIONS = {
    ("POST", False, False): "start",
    ("GET", False, False): "list",
    ("GET", True, False): "show",
    ("POST", True, True): "cancel",
}


def route(request: Request, host: str) -> tuple[str, str, str]:
    """What a request is about: start, list, show or cancel, the id of a reload, the query.

    Raises:
        Refusal: 404, as there is no such host or path.
        NotEmulated: The path is one of Qlik's, but what it does is not emulated; nor is another
            method than the documented, by itself or by a header.
    """
    try:
        parts = urlsplit(request.url)
        there = parts.hostname == host.lower()
    except ValueError:
        there = False
    if not there:
        raise Refusal(NO_SUCH_PATH)
    asked = f"{request.method} {parts.path}"
    found = _EMULATED.fullmatch(parts.path)
    if not found:
        if _KNOWN.fullmatch(parts.path):
            raise NotEmulated(asked)
        raise Refusal(NO_SUCH_PATH)
    operation = _OPERATIONS.get((request.method, bool(found["id"]), bool(found["cancel"])))
    if operation is None:
        raise NotEmulated(asked)
    if "x-http-method-override" in request.headers:
        raise NotEmulated(f"{asked} with X-HTTP-Method-Override")
    if parts.scheme != "https":
        raise NotEmulated(f"{asked} without https")
    return operation, found["id"] or "", parts.query
