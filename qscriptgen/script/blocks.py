"""Matches the statements that open blocks with those that close them."""

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
"""How deep blocks may be nested; deeper ones are one problem, and their statements stay flat."""


@dataclass(frozen=True, eq=False)
class Branch:
    """The statement that opens a part of a block, and the statements and blocks in that part."""

    head: Statement
    body: tuple[Statement | Block, ...]


@dataclass(frozen=True, eq=False)
class Block:
    """A block: the statement that opens it, its branches, and the statement that closes it, if any.

    The opener is also the head of the first branch, so the lines below an IF, FOR, DO or SUB are
    that branch's body. For SWITCH this body is empty; its CASEs are the other branches.
    """

    opener: Statement
    branches: tuple[Branch, ...]
    closer: Statement | None


@dataclass(slots=True)
class _OpenBlock:
    """A block whose end has not been reached yet."""

    opener: Statement
    branches: list[Branch] = field(default_factory=list)
    head: Statement | None = None
    body: list[Statement | Block] = field(default_factory=list)

    def start_branch(self, head: Statement | None) -> None:
        """End the current branch, and start another."""
        self.branches.append(Branch(self.head or self.opener, tuple(self.body)))
        self.head, self.body = head, []


class _BlockMatcher:
    """Reads statements one by one, and keeps the open blocks on a stack."""

    def __init__(self) -> None:
        self.top: list[Statement | Block] = []
        self.stack: list[_OpenBlock] = []
        self.problems: list[ScriptProblem] = []
        self.too_deep = 0  # open blocks that exceed MOST_BLOCKS

    def body(self) -> list[Statement | Block]:
        """The statements and blocks of the innermost open branch."""
        return self.stack[-1].body if self.stack else self.top

    def read(self, statement: Statement) -> None:
        """Read the next statement."""
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
            self.stack.append(_OpenBlock(statement))
            return
        self.body().append(statement)
        self.too_deep += 1
        message = f"more than {MOST_BLOCKS} nested blocks"
        if all(problem.kind != "too-deep" for problem in self.problems):
            self._report(statement, "too-deep", message)

    def _branch(self, statement: Statement) -> None:
        opener = self.stack[-1].opener.kind if self.stack else ""
        if opener in BRANCHES[statement.kind]:
            self.stack[-1].start_branch(statement)
            return
        self.body().append(statement)
        needed = " or ".join(BRANCHES[statement.kind])
        message = f"{statement.kind} is not inside {_ARTICLES.get(needed, 'a')} {needed}"
        self._report(statement, "stray", message, self._open_block_hint())

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
            self._report(statement, "stray", f"{words} closes nothing", self._open_block_hint())
            return
        while len(self.stack) > depth:
            self.close_innermost(None)
        self._compare_variables(self.stack[-1].opener, statement)
        self.close_innermost(statement)

    def _compare_variables(self, opener: Statement, closer: Statement) -> None:
        """Report a NEXT that names a different variable than its FOR."""
        head, tail = opener.parts, closer.parts
        if not isinstance(head, For | ForEach) or not isinstance(tail, Next):
            return
        first, second = _text(head.variable), _text(tail.variable)
        if second and "$(" not in first + second and first.lower() != second.lower():
            self._report(closer, "wrong-variable", f"NEXT {second} closes FOR {first}")

    def close_innermost(self, closer: Statement | None) -> None:
        """Close the innermost block; without a closer this is a problem."""
        opened = self.stack.pop()
        opened.start_branch(None)
        if closer is None:
            needed = OPENERS[opened.opener.kind]
            message = f"{opened.opener.kind} has no {needed}"
            hint = f"write {needed} after its last statement"
            self._report(opened.opener, "unclosed-block", message, hint)
        self.body().append(Block(opened.opener, tuple(opened.branches), closer))

    def _report(self, statement: Statement, kind: str, message: str, hint: str = "") -> None:
        word = statement.code[0]
        if any(problem.kind == "unknown-statement" for problem in statement.split_problems):
            return  # its kind is only assumed
        self.problems.append(ScriptProblem((word.start, word.end), kind, message, hint))

    def _open_block_hint(self) -> str:
        return f"the innermost open block is {self.stack[-1].opener.kind}" if self.stack else ""


_ARTICLES = {"IF": "an"}
_CLOSERS: dict[str, tuple[str, ...]] = {"END": ("IF",)}
for _opener, _closer in OPENERS.items():
    _CLOSERS[_closer] = (*_CLOSERS.get(_closer, ()), _opener)


def _closes(statement: Statement) -> tuple[str, ...]:
    """The openers that a statement can close.

    END closes nothing if a word other than IF, SUB or SWITCH follows it. A bare END closes an IF,
    as it does in public scripts; the grammar does not have it.
    """
    known = statement.kind != "END" or statement.code[1].kind in ("end", "expansion")
    return _CLOSERS[statement.kind] if known else ()


def match_blocks(
    statements: Iterable[Statement],
) -> tuple[tuple[Statement | Block, ...], tuple[ScriptProblem, ...]]:
    """The statements as a tree of blocks, and the problems; works without recursion."""
    matcher = _BlockMatcher()
    for statement in statements:
        matcher.read(statement)
    while matcher.stack:
        matcher.close_innermost(None)
    return tuple(matcher.top), tuple(matcher.problems)


def _text(name: object) -> str:
    return str(getattr(name, "name", getattr(name, "text", "")))
