"""One reload while it runs: its own load, then its script."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine import Machine, Outcome, Pause
from qscriptgen.emulate.run import State

if TYPE_CHECKING:
    from qscriptgen.emulate.engine import Effect, Session
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.site import Site
    from qscriptgen.emulate.tenant import ReloadRecord

NEVER = "NEVER"


@dataclass(eq=False)
class Job:
    """A reload of an app that is under way, and what it is going to be.

    ``duration_s`` is how long its own load takes, ``outcome`` how that ends, ``script`` what runs
    behind it. ``before_lines`` counts the lines of that in front of the chain's.
    """

    site: Site
    record: ReloadRecord
    session: Session
    duration_s: float
    outcome: str
    script: str
    before_lines: int = 0
    steps: Generator[Effect, Answer | None, Outcome | None] | None = None
    result: Outcome | None = None

    def start(self) -> None:
        """Make it ready for its first step."""
        self.steps = self._run()

    def _run(self) -> Generator[Effect, Answer | None, Outcome | None]:
        """The load, then the script; None where the load itself did not go well."""
        if self.outcome == NEVER:
            yield Pause(float("inf"))
        if self.duration_s:
            yield Pause(self.duration_s)
        if self.outcome != "SUCCEEDED":
            return None
        return (yield from Machine(self.session).run(self.script))

    def state(self) -> State:
        """What it has left behind."""
        session, memory = self.session, self.session.memory
        result = self.result or Outcome(succeeded=True)
        return State(
            {name: session.text(value) for name, value in memory.variables.items()},
            {
                table.name: (
                    tuple(table.fields),
                    *(tuple(session.text(value) for value in row) for row in table.rows),
                )
                for table in memory.tables.values()
            },
            session.connection.name if session.connection else "",
            session.slept_s,
            result.deliberate,
            result.code,
        )
