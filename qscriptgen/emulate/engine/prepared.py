"""Statements as they are known before they run; what scripts have in common is read once.

Scripts of one chain differ in some names and ids. So a script is read in pieces, of which each ends
with a ``;`` that no code follows on its line, and each is read once in whatever scripts it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qscriptgen.emulate.engine.expansion import Template, code_text, has_comment, read
from qscriptgen.script import ParsedScript, Statement, parse
from qscriptgen.script.keywords import CONTROL, PAIRS

_END = re.compile(r";[^\S\r\n]*+(?://[^\r\n]*+)?+(?:\r\n|[\r\n])")
_LINE_END = re.compile(r"\r\n|[\r\n]")

CONTROL_KINDS = frozenset(CONTROL.values()) | frozenset(PAIRS.values())
"""The kinds of statements that make up the flow."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a statement before it runs; see `program.ProgramStep`."""

    statement: Statement
    text: str
    fault: str
    unknown: str = ""
    template: Template | None = None
    commented: bool = False


@lru_cache(maxsize=8_192)
def expanded(text: str) -> Prepared | None:
    """The statement in a text that was expanded, None where it is not one."""
    found = [statement for statement in read(text) if statement.kind != "EMPTY"]
    if len(found) != 1:
        return None
    return Prepared(found[0], _logged(text), _fault(found[0]))


def _prepared(statement: Statement) -> Prepared:
    text = code_text(statement)
    plain, commented = statement, has_comment(statement)
    if commented and not statement.split_problems:
        (plain,) = read(text)
    expands = "$(" in text and statement.kind != "INCLUDE"
    return Prepared(
        plain,
        _logged(text),
        "" if expands else _fault(plain),
        _unknown(statement),
        Template(text) if expands else None,
        commented,
    )


def _logged(text: str) -> str:
    """The text of a statement as the log has it."""
    return text.rstrip("; \r\n")


def _unknown(statement: Statement) -> str:
    """What nobody knows about a statement, whatever its variables hold; empty if it is fine.

    What quotes do in TRACE, whether ``()`` may be empty, and whether ``//`` in an address that is
    not in quotes is a comment: none of it is documented.
    """
    if statement.kind == "TRACE" and any(mark in str(statement) for mark in "'\""):
        return "TRACE with a quote"
    empty = [token.text for token in statement.code[-3:-1]] == ["(", ")"]
    if statement.kind in ("CALL", "SUB") and empty:
        return f"{statement.kind} with empty parentheses"
    marks = zip(statement.tokens, statement.tokens[1:], strict=False)
    if statement.kind == "SET" and any(a.text[-1:] == ":" and b.text[:2] == "//" for a, b in marks):
        return "SET of an address that is not in quotes"
    return ""


def _fault(statement: Statement) -> str:
    """What keeps a statement from running, empty if nothing does."""
    if statement.problems:
        return statement.problems[0].message
    if statement.prefixes and statement.kind in CONTROL_KINDS:
        return f"{statement.prefixes[0].kind} before {statement.kind}"
    return ""


Placed = tuple[int, Prepared]
"""The line of a statement, and what is known of it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """The statements of a part of a script, with lines that count from 0, and how many it has.

    ``closed`` says that nothing in it goes on behind it.
    """

    statements: tuple[tuple[Statement, Placed], ...]
    lines: int
    closed: bool


def in_pieces(text: str) -> Mapping[Statement, Placed] | None:
    """The statements of a script in their order; None if its pieces are none by themselves.

    Where no piece has a quote or a comment without end, and the last statement of each but the last
    ends with it, every token and every statement is the same as in the whole script.
    """
    ends = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    found: dict[Statement, Placed] = {}
    line = 1
    for start, end in pairwise(ends):
        piece = _piece(text[start:end])
        if piece is None or not (piece.closed or end == len(text)):
            return None
        for statement, (below, known) in piece.statements:
            # What stands in the script twice is two statements.
            found[copy(statement) if statement in found else statement] = (line + below, known)
        line += piece.lines
    return found


@lru_cache(maxsize=4_096)
def _piece(text: str) -> _Piece | None:
    """A part of a script by itself, None if something in it has no end."""
    script = parse(text)
    if any(token.kind == "unclosed" for token in script.tokens):
        return None
    placed = tuple((statement, (line - 1, known)) for statement, line, known in _placed(script))
    closed = not script.statements or script.statements[-1].ended
    return _Piece(placed, len(_LINE_END.findall(text)), closed)


def as_a_whole(script: ParsedScript) -> Mapping[Statement, Placed]:
    """The statements of a script in their order."""
    return {statement: (line, known) for statement, line, known in _placed(script)}


def _placed(script: ParsedScript) -> Iterator[tuple[Statement, int, Prepared]]:
    """The statements, but for those that are empty, each with its line."""
    for statement in script.statements:
        if statement.kind != "EMPTY":
            start = statement.keyword.start if statement.keyword_index else statement.span[0]
            yield statement, script.source.position(start)[0], _prepared(statement)
