"""Matches what opens a block with what closes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.script.expression_parser import excerpt
from qscriptgen.script.keywords import BRANCHES, OPENERS
from qscriptgen.script.parts import For, ForEach, Next
from qscriptgen.script.source import ScriptProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.script.statement import Statement

MOST_BLOCKS = 200
"""How deep blocks may be nested; what is deeper is one problem and stays flat."""


@dataclass(frozen=True, eq=False)
class Branch:
    """The statement that opens a part of a block, and what stands below it."""

    head: Statement
    body: tuple[Statement | Block, ...]


@dataclass(frozen=True, eq=False)
class Block:
    """A statement that opens a block, its branches, and the one that closes it, if one does.

    The head of the first branch is the opener: what stands below an IF, FOR, DO or SUB is the body
    of it. Below SWITCH nothing does; its CASEs are the other branches.
    """

    opener: Statement
    branches: tuple[Branch, ...]
    closer: Statement | None


@dataclass(slots=True)
class _Open:
    """A block whose end is not reached yet."""

    opener: Statement
    branches: list[Branch] = field(default_factory=list)
    head: Statement | None = None
    body: list[Statement | Block] = field(default_factory=list)

    def branch(self, head: Statement | None) -> None:
        """End the branch at hand, and start another."""
        self.branches.append(Branch(self.head or self.opener, tuple(self.body)))
        self.head, self.body = head, []


class _Matcher:
    def __init__(self) -> None:
        self.top: list[Statement | Block] = []
        self.stack: list[_Open] = []
        self.problems: list[ScriptProblem] = []
        self.too_deep = 0  # blocks that are open below the deepest one that is kept

    def body(self) -> list[Statement | Block]:
        return self.stack[-1].body if self.stack else self.top

    def read(self, statement: Statement) -> None:
        kind = statement.kind
        if kind in OPENERS:
            self._open(statement)
        elif kind in _CLOSERS:
            self._close(statement)
        elif kind in BRANCHES and not self.too_deep:
            self._branch(statement)
        else:
            self.body().append(statement)

    def _open(self, statement: Statement) -> None:
        if len(self.stack) < MOST_BLOCKS:
            self.stack.append(_Open(statement))
            return
        self.body().append(statement)
        self.too_deep += 1
        message = f"more than {MOST_BLOCKS} blocks inside each other"
        if all(problem.kind != "too-deep" for problem in self.problems):
            self._report(statement, "too-deep", message)

    def _branch(self, statement: Statement) -> None:
        opener = self.stack[-1].opener.kind if self.stack else ""
        if opener in BRANCHES[statement.kind]:
            self.stack[-1].branch(statement)
            return
        self.body().append(statement)
        within = " or ".join(BRANCHES[statement.kind])
        self._report(
            statement, "stray", f"{statement.kind} stands in no {within}", self._still_open()
        )

    def _close(self, statement: Statement) -> None:
        opens = _closes(statement)
        if self.too_deep:
            self.too_deep -= bool(opens)
            self.body().append(statement)
            return
        depth = next(
            (at for at in range(len(self.stack), 0, -1) if self.stack[at - 1].opener.kind in opens),
            0,
        )
        if not depth:
            self.body().append(statement)
            words = statement.kind if opens else f"END {excerpt(statement.code[1].text)}"
            self._report(statement, "stray", f"{words} closes nothing", self._still_open())
            return
        while len(self.stack) > depth:
            self.leave(None)
        self._compare(self.stack[-1].opener, statement)
        self.leave(statement)

    def _compare(self, opener: Statement, closer: Statement) -> None:
        """Note a NEXT that names another variable than its FOR."""
        head, tail = opener.parts, closer.parts
        if not isinstance(head, For | ForEach) or not isinstance(tail, Next):
            return
        first, second = _text(head.variable), _text(tail.variable)
        if second and "$(" not in first + second and first.lower() != second.lower():
            self._report(closer, "wrong-variable", f"NEXT {second} closes FOR {first}")

    def leave(self, closer: Statement | None) -> None:
        """Close the innermost block, with a problem if nothing closes it."""
        opened = self.stack.pop()
        opened.branch(None)
        if closer is None:
            needed = OPENERS[opened.opener.kind]
            message = f"{opened.opener.kind} has no {needed}"
            hint = f"write {needed} behind the last statement that belongs to it"
            self._report(opened.opener, "unclosed-block", message, hint)
        self.body().append(Block(opened.opener, tuple(opened.branches), closer))

    def _report(self, statement: Statement, kind: str, message: str, hint: str = "") -> None:
        word = statement.code[0]
        if any(problem.kind == "unknown-statement" for problem in statement.found):
            return  # what it is was guessed
        self.problems.append(ScriptProblem((word.start, word.end), kind, message, hint))

    def _still_open(self) -> str:
        return f"the innermost open block is {self.stack[-1].opener.kind}" if self.stack else ""


_CLOSERS: dict[str, tuple[str, ...]] = {"END": ("IF",)}
for _opener, _closer in OPENERS.items():
    _CLOSERS[_closer] = (*_CLOSERS.get(_closer, ()), _opener)


def _closes(statement: Statement) -> tuple[str, ...]:
    """What a statement can close; END none where any word but IF, SUB or SWITCH stands behind it.

    A bare END closes an IF, as it does in public scripts; the grammar has none.
    """
    known = statement.kind != "END" or statement.code[1].kind in ("end", "expansion")
    return _CLOSERS[statement.kind] if known else ()


def match(
    statements: Iterable[Statement],
) -> tuple[tuple[Statement | Block, ...], tuple[ScriptProblem, ...]]:
    """The statements as a tree of blocks, and what does not match; it calls itself nowhere."""
    matcher = _Matcher()
    for statement in statements:
        matcher.read(statement)
    while matcher.stack:
        matcher.leave(None)
    return tuple(matcher.top), tuple(matcher.problems)


def _text(name: object) -> str:
    return str(getattr(name, "name", getattr(name, "text", "")))
