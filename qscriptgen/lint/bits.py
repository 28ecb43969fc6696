"""Sets of names as bits of a number: to join two of them is one step, however many names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping


@dataclass(eq=False)
class Numbering:
    """Gives each name a bit, in the order in which they come."""

    at: dict[str, int] = field(default_factory=dict)

    def bits(self, names: Iterable[str]) -> int:
        """The bits of some names."""
        found = 0
        for name in names:
            found |= 1 << self.at.setdefault(name, len(self.at))
        return found

    def names(self, bits: int) -> Names:
        """The names that some bits stand for."""
        return Names(self.at, bits)


@dataclass(frozen=True, eq=False)
class Names:
    """A set of names that only answers whether it holds one."""

    at: Mapping[str, int]
    bits: int

    def __contains__(self, name: str) -> bool:
        """Whether a name is in the set."""
        at = self.at.get(name)
        return at is not None and bool(self.bits & 1 << at)

    def isdisjoint(self, names: Iterable[str]) -> bool:
        """Whether none of some names is in the set."""
        return not any(name in self for name in names)


def components(edges: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Those that lead to each other, each group behind all that it leads to.

    This is the algorithm of Tarjan, without a recursion.

    Args:
        edges: For each name the names it leads to; those that are not among the keys are passed
            over.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    held: dict[str, None] = {}
    for start in edges:
        way = [] if start in order else [(start, iter(edges[start]))]
        while way:
            name, targets = way[-1]
            if name not in order:
                order[name] = lowest[name] = len(order)
                held[name] = None
            target = next((one for one in targets if one in edges and one not in order), None)
            if target is not None:
                way.append((target, iter(edges[target])))
                continue
            way.pop()
            lowest[name] = min(lowest[one] for one in (name, *edges[name]) if one in held)
            if lowest[name] == order[name]:
                yield _taken(held, name)


def _taken(held: dict[str, None], first: str) -> list[str]:
    """Take all from the end of those held, down to one of them."""
    found: list[str] = []
    while first not in found[-1:]:
        found.append(held.popitem()[0])
    return found
