"""Constant propagation: what variables are known to hold at a place, without running the script.

A value is known where every path to the place has set it to the same constant: by LET, SET, Replace
and whatever else can be evaluated without the reload. Where an include, a subroutine, a loop or one
branch of two may have set it, nothing is known, and no rule reports anything.

Of a text that is made of known and unknown parts, the known parts are kept: the partial text has
`UNKNOWN` in the place of each unknown part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.history import UNKNOWN, KnownText, VariableHistory
from qscriptgen.lint.model import LintedScript, analysis
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

    from qscriptgen.script import Statement
    from qscriptgen.script.expression import Node

_SETTINGS = Settings()
_CHANCE = Random(0)  # never drawn from, and slow to make
_LONGEST = 100_000
_PURE = words(
    """capitalize chr evaluate findoneof if index keepchar left len lower ltrim mapsubstring match
    mid mixmatch num ord pick purgechar replace repeat right rtrim subfield substringcount text
    textbetween trim upper wildmatch"""
)
"""Functions whose value depends on nothing but their arguments."""

_TEXT_FUNCTIONS = words("chr lower ltrim purgechar replace rtrim text trim upper")
"""Functions that change the known parts of a text alike, whatever the other parts are."""

_RECORDED = ("SQL", "SELECT", "SLEEP")
_ARGUMENT = re.compile(r"\$\d")


@dataclass(frozen=True)
class Constants:
    """What is known at one place, as a history and a time."""

    history: VariableHistory
    time: int

    def value(self, name: str) -> str | None:
        """The text of a variable, None where it is not known."""
        known = self.history.text_at(name.lower(), self.time)
        return known.text if known and known.complete else None

    def partial(self, name: str) -> str:
        """The partial text of a variable, `UNKNOWN` where nothing is known."""
        known = self.history.text_at(name.lower(), self.time)
        return UNKNOWN if known is None or "$(" in known.text else known.text

    def number(self, name: str) -> str:
        """Required by `expand`; never called, as an expansion that needs it is not filled in."""
        raise LookupError(name)

    def evaluate(self, expression: str) -> str:
        """Required by `expand`; never called either."""
        raise LookupError(expression)

    def filled(self, written: str) -> str | None:
        """The text with every ``$(...)`` expanded, None where one of them is not known."""
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


NO_CONSTANTS = Constants(VariableHistory(), 0)


def constants_at(script: LintedScript, number: int) -> Constants:
    """What is known at a request, a SLEEP or a FOR."""
    return _constants(script).get(script.statements[number].span[0], NO_CONSTANTS)


@analysis
def _constants(script: LintedScript) -> dict[int, Constants]:
    """What is known at each SQL, SELECT, SLEEP and FOR, by the start of the statement."""
    propagation = _Propagation(script.text)
    if script.of_kind(*_RECORDED, "FOR"):
        subs = (block for block in script.parsed.blocks if block.opener.kind == "SUB")
        propagation.set_by_subs = {name for block in subs for name in propagation.changed(block)}
        propagation.body(script.parsed.body)
    return propagation.found


@dataclass
class _Propagation:
    """Goes once through the blocks with what is known so far."""

    text: str
    history: VariableHistory = field(default_factory=VariableHistory)
    found: dict[int, Constants] = field(default_factory=dict)
    set_by_subs: set[str] = field(default_factory=set)
    _changed: dict[int, set[str]] = field(default_factory=dict)

    def body(self, items: Sequence[Statement | Block]) -> None:
        """Go through the items of a block, in their order."""
        for item in items:
            if isinstance(item, Block):
                self._block(item)
            else:
                self._statement(item)

    def changed(self, block: Block) -> set[str]:
        """The variables that a block may set; the reader bounds how deep blocks are nested."""
        if id(block) not in self._changed:
            found = assigned_names(branch.head for branch in block.branches)
            for branch in block.branches:
                found |= assigned_names(item for item in branch.body if not isinstance(item, Block))
                for item in branch.body:
                    if isinstance(item, Block):
                        found |= self.changed(item)
            self._changed[id(block)] = found
        return self._changed[id(block)]

    def _block(self, block: Block) -> None:
        """Go through a block; what it may set is not known after it."""
        outside, mark = self.history, self.history.mark()
        if block.opener.kind == "SUB":
            # It can be called from anywhere, so nothing is known at its start.
            self.history = VariableHistory()
            self.body(block.branches[0].body)
            self.history = outside
            return
        if block.opener.kind == "FOR":
            self.found[block.opener.span[0]] = self._constants_here()
        changed = self.changed(block)
        if block.opener.kind in ("FOR", "FOR EACH", "DO"):
            self._forget(changed)
            self.body(block.branches[0].body)
        else:
            for branch in block.branches:
                self.body(branch.body)
                self.history = outside
                self.history.undo(mark)
        self._forget(changed)

    def _constants_here(self) -> Constants:
        return Constants(self.history, self.history.now)

    def _forget(self, names: set[str]) -> None:
        """Make some variables unknown, or all of them for `ANY`."""
        if ANY in names:
            self.history = VariableHistory()
        else:
            self.history.forget(names)

    def _statement(self, statement: Statement) -> None:
        """Record what is known at a statement, and apply what it sets."""
        if statement.kind in _RECORDED:
            self.found[statement.span[0]] = self._constants_here()
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
        """Apply an assignment."""
        if not isinstance(parts.name, Name):
            self._forget({ANY})
            return
        name = parts.name.name.lower()
        value = partial = None
        if parts.value is None:
            value = ""
        elif not statement.prefixes:
            written = self.text[parts.value[0] : parts.value[1]]
            value = self._value(statement, parts, written)
            partial = self._partial(statement, parts, written) if value is None else None
        known = None
        if value is not None and not statement.prefixes:
            known = KnownText(value, complete=True)
        elif partial is not None and partial != UNKNOWN and len(partial) <= _LONGEST:
            known = KnownText(partial, complete=False)
        self.history.change(name, known)

    def _value(self, statement: Statement, parts: Assign, written: str) -> str | None:
        """The text that is assigned, None where it is not known."""
        filled = self._constants_here().filled(written)
        if filled is None or _ARGUMENT.search(filled):
            return None
        if statement.kind == "SET":
            return _unquoted(filled)
        node = _read(statement, parts, written, filled)
        return _text_of(node, self._constants_here()) if node and self._constant(node) else None

    def _partial(self, statement: Statement, parts: Assign, written: str) -> str | None:
        """The partial text that is assigned, None where nothing of it is known."""
        known = self._constants_here()
        filled = expand_known(written, known)
        if _ARGUMENT.search(filled):
            return None
        if statement.kind == "SET":
            return _unquoted(filled)
        node = _read(statement, parts, written, filled)
        return _partial_text(node, known) if node else None

    def _constant(self, root: Node) -> bool:
        """Whether the value of an expression follows from what is known."""
        known = self._constants_here()
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
    """The expression of an assignment after expansion, None where it can't be read."""
    if "$(" not in written:
        return None if statement.problems else parts.expression
    node, problems = parse_expression(filled)
    return None if problems else node


def expand_known(written: str, known: Constants) -> str:
    """The text with every ``$(v)`` replaced by the partial text of the variable."""
    if "$(" not in written:
        return written
    pieces, at = [], 0
    for dollar in find_expansions(written):
        if dollar.depth:
            continue
        name = dollar.name.strip()
        plain = dollar.kind == "variable" and "$(" not in name
        pieces += [written[at : dollar.span[0]], known.partial(name) if plain else UNKNOWN]
        at = dollar.span[1]
    return "".join(pieces) + written[at:]


def _partial_text(node: Node, known: Constants) -> str:
    """The partial text of an expression; the reader bounds how deep it is nested."""
    if isinstance(node, Name):
        return known.partial(node.name)
    if isinstance(node, Parenthesized):
        return _partial_text(node.inner, known)
    if isinstance(node, BinaryChain) and all(operator == "&" for operator, _ in node.rest):
        return "".join(_partial_text(operand, known) for operand in children(node))
    if isinstance(node, Call) and node.name.lower() in _TEXT_FUNCTIONS:
        parts = [_partial_text(argument, known) for argument in node.args]
        if any(UNKNOWN in part for part in parts[1:]):
            return UNKNOWN
        node = replace(node, args=tuple(Literal(node.span, part) for part in parts))
    elif not isinstance(node, Literal | Numeral):
        return UNKNOWN
    found = _text_of(node, NO_CONSTANTS)
    return UNKNOWN if found is None else found


def _text_of(node: Node, known: Constants) -> str | None:
    """The value of an expression as text, None where it is not known."""
    try:
        return value_text(evaluate(node, _KnownVariables(known=known), _SETTINGS))
    except (NotEmulated, EvaluationError):
        return None


@dataclass
class _KnownVariables(MemoryScope):
    """Finds a variable in any letter case, so that a rule knows no more than the engine."""

    chance: Random = field(default_factory=lambda: _CHANCE)
    known: Constants = NO_CONSTANTS

    def variable(self, name: str) -> Value | None:
        found = self.known.value(name)
        return None if found is None else text(found)


ANY = "*"
"""Stands for every name, where it is not known which names are set."""


def statements_in(block: Block) -> Iterable[Statement]:
    """Every statement of a block, including its opener and the heads of its branches."""
    waiting: list[Statement | Block] = [block]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Block):
            for branch in item.branches:
                yield branch.head
                waiting += branch.body
        else:
            yield item


def assigned_names(statements: Iterable[Statement]) -> set[str]:
    """The variables that statements may set, in lower case; `ANY` where it is not known which."""
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
    """The value of a SET: quotes around the whole value are not part of it.

    https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Set.htm
    """
    if len(value) > 1 and value[0] == value[-1] == "'" and "'" not in value[1:-1]:
        return value[1:-1]
    return value
