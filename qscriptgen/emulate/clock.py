"""Virtual time: nothing ever waits, the clock jumps to what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count


@dataclass
class Clock:
    """Seconds since the start of a simulation, and what is going to happen.

    What is due at the same time happens in the order in which it was scheduled, so that the same
    scenario is the same run. Times are whole microseconds, so that sums don't drift.
    """

    start: datetime = datetime(2026, 1, 5, 6)
    now: float = 0.0
    _due: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _serial: count[int] = field(default_factory=count)

    def after(self, delay: float, action: Callable[[], None]) -> None:
        """Have something done in ``delay`` seconds; at once means: after what is due already."""
        heappush(self._due, (round(self.now + max(delay, 0.0), 6), next(self._serial), action))

    def step(self) -> bool:
        """Go on to what is due next, and do it; False if nothing is."""
        if not self._due:
            return False
        self.now, _, action = heappop(self._due)
        action()
        return True

    @property
    def next(self) -> float | None:
        """When the next thing happens, None if nothing will."""
        return self._due[0][0] if self._due else None

    def moment(self, at: float | None = None) -> datetime:
        """A time of this clock, by default the present, as a date in UTC."""
        return self.start + timedelta(seconds=self.now if at is None else at)
