"""Reads a whole script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.script.blocks import Block, match_blocks
from qscriptgen.script.expression_parser import unclosed
from qscriptgen.script.source import ScriptProblem, SourceText
from qscriptgen.script.split import split
from qscriptgen.script.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script.statement import Statement


@dataclass(frozen=True, eq=False)
class ParsedScript:
    """A script that was read; its text is exactly what was read.

    ``statements`` are all its statements in order, ``body`` the same as a tree of blocks.
    """

    tokens: tuple[Token, ...]
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        return "".join([token.text for token in self.tokens])

    @cached_property
    def source(self) -> SourceText:
        """The text with its lines."""
        return SourceText(str(self))

    @property
    def body(self) -> tuple[Statement | Block, ...]:
        """The statements and blocks that are not inside a block."""
        return self._matched[0]

    @cached_property
    def structure_problems(self) -> tuple[ScriptProblem, ...]:
        """What is wrong with its quotes and blocks, without the problems within statements."""
        found = [unclosed(token) for token in self.tokens if token.kind == "unclosed"]
        return tuple(sorted([*found, *self._matched[1]], key=lambda problem: problem.span))

    @cached_property
    def problems(self) -> tuple[ScriptProblem, ...]:
        """Everything that is wrong with the script, in the order of the text."""
        found = list(self.structure_problems)
        broken = bool(found)
        for statement in self.statements:
            # After an unclosed quote, problems in the rest of its statement mean nothing.
            if not (broken and any(token.kind == "unclosed" for token in statement.tokens)):
                found += statement.problems
        return tuple(sorted(found, key=lambda problem: problem.span))

    @property
    def comments(self) -> tuple[Token, ...]:
        """All comments, including those that are outside of every statement."""
        return tuple(token for token in self.tokens if token.kind == "comment")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks, each before the blocks inside it."""
        return tuple(_blocks(self.body))

    @cached_property
    def _matched(self) -> tuple[tuple[Statement | Block, ...], tuple[ScriptProblem, ...]]:
        return match_blocks(self.statements)


def parse(text: str, *, recover: bool = False) -> ParsedScript:
    """Read a text as a script; ``str`` of the script is the text. It never raises.

    What is wrong with the script is in its ``problems``; the rest of it is read nevertheless.

    Args:
        text: The script.
        recover: Whether a misspelt control word is read as the intended one, so that there is one
            problem and not another for its block, and whether a control statement on several lines
            is read as one. The engine does neither.
    """
    tokens = tokenize(text)
    return ParsedScript(tokens, split(tokens, recover=recover))


def parse_statements(text: str, offset: int = 0) -> tuple[Statement, ...]:
    """Read the statements of a part of a script, such as the text that an expansion provides.

    Args:
        text: The part, which need not contain whole blocks.
        offset: The offset of the part in the text that the spans refer to.
    """
    return split(tokenize(text, offset))


def _blocks(body: tuple[Statement | Block, ...]) -> Iterator[Block]:
    """All blocks in a body; the depth of recursion is at most `blocks.MOST_BLOCKS`."""
    for item in body:
        if isinstance(item, Block):
            yield item
            for branch in item.branches:
                yield from _blocks(branch.body)
