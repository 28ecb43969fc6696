"""QL1: statements and blocks that are not closed, not opened, or not what they seem."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import block_around
from qscriptgen.lint.analyses.control_flow import control_flow, unreachable_statements
from qscriptgen.lint.analyses.embedded import load_after_value, load_in_text, statement_inside
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.keywords import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import ScriptProblem, Statement


def _problems(script: LintedScript, *kinds: str) -> Iterator[ScriptProblem]:
    """The problems of some kinds that the reader found."""
    return (problem for problem in script.parsed.problems if problem.kind in kinds)


def _violation(problem: ScriptProblem) -> Violation:
    return Violation(problem.span, problem.message, problem.hint)


@rule("QL101", "unclosed-block", "error")
def unclosed_block(script: LintedScript) -> Iterator[Violation]:
    """An IF, FOR, DO, SUB or SWITCH is never closed.

    Why: the engine reads all that follows as part of the block, and fails only when it gets there.

    Bad:
        IF vRows > 0 THEN
            TRACE rows;

    Good:
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    yield from map(_violation, _problems(script, "unclosed-block", "too-deep"))


@rule("QL102", "unopened-block", "error")
def unopened_block(script: LintedScript) -> Iterator[Violation]:
    """An END IF, NEXT, LOOP, ELSE or CASE belongs to no block, or a NEXT names another FOR.

    Why: usually the rest of the block was removed, or an inner block is not closed.

    Bad:
        TRACE rows;
        END IF

    Good:
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    yield from map(_violation, _problems(script, "stray", "wrong-variable"))
    for block in script.parsed.blocks:
        heads = [branch.head for branch in block.branches]
        for before, head in pairwise(heads):
            if before.kind in ("ELSE", "DEFAULT") and head.kind in BRANCHES:
                yield Violation(head.span, f"{head.kind} after {before.kind} is never reached")


@rule("QL103", "missing-then", "error")
def missing_then(script: LintedScript) -> Iterator[Violation]:
    """An IF or ELSEIF has no THEN on its line.

    Why: the engine rejects it, but only when the reload gets there.

    Bad:
        IF vRows > 0
            TRACE rows;
        END IF

    Good:
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    for number in script.of_kind("IF", "ELSEIF"):
        statement = script.statements[number]
        if _has_then(statement):
            continue
        expanded = any(token.kind == "expansion" for token in statement.code[:-1])
        if not (expanded and len(statement.code) <= _MOST_TOKENS):
            slip = next((p for p in statement.problems if _is_missing_then(p) and p.hint), None)
            span = slip.span if slip else (statement.code[-1].start,) * 2
            message = f"this {statement.kind} has no THEN"
            yield Violation(span, message, slip.hint if slip else "")


def _is_missing_then(problem: ScriptProblem) -> bool:
    return problem.kind == "missing-then"


def _has_then(statement: Statement) -> bool:
    return any(t.kind == "word" and t.text.lower() == "then" for t in statement.code)


_MOST_TOKENS = 3
"""The tokens of ``IF $(vCondition)`` with its end: the variable may contain the THEN."""


@rule("QL104", "missing-semicolon", "error")
def missing_semicolon(script: LintedScript) -> Iterator[Violation]:
    """A statement does not end with ``;`` before the next one starts.

    Why: the engine reads the next statement as part of this one; in a SET or TRACE without any
    error.

    Bad:
        LET vRows = 1
        LET vDone = 0;

    Good:
        LET vRows = 1;
        LET vDone = 0;
    """
    yield from map(_violation, _problems(script, "missing-semicolon"))
    for number in script.of_kind(*_ENDED):
        statement = script.statements[number]
        found = statement_inside(statement)
        if not found and statement.kind == "SET":
            found = load_after_value(statement)
        if found:
            start, line = found
            message = f"a ';' is missing before '{line}', which is read as part of this"
            yield Violation((start, start), f"{message} {statement.kind}")
        elif statement.kind == "SET" and (second := _SET_IN_SET.search(str(statement), 4)):
            start = statement.span[0] + second.start("set")
            message = (
                f"a ';' is missing before '{second['set']}', which is read as part of this SET"
            )
            yield Violation((start, start), message)


_SET_IN_SET = re.compile(r"=[ \t]*(?P<set>(?:SET|LET)\s+\w+)\s*=", re.IGNORECASE)
"""An empty SET that is followed by another SET or LET."""

_ENDED = (
    *("SET", "SQL", "SELECT", "LOAD", "STORE", "DROP"),
    *("QUALIFY", "UNQUALIFY", "MAP", "UNMAP", "NULLASNULL", "NULLASVALUE"),
)


@rule("QL105", "unclosed-quote", "error")
def unclosed_quote(script: LintedScript) -> Iterator[Violation]:
    """A quote, bracket, parenthesis, comment or ``$(`` is opened and never closed.

    Why: everything up to the next such character is read as text, and what comes after it, which
    may be text, as script.

    Bad:
        LET vApp = 'Sales;

    Good:
        LET vApp = 'Sales';
    """
    yield from map(_violation, _problems(script, "unclosed"))


@rule("QL106", "unknown-statement", "error")
def unknown_statement(script: LintedScript) -> Iterator[Violation]:
    """A statement does not start with a keyword of load script.

    Why: the reload fails there, or goes on without the statement where ErrorMode is 0.

    Bad:
        TARCE done;

    Good:
        TRACE done;
    """
    yield from map(_violation, _problems(script, "unknown-statement"))


@rule("QL107", "broken-control-line", "error")
def broken_control_line(script: LintedScript) -> Iterator[Violation]:
    """A control statement continues on the next line.

    Why: IF, FOR, DO, CALL and the like end with their line; the rest is another statement.

    Bad:
        IF vRows > 0
            and vDone = 0 THEN
            TRACE go;
        END IF

    Good:
        IF vRows > 0 and vDone = 0 THEN
            TRACE go;
        END IF
    """
    yield from map(_violation, _problems(script, "line-break"))


@rule("QL108", "unreachable-code", "warning")
def unreachable_code(script: LintedScript) -> Iterator[Violation]:
    """No run reaches this statement: every path to it ends in an EXIT.

    Why: what comes after EXIT SCRIPT, such as a clean-up or a trigger, never happens.

    Bad:
        EXIT SCRIPT;
        TRACE done;

    Good:
        EXIT SCRIPT WHEN vRows = 0;
        TRACE done;
    """
    unreachable, reachable = unreachable_statements(script), control_flow(script).reachable
    for region in control_flow(script).regions:
        reported = False
        for number in region.members:
            dead = number in unreachable
            if dead and not reported:
                statement = script.statements[number]
                what = "statement" if statement.kind == "UNKNOWN" else statement.kind
                yield Violation(script.keyword_span(number), f"no run reaches this {what}")
            reported = dead or (reported and number not in reachable)


@rule("QL111", "stray-exit", "error")
def stray_exit(script: LintedScript) -> Iterator[Violation]:
    """An EXIT FOR, EXIT DO or EXIT SUB is not inside a FOR, DO or SUB.

    Why: there is nothing to exit; usually the loop around it was removed.

    Bad:
        LET vRow = 1;
        EXIT FOR WHEN vRow > 3;

    Good:
        FOR vRow = 1 TO 9
            EXIT FOR WHEN vRow > 3;
        NEXT
    """
    for number in script.of_kind(*_EXITED):
        statement = script.statements[number]
        around: int | None = number
        while around is not None and script.statements[around].kind not in _EXITED[statement.kind]:
            around = block_around(script, around)
        if around is None:
            word = _EXITED[statement.kind][0]
            yield Violation(script.keyword_span(number), f"{statement.kind} is not inside a {word}")


_EXITED = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",), "EXIT SUB": ("SUB",)}


@rule("QL109", "swallowed-code", "warning")
def swallowed_code(script: LintedScript) -> Iterator[Violation]:
    """A TRACE or REM continues over lines that look like statements.

    Why: both end at the next ``;`` and not with their line, so what follows is printed or skipped,
    and never run.

    Bad:
        TRACE starting
        LET vRows = 0;

    Good:
        TRACE starting;
        LET vRows = 0;
    """
    for number in script.of_kind("TRACE", "REM"):
        statement = script.statements[number]
        found = statement_inside(statement) or load_in_text(statement)
        if found:
            start, line = found
            yield Violation(
                (start, start), f"'{line}' is part of this {statement.kind} and is never run"
            )


@rule("QL110", "unreadable-statement", "error")
def unreadable_statement(script: LintedScript) -> Iterator[Violation]:
    """A statement has something in a wrong place, or something is missing.

    Why: the reload fails there, or goes on without the statement where ErrorMode is 0.

    Bad:
        LET vRows = 1 + ;

    Good:
        LET vRows = 1 + 1;
    """
    heads = (script.statements[number] for number in script.of_kind("IF", "ELSEIF"))
    with_then = {p.span for head in heads if _has_then(head) for p in head.problems}
    for problem in _problems(script, "unexpected", "incomplete", "missing-then"):
        if not _is_missing_then(problem) or problem.span in with_then:
            message = problem.message.replace("THEN on the same line", "an operator or THEN")
            hint = _right_operator(script, problem.span[0]) or problem.hint
            yield Violation(problem.span, message, hint)


def _right_operator(script: LintedScript, at: int) -> str:
    """How to write the operator of another language at a place, empty if there is none."""
    marks = (script.text[at : at + 2], script.text[max(at - 1, 0) : at + 1])
    return next((f"write {_OPERATORS[mark]}" for mark in marks if mark in _OPERATORS), "")


_OPERATORS = {"!=": "<>", "==": "=", "||": "or", "&&": "and"}
