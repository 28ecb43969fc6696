"""One row for each reload, with its bar on a common axis of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.display.run_names import LONGEST_NAME, STATUS_WORDS, RunNames
from qscriptgen.display.terminal import (
    Gap,
    count_columns,
    cut,
    fit,
    format_clock,
    shorten_list,
    wrap,
)

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


def draw_chart(run: Run, names: RunNames, columns: int) -> list[str]:
    """Draw the rows between a scale and a key; the middle of a long chain is summarized."""
    reloads = sorted(run.reloads, key=lambda reload: reload.created_s)
    if not reloads:
        return ["Nothing was reloaded."]
    layout = _fit_layout(run, names, columns)
    lines = [layout.row((_TITLES[0], _draw_scale(layout), *_TITLES[2:]), columns)]
    bars = []
    for item in shorten_list(reloads, _MOST_ROWS, _did_not_succeed):
        if isinstance(item, Gap):
            lines.append(cut(f"  ... {summarize_reloads(item.items)} ...", columns))
        else:
            bars.append(_draw_bar(item, layout))
            lines.append(layout.row(_make_cells(item, names, bars[-1]), columns))
    return [*lines, "", *wrap(_draw_key("".join(bars)), columns, hang="     ")]


def summarize_reloads(reloads: Sequence[Reload]) -> str:
    """Say how many reloads there are, how they ended, and when."""
    ends = Counter(STATUS_WORDS.get(reload.status, reload.status) for reload in reloads)
    counts = ", ".join(f"{number} {status}" for status, number in ends.items())
    last = max(max(_times(reload)) for reload in reloads)
    times = f"{format_clock(reloads[0].created_s)} to {format_clock(last)}"
    return f"{len(reloads)} reloads: {counts}, {times}"


def find_end(run: Run) -> float:
    """Find the time of the last event of a run."""
    sent_at = [sent.time_s for sent in run.requests]
    return max(
        [*sent_at, *(time for reload in run.reloads for time in _times(reload))], default=0.0
    )


def _did_not_succeed(reload: Reload) -> bool:
    return reload.status != "SUCCEEDED"


def _times(reload: Reload) -> list[float]:
    times = (reload.created_s, reload.started_s, reload.ended_s)
    return [time for time in times if time is not None]


def _fit_layout(run: Run, names: RunNames, columns: int) -> _Layout:
    end_s = max(find_end(run), 1.0)
    longest = max(map(count_columns, names.reloads.values()))
    most = min(LONGEST_NAME, columns // 5)
    app = min(max(longest, len(_TITLES[0])), most)
    status = max(len(_format_status(reload)) for reload in run.reloads)
    status = max(status, len(_TITLES[4]))
    starter = max(count_columns(names.name_starter(reload)) for reload in run.reloads)
    starter = min(max(starter, len(_TITLES[5])), most)
    time = max(len(format_clock(end_s)), len(_TITLES[2]))
    axis = columns - app - 2 * time - status - starter - 2 * (len(_TITLES) - 1)
    return _Layout(app, max(axis, _SHORTEST_AXIS), time, status, starter, end_s)


def _draw_scale(layout: _Layout) -> str:
    """The times at the two ends of the axis, and in the middle where there is room."""
    first, last = format_clock(0), format_clock(layout.end_s)
    if len(first) + len(last) >= layout.axis:
        return f"{last:>{layout.axis}}"
    middle = format_clock(layout.end_s / 2) if layout.axis >= _MIDDLE_FROM else ""
    left = layout.axis // 2 - len(first)
    right = layout.axis - len(first) - left - len(middle) - len(last)
    return first + " " * left + middle + " " * right + last


def _draw_bar(reload: Reload, layout: _Layout) -> str:
    """Draw the time queued, the time running, and the end; each reload has at least its end."""

    def cell(time: float) -> int:
        return min(int(time / layout.end_s * layout.axis), layout.axis - 1)

    created = cell(reload.created_s)
    ended = layout.axis - 1 if reload.ended_s is None else cell(reload.ended_s)
    started = ended if reload.started_s is None else cell(reload.started_s)
    mark = _OPEN if reload.ended_s is None else _MARKS.get(reload.status, _OTHER)
    return " " * created + QUEUED * (started - created) + RUNNING * (ended - started) + mark


def _make_cells(reload: Reload, names: RunNames, bar: str) -> tuple[str, ...]:
    began = "-" if reload.started_s is None else format_clock(reload.started_s)
    ended = "-" if reload.ended_s is None else format_clock(reload.ended_s)
    name = names.reloads[reload.reload_id]
    return name, bar, began, ended, _format_status(reload), names.name_starter(reload)


def _format_status(reload: Reload) -> str:
    kind = " (partial)" if reload.partial else ""
    return STATUS_WORDS.get(reload.status, reload.status) + kind


def _draw_key(drawn: str) -> str:
    known = {QUEUED: "queued", RUNNING: "running", **_KEY}
    return "Key: " + ", ".join(
        f"{mark} {meaning}" for mark, meaning in known.items() if mark in drawn
    )
