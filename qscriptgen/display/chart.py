"""One row for each reload, with its bar on a common axis of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.display.names import LONGEST, STATUS, Names
from qscriptgen.display.terminal import Gap, clock, cut, fit, shortened, width, wrap

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Reload, Run

_MOST_ROWS = 60
_SHORTEST_AXIS = 14
_MIDDLE_FROM = 36
QUEUED, RUNNING = ".", "="
_MARKS = {"SUCCEEDED": "S", "FAILED": "F", "CANCELED": "C", "EXCEEDED_LIMIT": "X"}
_OPEN, _OTHER = ">", "?"
_KEY = {
    "S": "succeeded",
    "F": "failed",
    "C": "canceled",
    "X": "stopped at the limit of 3 hours",
    _OPEN: "not ended",
    _OTHER: "another status",
}
_TITLES = ("App", "", "Began", "Ended", "Status", "Started by")


@dataclass(frozen=True)
class _Layout:
    """The widths of the columns."""

    app: int
    axis: int
    time: int
    status: int
    starter: int
    end_s: float

    def row(self, cells: Sequence[str], columns: int) -> str:
        app, axis, began, ended, status, by = cells
        line = "  ".join(
            (
                fit(app, self.app),
                fit(axis, self.axis),
                f"{began:>{self.time}}",
                f"{ended:>{self.time}}",
                fit(status, self.status),
                fit(by, self.starter),
            )
        )
        return cut(line, columns)


def chart(run: Run, names: Names, columns: int) -> list[str]:
    """The rows, below a scale and above a key; a long chain is summed up in the middle."""
    reloads = sorted(run.reloads, key=lambda reload: reload.created_s)
    if not reloads:
        return ["Nothing was reloaded."]
    layout = _layout(run, names, columns)
    lines = [layout.row((_TITLES[0], _scale(layout), *_TITLES[2:]), columns)]
    bars = []
    for item in shortened(reloads, _MOST_ROWS, _is_no_success):
        if isinstance(item, Gap):
            lines.append(cut(f"  ... {summed_up(item.items)} ...", columns))
        else:
            bars.append(_bar(item, layout))
            lines.append(layout.row(_cells(item, names, bars[-1]), columns))
    return [*lines, "", *wrap(_key("".join(bars)), columns, hang="     ")]


def summed_up(reloads: Sequence[Reload]) -> str:
    """How many reloads there are, how they ended, and when."""
    ends = Counter(STATUS.get(reload.status, reload.status) for reload in reloads)
    counts = ", ".join(f"{number} {status}" for status, number in ends.items())
    last = max(max(_times(reload)) for reload in reloads)
    return f"{len(reloads)} reloads: {counts}, {clock(reloads[0].created_s)} to {clock(last)}"


def last_moment(run: Run) -> float:
    """When the last thing happened that is known of a run."""
    asked = [sent.time_s for sent in run.requests]
    return max([*asked, *(time for reload in run.reloads for time in _times(reload))], default=0.0)


def _is_no_success(reload: Reload) -> bool:
    return reload.status != "SUCCEEDED"


def _times(reload: Reload) -> list[float]:
    times = (reload.created_s, reload.started_s, reload.ended_s)
    return [time for time in times if time is not None]


def _layout(run: Run, names: Names, columns: int) -> _Layout:
    end_s = max(last_moment(run), 1.0)
    longest = max(map(width, names.reloads.values()))
    most = min(LONGEST, columns // 5)
    app = min(max(longest, len(_TITLES[0])), most)
    status = max(len(_status(reload)) for reload in run.reloads)
    status = max(status, len(_TITLES[4]))
    starter = max(width(names.starter(reload)) for reload in run.reloads)
    starter = min(max(starter, len(_TITLES[5])), most)
    time = max(len(clock(end_s)), len(_TITLES[2]))
    axis = columns - app - 2 * time - status - starter - 2 * (len(_TITLES) - 1)
    return _Layout(app, max(axis, _SHORTEST_AXIS), time, status, starter, end_s)


def _scale(layout: _Layout) -> str:
    """The times at the two ends of the axis, and in the middle where there is room."""
    first, last = clock(0), clock(layout.end_s)
    if len(first) + len(last) >= layout.axis:
        return f"{last:>{layout.axis}}"
    middle = clock(layout.end_s / 2) if layout.axis >= _MIDDLE_FROM else ""
    left = layout.axis // 2 - len(first)
    right = layout.axis - len(first) - left - len(middle) - len(last)
    return first + " " * left + middle + " " * right + last


def _bar(reload: Reload, layout: _Layout) -> str:
    """Queued, running, and how it ended; each reload has at least its last mark."""

    def cell(time: float) -> int:
        return min(int(time / layout.end_s * layout.axis), layout.axis - 1)

    created = cell(reload.created_s)
    ended = layout.axis - 1 if reload.ended_s is None else cell(reload.ended_s)
    started = ended if reload.started_s is None else cell(reload.started_s)
    mark = _OPEN if reload.ended_s is None else _MARKS.get(reload.status, _OTHER)
    return " " * created + QUEUED * (started - created) + RUNNING * (ended - started) + mark


def _cells(reload: Reload, names: Names, bar: str) -> tuple[str, ...]:
    began = "-" if reload.started_s is None else clock(reload.started_s)
    ended = "-" if reload.ended_s is None else clock(reload.ended_s)
    name = names.reloads[reload.reload_id]
    return name, bar, began, ended, _status(reload), names.starter(reload)


def _status(reload: Reload) -> str:
    kind = " (partial)" if reload.partial else ""
    return STATUS.get(reload.status, reload.status) + kind


def _key(drawn: str) -> str:
    known = {QUEUED: "queued", RUNNING: "running", **_KEY}
    return "Key: " + ", ".join(f"{mark} {said}" for mark, said in known.items() if mark in drawn)
