"""One run as its timeline, or several as a list with the timeline of the first failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.display.chart import find_end
from qscriptgen.display.run_names import name_run
from qscriptgen.display.terminal import Gap, count_columns, cut, fit, format_clock, shorten_list
from qscriptgen.display.timeline import (
    WIDTH,
    describe_unsuccessful,
    format_count,
    format_timeline,
    select_own,
)

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Run

_MOST_ROWS = 100
_LONGEST = 32
_LONGEST_WORLD = 30


@dataclass(frozen=True)
class SimulatedRun:
    """A run with its chain and scenario; ``apps`` has the names of the apps by their ids.

    ``standby`` are the names of the apps that are started only when something goes wrong.
    """

    chain: str
    scenario: str
    run: Run
    apps: Mapping[str, str] = field(default_factory=dict)
    standby: tuple[str, ...] = ()

    def format(self, columns: int = WIDTH) -> str:
        """Format the timeline."""
        return format_timeline(
            self.run,
            self.chain,
            scenario=self.scenario,
            apps=self.apps,
            standby=self.standby,
            columns=columns,
        )

    def json(self) -> dict[str, object]:
        """The record of the JSON form."""
        return {"chain": self.chain, "scenario": self.scenario, **self.run.json()}


def find_first_failure(found: Sequence[SimulatedRun]) -> SimulatedRun | None:
    """Find the first run that did not end well."""
    return next((each for each in found if not each.run.ok), None)


def format_runs(found: Sequence[SimulatedRun], columns: int = WIDTH) -> str:
    """Format one run as its timeline; several as a line each, and the first failure in full."""
    if len(found) == 1:
        return found[0].format(columns)
    bad = sum(not each.run.ok for each in found)
    total = f"{bad} of {len(found)} runs did not end well." if bad else ""
    lines = [*_format_lines(found, columns), "", total or f"All {len(found)} runs ended well."]
    failed = find_first_failure(found)
    if failed:
        lines += ["The first of them:", "", failed.format(columns).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _format_lines(found: Sequence[SimulatedRun], columns: int) -> list[str]:
    """A line for each run, or for some of very many; columns with one value are left out."""
    table = [
        (cells, longest)
        for cells, longest in (
            ([each.chain for each in found], _LONGEST),
            ([each.scenario for each in found], _LONGEST),
            ([_shorten_world(each.run.world) for each in found], _LONGEST_WORLD),
        )
        if len(set(cells)) > 1
    ]
    table.append(([format_count(len(select_own(each.run)), "reload") for each in found], columns))
    table.append(([format_clock(find_end(each.run)) for each in found], columns))
    widths = [min(max(map(count_columns, cells)), longest) for cells, longest in table]
    rows = list(zip(found, zip(*(cells for cells, _ in table), strict=True), strict=True))
    return [
        _summarize(item.items) if isinstance(item, Gap) else _format_line(*item, widths, columns)
        for item in shorten_list(rows, _MOST_ROWS, lambda row: not row[0].run.ok)
    ]


def _shorten_world(name: str) -> str:
    """The name of a world; if too long, how many answers differ from the default."""
    short = len(name) <= _LONGEST_WORLD
    return name if short else format_count(name.count(",") + 1, "unlikely answer")


def _format_line(
    each: SimulatedRun, cells: Sequence[str], widths: Sequence[int], columns: int
) -> str:
    mark = "ok    " if each.run.ok else "NOT OK"
    ends = describe_unsuccessful(each.run, name_run(each.run, each.apps))
    return cut("  ".join((mark, *map(fit, cells, widths), ends)), columns)


def _summarize(rows: Sequence[tuple[SimulatedRun, tuple[str, ...]]]) -> str:
    ends = Counter("ok" if each.run.ok else "not ok" for each, _ in rows)
    counts = ", ".join(f"{number} {end}" for end, number in ends.items())
    return f"  ... {len(rows)} runs: {counts} ..."
