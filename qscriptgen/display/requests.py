"""What the scripts of a run asked of the tenant; polls that repeat are one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from qscriptgen.display.names import LONGEST, Names, short
from qscriptgen.display.terminal import Gap, clock, fit, shortened, width, wrap
from qscriptgen.emulate.exchange import app_in

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Run, Sent

_MOST_ROWS = 60
_LONGEST_PATH = 40
_TITLES = ("Time", "By", "Request", "About", "Answer")
_BAD = 400
_API = "/api/v1"
_INDENT = _GAP = "  "
_NARROWEST = 16
_PHRASES = {status.value: status.phrase for status in HTTPStatus if status >= _BAD}


@dataclass
class Poll:
    """Requests of one reload that are the same, and had the same answer."""

    requests: list[Sent]

    @property
    def first(self) -> Sent:
        """The one that stands for all."""
        return self.requests[0]

    def takes(self, sent: Sent) -> bool:
        """Whether a later request of the same reload to the same address belongs to these."""
        ours = (self.first.status, self.first.fault, self.first.reload_id)
        return ours == (sent.status, sent.fault, "")


def requests_table(run: Run, names: Names, columns: int) -> list[str]:
    """A line for each request, or group of polls, below a line of titles."""
    found = polls(run.requests)
    if not found:
        return ["No script sent a request."]
    rows = [
        (f"... {_summed_up(item.items)} ...",) if isinstance(item, Gap) else _cells(item, names)
        for item in shortened(found, _MOST_ROWS, _went_wrong)
    ]
    cells = [_TITLES, *(row for row in rows if len(row) > 1)]
    limits = (LONGEST, LONGEST, _LONGEST_PATH, LONGEST)
    widths = [
        min(max(width(row[n]) for row in cells), max(limit, len(_TITLES[n])))
        for n, limit in enumerate(limits)
    ]
    room = columns - len(_INDENT) - _NARROWEST - len(_GAP) * len(widths)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return [line for row in (_TITLES, *rows) for line in _lines(row, widths, columns)]


def _lines(row: Sequence[str], widths: Sequence[int], columns: int) -> list[str]:
    """One line, or more where the answer needs them."""
    *padded, last = row
    start = "".join(fit(text, size) + _GAP for text, size in zip(padded, widths, strict=False))
    first, *more = wrap(last, columns - len(_INDENT) - width(start))
    below = _INDENT + " " * width(start)
    return [_INDENT + start + first, *(below + line for line in more)]


def polls(requests: Iterable[Sent]) -> list[Poll]:
    """The requests in the order of time; a start ends the polls of its script before it."""
    found: list[Poll] = []
    under_way: dict[str, dict[str, Poll]] = {}
    for sent in sorted(requests, key=lambda sent: sent.time_s):
        own = under_way.setdefault(sent.by, {})
        known = own.get(sent.url)
        if sent.method == "GET" and known and known.takes(sent):
            known.requests.append(sent)
            continue
        found.append(Poll([sent]))
        if sent.method == "GET":
            own[sent.url] = found[-1]
        else:
            own.clear()
    return found


def _went_wrong(poll: Poll) -> bool:
    status = poll.first.status
    return bool(poll.first.fault) or status is None or status >= _BAD


def _summed_up(found: Sequence[Poll]) -> str:
    sent = [request for poll in found for request in poll.requests]
    kinds = Counter((request.method, _status(request.status)) for request in sent)
    counts = ", ".join(f"{number} x {kind[0]} {kind[1]}" for kind, number in kinds.items())
    return f"{len(sent)} requests: {counts}"


def _cells(poll: Poll, names: Names) -> tuple[str, ...]:
    sent = poll.first
    by = names.reloads.get(sent.by, short(sent.by))
    asked = f"{sent.method:<4} {_path(sent.url)}"
    return clock(sent.time_s), by, asked, _about(sent, names), _answer(poll)


def _path(url: str) -> str:
    """The path of an address, without what all of them begin with, and what is asked first."""
    address = urlsplit(url)
    path = f"...{address.path.removeprefix(_API)}" if _API in address.path else address.path
    name, equals, _ = address.query.partition("=")
    return short(path) + (f"?{name}{equals}.." if name else "")


def _about(sent: Sent, names: Names) -> str:
    """The app or reload that a request is about, as far as that can be told."""
    if sent.reload_id:
        return names.reloads.get(sent.reload_id, "")
    address = urlsplit(sent.url)
    for part in address.path.split("/"):
        if part in names.reloads:
            return names.reloads[part]
        if part in names.apps:
            return names.apps[part]
    (app_id, *_) = parse_qs(address.query).get("appId") or [app_in(sent.body)]
    return names.apps.get(app_id, short(app_id))


def _answer(poll: Poll) -> str:
    sent = poll.first
    said = [_status(sent.status)]
    if sent.reload_id:
        said.append(f"started {short(sent.reload_id)}")
    if sent.fault:
        said.append(f"[fault: {sent.fault}]")
    times = [request.time_s for request in poll.requests]
    if len(times) > 1:
        said.append(f"x {len(times)}, {_pace(times)}, until {clock(times[-1])}")
    return " ".join(said)


def _pace(times: Sequence[float]) -> str:
    gaps = [round(after - before) for before, after in pairwise(times)]
    low, high = min(gaps), max(gaps)
    return f"every {low} s" if low == high else f"every {low} to {high} s"


def _status(status: int | None) -> str:
    """The status; what went wrong also in the words of the HTTP standard."""
    if status is None:
        return "no answer"
    return f"{status} {_PHRASES.get(status, '')}".rstrip()
