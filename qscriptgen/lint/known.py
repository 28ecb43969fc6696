"""What variables are known to hold at a place of a script, without running it.

A value is known where every way to the place has set it to the same constant, through LET, SET,
Replace and whatever else the evaluator computes without the reload. Where anybody else may have set
it (an include, a subroutine, a loop, one branch of two), nothing is known and no rule says a word.

Of a text that is glued together of known and unknown pieces, its shape is known: the text with
`UNKNOWN` in the place of each piece that is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from qscriptgen.lint.memory import UNKNOWN, Held, Memory
from qscriptgen.script import Block, expand, find_expansions, parse_expression
from qscriptgen.script.evaluation import (
    EvaluationError,
    MemoryScope,
    NotEmulated,
    Settings,
    Value,
    evaluate,
)
from qscriptgen.script.evaluation.values import text, value_text
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Literal,
    Name,
    Numeral,
    Parenthesized,
    children,
)
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, For, ForEach, Sub

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qscriptgen.script import ParsedScript, Statement
    from qscriptgen.script.expression import Node

_SETTINGS = Settings()
_CHANCE = Random(0)  # never drawn from, and slow to make
_LONGEST = 100_000
_PURE = words(
    """capitalize chr evaluate findoneof if index keepchar left len lower ltrim mapsubstring match
    mid mixmatch num ord pick purgechar replace repeat right rtrim subfield substringcount text
    textbetween trim upper wildmatch"""
)
"""Functions whose value follows from their arguments in every reload."""

_GLUED = words("chr lower ltrim purgechar replace rtrim text trim upper")
"""Functions that do the same to what is known of a text, whatever the rest of it is."""

_LOOKED_AT = ("SQL", "SELECT", "SLEEP")
_ARGUMENT = re.compile(r"\$\d")


@dataclass(frozen=True)
class Values:
    """What is known at one place, as a memory and a time."""

    memory: Memory
    time: int

    def value(self, name: str) -> str | None:
        """The text of a variable, None where it is not known."""
        held = self.memory.held(name.lower(), self.time)
        return held.text if held and held.whole else None

    def shape(self, name: str) -> str:
        """What is known of the text of a variable, `UNKNOWN` where nothing is."""
        held = self.memory.held(name.lower(), self.time)
        return UNKNOWN if held is None or "$(" in held.text else held.text

    def number(self, name: str) -> str:
        """Its number; not asked, as an expansion that needs it is left alone."""
        raise LookupError(name)

    def evaluate(self, expression: str) -> str:
        """The text of an expression; not asked either."""
        raise LookupError(expression)

    def filled(self, written: str) -> str | None:
        """The text with every ``$(...)`` replaced, None where one of them is not known."""
        if "$(" not in written:
            return written if len(written) <= _LONGEST else None
        for dollar in find_expansions(written):
            if dollar.kind != "variable" or self.value(dollar.name.strip()) is None:
                return None
        try:
            found = expand(written, self)
        except LookupError:
            return None
        return None if found.problems or len(found.text) > _LONGEST else found.text


NOTHING = Values(Memory(), 0)


def known_at_requests(script: ParsedScript) -> dict[int, Values]:
    """What is known at each SQL, SELECT, SLEEP and FOR, by the start of the statement."""
    walk = _Walk(str(script))
    if any(statement.kind in (*_LOOKED_AT, "FOR") for statement in script.statements):
        subs = (block for block in script.blocks if block.opener.kind == "SUB")
        walk.set_by_subs = {name for block in subs for name in walk.changed(block)}
        walk.body(script.body)
    return walk.found


@dataclass
class _Walk:
    """Goes once through the tree of blocks with what is known so far."""

    text: str
    memory: Memory = field(default_factory=Memory)
    found: dict[int, Values] = field(default_factory=dict)
    set_by_subs: set[str] = field(default_factory=set)
    _changed: dict[int, set[str]] = field(default_factory=dict)

    def body(self, items: Sequence[Statement | Block]) -> None:
        for item in items:
            if isinstance(item, Block):
                self._block(item)
            else:
                self._statement(item)

    def changed(self, block: Block) -> set[str]:
        """The variables that a block may set; how deep blocks are is bounded by the reader."""
        if id(block) not in self._changed:
            found = assigned(branch.head for branch in block.branches)
            for branch in block.branches:
                found |= assigned(item for item in branch.body if not isinstance(item, Block))
                for item in branch.body:
                    if isinstance(item, Block):
                        found |= self.changed(item)
            self._changed[id(block)] = found
        return self._changed[id(block)]

    def _block(self, block: Block) -> None:
        outside, mark = self.memory, self.memory.mark()
        if block.opener.kind == "SUB":
            # Called from anywhere, so nothing is known at its beginning.
            self.memory = Memory()
            self.body(block.branches[0].body)
            self.memory = outside
            return
        if block.opener.kind == "FOR":
            self.found[block.opener.span[0]] = self._values()
        changed = self.changed(block)
        if block.opener.kind in ("FOR", "FOR EACH", "DO"):
            self._forget(changed)
            self.body(block.branches[0].body)
        else:
            for branch in block.branches:
                self.body(branch.body)
                self.memory = outside
                self.memory.back(mark)
        self._forget(changed)

    def _values(self) -> Values:
        return Values(self.memory, self.memory.now)

    def _forget(self, names: set[str]) -> None:
        if ANY in names:
            self.memory = Memory()
        else:
            self.memory.forget(names)

    def _statement(self, statement: Statement) -> None:
        if statement.kind in _LOOKED_AT:
            self.found[statement.span[0]] = self._values()
            return
        parts = statement.parts
        if isinstance(parts, CallSub):
            self._forget(self.set_by_subs)
            names = {a.name.lower() for a in parts.arguments if isinstance(a, Name)}
            self._forget(names if isinstance(parts.name, Name) else {ANY})
        elif isinstance(parts, Assign):
            self._assign(statement, parts)
        elif statement.kind in ("INCLUDE", "EXPANSION", "UNKNOWN"):
            self._forget({ANY})

    def _assign(self, statement: Statement, parts: Assign) -> None:
        if not isinstance(parts.name, Name):
            self._forget({ANY})
            return
        name = parts.name.name.lower()
        value = shape = None
        if parts.value is None:
            value = ""
        elif not statement.prefixes:
            written = self.text[parts.value[0] : parts.value[1]]
            value = self._value(statement, parts, written)
            shape = self._shape(statement, parts, written) if value is None else None
        held = None
        if value is not None and not statement.prefixes:
            held = Held(value, whole=True)
        elif shape is not None and shape != UNKNOWN and len(shape) <= _LONGEST:
            held = Held(shape, whole=False)
        self.memory.change(name, held)

    def _value(self, statement: Statement, parts: Assign, written: str) -> str | None:
        """The text that is assigned, None where it can't be said."""
        filled = self._values().filled(written)
        if filled is None or _ARGUMENT.search(filled):
            return None
        if statement.kind == "SET":
            return _unquoted(filled)
        node = _read(statement, parts, written, filled)
        return _text_of(node, self._values()) if node and self._constant(node) else None

    def _shape(self, statement: Statement, parts: Assign, written: str) -> str | None:
        """What is known of a text that is glued together, None where nothing is."""
        known = self._values()
        filled = fill(written, known)
        if _ARGUMENT.search(filled):
            return None
        if statement.kind == "SET":
            return _unquoted(filled)
        node = _read(statement, parts, written, filled)
        return _glued(node, known) if node else None

    def _constant(self, root: Node) -> bool:
        known = self._values()
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Name) and known.value(node.name) is None:
                return False
            if isinstance(node, Call) and node.name.lower() not in _PURE:
                return False
            waiting += children(node)
        return True


def _read(statement: Statement, parts: Assign, written: str, filled: str) -> Node | None:
    """The expression of an assignment once it is expanded, None where it can't be read."""
    if "$(" not in written:
        return None if statement.problems else parts.expression
    node, problems = parse_expression(filled)
    return None if problems else node


def fill(written: str, known: Values) -> str:
    """The text with every ``$(v)`` replaced by what is known of the variable."""
    if "$(" not in written:
        return written
    pieces, at = [], 0
    for dollar in find_expansions(written):
        if dollar.depth:
            continue
        name = dollar.name.strip()
        plain = dollar.kind == "variable" and "$(" not in name
        pieces += [written[at : dollar.span[0]], known.shape(name) if plain else UNKNOWN]
        at = dollar.span[1]
    return "".join(pieces) + written[at:]


def _glued(node: Node, known: Values) -> str:
    """The shape of an expression; the reader bounds how deep it is."""
    if isinstance(node, Name):
        return known.shape(node.name)
    if isinstance(node, Parenthesized):
        return _glued(node.inner, known)
    if isinstance(node, BinaryChain) and all(operator == "&" for operator, _ in node.rest):
        return "".join(_glued(operand, known) for operand in children(node))
    if isinstance(node, Call) and node.name.lower() in _GLUED:
        parts = [_glued(argument, known) for argument in node.args]
        if any(UNKNOWN in part for part in parts[1:]):
            return UNKNOWN
        node = replace(node, args=tuple(Literal(node.span, part) for part in parts))
    elif not isinstance(node, Literal | Numeral):
        return UNKNOWN
    found = _text_of(node, NOTHING)
    return UNKNOWN if found is None else found


def _text_of(node: Node, known: Values) -> str | None:
    """What an expression gives, None where that can't be said."""
    try:
        return value_text(evaluate(node, _Lowered(known=known), _SETTINGS))
    except (NotEmulated, EvaluationError):
        return None


@dataclass
class _Lowered(MemoryScope):
    """Finds a variable in any letter case, so that a rule guesses no more than the engine."""

    chance: Random = field(default_factory=lambda: _CHANCE)
    known: Values = NOTHING

    def variable(self, name: str) -> Value | None:
        found = self.known.value(name)
        return None if found is None else text(found)


ANY = "*"
"""Stands for every name, where nobody can say which are set."""


def inside(block: Block) -> Iterable[Statement]:
    """Every statement of a block, with its opener and the heads of its branches."""
    waiting: list[Statement | Block] = [block]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Block):
            for branch in item.branches:
                yield branch.head
                waiting += branch.body
        else:
            yield item


def assigned(statements: Iterable[Statement]) -> set[str]:
    """The variables that statements may set, in lower case; `ANY` where that can't be said."""
    found: set[str] = set()
    for statement in statements:
        parts = statement.parts
        if isinstance(parts, Assign):
            found.add(parts.name.name.lower() if isinstance(parts.name, Name) else ANY)
        elif isinstance(parts, For | ForEach):
            found.add(parts.variable.name.lower() if isinstance(parts.variable, Name) else ANY)
        elif isinstance(parts, Sub):
            found |= {p.name.lower() for p in parts.parameters if isinstance(p, Name)}
        elif isinstance(parts, CallSub) or statement.kind in ("INCLUDE", "EXPANSION", "UNKNOWN"):
            found.add(ANY)
    return found


def _unquoted(value: str) -> str:
    """The value of a SET: quotes around the whole of it are not part of it.

    https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Set.htm
    """
    if len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1]:
        return value[1:-1]
    return value
