"""A script that runs: its state, and how the next statement is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine.outcome import Outcome
from qscriptgen.emulate.engine.program import ProgramStep, compile_script
from qscriptgen.emulate.errors import SYNTAX, ScriptFault
from qscriptgen.script.evaluation import NULL, NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.engine.session import Session
    from qscriptgen.script import Statement
    from qscriptgen.script.evaluation import Value

_DEEPEST = 1_000

POSITION_SET = -1
"""What a step returns when it has itself set which step comes next."""


@dataclass(slots=True)
class Caller:
    """What a SUB has to give back when it ends: the values that its parameters hid."""

    hidden: Mapping[str, Value | None]
    back: Mapping[str, str]


@dataclass(slots=True)
class Frame:
    """A row of steps that is being run, and the loops in it."""

    steps: Sequence[ProgramStep]
    at: int = 0
    call: Caller | None = None
    loops: dict[int, tuple[str, float, float]] = field(default_factory=dict)
    items: dict[int, tuple[str, Iterator[Value]]] = field(default_factory=dict)


class Machine:
    """A script on its way: the frames of its calls, and its subroutines."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.frames: list[Frame] = []
        self.subs: dict[str, tuple[Sequence[ProgramStep], int, tuple[str, ...]]] = {}
        self.conditions: dict[ProgramStep, Statement] = {}
        self.outcome: Outcome | None = None

    @property
    def frame(self) -> Frame:
        """The innermost frame."""
        return self.frames[-1]

    @property
    def in_sub(self) -> bool:
        """Whether a SUB is being run."""
        return any(frame.call is not None for frame in self.frames)

    def unknown(self, step: ProgramStep) -> ScriptFault:
        """What a statement is that the engine does not know, which is logged like any other."""
        text = self.text(step).rstrip("; \r\n")
        self.session.note(step.line, text)
        return ScriptFault(SYNTAX, f"Unknown statement: {text}")

    def text(self, step: ProgramStep) -> str:
        """The text of a step with its expansions filled in."""
        return step.template.fill(self.session.lookup) if step.template else step.text

    def enter(
        self,
        steps: Sequence[ProgramStep],
        at: int,
        values: Mapping[str, Value],
        back: Mapping[str, str],
    ) -> None:
        """Go on in a SUB, with the values of its parameters."""
        self._room()
        variables = self.session.memory.variables
        hidden = {name: variables.get(name) for name in values}
        for name, value in values.items():
            self.session.assign(name, value)
        self.frames.append(Frame(steps, at, Caller(hidden, back)))

    def insert(self, script: str) -> None:
        """Go on with the steps of a text, then where the innermost frame stands.

        Raises:
            NotEmulated: Its blocks are not whole; whether those of a file or a variable have to be
                is not documented.
        """
        self._room()
        program = compile_script(script)
        if program.problems:
            raise NotEmulated(f"text that is brought, in which {program.problems[0].message},")
        self.frames.append(Frame(program.steps))

    def insert_after(self, text: str, at: int) -> int:
        """Go on with the statements in an expansion or a file, then with those after a step."""
        self.frame.at = at + 1
        self.insert(text)
        return POSITION_SET

    def _room(self) -> None:
        if len(self.frames) >= _DEEPEST:
            raise NotEmulated(f"more than {_DEEPEST} calls or includes inside each other")

    def leave_sub(self) -> None:
        """Go back to where the innermost SUB was called."""
        if not self.in_sub:
            raise NotEmulated("EXIT SUB outside of a SUB")
        while self.frame.call is None:
            self.frames.pop()
        self.leave(self.frames.pop())

    def leave(self, frame: Frame) -> None:
        """Copy back what was an argument, and bring back what parameters hid."""
        if frame.call is None:
            return
        variables = self.session.memory.variables
        given = {target: variables.get(name) or NULL for name, target in frame.call.back.items()}
        for name, value in frame.call.hidden.items():
            if value is None:
                variables.pop(name, None)
            else:
                self.session.assign(name, value)
        for name, value in given.items():
            self.session.assign(name, value)

    def end(self) -> None:
        """End the script well."""
        self.outcome = Outcome(succeeded=True)

    def stop(self, fault: ScriptFault, step: ProgramStep, *, deliberate: bool = False) -> None:
        """End the script with an error."""
        self.stop_at(fault, self.line(step), deliberate=deliberate)

    def stop_at(self, fault: ScriptFault, line: int, *, deliberate: bool) -> None:
        """End the script with an error in a line."""
        self.session.note(0, f"General Script Error: {fault.text}")
        self.outcome = Outcome(False, fault.code, fault.text, line, deliberate)

    def line(self, step: ProgramStep) -> int:
        """The line in the script of the app, also for what a file or a variable brought."""
        outermost = self.frames[0]
        if self.frame is outermost or self.frame.steps is outermost.steps:
            return step.line
        return outermost.steps[outermost.at - 1].line


Act = Callable[[Machine, ProgramStep, int], int]
"""Runs a step, and returns the next one."""
