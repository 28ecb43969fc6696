"""Expressions as trees: what stands behind LET, in a condition, or in a field of a LOAD.

Every node says where it stands in the script. Operators of one level of precedence are kept in one
flat `BinaryChain`, so a sum of a million terms is one node and not a million nested ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.script.source import Span


@dataclass(frozen=True, slots=True)
class Literal:
    """A text in single quotes; ``value`` is the text without them, its quotes un-doubled."""

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

    ``quote`` is how it was written: bare (empty), ``"``, ``[`` or a backtick. `Count(*)` has the
    bare name ``*`` as its argument.
    """

    span: Span
    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments.

    ``name`` is spelt as in the script. ``extra`` holds the words before the first argument that
    are not part of it, in upper case and without DISTINCT: ``TOTAL``, ``TOTAL <a, b>``, ``ALL``.
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

    Operators are in lower case. ``mixed`` marks what nobody can be sure to read right, since the
    engine's precedence is not public: and, or and xor beside each other without parentheses.
    The operator is empty between two operands of which one is an `Expansion`, since that may
    bring the operator along.
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
    """A ``$(...)`` that is not expanded yet, with the word it is a part of, as in ``v$(i)``."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """The place where an expression should be and is not; there is a problem at it."""

    span: Span


Node = Literal | Numeral | Name | Call | Unary | BinaryChain | Parenthesized | Expansion | Missing


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in the order in which they are written."""
    if isinstance(node, BinaryChain):
        return (node.first, *(operand for _, operand in node.rest))
    if isinstance(node, Call):
        return node.args
    if isinstance(node, Parenthesized):
        return (node.inner,)
    return (node.operand,) if isinstance(node, Unary) else ()
