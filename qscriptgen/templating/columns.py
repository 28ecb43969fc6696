"""The settings of the starts of one script: a number in its place, or a variable where they differ.

With one start, or where all agree, a template puts the value itself. Where starts differ, the
value is set for each start in turn and the template puts the variable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from qscriptgen.outline import Start, StartOutline
from qscriptgen.outline.bounds import every_s
from qscriptgen.quoting import Code, expanded, json_members, literal, variable
from qscriptgen.templating.freshness import LOOKING, ON_DAYS, freshness_columns
from qscriptgen.templating.given import Given, given_options

SEVERITY = {"continue": 0, "skip": 1, "fail": 2, "cancel": 2}
"""What a policy asks of the calling reload, so that the worst of several is the greatest."""

_BUSY = {"wait": "open", "join": "started", "fail": "failed"}

Cell = int | Code


@dataclass(frozen=True)
class Column:
    """One setting: its variable, and a cell for each start."""

    name: str
    cells: tuple[Cell, ...]

    @property
    def variable(self) -> Code:
        """The variable, where it is read."""
        return variable(self.name)

    def padded(self, width: int) -> Code:
        """The variable, where it is set beside others."""
        return variable(self.name, width)

    @cached_property
    def varies(self) -> bool:
        """Whether the starts differ in it."""
        return len(set(self.cells)) > 1


_LOOKING: dict[str, Callable[[Start], Cell]] = {
    "tries": lambda start: start.tries,
    "patience": lambda start: start.patience_s,
    "pause": lambda start: start.pause_s,
    "busy": lambda start: literal(_BUSY[start.busy]),
    "joins": lambda start: int(joinable(start)),
}
_WAITING: dict[str, Callable[[Start], Cell]] = {
    "limit": lambda start: start.wait.limit_s if start.wait else 0,
}
_WAITED: dict[str, Callable[[Start], Cell]] = {
    "timeout": lambda start: SEVERITY[start.timeout],
    "cancel": lambda start: int(start.timeout == "cancel"),
}
_ALWAYS: dict[str, Callable[[Start], Cell]] = {
    "failure": lambda start: SEVERITY[start.failure],
    "pace": lambda start: start.pace_s,
}
WHEN_STARTING = (*_LOOKING, "limit", *_ALWAYS, *LOOKING, *ON_DAYS)
IN_SEQUENCE = (*_LOOKING, "limit", "every", *_ALWAYS, *LOOKING, *ON_DAYS, "cancel")
WHEN_WAITING = ("limit", "failure", "timeout", "cancel")


def joinable(start: Start) -> bool:
    """Whether a reload that somebody else has asked for can do what this start is to do."""
    return not (start.variables or start.expressions or start.answer or start.partial)


def columns(outline: StartOutline) -> dict[str, Column]:
    """The settings that the script of this outline uses, by name."""
    used = {
        **_ALWAYS,
        **(_LOOKING if outline.guarded else {}),
        **(_WAITING if outline.waits else {}),
    }
    found = {name: tuple(map(cell, outline.starts)) for name, cell in used.items()}
    found |= freshness_columns(outline)
    # A start that nobody waits for takes after one that somebody does, so that it makes no column.
    waited = [start for start in outline.starts if start.wait]
    for name, cell in _WAITED.items() if waited else ():
        found[name] = tuple(cell(s if s.wait else waited[0]) for s in outline.starts)
    if outline.waits:
        found["every"] = tuple(every_s(start, outline) for start in outline.starts)
    return {name: Column(f"qsg_{name.capitalize()}", cells) for name, cells in found.items()}


def pads(*names: str) -> tuple[int, dict[str, Code]]:
    """How wide the longest of our variables is, and each in that width, by the end of its name."""
    width = max(map(len, names))
    return width, {name.removeprefix("qsg_").lower(): variable(name, width) for name in names}


def setting(column: Column) -> Cell:
    """What a template puts for this setting."""
    return column.variable if column.varies else column.cells[0]


def options(starts: Sequence[Start], given: Sequence[Given]) -> tuple[Code, Column | None]:
    """The members of the request behind the app id, and their column where starts differ.

    What the script reads itself is put together there, even for one start.
    """
    if given or any(start.answer for start in starts):
        spliced = [
            given_options(at, start, _members(start), given) for at, start in enumerate(starts, 1)
        ]
        return expanded("qsg_Options"), Column("qsg_Options", tuple(spliced))
    cells = [json_members(_members(start)) for start in starts]
    if len(set(cells)) == 1:
        return cells[0], None
    # The default spelled out, as a variable that is in use is never empty.
    cells = [cell or json_members({"partial": False}) for cell in cells]
    return expanded("qsg_Options"), Column("qsg_Options", tuple(map(literal, cells)))


def _members(start: Start) -> dict[str, object]:
    """What the reload is asked for beside the app; what is left out is the tenant's default."""
    return {
        **({"partial": True} if start.partial else {}),
        **({} if start.weight is None else {"weight": start.weight}),
        **({"variables": dict(start.variables)} if start.variables else {}),
    }
