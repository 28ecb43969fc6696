"""One setting of the starts of a script, and how variables are aligned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from qscriptgen.quoting import Code, variable

SEVERITY = {"continue": 0, "skip": 1, "fail": 2, "cancel": 2}
"""What a policy asks of the calling reload, so that the worst of several is the greatest."""

Cell = int | Code


@dataclass(frozen=True)
class Setting:
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


def pads(*names: str) -> tuple[int, dict[str, Code]]:
    """How wide the longest of our variables is, and each in that width, by the end of its name."""
    width = max(map(len, names))
    return width, {name.removeprefix("qsg_").lower(): variable(name, width) for name in names}


def emitted(setting: Setting) -> Cell:
    """What a template puts for this setting."""
    return setting.variable if setting.varies else setting.cells[0]


def varying_settings(
    table: Mapping[str, Setting], names: Iterable[str], *more: Setting | None
) -> list[Setting]:
    """The settings of these names in which the starts differ, and ``more``."""
    found = [table[name] for name in names if name in table and table[name].varies]
    return [*found, *(setting for setting in more if setting)]
