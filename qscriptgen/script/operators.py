"""Builds a tree from a row of operands and operators.

The levels of precedence are an assumption, since they are not public; see `expression_parser`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.expression import BinaryChain, Unary

if TYPE_CHECKING:
    from qscriptgen.script.expression import Node

_LEVELS = (
    ("or", "xor"),
    ("and",),
    (),  # not
    ("<", "<=", ">", ">=", "=", "<>", "like", "precedes", "follows"),
    ("bitand", "bitor", "bitxor", "<<", ">>"),
    ("&",),
    ("+", "-"),
    ("*", "/"),
    (),  # signs and bitnot
    ("",),  # an operator that an expansion may provide
)
BINARY = {operator: level for level, row in enumerate(_LEVELS) for operator in row}
PREFIX = {"not": 2, "+": 8, "-": 8, "bitnot": 8}

_LOGICAL = frozenset(("and", "or", "xor"))


class Row:
    """Operands, with the operators between and before them, in the order of the text."""

    __slots__ = ("operands", "operators", "pending", "prefixes")

    def __init__(self) -> None:
        self.operands: list[Node] = []
        self.operators: list[str] = []
        self.prefixes: dict[int, list[tuple[str, int]]] = {}
        self.pending = 0

    @property
    def started(self) -> bool:
        """Whether the row contains anything."""
        return bool(self.operands or self.pending)

    def prefix(self, operator: str, start: int) -> None:
        """Add an operator before the next operand."""
        self.prefixes.setdefault(len(self.operands), []).append((operator, start))
        self.pending += 1

    def add(self, operand: Node) -> None:
        """Add the next operand."""
        self.operands.append(operand)
        self.pending = 0

    def fold(self) -> Node:
        """Build the tree of the row, which must end with an operand."""
        operands, operators = self.operands, self.operators
        if not self.prefixes:
            if not operators:
                return operands[0]
            level = BINARY[operators[0]]
            if len(operators) == 1 or all(BINARY[operator] == level for operator in operators):
                return _chain(operands, operators)
        return self._fold(0, len(operands), 0)

    def _fold(self, first: int, end: int, level: int) -> Node:
        """Build the tree of some operands whose operators bind at least as tightly as the level.

        The recursion is at most one call for each level, and one for each run of prefixes.
        """
        prefixes = self.prefixes.get(first)
        while level < len(_LEVELS):
            if prefixes and (end - first == 1 or PREFIX[prefixes[0][0]] <= level):
                return self._prefixed(first, end, level)
            if end - first == 1:
                return self.operands[first]
            cuts = [at for at in range(first, end - 1) if BINARY[self.operators[at]] == level]
            if cuts:
                starts, ends = [first, *(at + 1 for at in cuts)], [*(at + 1 for at in cuts), end]
                parts = [self._fold(*part, level + 1) for part in zip(starts, ends, strict=True)]
                return _chain(parts, [self.operators[at] for at in cuts])
            level += 1
        return self.operands[first]

    def _prefixed(self, first: int, end: int, level: int) -> Node:
        """Build the tree of operands with prefixes before the first one that apply to all."""
        prefixes = self.prefixes.pop(first)
        # Prefixes after a tight one are at least as tight: not applies to a = b, - only to a.
        loose = 0
        while loose < len(prefixes) and (end - first == 1 or PREFIX[prefixes[loose][0]] <= level):
            loose += 1
        if loose < len(prefixes):
            self.prefixes[first] = prefixes[loose:]
        node = self._fold(first, end, level)
        for operator, start in reversed(prefixes[:loose]):
            node = Unary((start, node.span[1]), operator, node)
        return node


def _chain(operands: list[Node], operators: list[str]) -> BinaryChain:
    """A chain, marked as mixed if it has different logical operators."""
    rest = tuple(zip(operators, operands[1:], strict=True))
    span = (operands[0].span[0], operands[-1].span[1])
    mixed = operators[0] in _LOGICAL and (
        any(operator != operators[0] for operator in operators)
        or any(isinstance(part, BinaryChain) and part.rest[0][0] in _LOGICAL for part in operands)
    )
    return BinaryChain(span, operands[0], rest, mixed)
