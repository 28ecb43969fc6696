"""How often something may happen, and how long something may take."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import ceil

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.tenant.reload import ReloadRecord


class Window:
    """What happened within the last so many seconds; ``limit`` times at most."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit, self._seconds = limit, seconds
        self._times: deque[float] = deque()

    def wait(self, now: float) -> int:
        """Whole seconds until there is room again, 0 if there is room."""
        times = self._times
        while times and times[0] + self._seconds <= now:
            times.popleft()
        over = len(times) - self._limit
        return 0 if over < 0 else max(ceil(times[over] + self._seconds - now), 1)

    def add(self, at: float) -> None:
        """Count one at a time, which may be earlier than those before."""
        late = bool(self._times) and at < self._times[-1]
        self._times.append(at)
        if late:
            self._times = deque(sorted(self._times))


class Deadlines:
    """Ends what stays too long in a status.

    There is one appointment with the clock at a time, however many reloads there are; it may find
    that nobody is left.
    """

    def __init__(
        self, clock: Clock, seconds: float, status: str, expire: Callable[[ReloadRecord], None]
    ) -> None:
        self._clock, self._seconds, self._status, self._expire = clock, seconds, status, expire
        self._due: deque[tuple[float, ReloadRecord]] = deque()

    def add(self, record: ReloadRecord) -> None:
        """Give a reload its time, beginning now."""
        self._due.append((self._clock.now + self._seconds, record))
        if len(self._due) == 1:
            self._clock.after(self._seconds, self._look)

    def _look(self) -> None:
        while self._due:
            due, record = self._due[0]
            if record.status == self._status:
                if due > self._clock.now:
                    self._clock.after(due - self._clock.now, self._look)
                    return
                # It stays at the head until it is done, so that nobody makes another appointment.
                self._expire(record)
            self._due.popleft()
