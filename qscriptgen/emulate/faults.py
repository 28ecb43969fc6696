"""What goes wrong with requests: which faults a request meets, and what is left of its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from qscriptgen.emulate.connector import MOST_BYTES
from qscriptgen.emulate.exchange import Answer, Failure, HttpResponse
from qscriptgen.emulate.routing import RoutedRequest
from qscriptgen.emulate.scenario import Fault
from qscriptgen.emulate.webhooks import WebhookHosts

_JSON = MappingProxyType({"content-type": "application/json"})
_HTML = MappingProxyType({"content-type": "text/html"})
_PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n"
_OK, _BAD, _RATE = 200, 400, 429
_WAIT_S = 13


@dataclass(frozen=True, slots=True)
class RequestFaults:
    """The faults that a request meets.

    ``foreign`` are the reloads by another user to start first. ``altering`` is the fault that
    changes the answer to the request, None if nothing does.
    """

    foreign: tuple[Fault, ...] = ()
    altering: Fault | None = None


class Faults:
    """The faults of one simulation, with how often each has had its chance.

    Args:
        faults: Those of the scenario; where a request meets several, the first listed counts.
        webhooks: The hosts of webhooks.
    """

    def __init__(self, faults: Sequence[Fault], webhooks: WebhookHosts | None = None) -> None:
        self._faults = tuple(faults)
        self._webhooks = webhooks or WebhookHosts()
        self._chances = [0] * len(self._faults)
        self._met: set[int] = set()

    def take(self, routed: RoutedRequest, *, app: str | None, by: str) -> RequestFaults:
        """The faults that this request meets; each fault that could meet it counts it.

        Args:
            routed: What a script sends.
            app: The name of the app that it is about, None if it is about none that is known.
            by: The name of the app whose script sends it.
        """
        words = self._words(routed)
        due = self._due(lambda fault: _matches(fault, words, app, by))
        foreign = [index for index in due if self._faults[index].kind == "foreign"]
        altering = [index for index in due if index not in foreign][:1]
        self._met.update(foreign, altering)
        first = self._faults[altering[0]] if altering else None
        return RequestFaults(tuple(self._faults[index] for index in foreign), first)

    def _words(self, routed: RoutedRequest) -> tuple[str, ...]:
        """The words of `Fault.on` that stand for a request."""
        method = routed.request.method.lower()
        if routed.target in self._webhooks:
            return (method, "webhook")
        return (method, routed.target.route.name) if routed.target.route else (method,)

    def connection_lost(self, name: str, by: str) -> bool:
        """Whether this LIB CONNECT finds its connection gone.

        Args:
            name: The name of the connection, without its space.
            by: The name of the app whose script connects.
        """
        due = self._due(lambda fault: _loses(fault, name, by))
        self._met.update(due)
        return bool(due)

    @property
    def unmet(self) -> tuple[int, ...]:
        """The indices of the faults that no request or connection has met so far."""
        return tuple(index for index in range(len(self._faults)) if index not in self._met)

    def _due(self, matches: Callable[[Fault], bool]) -> list[int]:
        """The indices of the faults that match and whose turn it is; all that match count it."""
        due = []
        for index, fault in enumerate(self._faults):
            if matches(fault):
                self._chances[index] += 1
                if _in_turn(fault, self._chances[index]):
                    due.append(index)
        return due


def reaches_tenant(fault: Fault) -> bool:
    """Whether the tenant does what the request says, though its answer is altered."""
    return fault.handled or fault.kind in ("change", "foreign")


def alter_answer(fault: Fault, right: HttpResponse | None) -> Answer:
    """What the connector gets instead of the right answer.

    Args:
        fault: A fault that alters answers; not ``foreign`` and not ``no-connection``.
        right: What the tenant answers, None if the request did not reach it; see `reaches_tenant`.

    Raises:
        ValueError: The fault does not alter answers, or it needs the right one.
    """
    if fault.kind not in _ALTERATIONS:
        raise ValueError(f"{fault.kind} does not alter an answer")
    return _ALTERATIONS[fault.kind](fault, right)


def _matches(fault: Fault, words: tuple[str, ...], app: str | None, by: str) -> bool:
    return (
        fault.kind != "no-connection"
        and fault.on in ("any", *words)
        and fault.app in (None, app)
        and fault.by in (None, by)
    )


def _loses(fault: Fault, name: str, by: str) -> bool:
    return fault.kind == "no-connection" and fault.name == name and fault.by in (None, by)


def _in_turn(fault: Fault, serial: int) -> bool:
    late = fault.times is not None and serial >= fault.first + fault.times
    return serial >= fault.first and not late


def _status(fault: Fault, right: HttpResponse | None) -> Answer:
    """An error as the API words it; a status that is not an error has no body."""
    status = fault.status
    if status < _BAD:
        return HttpResponse(status)
    error = {"code": f"HTTP-{status}", "title": _phrase(status)}
    headers = dict(_JSON)
    if status == _RATE:  # https://qlik.dev/apis/rest/rate-limiting
        error["title"] = "API rate limit reached."
        error["detail"] = f"You need to wait {_WAIT_S} seconds until limit is lifted."
        headers["retry-after"] = str(_WAIT_S)
    return HttpResponse(status, json.dumps({"errors": [error]}), MappingProxyType(headers))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"


def _timeout(fault: Fault, right: HttpResponse | None) -> Answer:
    return Failure("timed out")


def _garbage(fault: Fault, right: HttpResponse | None) -> Answer:
    return HttpResponse(_OK, _PAGE, _HTML)


def _empty(fault: Fault, right: HttpResponse | None) -> Answer:
    return HttpResponse(_OK)


def _huge(fault: Fault, right: HttpResponse | None) -> Answer:
    """JSON with as much white space as makes it too long."""
    body = right.body if right and right.body else "{}"
    return HttpResponse(right.status if right else _OK, body + " " * MOST_BYTES, _JSON)


def _json(fault: Fault, right: HttpResponse | None) -> Answer:
    return HttpResponse(_OK, fault.text, _JSON)


def _change(fault: Fault, right: HttpResponse | None) -> Answer:
    """The right answer with other members; an error, or what has no records, stays as it is."""
    if right is None:
        raise ValueError("change needs the right answer")
    if right.status >= _BAD or not right.body:
        return right
    document = json.loads(right.body)
    for record in _records(document):
        record.update(fault.members)
        for name in [name for name, value in fault.members.items() if value is None]:
            del record[name]
    return HttpResponse(right.status, json.dumps(document), right.headers)


def _records(document: object) -> list[dict[str, object]]:
    """The elements of ``data``, or else the object at the top."""
    if not isinstance(document, dict):
        return []
    data = document.get("data")
    return (
        [item for item in data if isinstance(item, dict)] if isinstance(data, list) else [document]
    )


_ALTERATIONS: Mapping[str, Callable[[Fault, HttpResponse | None], Answer]] = MappingProxyType(
    {
        "status": _status,
        "timeout": _timeout,
        "garbage": _garbage,
        "empty": _empty,
        "huge": _huge,
        "json": _json,
        "change": _change,
    }
)
