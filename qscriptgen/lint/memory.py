"""What is known of variables on the way through a script: now, and at every place before."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "\ufffc"
"""Stands in a shape for a piece that nobody knows."""


class Held(NamedTuple):
    """A text that a variable holds; unless it is ``whole``, with `UNKNOWN` in it."""

    text: str
    whole: bool


_TIME = itemgetter(0)


@dataclass(eq=False)
class Memory:
    """Remembers each change with its time, so that a place is known by its time, without a copy.

    Names are in lower case. What is set can be taken back in the same order, as behind a branch.
    """

    now: int = 0
    _held: dict[str, Held] = field(default_factory=dict)
    _past: dict[str, list[tuple[int, Held | None]]] = field(default_factory=dict)
    _journal: list[tuple[str, Held | None]] = field(default_factory=list)

    def change(self, name: str, held: Held | None) -> None:
        """Let a variable hold a text, or be unknown."""
        before = self._held.get(name)
        if before != held:
            self._journal.append((name, before))
            self._write(name, held)

    def forget(self, names: Iterable[str]) -> None:
        """Let nothing be known of some variables."""
        for name in names:
            if name in self._held:
                self.change(name, None)

    def mark(self) -> int:
        """Where to go back to."""
        return len(self._journal)

    def back(self, mark: int) -> None:
        """Let all be known again that was known at a mark, and no more."""
        while len(self._journal) > mark:
            self._write(*self._journal.pop())

    def held(self, name: str, time: int) -> Held | None:
        """What a variable holds at a time, None where that is unknown."""
        if time == self.now:
            return self._held.get(name)
        past = self._past.get(name, [])
        at = bisect_right(past, time, key=_TIME)
        return past[at - 1][1] if at else None

    def _write(self, name: str, held: Held | None) -> None:
        self.now += 1
        if held is None:
            del self._held[name]
        else:
            self._held[name] = held
        self._past.setdefault(name, []).append((self.now, held))
