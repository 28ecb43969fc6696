"""What goes wrong on the wire: which fault meets a request, and what is left of its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType

from qscriptgen.emulate.connector import MOST_BYTES
from qscriptgen.emulate.elsewhere import Elsewhere
from qscriptgen.emulate.exchange import Answer, Failure, Request, Response
from qscriptgen.emulate.routes import route
from qscriptgen.emulate.scenario import Fault

_JSON = MappingProxyType({"content-type": "application/json"})
_HTML = MappingProxyType({"content-type": "text/html"})
_PAGE = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n"
_OK, _BAD, _RATE = 200, 400, 429
_WAIT_S = 13


@dataclass(frozen=True, slots=True)
class Met:
    """What meets a request.

    ``before`` are the reloads of others to start first, ``spoil`` is what happens to the request
    itself, None if nothing does.
    """

    before: tuple[Fault, ...] = ()
    spoil: Fault | None = None


class Faults:
    """The faults of one simulation, with how often each has had its chance.

    Args:
        faults: Those of the scenario; where several meet a request, the first listed spoils it.
        elsewhere: The hosts of webhooks.
    """

    def __init__(self, faults: Sequence[Fault], elsewhere: Elsewhere | None = None) -> None:
        self._faults = tuple(faults)
        self._elsewhere = elsewhere or Elsewhere()
        self._seen = [0] * len(self._faults)
        self._met: set[int] = set()

    def meet(self, request: Request, *, app: str | None, by: str) -> Met:
        """What meets this request, which is counted by every fault that could.

        Args:
            request: What a script sends.
            app: The name of the app that it is about, None if it is about none that is known.
            by: The name of the app whose script sends it.
        """
        asked = "webhook" if self._elsewhere.has(request) else route(request).asked
        method = request.method.lower()
        due = self._due(lambda fault: _matches(fault, (method, asked), app, by))
        before = [place for place in due if self._faults[place].kind == "foreign"]
        spoils = [place for place in due if place not in before][:1]
        self._met.update(before, spoils)
        spoil = self._faults[spoils[0]] if spoils else None
        return Met(tuple(self._faults[place] for place in before), spoil)

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
        """The faults that have met nothing so far, by their places among all."""
        return tuple(place for place in range(len(self._faults)) if place not in self._met)

    def _due(self, matches: Callable[[Fault], bool]) -> list[int]:
        """The places of those that match and whose turn it is; each has one chance less."""
        due = []
        for place, fault in enumerate(self._faults):
            if matches(fault):
                self._seen[place] += 1
                if _in_turn(fault, self._seen[place]):
                    due.append(place)
        return due


def reaches_tenant(fault: Fault) -> bool:
    """Whether the tenant does what was asked, though its answer is spoiled."""
    return fault.handled or fault.kind in ("change", "foreign")


def spoiled(fault: Fault, right: Response | None) -> Answer:
    """What the connector gets instead of the right answer.

    Args:
        fault: A fault that spoils; not ``foreign`` and not ``no-connection``.
        right: What the tenant answers, None if it was not asked; see `reaches_tenant`.

    Raises:
        ValueError: The fault does not spoil answers, or it needs the right one.
    """
    if fault.kind not in _SPOILERS:
        raise ValueError(f"{fault.kind} spoils no answer")
    return _SPOILERS[fault.kind](fault, right)


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


def _status(fault: Fault, right: Response | None) -> Answer:
    """An error as the API words it; a status that is not an error has no body."""
    status = fault.status
    if status < _BAD:
        return Response(status)
    error = {"code": f"HTTP-{status}", "title": _phrase(status)}
    headers = dict(_JSON)
    if status == _RATE:  # https://qlik.dev/apis/rest/rate-limiting
        error["title"] = "API rate limit reached."
        error["detail"] = f"You need to wait {_WAIT_S} seconds until limit is lifted."
        headers["retry-after"] = str(_WAIT_S)
    return Response(status, json.dumps({"errors": [error]}), MappingProxyType(headers))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Error"


def _timeout(fault: Fault, right: Response | None) -> Answer:
    return Failure("timed out")


def _garbage(fault: Fault, right: Response | None) -> Answer:
    return Response(_OK, _PAGE, _HTML)


def _empty(fault: Fault, right: Response | None) -> Answer:
    return Response(_OK)


def _huge(fault: Fault, right: Response | None) -> Answer:
    """JSON with as much white space as makes it too long."""
    body = right.body if right and right.body else "{}"
    return Response(right.status if right else _OK, body + " " * MOST_BYTES, _JSON)


def _json(fault: Fault, right: Response | None) -> Answer:
    return Response(_OK, fault.text, _JSON)


def _change(fault: Fault, right: Response | None) -> Answer:
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
    return Response(right.status, json.dumps(document), right.headers)


def _records(document: object) -> list[dict[str, object]]:
    """The elements of ``data``, or else the object at the top."""
    if not isinstance(document, dict):
        return []
    data = document.get("data")
    return (
        [item for item in data if isinstance(item, dict)] if isinstance(data, list) else [document]
    )


_SPOILERS: Mapping[str, Callable[[Fault, Response | None], Answer]] = MappingProxyType(
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
