"""The expressions of statements, and their nodes."""

from __future__ import annotations

import re
from operator import add, mul, sub, truediv
from typing import TYPE_CHECKING

from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Name,
    Node,
    Numeral,
    Parenthesized,
    Unary,
    children,
)
from qscriptgen.script.parts import (
    Assign,
    CallSub,
    Case,
    Condition,
    Connect,
    Exit,
    For,
    ForEach,
    Load,
    Subject,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from qscriptgen.script import Statement

EXPANDED = re.compile(r"\$\(\s*#?\s*([\w.%@~]+)")
"""The name that an expansion starts with."""


def roots(statement: Statement) -> tuple[Node, ...]:
    """The expressions of a statement."""
    parts = statement.parts
    read = _EXPRESSIONS.get(type(parts))
    found = read(parts) if read else ()
    if statement.prefixes:
        found = (*(prefix.condition for prefix in statement.prefixes), *found)
    return tuple([node for node in found if node is not None]) if found else ()


def _loaded(load: Load) -> tuple[Node | None, ...]:
    """The expressions of a LOAD."""
    return (
        *(item.expression for item in load.fields),
        *(load.where, load.while_, *load.group_by),
        *(order.expression for order in load.order_by),
        load.source.value if load.source else None,
    )


_EXPRESSIONS: dict[type, Callable[..., tuple[Node | None, ...]]] = {
    Assign: lambda parts: (parts.expression,),
    Subject: lambda parts: (parts.expression,),
    Condition: lambda parts: (parts.expression,),
    For: lambda parts: (parts.first, parts.last, parts.step),
    ForEach: lambda parts: tuple(parts.items),
    Case: lambda parts: tuple(parts.values),
    CallSub: lambda parts: tuple(parts.arguments),
    Exit: lambda parts: (parts.condition, parts.message),
    Connect: lambda parts: (parts.target,),
    Load: _loaded,
}
"""How to read the expressions of each kind of statement; None where there is none."""


def walk(root: Node) -> Iterator[Node]:
    """A node and all nodes below it, each before its children."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def callee(call: Call) -> str:
    """The name of the function in lower case."""
    return call.name.lower()


def first_text(call: Call) -> str:
    """The first argument if it is a text, else an empty text."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, Literal) else ""


def names_in(root: Node) -> set[str]:
    """The names in an expression, also in ``$()``, in lower case."""
    return names_of(walk(root))


def names_of(nodes: Iterable[Node]) -> set[str]:
    """The names in some nodes, without their children, in lower case."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Name):
            found.add(node.name.lower())
        elif isinstance(node, Literal):
            if "$(" in node.value:
                found.update(name.lower() for name in EXPANDED.findall(node.value))
        elif isinstance(node, Expansion):
            found.update(name.lower() for name in EXPANDED.findall(node.text))
    return found


def numeric_value(root: Node, value: Callable[[str], str | None]) -> float | None:
    """The value of an expression as a number, None where it is not known.

    Args:
        root: The expression.
        value: The value of a variable, None where it is not known.
    """
    while isinstance(root, Parenthesized):
        root = root.inner
    if isinstance(root, Numeral):
        return root.value
    if isinstance(root, Name | Expansion):
        one = EXPANDED.fullmatch(root.text[:-1]) if isinstance(root, Expansion) else None
        name = root.name if isinstance(root, Name) else one and one[1]
        return _as_number(value(name)) if name else None
    if isinstance(root, Unary) and root.operator in ("+", "-"):
        number = numeric_value(root.operand, value)
        return -number if number is not None and root.operator == "-" else number
    return _chain(root, value) if isinstance(root, BinaryChain) else None


def _chain(root: BinaryChain, value: Callable[[str], str | None]) -> float | None:
    """The value of a sum or product, computed from left to right."""
    total = numeric_value(root.first, value)
    for operator, operand in root.rest:
        number = numeric_value(operand, value)
        if total is None or number is None or operator not in _ARITHMETIC:
            return None
        if operator == "/" and not number:
            return None
        total = _ARITHMETIC[operator](total, number)
    return total


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
}


def _as_number(text: str | None) -> float | None:
    """The number that a text is, None for any other text."""
    try:
        return float(text) if text and text.strip("0123456789.") == "" else None
    except ValueError:
        return None
