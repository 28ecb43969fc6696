"""What the scripts that are linted in one run bring for each other.

An app is often kept as several files: one a tab, or a library of subroutines that others include.
What one of them defines or sets is known in all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.lint.apps import Apps, file_of
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import Include, Sub

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.lint.unit import Unit

_WORD = re.compile(r"[\w.%@#]+")
_IN_LIBRARIES = frozenset(("SUB", "EMPTY", "REM", "TRACE", "SET", "LET", "ASSIGNMENT"))


@dataclass(eq=False)
class Siblings:
    """The scripts of a run together and the names of their files; a script alone has none."""

    units: Sequence[Unit] = ()
    files: frozenset[str] = frozenset()
    _opened: dict[Unit, bool] = field(default_factory=dict)

    @cached_property
    def subs(self) -> Mapping[str, str]:
        """The subroutines that any of them defines, as they are spelt, by their lower case."""
        spelt = (sub.name for unit in self.units for subs in subs_of(unit).values() for sub in subs)
        return {name.name.lower(): name.name for name in spelt if isinstance(name, Name)}

    @cached_property
    def variables(self) -> Mapping[str, str]:
        """The variables that any of them sets, as they are spelt first, by their lower case."""
        found: dict[str, str] = {}
        for unit in reversed(self.units):
            found |= unit.variable_names
        return found

    @cached_property
    def read(self) -> frozenset[str]:
        """Every word of theirs that may be a variable that is read, in lower case."""
        return frozenset(name for unit in self.units for name in words_read(unit))

    @cached_property
    def tables(self) -> frozenset[str]:
        """The tables that any of them makes, in lower case."""
        return frozenset(name for unit in self.units for name in tables_of(unit) or ())

    @cached_property
    def apps(self) -> Apps:
        """Which of them may be of one app."""
        return Apps(self.units)

    def open_to(self, unit: Unit) -> bool:
        """Whether text from elsewhere may define names in what may be one app with a script."""
        if unit not in self._opened:
            self._opened[unit] = any(self.apps.one_app(unit, other) for other in self._open)
        return self._opened[unit]

    @cached_property
    def _open(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.open_names or unit.unsure_names)

    def unsure_to(self, unit: Unit) -> bool:
        """Whether one of what may be its app names a variable or subroutine by an expansion."""
        return any(self.apps.one_app(unit, other) for other in self._unsure)

    @cached_property
    def _unsure(self) -> tuple[Unit, ...]:
        return tuple(unit for unit in self.units if unit.unsure_names)


def included_by(unit: Unit) -> frozenset[str]:
    """The names of the files that a script includes; a name that a variable brings fits none."""
    parts = (unit.statements[number].parts for number in unit.of_kind("INCLUDE"))
    return frozenset(file_of(part.path) for part in parts if isinstance(part, Include))


def subs_of(unit: Unit) -> dict[str, list[Sub]]:
    """The subroutines of a script, by their names in lower case."""
    found: dict[str, list[Sub]] = {}
    for number in unit.of_kind("SUB"):
        parts = unit.statements[number].parts
        if isinstance(parts, Sub) and isinstance(parts.name, Name):
            found.setdefault(parts.name.name.lower(), []).append(parts)
    return found


def is_library(unit: Unit) -> bool:
    """Whether a script holds subroutines for others, and does nothing itself but set variables."""
    if not unit.of_kind("SUB"):
        return False
    (own,) = (region for region in unit.flow.regions if region.sub is None)
    return all(unit.statements[number].kind in _IN_LIBRARIES for number in own.members)


def of_others(unit: Unit) -> frozenset[int]:
    """What a library sets beside its subroutines, where none of those who include it is known."""
    if not unit.library or unit.siblings.apps.of_others(unit):
        return frozenset()
    return frozenset(unit.flow.regions[0].members)


def words_read(unit: Unit) -> set[str]:
    """Every word that stands where a variable could be read, in lower case."""
    found = {node.name.lower() for _, node in unit.nodes if isinstance(node, Name)}
    for _, dollar in unit.expansions:
        found.update(word.lower() for word in _WORD.findall(dollar.name))
        for argument in dollar.arguments:
            found.update(word.lower() for word in _WORD.findall(argument))
    return found


def tables_of(unit: Unit) -> Mapping[str, str] | None:
    """The tables that a script makes; None where a variable may bring their names."""
    found: dict[str, str] = {}
    for statement in unit.statements:
        if statement.labels and not all(isinstance(label, Name) for label in statement.labels):
            return None
        if isinstance(statement.label, Name):
            found.setdefault(statement.label.name.lower(), statement.label.name)
    for number in unit.of_kind("RENAME"):
        words = [token.text.strip("\"[]'`") for token in unit.statements[number].code[:-1]]
        for before, name in pairwise(words):
            if before.lower() == "to":
                found.setdefault(name.lower(), name)
    return found
