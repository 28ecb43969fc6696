"""Syntax trees of expressions: of the value of LET, of a condition, or of a field of a LOAD.

Every node has its span in the script. Operators of one level of precedence are kept in one flat
`BinaryChain`, so a sum of a million terms is one node instead of a million nested ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.script.source import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in single quotes; ``value`` is the text without them, with '' replaced by '."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it is written, and its value."""

    span: Span
    text: str
    value: float | int


@dataclass(frozen=True, slots=True)
class Name:
    """A field in a LOAD, a variable elsewhere.

    ``quote`` is ``"``, ``[``, a backtick, or empty for a bare name. ``Count(*)`` has the bare name
    ``*`` as its argument.
    """

    span: Span
    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments.

    ``name`` is spelt as in the script. ``extra`` are the words before the first argument, in upper
    case and without DISTINCT: ``TOTAL``, ``TOTAL <a, b>``, ``ALL``.
    """

    span: Span
    name: str
    args: tuple[Node, ...]
    distinct: bool = False
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unary:
    """An operator before its operand: ``+``, ``-``, ``not`` or ``bitnot``, in lower case."""

    span: Span
    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class BinaryChain:
    """Operands joined by operators of one level, from left to right.

    Operators are in lower case. ``mixed`` marks a chain that may be read differently by the engine,
    whose precedence is not public: and, or and xor next to each other without parentheses. The
    operator is empty between two operands of which one is an `Expansion`, which may provide it.
    """

    span: Span
    first: Node
    rest: tuple[tuple[str, Node], ...]
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Parenthesized:
    """An expression in parentheses."""

    span: Span
    inner: Node


@dataclass(frozen=True, slots=True)
class Expansion:
    """A ``$(...)`` that is not expanded yet, with the word that contains it, as in ``v$(i)``."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A position where an expression is missing, which is also a problem."""

    span: Span


Node = Literal | Numeral | Name | Call | Unary | BinaryChain | Parenthesized | Expansion | Missing


def children(node: Node) -> tuple[Node, ...]:
    """The child nodes of a node, in the order of the text."""
    if isinstance(node, BinaryChain):
        return (node.first, *(operand for _, operand in node.rest))
    if isinstance(node, Call):
        return node.args
    if isinstance(node, Parenthesized):
        return (node.inner,)
    return (node.operand,) if isinstance(node, Unary) else ()
