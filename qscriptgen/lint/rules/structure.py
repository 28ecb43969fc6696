"""QL1: statements and blocks that are not closed, not opened, or not what they seem."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import block_around
from qscriptgen.lint.analyses.control_flow import control_flow, unreachable_statements
from qscriptgen.lint.analyses.embedded import load_after_value, load_inside, statement_inside
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.keywords import BRANCHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import ScriptProblem, Statement


def _of(script: LintedScript, *kinds: str) -> Iterator[ScriptProblem]:
    """What the reader says of some kinds."""
    return (problem for problem in script.parsed.problems if problem.kind in kinds)


def _hit(problem: ScriptProblem) -> Violation:
    return Violation(problem.span, problem.message, problem.hint)


@rule("QL101", "unclosed-block", "error")
def unclosed_block(script: LintedScript) -> Iterator[Violation]:
    """An IF, FOR, DO, SUB or SWITCH is never closed.

    Why: the engine takes all that follows for a part of the block, and finds out only when it
    gets there.

    Bad:
        IF vRows > 0 THEN
            TRACE rows;

    Good:
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    yield from map(_hit, _of(script, "unclosed-block", "too-deep"))


@rule("QL102", "unopened-block", "error")
def unopened_block(script: LintedScript) -> Iterator[Violation]:
    """An END IF, NEXT, LOOP, ELSE or CASE belongs to no block, or a NEXT to another FOR.

    Why: a line that closes nothing is usually the one that is left of a block that was taken out,
    or shows that an inner block is not closed.

    Bad:
        TRACE rows;
        END IF

    Good:
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    yield from map(_hit, _of(script, "stray", "wrong-variable"))
    for block in script.parsed.blocks:
        heads = [branch.head for branch in block.branches]
        for before, head in pairwise(heads):
            if before.kind in ("ELSE", "DEFAULT") and head.kind in BRANCHES:
                yield Violation(
                    head.span, f"{head.kind} stands behind {before.kind}, so it is never met"
                )


@rule("QL103", "missing-then", "error")
def missing_then(script: LintedScript) -> Iterator[Violation]:
    """An IF or ELSEIF has no THEN on its line.

    Why: the engine refuses it, and only when the reload gets there.

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
        brought = any(token.kind == "expansion" for token in statement.code[:-1])
        if not (brought and len(statement.code) <= _BROUGHT):
            slip = next((p for p in statement.problems if _lacks_then(p) and p.hint), None)
            span = slip.span if slip else (statement.code[-1].start,) * 2
            said = f"THEN is missing behind this {statement.kind}"
            yield Violation(span, said, slip.hint if slip else "")


def _lacks_then(problem: ScriptProblem) -> bool:
    return problem.message.startswith("THEN ")


def _has_then(statement: Statement) -> bool:
    return any(t.kind == "word" and t.text.lower() == "then" for t in statement.code)


_BROUGHT = 3
"""The tokens of ``IF $(vCondition)`` with its end: the variable may hold the THEN."""


@rule("QL104", "missing-semicolon", "error")
def missing_semicolon(script: LintedScript) -> Iterator[Violation]:
    """A statement is not ended by a ``;`` before the next one starts.

    Why: the engine takes the next statement for a part of this one; behind SET or TRACE without
    any error.

    Bad:
        LET vRows = 1
        LET vDone = 0;

    Good:
        LET vRows = 1;
        LET vDone = 0;
    """
    yield from map(_hit, _of(script, "missing-semicolon"))
    for number in script.of_kind(*_ENDED):
        statement = script.statements[number]
        found = statement_inside(statement)
        if not found and statement.kind == "SET":
            found = load_after_value(statement)
        if found:
            start, line = found
            said = f"a ';' is missing before '{line}', which is taken for a part of this"
            yield Violation((start, start), f"{said} {statement.kind}")
        elif statement.kind == "SET" and (behind := _SET_IN_SET.search(str(statement), 4)):
            start = statement.span[0] + behind.start("set")
            said = (
                f"a ';' is missing before '{behind['set']}', which is taken for a part of this SET"
            )
            yield Violation((start, start), said)


_SET_IN_SET = re.compile(r"=[ \t]*(?P<set>(?:SET|LET)\s+\w+)\s*=", re.IGNORECASE)
"""A value of SET that is empty and followed by another SET."""

_ENDED = (
    *("SET", "SQL", "SELECT", "LOAD", "STORE", "DROP"),
    *("QUALIFY", "UNQUALIFY", "MAP", "UNMAP", "NULLASNULL", "NULLASVALUE"),
)


@rule("QL105", "unclosed-quote", "error")
def unclosed_quote(script: LintedScript) -> Iterator[Violation]:
    """A quote, bracket, parenthesis, comment or ``$(`` is opened and never closed.

    Why: everything up to the next one of its kind is taken for text, and from there on text for
    script.

    Bad:
        LET vApp = 'Sales;

    Good:
        LET vApp = 'Sales';
    """
    yield from map(_hit, _of(script, "unclosed"))


@rule("QL106", "unknown-statement", "error")
def unknown_statement(script: LintedScript) -> Iterator[Violation]:
    """A statement starts with no keyword of load script.

    Why: the reload fails there, or goes on without it where ErrorMode is 0.

    Bad:
        TARCE done;

    Good:
        TRACE done;
    """
    yield from map(_hit, _of(script, "unknown-statement"))


@rule("QL107", "broken-control-line", "error")
def broken_control_line(script: LintedScript) -> Iterator[Violation]:
    """A control statement continues on the next line.

    Why: IF, FOR, DO, CALL and their like end with their line; the rest is another statement.

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
    yield from map(_hit, _of(script, "line-break"))


@rule("QL108", "unreachable-code", "warning")
def unreachable_code(script: LintedScript) -> Iterator[Violation]:
    """No run reaches this statement: an EXIT stands before it, on every way.

    Why: what stands behind EXIT SCRIPT, such as a clean-up or a trigger, never happens.

    Bad:
        EXIT SCRIPT;
        TRACE done;

    Good:
        EXIT SCRIPT WHEN vRows = 0;
        TRACE done;
    """
    for region in control_flow(script).regions:
        told = False
        for number in region.members:
            dead = number in unreachable_statements(script)
            if dead and not told:
                statement = script.statements[number]
                what = "statement" if statement.kind == "UNKNOWN" else statement.kind
                yield Violation(_word(statement), f"no run reaches this {what}")
            told = dead or (told and number not in control_flow(script).reachable)


def _word(statement: Statement) -> tuple[int, int]:
    word = statement.keyword
    return word.start, word.end


@rule("QL111", "stray-exit", "error")
def stray_exit(script: LintedScript) -> Iterator[Violation]:
    """An EXIT FOR, EXIT DO or EXIT SUB stands in no FOR, DO or SUB.

    Why: there is nothing to leave; usually the loop was taken out around it.

    Bad:
        LET vRow = 1;
        EXIT FOR WHEN vRow > 3;

    Good:
        FOR vRow = 1 TO 9
            EXIT FOR WHEN vRow > 3;
        NEXT
    """
    for number in script.of_kind(*_LEAVES):
        statement = script.statements[number]
        around: int | None = number
        while around is not None and script.statements[around].kind not in _LEAVES[statement.kind]:
            around = block_around(script, around)
        if around is None:
            word = _LEAVES[statement.kind][0]
            yield Violation(_word(statement), f"{statement.kind} stands in no {word}")


_LEAVES = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",), "EXIT SUB": ("SUB",)}


@rule("QL109", "swallowed-code", "warning")
def swallowed_code(script: LintedScript) -> Iterator[Violation]:
    """A TRACE or REM goes on over lines that look like statements.

    Why: both end at the next ``;`` and not with their line, so what follows is printed or skipped
    instead of run.

    Bad:
        TRACE starting
        LET vRows = 0;

    Good:
        TRACE starting;
        LET vRows = 0;
    """
    for number in script.of_kind("TRACE", "REM"):
        statement = script.statements[number]
        found = statement_inside(statement) or load_inside(statement)
        if found:
            start, line = found
            yield Violation(
                (start, start), f"'{line}' is a part of this {statement.kind} and never run"
            )


@rule("QL110", "unreadable-statement", "error")
def unreadable_statement(script: LintedScript) -> Iterator[Violation]:
    """A statement has something that can't stand there, or lacks something that must.

    Why: the reload fails there, or goes on without the statement where ErrorMode is 0.

    Bad:
        LET vRows = 1 + ;

    Good:
        LET vRows = 1 + 1;
    """
    heads = (script.statements[number] for number in script.of_kind("IF", "ELSEIF"))
    with_then = {p.span for head in heads if _has_then(head) for p in head.problems}
    for problem in _of(script, "unexpected", "incomplete"):
        if not _lacks_then(problem) or problem.span in with_then:
            said = problem.message.replace("THEN on the same line", "an operator or THEN")
            hint = _own_operator(script, problem.span[0]) or problem.hint
            yield Violation(problem.span, said, hint)


def _own_operator(script: LintedScript, at: int) -> str:
    """How an operator of another language is written, where one stands at a place."""
    marks = (script.text[at : at + 2], script.text[max(at - 1, 0) : at + 1])
    return next((f"write {_OPERATORS[mark]}" for mark in marks if mark in _OPERATORS), "")


_OPERATORS = {"!=": "<>", "==": "=", "||": "or", "&&": "and"}
