"""Which of the requests that reach a tenant are emulated."""

from __future__ import annotations

from qscriptgen.emulate.exchange import Request
from qscriptgen.emulate.routes import Route, route
from qscriptgen.emulate.tenant.answers import NO_SUCH_PATH, Refusal
from qscriptgen.script.evaluation import NotEmulated

_SERVICES = ("/api/", "/oauth/")
"""Below these are all documented paths (https://qlik.dev/apis)."""

_PORTS = (None, 443)


def emulated(request: Request, host: str) -> Route:
    """What is asked of the tenant with a host, if that is emulated.

    Raises:
        Refusal: 404, as the path belongs to no service.
        NotEmulated: It is asked of another host; or the path is one of a service, but what it does
            is not emulated; nor is another method than the documented, by itself or by a header.
    """
    found = route(request)
    if found.host != host.lower() or found.port not in _PORTS:
        raise NotEmulated(f"a request to {_address(found)}")
    asked = f"{request.method} {found.path}"
    if found.asked == "other":
        if found.path.startswith(_SERVICES):
            raise NotEmulated(asked)
        raise Refusal(NO_SUCH_PATH)
    if "x-http-method-override" in request.headers:
        raise NotEmulated(f"{asked} with X-HTTP-Method-Override")
    if found.scheme != "https":
        raise NotEmulated(f"{asked} without https")
    return found


def _address(found: Route) -> str:
    if not found.host:
        return "a URL without a host"
    return found.host if found.port is None else f"{found.host}:{found.port}"
