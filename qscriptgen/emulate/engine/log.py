"""The script log of a reload, in the shape of the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

FIRST, LAST = 2_000, 8_000
"""How many lines a log keeps from its beginning and from its end."""

_LONGEST = 4_000


@dataclass
class ScriptLog:
    """What a script has done, statement by statement, each as it was when it ran.

    Of a long log the middle is left out. Public logs show the shape: the statement without its
    ``;``, then what came of it; no comments
    (https://github.com/BenSimonds/Qlik-Script-Tools, qvstools/tests/testdata).
    """

    start: datetime
    times: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    lost: int = 0

    def add(self, time: float, line: int, text: str) -> None:
        """Append a line at ``time``, in seconds since the start.

        ``line`` is that of the script, 0 where it stands for no statement.
        """
        self.times.append(time)
        self.lines.append(line)
        self.texts.append(text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ...")
        # Half of what comes later is dropped at once, so that no line pays for it alone.
        if len(self.texts) == FIRST + 2 * LAST:
            for column in (self.times, self.lines, self.texts):
                del column[FIRST : FIRST + LAST]
            self.lost += LAST

    def __iter__(self) -> Iterator[str]:
        spare = max(len(self.texts) - FIRST - LAST, 0)
        lost = self.lost + spare
        for place, entry in enumerate(zip(self.times, self.lines, self.texts, strict=True)):
            if place == FIRST and lost:
                yield f"... {lost} lines left out ..."
            if not FIRST <= place < FIRST + spare:
                yield self._written(*entry)

    def _written(self, time: float, line: int, text: str) -> str:
        stamp = (self.start + timedelta(seconds=time)).isoformat(sep=" ", timespec="milliseconds")
        where = f"{line:04d}" if line else "    "
        return f"{stamp} {where} {text}"

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self)
