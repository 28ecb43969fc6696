"""Runs a script step by step, as a generator that yields what the script waits for."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from qscriptgen.emulate.engine.control import CONTROL
from qscriptgen.emulate.engine.expansion import read
from qscriptgen.emulate.engine.machine import POSITION_SET, Frame, Machine
from qscriptgen.emulate.engine.outcome import Effect, Outcome
from qscriptgen.emulate.engine.program import ProgramStep, Several, compile_script, first_problem
from qscriptgen.emulate.engine.regular import OTHER, WAITING, run_simple
from qscriptgen.emulate.engine.session import OutOfBudget
from qscriptgen.emulate.errors import SYNTAX, NotEmulatedAt, ScriptFault
from qscriptgen.script.evaluation import NULL, NotEmulated
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.script import ScriptProblem

_ACTS = {**CONTROL, **OTHER}


def run_script(machine: Machine, script: str) -> Generator[Effect, Answer | None, Outcome]:
    """Run a script: yields what it waits for, is resumed with the answer, gives its outcome.

    Raises:
        NotEmulated: It is not known what the engine would do; the text names the line.
        OutOfBudget: It has run more statements than it may.
    """
    yield from _run(machine, script)
    while machine.frames:
        machine.leave(machine.frames.pop())
    outcome = machine.outcome or Outcome(succeeded=True)
    session = machine.session
    if not outcome.succeeded:
        session.note(0, "Execution Failed")
    session.note(0, "Execution finished.")
    return outcome


def _run(machine: Machine, script: str) -> Generator[Effect, Answer | None, None]:
    refused = _refused(machine, script)
    if refused is not None:
        problem, line = refused
        fault = ScriptFault(SYNTAX, problem.message)
        machine.session.fail(fault)
        machine.stop_at(fault, line, deliberate=False)
        return
    machine.insert(script)
    while machine.frames and machine.outcome is None:
        frame = machine.frames[-1]
        if frame.at < len(frame.steps):
            yield from _go(machine, frame)
        else:
            machine.leave(machine.frames.pop())


def _go(machine: Machine, frame: Frame) -> Generator[Effect, Answer | None, None]:
    """Run the steps of a frame until another one is the innermost, or it is done."""
    steps, at, session = frame.steps, frame.at, machine.session
    resets = session.world.answer("control-resets-error") == "yes"
    while 0 <= at < len(steps):
        step = steps[at]
        session.budget -= 1
        if session.budget < 0:
            raise OutOfBudget(machine.line(step))
        try:
            act = _ACTS.get(step.kind)
            if act is not None:
                at = act(machine, step, at)
                if session.has_error and resets:
                    session.succeed()
                continue
            wait = WAITING.get(step.kind)
            if wait is not None:
                at = yield from wait(machine, step, at)
            else:
                at = run_simple(machine, step, at)
            if session.has_error:
                session.succeed()
        except (ScriptFault, Several) as problem:
            at = _rescue(machine, problem, step, at)
        except NotEmulated as error:
            raise NotEmulatedAt(error.construct, machine.line(step)) from None
    if at != POSITION_SET:
        frame.at = at


def _rescue(machine: Machine, problem: ScriptFault | Several, step: ProgramStep, at: int) -> int:
    """The step to go on with behind one that failed, or that has become others."""
    try:
        if isinstance(problem, Several):
            return machine.insert_after(problem.text, at)
        return _fault(machine, problem, step, at)
    except NotEmulated as error:
        raise NotEmulatedAt(error.construct, machine.line(step)) from None


def _fault(machine: Machine, fault: ScriptFault, step: ProgramStep, at: int) -> int:
    """Stop, or under ErrorMode 0 go on; gives the next step."""
    session = machine.session
    session.fail(fault)
    session.note(0, f"Error: {fault.text}")
    if session.error_mode != 0:
        machine.stop(fault, step)
        return POSITION_SET
    if step.kind in ("IF", "ELSEIF"):
        return _after_if(machine, step, at)
    if step.kind in ("LET", "ASSIGNMENT") and session.world.answer("let-error") == "null":
        _forget(machine, step)
    if step.kind in CONTROL and step.kind not in ("CALL", "EXIT ERROR", "EXPANSION"):
        raise NotEmulated(f"{step.kind} that fails under ErrorMode 0")
    if step.kind in WAITING:
        return _after_stack(machine, at)
    return at + 1


def _after_if(machine: Machine, step: ProgramStep, at: int) -> int:
    where = machine.session.world.answer("if-error")
    if where == "then":
        return at + 1
    if where == "else":
        return step.target
    steps, target = machine.frame.steps, step.target
    # A branch ends with a jump to the END IF, which stands right before the next branch.
    while steps[target].kind in ("ELSEIF", "ELSE"):
        target = steps[target - 1].target
    return target


def _forget(machine: Machine, step: ProgramStep) -> None:
    """Empty the variable of a LET that failed."""
    for statement in read(machine.text(step)):
        if isinstance(statement.parts, Assign) and isinstance(statement.parts.name, Name):
            machine.session.assign(statement.parts.name.name, NULL)


def _after_stack(machine: Machine, at: int) -> int:
    """The step behind a LOAD that failed, and behind those whose rows it takes."""
    steps = machine.frame.steps
    while steps[at].kind == "LOAD" and getattr(steps[at].statement.parts, "source", 1) is None:
        at += 1
    return at + 1


def _refused(machine: Machine, script: str) -> tuple[ScriptProblem, int] | None:
    """What keeps a script from running at all, with its line.

    Blocks that don't match do; so does what can't be parsed, if the world says so.
    """
    program = compile_script(script)
    if program.problems:
        return program.problems[0], program.lines[0]
    at_start = machine.session.world.answer("dead-syntax") == "start"
    return first_problem(script) if at_start else None
