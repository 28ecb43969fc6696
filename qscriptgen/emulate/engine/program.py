"""Lays the blocks of a script out as a row of steps, so that flow is a matter of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qscriptgen.emulate.engine.expansion import Template, has_comment
from qscriptgen.emulate.engine.prepared import (
    CONTROL_KINDS,
    Placed,
    as_a_whole,
    expanded,
    in_pieces,
)
from qscriptgen.emulate.errors import SYNTAX, ScriptFault
from qscriptgen.script import Block, Branch, ScriptProblem, Statement, parse, parse_statements
from qscriptgen.script.blocks import match_blocks
from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.engine.session import Session


class Several(Exception):
    """An expansion has brought other statements than the one that it stands in."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


@dataclass(slots=True, eq=False)
class ProgramStep:
    """A statement, and where to go on.

    ``kind`` is that of the statement, or JUMP. ``target`` is the step to go to where a condition
    does not hold, a loop begins again, or a block is left. ``cases`` are the branches of a SWITCH
    with the steps behind them. ``fault`` is what keeps the statement from running, ``unknown``
    what nobody knows about it. ``commented`` says that a comment stands within it.
    """

    kind: str
    statement: Statement
    line: int
    target: int = -1
    text: str = ""
    fault: str = ""
    unknown: str = ""
    commented: bool = False
    template: Template | None = None
    cases: list[tuple[ProgramStep | None, int]] = field(default_factory=list)

    def read(self, session: Session) -> Statement:
        """The statement as it is now, logged.

        Raises:
            ScriptFault: It can't be parsed.
        """
        if self.unknown:
            raise NotEmulated(self.unknown)
        if not session.strips_comments and self._comments(session):
            raise NotEmulated("a comment within a statement while StripComments is 0")
        if self.template is None:
            session.note(self.line, self.text)
            if self.fault:
                raise ScriptFault(SYNTAX, self.fault)
            return self.statement
        written = self.template.fill(session.lookup)
        known = expanded(written)
        if known is None or known.statement.kind != self.kind:
            raise self._other(written)
        session.note(self.line, known.text)
        if known.fault:
            raise ScriptFault(SYNTAX, known.fault)
        return known.statement

    def _comments(self, session: Session) -> bool:
        """Whether a comment stands in the statement, or comes into it."""
        if self.commented or self.template is None:
            return self.commented
        return any(map(has_comment, parse_statements(self.template.fill(session.lookup))))

    def _other(self, written: str) -> Exception:
        """What to raise where an expansion has made something else of the statement."""
        if self.kind in CONTROL_KINDS:
            return NotEmulated(f"an expansion that turns {self.kind} into something else")
        return Several(written)


@dataclass(frozen=True, eq=False)
class Program:
    """The steps of a script, and what keeps all of it from running, with the lines of that."""

    steps: tuple[ProgramStep, ...]
    problems: tuple[ScriptProblem, ...]
    lines: tuple[int, ...]


@lru_cache(maxsize=256)
def compile_script(text: str) -> Program:
    """The program that a script is; its ``problems`` are those of its blocks and quotes.

    What is wrong within a statement shows when the statement runs.
    """
    placed = in_pieces(text)
    if placed is not None:
        body, problems = match_blocks(placed)
        if not problems:
            return Program(_steps(body, placed), (), ())
    script = parse(text)
    problems = script.structure_problems
    if not problems:
        return Program(_steps(script.body, as_a_whole(script)), (), ())
    lines = tuple(script.source.position(problem.span[0])[0] for problem in problems)
    return Program((), problems, lines)


@lru_cache(maxsize=256)
def first_problem(text: str) -> tuple[ScriptProblem, int] | None:
    """The first statement of a script that can't be parsed as it stands, with its line."""
    script = parse(text)
    for statement in script.statements:
        if "$(" in str(statement):
            continue  # what it is, its expansion decides
        problems = statement.problems or _none(statement)
        if problems:
            return problems[0], script.source.position(problems[0].span[0])[0]
    return None


def _none(statement: Statement) -> tuple[ScriptProblem, ...]:
    """That a statement is none: in brackets it is meant to fail, but not before it is reached."""
    if statement.kind != "UNKNOWN":
        return ()
    return (ScriptProblem(statement.span, "unknown-statement", f"Unknown statement: {statement}"),)


def _steps(
    body: Iterable[Statement | Block], placed: Mapping[Statement, Placed]
) -> tuple[ProgramStep, ...]:
    builder = _Builder(placed)
    builder.body(body)
    return tuple(builder.steps)


class _Builder:
    """Appends steps, and fills in their targets when these are known."""

    def __init__(self, placed: Mapping[Statement, Placed]) -> None:
        self.placed = placed
        self.steps: list[ProgramStep] = []
        self.loops: list[tuple[str, list[ProgramStep]]] = []

    def body(self, items: Iterable[Statement | Block]) -> None:
        """The steps of a body; it calls itself to a depth that the reader bounds."""
        for item in items:
            if isinstance(item, Block):
                _BLOCKS[item.opener.kind](self, item)
            elif item.kind != "EMPTY":
                self.exit(self.step(item))

    def step(self, statement: Statement, kind: str = "") -> ProgramStep:
        """Append the step of a statement."""
        line, found = self.placed[statement]
        step = ProgramStep(kind or statement.kind, found.statement, line, text=found.text)
        step.fault, step.unknown, step.template = found.fault, found.unknown, found.template
        step.commented = found.commented
        self.steps.append(step)
        return step

    def exit(self, step: ProgramStep) -> None:
        """Note a step that leaves the loop around it."""
        if step.kind in ("EXIT FOR", "EXIT DO"):
            wanted = step.kind.removeprefix("EXIT ")
            exits = next((found for kind, found in reversed(self.loops) if kind == wanted), None)
            if exits is not None:
                exits.append(step)

    def branching(self, block: Block) -> None:
        """IF: each branch that was taken jumps to the END IF."""
        jumps, before = [], None
        for branch in block.branches:
            if before is not None:
                jumps.append(self.step(branch.head, "JUMP"))
                before.target = len(self.steps)
            before = self.step(branch.head)
            self._one_line(before, branch)
            self.body(branch.body)
        self.close(block, [*jumps, *([before] if before else [])])

    def _one_line(self, head: ProgramStep, branch: Branch) -> None:
        """Note a statement behind THEN or ELSE on one line; only behind a ``;`` it is shown."""
        first = branch.body[0] if branch.body else None
        inner = first.opener if isinstance(first, Block) else first
        if inner and not branch.head.ended and self.placed[inner][0] == head.line:
            head.unknown = f"a statement on the line of {head.kind}, without a ';' between them,"

    def switching(self, block: Block) -> None:
        """SWITCH: each CASE is a step of its own, which only the SWITCH looks at."""
        switch = self.step(block.opener)
        jumps = []
        for branch in block.branches[1:]:
            jumps.append(self.step(branch.head, "JUMP"))
            case = self.step(branch.head)
            switch.cases.append((None if case.kind == "DEFAULT" else case, len(self.steps)))
            self.body(branch.body)
        if block.branches[0].body:
            switch.cases.append((None, -1))  # which SWITCH refuses
        self.close(block, [switch, *jumps])

    def looping(self, block: Block) -> None:
        """FOR, FOR EACH and DO: the closer goes back to the opener."""
        at = len(self.steps)
        opener = self.step(block.opener)
        exits: list[ProgramStep] = []
        self.loops.append(("DO" if opener.kind == "DO" else "FOR", exits))
        self.body(block.branches[0].body)
        self.loops.pop()
        if block.closer is not None:
            self.step(block.closer).target = at
        for step in (opener, *exits):
            step.target = len(self.steps)

    def defining(self, block: Block) -> None:
        """SUB: passed over where it is defined; its END SUB gives back to the caller."""
        opener = self.step(block.opener)
        loops, self.loops = self.loops, []
        self.body(block.branches[0].body)
        self.loops = loops
        self.close(block, [])
        opener.target = len(self.steps)

    def close(self, block: Block, steps: Iterable[ProgramStep]) -> None:
        """Append the closer, to which some steps go."""
        for step in steps:
            step.target = len(self.steps)
        if block.closer is not None:
            self.step(block.closer)


_BLOCKS: dict[str, Callable[[_Builder, Block], Any]] = {
    "IF": _Builder.branching,
    "SWITCH": _Builder.switching,
    "FOR": _Builder.looping,
    "FOR EACH": _Builder.looping,
    "DO": _Builder.looping,
    "SUB": _Builder.defining,
}
