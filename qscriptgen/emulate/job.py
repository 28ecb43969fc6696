"""One reload while it runs: its own load, then its script."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine import Machine, Outcome, Pause, run_script
from qscriptgen.emulate.run import State
from qscriptgen.emulate.site import ScriptPart

if TYPE_CHECKING:
    from qscriptgen.emulate.data import Memory
    from qscriptgen.emulate.engine import Effect, Session
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.site import Site
    from qscriptgen.emulate.tenant import ReloadRecord

NEVER = "NEVER"


@dataclass(frozen=True)
class AppScript:
    """The script of an app in parts; each begins on a line of its own."""

    parts: tuple[ScriptPart, ...]

    @property
    def text(self) -> str:
        """The whole script."""
        return "".join(self._texts())

    def place(self, line: int) -> tuple[str, int]:
        """Where a line of the whole is: the path of its part, and the line in that."""
        first = line
        for part, text in zip(self.parts, self._texts(), strict=True):
            if first <= text.count("\n") or part is self.parts[-1]:
                return part.path, first
            first -= text.count("\n")
        return "", line

    def _texts(self) -> list[str]:
        last = len(self.parts) - 1
        return [
            part.text if at == last else _whole_lines(part.text)
            for at, part in enumerate(self.parts)
        ]


def _whole_lines(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


@dataclass(eq=False)
class Job:
    """A reload of an app that is under way, and what it is going to be.

    ``duration_s`` is how long its own load takes, ``outcome`` how that ends, ``source`` what runs
    after it. ``found`` is what was in the app when it began.
    """

    site: Site
    record: ReloadRecord
    session: Session
    duration_s: float
    outcome: str
    source: AppScript
    found: Memory
    steps: Generator[Effect, Answer | None, Outcome | None] | None = None
    result: Outcome | None = None
    machine: Machine | None = None

    def start(self) -> None:
        """Make it ready for its first step."""
        self.steps = self._run()

    def _run(self) -> Generator[Effect, Answer | None, Outcome | None]:
        """The load, then the script, or the other way round; None where the load has failed."""
        if self.site.first:
            result = yield from self._script()
            if not result.succeeded:
                return result
            return result if (yield from self._load()) else None
        if not (yield from self._load()):
            return None
        return (yield from self._script())

    def _script(self) -> Generator[Effect, Answer | None, Outcome]:
        self.machine = Machine(self.session)
        return (yield from run_script(self.machine, self.source.text))

    def _load(self) -> Generator[Effect, Answer | None, bool]:
        """The app's own load: whether it went well."""
        if self.outcome == NEVER:
            yield Pause(float("inf"))
        if self.duration_s:
            yield Pause(self.duration_s)
        return self.outcome == "SUCCEEDED"

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
            tuple(session.traces),
            (
                *((rule.kind, rule.mask, rule.word) for rule in memory.naming.rules),
                *(("ALIAS", field, alias) for field, alias in memory.naming.alias),
            ),
            {
                name: tuple((session.text(key), session.text(value)) for key, value in pairs)
                for name, pairs in memory.mappings.items()
            },
            tuple(self.machine.subs) if self.machine else (),
            dict(session.files),
        )
