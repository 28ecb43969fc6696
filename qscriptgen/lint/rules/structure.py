"""QL1: statements and blocks that are not closed, not opened, or not what they seem."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.lint.rule import Hit, rule
from qscriptgen.script.keywords import BRANCHES, NEW_STATEMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Problem, Statement


def _of(unit: Unit, *kinds: str) -> Iterator[Problem]:
    """What the reader says of some kinds."""
    return (problem for problem in unit.script.problems if problem.kind in kinds)


def _hit(problem: Problem) -> Hit:
    return Hit(problem.span, problem.message, problem.hint)


@rule("QL101", "unclosed-block", "error")
def unclosed_block(unit: Unit) -> Iterator[Hit]:
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
    yield from map(_hit, _of(unit, "unclosed-block", "too-deep"))


@rule("QL102", "unopened-block", "error")
def unopened_block(unit: Unit) -> Iterator[Hit]:
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
    yield from map(_hit, _of(unit, "stray", "wrong-variable"))
    for block in unit.script.blocks:
        heads = [branch.head for branch in block.branches]
        for before, head in pairwise(heads):
            if before.kind in ("ELSE", "DEFAULT") and head.kind in BRANCHES:
                yield Hit(head.span, f"{head.kind} stands behind {before.kind}, so it is never met")


@rule("QL103", "missing-then", "error")
def missing_then(unit: Unit) -> Iterator[Hit]:
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
    for number in unit.of_kind("IF", "ELSEIF"):
        statement = unit.statements[number]
        if _has_then(statement):
            continue
        brought = any(token.kind == "expansion" for token in statement.code[:-1])
        if not (brought and len(statement.code) <= _BROUGHT):
            at = statement.code[-1].start
            yield Hit((at, at), f"THEN is missing behind this {statement.kind}")


def _has_then(statement: Statement) -> bool:
    return any(t.kind == "word" and t.text.lower() == "then" for t in statement.code)


_BROUGHT = 3
"""The tokens of ``IF $(vCondition)`` with its end: the variable may hold the THEN."""


@rule("QL104", "missing-semicolon", "error")
def missing_semicolon(unit: Unit) -> Iterator[Hit]:
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
    yield from map(_hit, _of(unit, "missing-semicolon"))
    for number in unit.of_kind(*_ENDED):
        statement = unit.statements[number]
        swallowed = _swallowed(statement)
        if swallowed:
            start, line = swallowed
            said = f"a ';' is missing before '{line}', which is taken for a part of this"
            yield Hit((start, start), f"{said} {statement.kind}")
        elif statement.kind == "SET" and (behind := _SET_IN_SET.search(str(statement), 4)):
            start = statement.span[0] + behind.start("set")
            said = (
                f"a ';' is missing before '{behind['set']}', which is taken for a part of this SET"
            )
            yield Hit((start, start), said)


_SET_IN_SET = re.compile(r"=[ \t]*(?P<set>(?:SET|LET)\s+\w+)\s*=", re.IGNORECASE)
"""A value of SET that is empty and followed by another SET."""

_ENDED = (
    *("SET", "SQL", "SELECT", "LOAD", "STORE", "DROP"),
    *("QUALIFY", "UNQUALIFY", "MAP", "UNMAP", "NULLASNULL", "NULLASVALUE"),
)


@rule("QL105", "unclosed-quote", "error")
def unclosed_quote(unit: Unit) -> Iterator[Hit]:
    """A quote, bracket, parenthesis, comment or ``$(`` is opened and never closed.

    Why: everything up to the next one of its kind is taken for text, and from there on text for
    script.

    Bad:
        LET vApp = 'Sales;

    Good:
        LET vApp = 'Sales';
    """
    yield from map(_hit, _of(unit, "unclosed"))


@rule("QL106", "unknown-statement", "error")
def unknown_statement(unit: Unit) -> Iterator[Hit]:
    """A statement starts with no keyword of load script.

    Why: the reload fails there, or goes on without it where ErrorMode is 0.

    Bad:
        TARCE done;

    Good:
        TRACE done;
    """
    yield from map(_hit, _of(unit, "unknown-statement"))


@rule("QL107", "broken-control-line", "error")
def broken_control_line(unit: Unit) -> Iterator[Hit]:
    """A control statement goes on in the next line.

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
    yield from map(_hit, _of(unit, "line-break"))


@rule("QL108", "unreachable-code", "warning")
def unreachable_code(unit: Unit) -> Iterator[Hit]:
    """No run reaches this statement: an EXIT stands before it, on every way.

    Why: what stands behind EXIT SCRIPT, such as a clean-up or a trigger, never happens.

    Bad:
        EXIT SCRIPT;
        TRACE done;

    Good:
        EXIT SCRIPT WHEN vRows = 0;
        TRACE done;
    """
    for region in unit.flow.regions:
        told = False
        for number in region.members:
            dead = number in unit.dead
            if dead and not told:
                statement = unit.statements[number]
                yield Hit(_word(statement), f"no run reaches this {statement.kind}")
            told = dead or (told and number not in unit.flow.reached)


def _word(statement: Statement) -> tuple[int, int]:
    word = statement.keyword
    return word.start, word.end


@rule("QL111", "stray-exit", "error")
def stray_exit(unit: Unit) -> Iterator[Hit]:
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
    for number in unit.of_kind(*_LEAVES):
        statement = unit.statements[number]
        around: int | None = number
        while around is not None and unit.statements[around].kind not in _LEAVES[statement.kind]:
            around = unit.around(around)
        if around is None:
            word = _LEAVES[statement.kind][0]
            yield Hit(_word(statement), f"{statement.kind} stands in no {word}")


_LEAVES = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",), "EXIT SUB": ("SUB",)}


@rule("QL109", "swallowed-code", "warning")
def swallowed_code(unit: Unit) -> Iterator[Hit]:
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
    for number in unit.of_kind("TRACE", "REM"):
        statement = unit.statements[number]
        swallowed = _swallowed(statement) or _swallowed_load(statement)
        if swallowed:
            start, line = swallowed
            yield Hit((start, start), f"'{line}' is a part of this {statement.kind} and never run")


@rule("QL110", "unreadable-statement", "error")
def unreadable_statement(unit: Unit) -> Iterator[Hit]:
    """A statement has something that can't stand there, or lacks something that must.

    Why: the reload fails there, or goes on without the statement where ErrorMode is 0.

    Bad:
        LET vRows = 1 + ;

    Good:
        LET vRows = 1 + 1;
    """
    heads = (unit.statements[number] for number in unit.of_kind("IF", "ELSEIF"))
    with_then = {p.span for head in heads if _has_then(head) for p in head.problems}
    for problem in _of(unit, "unexpected", "incomplete"):
        lacks_then = problem.message.startswith("THEN ")
        if not lacks_then or problem.span in with_then:
            said = problem.message.replace("THEN on the same line", "an operator or THEN")
            yield Hit(problem.span, said, _own_operator(unit, problem.span[0]) or problem.hint)


def _own_operator(unit: Unit, at: int) -> str:
    """How an operator of another language is written, where one stands at a place."""
    marks = (unit.text[at : at + 2], unit.text[max(at - 1, 0) : at + 1])
    return next((f"write {_OPERATORS[mark]}" for mark in marks if mark in _OPERATORS), "")


_OPERATORS = {"!=": "<>", "==": "=", "||": "or", "&&": "and"}


_LINE = re.compile(r"[\r\n][ \t]*(?P<line>(?P<word>[A-Za-z]+)\b(?P<rest>[^\r\n]*))")
_STATEMENT = {
    "let": re.compile(r"\s+[\w.$\"\[][^=]*=", re.ASCII),
    "set": re.compile(r"\s+[\w.$\"\[][^=,]*=", re.ASCII),
    "if": re.compile(r"\s.*\bthen\b", re.IGNORECASE),
    "elseif": re.compile(r"\s.*\bthen\b", re.IGNORECASE),
    "else": re.compile(r"\s*;?\s*$"),
    "end": re.compile(r"\s+(if|sub|switch)\b", re.IGNORECASE),
    "endif": re.compile(r"\s*;?\s*$"),
    "endsub": re.compile(r"\s*;?\s*$"),
    "endswitch": re.compile(r"\s*;?\s*$"),
    "for": re.compile(r"\s+(each\s|.*=.*\bto\b)", re.IGNORECASE),
    "next": re.compile(r"(\s+\w+)?\s*;?\s*$"),
    "do": re.compile(r"\s*(while\b.*|until\b.*)?;?\s*$", re.IGNORECASE),
    "loop": re.compile(r"\s*(while\b.*|until\b.*)?;?\s*$", re.IGNORECASE),
    "switch": re.compile(r"\s+\S+\s*;?\s*$"),
    "sub": re.compile(r"\s+[\w.]+\s*(\(.*)?$"),
    "call": re.compile(r"\s+[\w.$]+\s*(\(.*|;?\s*$)"),
    "drop": re.compile(r"\s+(table|field|mapping)s?\s", re.IGNORECASE),
    "store": re.compile(r"\s.*\binto\b", re.IGNORECASE),
    "lib": re.compile(r"\s+connect\s+to\b", re.IGNORECASE),
    "exit": re.compile(r"\s+(script|for|do|sub|error)\b", re.IGNORECASE),
    "sleep": re.compile(r"\s+[\d$(v]"),
    "disconnect": re.compile(r"\s*;?\s*$"),
    "trace": re.compile(r"\s.*;\s*$"),
    **dict.fromkeys(
        ("qualify", "unqualify", "unmap", "nullasnull", "nullasvalue"),
        re.compile(r"\s+[\w\"\[*].*;"),
    ),
}
"""How a line goes on that is a statement and not a line of text that begins with such a word."""

assert frozenset(_STATEMENT) >= NEW_STATEMENT


def _swallowed(statement: Statement) -> tuple[int, str] | None:
    """Where in a statement a line starts that looks like another statement, and this line."""
    text = str(statement)
    if "\n" not in text and "\r" not in text:
        return None
    quoted = [
        (token.start, token.end)
        for token in statement.tokens
        if token.kind in ("string", "quoted", "bracket", "comment") and "\n" in token.text
    ]
    for found in _LINE.finditer(text):
        goes_on = _STATEMENT.get(found["word"].lower())
        start = statement.span[0] + found.start("line")
        if goes_on is None or any(low <= start < high for low, high in quoted):
            continue
        if goes_on.match(found["rest"]):
            return start, found["line"].strip()[:40]
    return None


_SOURCE = re.compile(
    r"\b(from\s*(?:[\[$'\"(]|(?:json|csv|xml)\b)|resident\s|autogenerate\b|inline\s*[\[$])",
    re.IGNORECASE,
)
_LOAD = re.compile(
    r"[\r\n][ \t]*(?P<line>(?:"
    r"load(?=\s*[\r\n]|\s+(?:[*\[\"]|distinct\b|\w+[ \t]*(?:[,(\r\n]|as\b|from\b)))"
    r"|(?:sql[ \t]+)?select\s+[*(\"]"
    r")[^\r\n]*)",
    re.IGNORECASE,
)
"""A line that starts a LOAD or a SELECT, and does not go on like a sentence."""


def _swallowed_load(statement: Statement) -> tuple[int, str] | None:
    """Where a LOAD or SELECT with its source starts in a text, and its first line."""
    text = str(statement)
    found = _LOAD.search(text)
    if not found or not _SOURCE.search(text, found.start()):
        return None
    return statement.span[0] + found.start("line"), found["line"].strip()[:40]
