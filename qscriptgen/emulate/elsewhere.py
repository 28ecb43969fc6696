"""Hosts beside the tenant that take a POST of JSON, as the address of a webhook does."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from qscriptgen.emulate.exchange import Request, Response
from qscriptgen.emulate.routes import route

_JSON = MappingProxyType({"content-type": "application/json"})


class Elsewhere:
    """What answers at other hosts: 200 and an empty JSON object, whatever it is sent.

    What such a host really answers is its own affair; a scenario has faults of kinds ``status``,
    ``timeout``, ``empty``, ``garbage`` and ``json`` for that, on ``webhook``.

    Args:
        hosts: The names of these hosts.
    """

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = frozenset(map(str.lower, hosts))

    def has(self, request: Request) -> bool:
        """Whether a request goes to one of them."""
        return route(request).host in self._hosts

    def handle(self, request: Request) -> Response:
        """The answer to a request that goes to one of them."""
        return Response(200, "{}", _JSON)
