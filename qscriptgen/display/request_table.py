"""The requests of a run as a table; repeated polls are one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from qscriptgen.api import ROOT
from qscriptgen.display.run_names import LONGEST_NAME, RunNames, shorten_ids
from qscriptgen.display.terminal import Gap, count_columns, fit, format_clock, shorten_list, wrap
from qscriptgen.emulate.exchange import app_in

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Run, SentRequest

_MOST_ROWS = 60
_LONGEST_PATH = 40
_TITLES = ("Time", "By", "Request", "About", "Answer")
_BAD = 400
_INDENT = _GAP = "  "
_NARROWEST = 16
_PHRASES = {status.value: status.phrase for status in HTTPStatus if status >= _BAD}


@dataclass
class Poll:
    """Requests of one reload that are the same, and had the same answer."""

    requests: list[SentRequest]

    @property
    def first(self) -> SentRequest:
        """The first of them, which stands for all."""
        return self.requests[0]

    def includes(self, sent: SentRequest) -> bool:
        """Whether a later request of the same reload to the same address belongs to these."""
        ours = (self.first.status, self.first.fault, self.first.reload_id)
        return ours == (sent.status, sent.fault, "")


def format_requests(run: Run, names: RunNames, columns: int) -> list[str]:
    """Format a line for each request or group of polls, below a line of titles."""
    found = group_polls(run.requests)
    if not found:
        return ["No script sent a request."]
    rows = [
        (f"... {_summarize(item.items)} ...",)
        if isinstance(item, Gap)
        else _make_cells(item, names)
        for item in shorten_list(found, _MOST_ROWS, _went_wrong)
    ]
    cells = [_TITLES, *(row for row in rows if len(row) > 1)]
    limits = (LONGEST_NAME, LONGEST_NAME, _LONGEST_PATH, LONGEST_NAME)
    widths = [
        min(max(count_columns(row[n]) for row in cells), max(limit, len(_TITLES[n])))
        for n, limit in enumerate(limits)
    ]
    room = columns - len(_INDENT) - _NARROWEST - len(_GAP) * len(widths)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    return [line for row in (_TITLES, *rows) for line in _format_lines(row, widths, columns)]


def _format_lines(row: Sequence[str], widths: Sequence[int], columns: int) -> list[str]:
    """One line, or more where the answer needs them."""
    *padded, last = row
    start = "".join(fit(text, size) + _GAP for text, size in zip(padded, widths, strict=False))
    first, *more = wrap(last, columns - len(_INDENT) - count_columns(start))
    below = _INDENT + " " * count_columns(start)
    return [_INDENT + start + first, *(below + line for line in more)]


def group_polls(requests: Iterable[SentRequest]) -> list[Poll]:
    """Group repeated requests, in the order of time; a start ends the polls before it."""
    found: list[Poll] = []
    under_way: dict[str, dict[str, Poll]] = {}
    for sent in sorted(requests, key=lambda sent: sent.time_s):
        own = under_way.setdefault(sent.by, {})
        known = own.get(sent.url)
        if sent.method == "GET" and known and known.includes(sent):
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


def _summarize(found: Sequence[Poll]) -> str:
    sent = [request for poll in found for request in poll.requests]
    kinds = Counter((request.method, _format_status(request.status)) for request in sent)
    counts = ", ".join(f"{number} x {kind[0]} {kind[1]}" for kind, number in kinds.items())
    return f"{len(sent)} requests: {counts}"


def _make_cells(poll: Poll, names: RunNames) -> tuple[str, ...]:
    sent = poll.first
    by = names.reloads.get(sent.by, shorten_ids(sent.by))
    request = f"{sent.method:<4} {_shorten_path(sent.url)}"
    return (
        format_clock(sent.time_s),
        by,
        request,
        _name_subject(sent, names),
        _describe_answer(poll),
    )


def _shorten_path(url: str) -> str:
    """The path of a URL without the part that all have, and the name of its first parameter."""
    address = urlsplit(url)
    path = f"...{address.path.removeprefix(ROOT)}" if ROOT in address.path else address.path
    name, equals, _ = address.query.partition("=")
    return shorten_ids(path) + (f"?{name}{equals}.." if name else "")


def _name_subject(sent: SentRequest, names: RunNames) -> str:
    """Name the app or reload that a request is about, or nothing if neither is known."""
    if sent.reload_id:
        return names.reloads.get(sent.reload_id, "")
    address = urlsplit(sent.url)
    for part in address.path.split("/"):
        if part in names.reloads:
            return names.reloads[part]
        if part in names.apps:
            return names.apps[part]
    (app_id, *_) = parse_qs(address.query).get("appId") or [app_in(sent.body)]
    return names.apps.get(app_id, shorten_ids(app_id))


def _describe_answer(poll: Poll) -> str:
    sent = poll.first
    parts = [_format_status(sent.status)]
    if sent.reload_id:
        parts.append(f"started {shorten_ids(sent.reload_id)}")
    if sent.fault:
        parts.append(f"[fault: {sent.fault}]")
    times = [request.time_s for request in poll.requests]
    if len(times) > 1:
        parts.append(f"x {len(times)}, {_describe_pace(times)}, until {format_clock(times[-1])}")
    return " ".join(parts)


def _describe_pace(times: Sequence[float]) -> str:
    gaps = [round(after - before) for before, after in pairwise(times)]
    low, high = min(gaps), max(gaps)
    return f"every {low} s" if low == high else f"every {low} to {high} s"


def _format_status(status: int | None) -> str:
    """The status; for an error also its phrase in the HTTP standard."""
    if status is None:
        return "no answer"
    return f"{status} {_PHRASES.get(status, '')}".rstrip()
