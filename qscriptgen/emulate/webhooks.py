"""Hosts other than the tenant that take a POST of JSON, as the address of a webhook does."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from qscriptgen.emulate.exchange import HttpResponse
from qscriptgen.emulate.routing import Target

_JSON = MappingProxyType({"content-type": "application/json"})


class WebhookHosts:
    """Hosts that answer 200 and an empty JSON object, whatever they are sent.

    What such a host really answers is not known here; a scenario has faults of the kinds
    ``status``, ``timeout``, ``empty``, ``garbage`` and ``json`` for that, on ``webhook``.

    Args:
        hosts: The names of these hosts.
    """

    def __init__(self, hosts: Iterable[str] = ()) -> None:
        self._hosts = frozenset(map(str.lower, hosts))

    def __contains__(self, target: Target) -> bool:
        """Whether a request with this target goes to one of them."""
        return target.host in self._hosts

    def handle(self) -> HttpResponse:
        """The answer to a request that goes to one of them."""
        return HttpResponse(200, "{}", _JSON)
