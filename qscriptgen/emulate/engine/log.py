"""The script log of a reload, in the shape of the engine's."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST, LAST = 2_000, 8_000
"""How many lines a log keeps from its beginning and from its end."""

_LONGEST = 4_000

Entry = tuple[float, int, str]


@dataclass
class ScriptLog:
    """What a script has done, statement by statement, each as it was when it ran.

    Of a long log the middle is left out. Public logs show the shape: the statement without its
    ``;``, then what came of it; no comments
    (https://github.com/BenSimonds/Qlik-Script-Tools, qvstools/tests/testdata).
    """

    start: datetime
    first: list[Entry] = field(default_factory=list)
    last: deque[Entry] = field(default_factory=lambda: deque(maxlen=LAST))
    count: int = 0

    def add(self, time: float, line: int, text: str) -> None:
        """Append a line at ``time``, in seconds since the start.

        ``line`` is that of the script, 0 where it stands for no statement.
        """
        self.count += 1
        if len(text) > _LONGEST:
            text = f"{text[:_LONGEST]} ..."
        if self.count <= FIRST:
            self.first.append((time, line, text))
        else:
            self.last.append((time, line, text))

    def __iter__(self) -> Iterator[str]:
        yield from map(self._written, self.first)
        lost = self.count - len(self.first) - len(self.last)
        if lost:
            yield f"... {lost} lines left out ..."
        yield from map(self._written, self.last)

    def _written(self, entry: Entry) -> str:
        time, line, text = entry
        stamp = (self.start + timedelta(seconds=time)).isoformat(sep=" ", timespec="milliseconds")
        where = f"{line:04d}" if line else "    "
        return f"{stamp} {where} {text}"

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self)
