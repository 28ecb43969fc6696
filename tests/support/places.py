"""Where in a script there is something that an edit can break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from qscriptgen.script import ParsedScript, RestStatement, Statement, Token, parse_rest
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Missing,
    Name,
    Node,
    Numeral,
    Parenthesized,
    Unary,
    children,
)
from qscriptgen.script.keywords import CONTROL, PREFIXES, REGULAR, words
from qscriptgen.script.parts import Condition, Exit, Load, Raw, Subject
from qscriptgen.script.tokens import TRIVIA


class Change(NamedTuple):
    """What an edit does: the text from ``start`` to ``end`` becomes ``new``; twice at most."""

    what: str
    start: int
    end: int
    new: str = ""
    also: tuple[int, int] | None = None


STATUSES = ("QUEUED", "RELOADING", "SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT", "NONE")
KEYWORDS = {*CONTROL, *REGULAR, *PREFIXES} | words(
    """and as by each error from not or resident script sql table tables then to until where while
    xor connection with json wrap on off url body query httpheader pk fk connect"""
)
WORD = re.compile(r"[A-Za-z_]\w*")
QUOTED = ("string", "quoted", "bracket", "unclosed")
_EXPANSION = re.compile(r"\$\([^()]*\)")
_NODES = (Call, BinaryChain, Expansion, Parenthesized, Literal, Missing, Name, Numeral, Unary)


def code(script: ParsedScript) -> Iterator[tuple[Token, Statement]]:
    """The tokens that the engine reads, but for what TRACE says."""
    for statement in script.statements:
        tokens = statement.tokens if statement.kind != "TRACE" else statement.code[:1]
        yield from ((token, statement) for token in tokens if token.kind not in TRIVIA)


def _roots(parts: object) -> Iterator[Node]:
    """The expressions of a statement."""
    if isinstance(parts, _NODES):
        yield parts
    elif isinstance(parts, tuple):
        for part in parts:
            yield from _roots(part)
    elif is_dataclass(parts):
        for field in fields(parts):
            yield from _roots(getattr(parts, field.name))


def nodes(script: ParsedScript) -> Iterator[Node]:
    """All nodes of all expressions, each before those below it."""
    for statement in script.statements:
        stack = [*_roots(statement.parts)]
        while stack:
            node = stack.pop(0)
            yield node
            stack[:0] = children(node)


def alphabets(script: ParsedScript) -> Iterator[Literal]:
    """The sets of characters of KeepChar and PurgeChar."""
    for node in nodes(script):
        if isinstance(node, Call) and node.name.lower() in ("keepchar", "purgechar"):
            yield from (arg for arg in node.args[1:] if isinstance(arg, Literal))


def conditions(script: ParsedScript) -> Iterator[tuple[str, Node]]:
    """Whatever decides something, with the word before it."""
    for statement in script.statements:
        parts = statement.parts
        if isinstance(parts, Subject) and statement.kind in ("IF", "ELSEIF"):
            yield statement.kind, parts.expression
        elif isinstance(parts, Exit | Condition):
            found = parts.condition if isinstance(parts, Exit) else parts.expression
            if found is not None:
                yield statement.kind, found
        elif isinstance(parts, Load) and parts.where is not None:
            yield "WHERE", parts.where
        yield from ((p.kind, p.condition) for p in statement.prefixes if p.condition is not None)
    for node in nodes(script):
        if isinstance(node, Call) and node.name.lower() == "if":
            yield "If()", node.args[0]


def spelt(script: ParsedScript) -> Iterator[tuple[str, str, int]]:
    """The kind, text and offset of each word in code, also in quotes."""
    tokens = list(code(script))
    sets = {literal.span[0] for literal in alphabets(script)}
    behind = [token.text for token, _ in tokens[1:]] + [""]
    for (token, _), following in zip(tokens, behind, strict=True):
        if token.start in sets:
            continue
        expansions = [match.span() for match in _EXPANSION.finditer(token.text)]
        for match in WORD.finditer(token.text):
            word, at = match[0], match.start()
            if any(start <= at < end for start, end in expansions) or word.startswith("qsg_"):
                kind = "name"
            elif token.kind in QUOTED:
                kind = "status" if word in STATUSES else "text"
            elif word.lower() in KEYWORDS and not (word == "If" and following == "("):
                kind = "keyword"
            else:
                kind = "function" if following == "(" else "name"
            yield kind, word, token.start + at


def requests(script: ParsedScript) -> Iterator[RestStatement]:
    """The SELECTs of REST connections."""
    for statement in script.statements:
        if isinstance(statement.parts, Raw) and statement.kind in ("SQL", "SELECT"):
            start, end = statement.parts.span
            found, _ = parse_rest(str(script)[start:end], start)
            if found is not None:
                yield found
