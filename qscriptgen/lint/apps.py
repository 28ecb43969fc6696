"""Which of the scripts that are linted in one run may be of one app.

Nothing in a script says so, but some things tell: what includes what; the folder; and that two
scripts both begin an app, or both bring in the same library, so that they are for two apps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from qscriptgen.script.parts import Include

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qscriptgen.lint.unit import Unit

_FOLDERS = re.compile(r"[\\/:]")
_FIRST_SET = ("thousandsep", "decimalsep")


@dataclass(eq=False)
class Apps:
    """The scripts of a run, each with its path, and how they hang together."""

    units: Sequence[Unit]

    def one_app(self, one: Unit, other: Unit) -> bool:
        """Whether two scripts may be of one app."""
        return any(
            self._side_by_side(top, beside)
            for top in self.tops.get(one, (one,))
            for beside in self.tops.get(other, (other,))
        )

    @cached_property
    def tops(self) -> Mapping[Unit, tuple[Unit, ...]]:
        """The scripts by which each is brought in that nobody includes; mostly itself."""
        return {unit: tuple(self._tops_of(unit)) or (unit,) for unit in self.units}

    def of_others(self, unit: Unit) -> tuple[Unit, ...]:
        """Those that bring in a script and are brought in by nobody."""
        return tuple(top for top in self.tops.get(unit, ()) if top is not unit)

    def _tops_of(self, unit: Unit) -> Iterator[Unit]:
        seen = {unit}
        waiting = [unit]
        while waiting:
            one = waiting.pop()
            above = self._includers.get(one, ())
            if not above:
                yield one
            new = [other for other in above if other not in seen]
            seen.update(new)
            waiting += new

    @cached_property
    def _includers(self) -> Mapping[Unit, tuple[Unit, ...]]:
        found: dict[Unit, dict[Unit, None]] = {}
        for unit in self.units:
            for _, other in self.includes(unit):
                if other is not unit:
                    found.setdefault(other, {})[unit] = None
        return {unit: tuple(others) for unit, others in found.items()}

    def includes(self, unit: Unit) -> Iterator[tuple[int, Unit]]:
        """What a script includes of the others, each with the number of the statement."""
        for number in unit.of_kind("INCLUDE"):
            part = unit.statements[number].parts
            if isinstance(part, Include):
                for other in self._by_file.get(file_of(part.path), ()):
                    yield number, other

    @cached_property
    def _by_file(self) -> Mapping[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            found.setdefault(file_of(unit.path), []).append(unit)
        return found

    def _side_by_side(self, one: Unit, other: Unit) -> bool:
        """Whether two that nobody includes are one, or may be tabs of one app."""
        if one is other:
            return True
        here, there = sorted((self._folders[one], self._folders[other]), key=len)
        if there[: len(here)] != here:
            return False
        if self._libraries[one] & self._libraries[other]:
            return False
        return not (_begins(one) and _begins(other))

    @cached_property
    def _folders(self) -> Mapping[Unit, tuple[str, ...]]:
        return {unit: PurePath(unit.path).parts[:-1] for unit in self.units}

    @cached_property
    def _libraries(self) -> Mapping[Unit, frozenset[Unit]]:
        return {
            unit: frozenset(other for _, other in self.includes(unit) if other.library)
            for unit in self.units
        }


def _begins(unit: Unit) -> bool:
    """Whether it sets what the first tab of an app sets."""
    return any(name in unit.assigned for name in _FIRST_SET)


def file_of(path: str) -> str:
    """The name of a file without its folders, connections and spaces, in lower case.

    Which folder a connection leads to, only the tenant knows.
    """
    return _FOLDERS.split(path)[-1].strip().lower()
