"""Checks whether a request goes to the tenant, and to a route that it answers."""

from __future__ import annotations

from qscriptgen.api import Route
from qscriptgen.emulate.routing import RoutedRequest, Target
from qscriptgen.emulate.tenant.answers import NO_SUCH_PATH, Refusal
from qscriptgen.script.evaluation import NotEmulated

_SERVICES = ("/api/", "/oauth/")
"""Every documented path begins with one of these (https://qlik.dev/apis)."""

_PORTS = (None, 443)


def emulated_route(routed: RoutedRequest, host: str) -> Route:
    """The route of a request to the tenant with this host.

    Raises:
        Refusal: 404, as the path belongs to no service.
        NotEmulated: The request goes to another host, or its path, method, scheme or a header that
            overrides the method is not emulated.
    """
    target = routed.target
    if target.host != host.lower() or target.port not in _PORTS:
        raise NotEmulated(f"a request to {_address(target)}")
    operation = f"{routed.request.method} {target.path}"
    if target.route is None:
        if target.path.startswith(_SERVICES):
            raise NotEmulated(operation)
        raise Refusal(NO_SUCH_PATH)
    if "x-http-method-override" in routed.request.headers:
        raise NotEmulated(f"{operation} with X-HTTP-Method-Override")
    if target.scheme != "https":
        raise NotEmulated(f"{operation} without https")
    return target.route


def _address(target: Target) -> str:
    if not target.host:
        return "a URL without a host"
    return target.host if target.port is None else f"{target.host}:{target.port}"
