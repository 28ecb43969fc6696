"""Sets of names as bits of a number, so that two sets are joined in one step."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(eq=False)
class NameBits:
    """Gives each name a bit, in the order in which the names come."""

    positions: dict[str, int] = field(default_factory=dict)

    def bits(self, names: Iterable[str]) -> int:
        """The bits of some names."""
        found = 0
        for name in names:
            found |= 1 << self.positions.setdefault(name, len(self.positions))
        return found

    def names(self, bits: int) -> NameSet:
        """The names that some bits stand for."""
        return NameSet(self.positions, bits)


@dataclass(frozen=True, eq=False)
class NameSet:
    """A set of names that can only be asked whether it contains a name."""

    positions: Mapping[str, int]
    bits: int

    def __contains__(self, name: str) -> bool:
        """Whether a name is in the set."""
        position = self.positions.get(name)
        return position is not None and bool(self.bits & 1 << position)

    def isdisjoint(self, names: Iterable[str]) -> bool:
        """Whether none of some names is in the set."""
        return not any(name in self for name in names)
