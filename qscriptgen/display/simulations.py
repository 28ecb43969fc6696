"""One simulation as a picture, or several as a list and the first picture that matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.display.chart import last_moment
from qscriptgen.display.names import names
from qscriptgen.display.terminal import Gap, clock, cut, fit, shortened, width
from qscriptgen.display.timeline import WIDTH, counted, own, timeline, without_success

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Run

_MOST_ROWS = 100
_LONGEST = 32
_LONGEST_WORLD = 30


@dataclass(frozen=True)
class Simulated:
    """A run with what it was a run of; ``apps`` has the names of the chain's apps by their ids.

    ``standby`` are the names of those that are started only when something goes wrong.
    """

    chain: str
    scenario: str
    run: Run
    apps: Mapping[str, str] = field(default_factory=dict)
    standby: tuple[str, ...] = ()

    def picture(self, columns: int = WIDTH) -> str:
        """The full picture."""
        return timeline(
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


def first_bad(found: Sequence[Simulated]) -> Simulated | None:
    """The first run that did not end well."""
    return next((each for each in found if not each.run.ok), None)


def simulations(found: Sequence[Simulated], columns: int = WIDTH) -> str:
    """The picture of one run; of several a line each, and the first that did not end well."""
    if len(found) == 1:
        return found[0].picture(columns)
    bad = sum(not each.run.ok for each in found)
    total = f"{bad} of {len(found)} runs did not end well." if bad else ""
    lines = [*_lines(found, columns), "", total or f"All {len(found)} runs ended well."]
    shown = first_bad(found)
    if shown:
        lines += ["The first of them:", "", shown.picture(columns).rstrip("\n")]
    return "\n".join(lines) + "\n"


def _lines(found: Sequence[Simulated], columns: int) -> list[str]:
    """A line for each run, or for some of very many; what all have in common is left out."""
    told = [
        (cells, longest)
        for cells, longest in (
            ([each.chain for each in found], _LONGEST),
            ([each.scenario for each in found], _LONGEST),
            ([_world(each.run.world) for each in found], _LONGEST_WORLD),
        )
        if len(set(cells)) > 1
    ]
    told.append(([counted(len(own(each.run)), "reload") for each in found], columns))
    told.append(([clock(last_moment(each.run)) for each in found], columns))
    widths = [min(max(map(width, cells)), longest) for cells, longest in told]
    rows = list(zip(found, zip(*(cells for cells, _ in told), strict=True), strict=True))
    return [
        _summed_up(item.items) if isinstance(item, Gap) else _line(*item, widths, columns)
        for item in shortened(rows, _MOST_ROWS, lambda row: not row[0].run.ok)
    ]


def _world(name: str) -> str:
    """The name of a world, or how much it differs from the default where that is too long."""
    short = len(name) <= _LONGEST_WORLD
    return name if short else counted(name.count(",") + 1, "unlikely answer")


def _line(each: Simulated, cells: Sequence[str], widths: Sequence[int], columns: int) -> str:
    mark = "ok    " if each.run.ok else "NOT OK"
    ends = without_success(each.run, names(each.run, each.apps))
    return cut("  ".join((mark, *map(fit, cells, widths), ends)), columns)


def _summed_up(rows: Sequence[tuple[Simulated, tuple[str, ...]]]) -> str:
    ends = Counter("ok" if each.run.ok else "not ok" for each, _ in rows)
    counts = ", ".join(f"{number} {end}" for end, number in ends.items())
    return f"  ... {len(rows)} runs: {counts} ..."
