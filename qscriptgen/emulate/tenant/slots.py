"""What becomes of a reload: queued, running, ended (https://qlik.dev/manage/reloads)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.tenant import reload as states
from qscriptgen.emulate.tenant.archive import Archive
from qscriptgen.emulate.tenant.reload import ReloadRecord
from qscriptgen.emulate.tenant.settings import TenantSettings
from qscriptgen.emulate.tenant.windows import Deadlines
from qscriptgen.emulate.world import World

_RUN_LIMIT = ("EngineReloadLimit", "The reload has run for too long.")
_QUEUE_LIMIT = ("QueueLimit", "The reload was queued for too long.")
"""What the records say then is not public: these texts are invented."""


def ignore(record: ReloadRecord) -> None:
    """Do nothing."""


def at_once(record: ReloadRecord) -> float:
    """No time in the queue besides the wait for a slot."""
    return 0.0


@dataclass(frozen=True)
class Runner:
    """Who runs the apps.

    ``begin`` is told that a reload has its slot, ``stopped`` that it must run no longer;
    ``queue_s`` says how long a reload is queued at least.
    """

    begin: Callable[[ReloadRecord], None]
    stopped: Callable[[ReloadRecord], None] = ignore
    queue_s: Callable[[ReloadRecord], float] = at_once


class Slots:
    """Brings reloads from the queue into the slots of the tenant, and to their end.

    A reload that is CANCELING has its slot still. If the tenant takes a second request for an app
    at all, the doubt ``same-app`` says whether both run at once, or the second waits for the first.
    """

    def __init__(
        self, clock: Clock, settings: TenantSettings, world: World, archive: Archive, runner: Runner
    ) -> None:
        self._clock, self._settings, self._world = clock, settings, world
        self._archive, self._runner = archive, runner
        self._waiting: list[tuple[int, int, ReloadRecord]] = []
        self._behind: defaultdict[str, list[ReloadRecord]] = defaultdict(list)
        self._busy, self._filling = 0, False
        self._run_limits = Deadlines(
            clock, settings.run_limit_s, states.RELOADING, self._exceed_run_limit
        )
        self._queue_limits = Deadlines(
            clock, settings.queue_limit_s, states.QUEUED, self._exceed_queue_limit
        )

    def queue(self, record: ReloadRecord) -> None:
        """Take a new reload in."""
        self._archive.add(record)
        self._queue_limits.add(record)
        self._clock.after(self._runner.queue_s(record), lambda: self._ready(record))

    def finish(self, record: ReloadRecord, status: str, code: str, message: str) -> None:
        """End a reload, unless it has ended.

        Raises:
            ValueError: It does not run yet, or the status is none in which a reload ends.
        """
        if status not in states.ENDED:
            raise ValueError(f"no reload ends as {status}")
        if record.status == states.QUEUED:
            raise ValueError(f"the reload {record.id} does not run yet")
        if record.active:
            self._end(record, status, code, message)
            self._fill()

    def cancel(self, record: ReloadRecord) -> None:
        """Cancel a reload that has not ended; a running one takes some time for it."""
        if record.status == states.QUEUED:
            self._end(record, states.CANCELED)
        elif record.status == states.RELOADING:
            record.status = states.CANCELING
            self._clock.after(self._settings.cancel_takes_s, lambda: self._canceled(record))
            self._runner.stopped(record)

    def _ready(self, record: ReloadRecord) -> None:
        if record.status == states.QUEUED:
            self._line_up(record)
            self._fill()

    def _line_up(self, record: ReloadRecord) -> None:
        heappush(self._waiting, (-record.weight, record.serial, record))

    def _fill(self) -> None:
        # A reload may end within its begin(); the loop then goes on where it is, and not deeper.
        if self._filling:
            return
        self._filling = True
        try:
            while self._waiting and self._busy < self._settings.concurrency:
                record = heappop(self._waiting)[-1]
                if record.status != states.QUEUED:
                    continue
                if self._waits(record):
                    self._behind[record.app_id].append(record)
                else:
                    self._begin(record)
        finally:
            self._filling = False

    def _waits(self, record: ReloadRecord) -> bool:
        """Whether another reload of the app has to end first."""
        others = self._archive.active(record.app_id)
        running = any(other.status != states.QUEUED for other in others)
        return running and self._world.answer("same-app") == "one-by-one"

    def _begin(self, record: ReloadRecord) -> None:
        self._busy += 1
        record.status, record.started = states.RELOADING, self._clock.now
        self._run_limits.add(record)
        self._runner.begin(record)

    def _canceled(self, record: ReloadRecord) -> None:
        if record.status == states.CANCELING:
            self._end(record, states.CANCELED)
            self._fill()

    def _exceed_run_limit(self, record: ReloadRecord) -> None:
        self._end(record, self._world.answer("run-limit"), *_RUN_LIMIT)
        self._runner.stopped(record)
        self._fill()

    def _exceed_queue_limit(self, record: ReloadRecord) -> None:
        self._end(record, states.FAILED, *_QUEUE_LIMIT)

    def _end(self, record: ReloadRecord, status: str, code: str = "", message: str = "") -> None:
        self._busy -= record.status != states.QUEUED
        record.status, record.ended = status, self._clock.now
        record.error_code, record.error_message = code, message
        if status == states.SUCCEEDED:
            record.engine = record.ended
        record.log = record.log or summary(record)
        self._archive.end(record)
        for next_one in self._behind.pop(record.app_id, ()):
            self._line_up(next_one)


def summary(record: ReloadRecord) -> str:
    """The lines of ``log`` that the documents show (https://qlik.dev/apis/rest/reloads)."""
    lines = [f"ReloadID: {record.id}"]
    if record.started is not None:
        lines.append("Started loading")
    if record.status == states.SUCCEEDED:
        lines += ["App saved", "Finished successfully"]
    return "".join(f"{line}\n" for line in lines)
