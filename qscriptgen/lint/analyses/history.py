"""The texts that variables hold along a script, now and at every earlier place."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "\ufffc"
"""Stands in a text for a part that is not known."""


class KnownText(NamedTuple):
    """The text of a variable; unless it is ``complete``, it contains `UNKNOWN`."""

    text: str
    complete: bool


_TIME = itemgetter(0)


@dataclass(eq=False)
class VariableHistory:
    """Records each change with its time, so that a place needs only a time and no copy.

    Names are in lower case. Changes can be undone in reverse order, as after a branch.
    """

    now: int = 0
    _current: dict[str, KnownText] = field(default_factory=dict)
    _past: dict[str, list[tuple[int, KnownText | None]]] = field(default_factory=dict)
    _journal: list[tuple[str, KnownText | None]] = field(default_factory=list)

    def change(self, name: str, text: KnownText | None) -> None:
        """Set what a variable holds, None where that is not known."""
        before = self._current.get(name)
        if before != text:
            self._journal.append((name, before))
            self._write(name, text)

    def forget(self, names: Iterable[str]) -> None:
        """Make some variables unknown."""
        for name in names:
            if name in self._current:
                self.change(name, None)

    def mark(self) -> int:
        """A mark that `undo` can go back to."""
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Undo all changes since a mark."""
        while len(self._journal) > mark:
            self._write(*self._journal.pop())

    def text_at(self, name: str, time: int) -> KnownText | None:
        """What a variable held at a time, None where that is not known."""
        if time == self.now:
            return self._current.get(name)
        past = self._past.get(name, [])
        at = bisect_right(past, time, key=_TIME)
        return past[at - 1][1] if at else None

    def _write(self, name: str, text: KnownText | None) -> None:
        """Set what a variable holds, and record the time."""
        self.now += 1
        if text is None:
            del self._current[name]
        else:
            self._current[name] = text
        self._past.setdefault(name, []).append((self.now, text))
