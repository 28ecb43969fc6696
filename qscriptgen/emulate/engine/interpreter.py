"""Runs a script step by step, as a generator that gives out what it waits for."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine.control import CONTROL, MOVED, bring
from qscriptgen.emulate.engine.expansion import read
from qscriptgen.emulate.engine.outcome import Effect, Outcome
from qscriptgen.emulate.engine.program import Several, Step, compile_script, first_problem
from qscriptgen.emulate.engine.regular import OTHER, WAITING, run_simple
from qscriptgen.emulate.engine.session import OutOfBudget
from qscriptgen.emulate.errors import SYNTAX, NotEmulatedAt, ScriptFault
from qscriptgen.script.evaluation import NULL, NotEmulated
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qscriptgen.emulate.engine.session import Session
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.script import ScriptProblem, Statement
    from qscriptgen.script.evaluation import Value

_DEEPEST = 1_000
_ACTS = {**CONTROL, **OTHER}


@dataclass(slots=True)
class Caller:
    """What a SUB has to give back when it ends: the values that its parameters hid."""

    hidden: Mapping[str, Value | None]
    back: Mapping[str, str]


@dataclass(slots=True)
class Frame:
    """A row of steps that is being run, and the loops in it."""

    steps: Sequence[Step]
    at: int = 0
    call: Caller | None = None
    loops: dict[int, tuple[str, float, float]] = field(default_factory=dict)
    items: dict[int, tuple[str, Iterator[Value]]] = field(default_factory=dict)


class Machine:
    """A script on its way: the frames of its calls, and its subroutines."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.frames: list[Frame] = []
        self.subs: dict[str, tuple[Sequence[Step], int, tuple[str, ...]]] = {}
        self.conditions: dict[Step, Statement] = {}
        self.outcome: Outcome | None = None

    @property
    def frame(self) -> Frame:
        """The innermost frame."""
        return self.frames[-1]

    @property
    def in_sub(self) -> bool:
        """Whether a SUB is being run."""
        return any(frame.call is not None for frame in self.frames)

    def run(self, script: str) -> Generator[Effect, Answer | None, Outcome]:
        """Run a script: yields what it waits for, is resumed with the answer, gives its outcome.

        Raises:
            NotEmulated: It is not known what the engine would do; the text names the line.
            OutOfBudget: It has run more statements than it may.
        """
        yield from self._run(script)
        while self.frames:
            self._leave(self.frames.pop())
        outcome = self.outcome or Outcome(succeeded=True)
        session = self.session
        if not outcome.succeeded:
            session.note(0, "Execution Failed")
        session.note(0, "Execution finished.")
        return outcome

    def _run(self, script: str) -> Generator[Effect, Answer | None, None]:
        refused = self._refused(script)
        if refused is not None:
            problem, line = refused
            fault = ScriptFault(SYNTAX, problem.message)
            self.session.fail(fault)
            self._stopped(fault, line, deliberate=False)
            return
        self.insert(script)
        while self.frames and self.outcome is None:
            frame = self.frames[-1]
            if frame.at < len(frame.steps):
                yield from self._go(frame)
            else:
                self._leave(self.frames.pop())

    def _go(self, frame: Frame) -> Generator[Effect, Answer | None, None]:
        """Run the steps of a frame until another one is the innermost, or it is done."""
        steps, at, session = frame.steps, frame.at, self.session
        resets = session.world.answer("control-resets-error") == "yes"
        while 0 <= at < len(steps):
            step = steps[at]
            session.budget -= 1
            if session.budget < 0:
                raise OutOfBudget(self._line(step))
            try:
                act = _ACTS.get(step.kind)
                if act is not None:
                    at = act(self, step, at)
                    if session.has_error and resets:
                        session.succeed()
                    continue
                wait = WAITING.get(step.kind)
                if wait is not None:
                    at = yield from wait(self, step, at)
                else:
                    at = run_simple(self, step, at)
                if session.has_error:
                    session.succeed()
            except (ScriptFault, Several) as problem:
                at = self._rescue(problem, step, at)
            except NotEmulated as error:
                raise NotEmulatedAt(error.construct, self._line(step)) from None
        if at != MOVED:
            frame.at = at

    def _rescue(self, problem: ScriptFault | Several, step: Step, at: int) -> int:
        """The step to go on with behind one that failed, or that has become others."""
        try:
            if isinstance(problem, Several):
                return bring(self, problem.text, at)
            return self._fault(problem, step, at)
        except NotEmulated as error:
            raise NotEmulatedAt(error.construct, self._line(step)) from None

    def _fault(self, fault: ScriptFault, step: Step, at: int) -> int:
        """Stop, or under ErrorMode 0 go on; gives the next step."""
        session = self.session
        session.fail(fault)
        session.note(0, f"Error: {fault.text}")
        if session.error_mode != 0:
            self.stop(fault, step)
            return MOVED
        if step.kind in ("IF", "ELSEIF"):
            return self._behind_if(step, at)
        if step.kind in ("LET", "ASSIGNMENT") and session.world.answer("let-error") == "null":
            self._forget(step)
        if step.kind in CONTROL and step.kind not in ("CALL", "EXIT ERROR", "EXPANSION"):
            raise NotEmulated(f"{step.kind} that fails under ErrorMode 0")
        if step.kind in WAITING:
            return self._behind_stack(at)
        return at + 1

    def _behind_if(self, step: Step, at: int) -> int:
        where = self.session.world.answer("if-error")
        if where == "then":
            return at + 1
        if where == "else":
            return step.target
        steps, target = self.frame.steps, step.target
        # A branch ends with a jump to the END IF, which stands right before the next branch.
        while steps[target].kind in ("ELSEIF", "ELSE"):
            target = steps[target - 1].target
        return target

    def _forget(self, step: Step) -> None:
        """Empty the variable of a LET that failed."""
        for statement in read(self._text(step)):
            if isinstance(statement.parts, Assign) and isinstance(statement.parts.name, Name):
                self.session.assign(statement.parts.name.name, NULL)

    def unknown(self, step: Step) -> ScriptFault:
        """What a statement is that the engine does not know, which is logged like any other."""
        text = self._text(step).rstrip("; \r\n")
        self.session.note(step.line, text)
        return ScriptFault(SYNTAX, f"Unknown statement: {text}")

    def _text(self, step: Step) -> str:
        return step.template.fill(self.session.lookup) if step.template else step.text

    def _behind_stack(self, at: int) -> int:
        """The step behind a LOAD that failed, and behind those whose rows it takes."""
        steps = self.frame.steps
        while steps[at].kind == "LOAD" and getattr(steps[at].statement.parts, "source", 1) is None:
            at += 1
        return at + 1

    def enter(
        self,
        steps: Sequence[Step],
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

    def _room(self) -> None:
        if len(self.frames) >= _DEEPEST:
            raise NotEmulated(f"more than {_DEEPEST} calls or includes inside each other")

    def leave_sub(self) -> None:
        """Go back to where the innermost SUB was called."""
        if not self.in_sub:
            raise NotEmulated("EXIT SUB outside of a SUB")
        while self.frame.call is None:
            self.frames.pop()
        self._leave(self.frames.pop())

    def _leave(self, frame: Frame) -> None:
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

    def stop(self, fault: ScriptFault, step: Step, *, deliberate: bool = False) -> None:
        """End the script with an error."""
        self._stopped(fault, self._line(step), deliberate=deliberate)

    def _stopped(self, fault: ScriptFault, line: int, *, deliberate: bool) -> None:
        self.session.note(0, f"General Script Error: {fault.text}")
        self.outcome = Outcome(False, fault.code, fault.text, line, deliberate)

    def _line(self, step: Step) -> int:
        """The line in the script of the app, also for what a file or a variable brought."""
        outermost = self.frames[0]
        if self.frame is outermost or self.frame.steps is outermost.steps:
            return step.line
        return outermost.steps[outermost.at - 1].line

    def _refused(self, script: str) -> tuple[ScriptProblem, int] | None:
        """What keeps a script from running at all, with its line.

        Blocks that don't match do; so does what can't be parsed, if the world says so.
        """
        program = compile_script(script)
        if program.problems:
            return program.problems[0], program.lines[0]
        at_start = self.session.world.answer("dead-syntax") == "start"
        return first_problem(script) if at_start else None
