"""What the expressions of a rendered script say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Literal,
    Name,
    Node,
    Numeral,
    Parenthesized,
    children,
)

_EXPANDED = re.compile(r"\$\((\w+)\)")
_CRITERIA = {"qsg_Type": "type", "qsg_Host": "tenant", "spaceName": "name", "spaceId": "id"}


def bare(node: Node) -> Node:
    """The expression without the parentheses around it."""
    while isinstance(node, Parenthesized):
        node = node.inner
    return node


def operands(node: Node) -> list[Node]:
    """The operands of a chain of operators, or the expression itself."""
    if isinstance(node, BinaryChain):
        return [bare(node.first), *(bare(operand) for _, operand in node.rest)]
    return [bare(node)]


def numbers_in(values: Iterable[Node]) -> list[float]:
    """The values that are numbers."""
    return [value.value for value in values if isinstance(value, Numeral)]


def branch_of(node: Node) -> tuple[int, ...]:
    """The numbers between bars: ``'1|2|'``."""
    assert isinstance(node, Literal), "the starts of a branch are a text"
    return tuple(int(number) for number in node.value.split("|") if number)


def ids_of(node: Node) -> tuple[tuple[str, str], ...]:
    """The ids of an app with the environments that they belong to."""
    if isinstance(node, Literal):
        return () if node.value == "none" else (("", node.value),)
    assert isinstance(node, Call), "an id is a text, or an If on the environment"
    label, app_id, other = operands(node.args[0])[1], node.args[1], node.args[2]
    assert isinstance(label, Literal), "a label is a text"
    assert isinstance(app_id, Literal), "an id is a text"
    return ((label.value, app_id.value), *(pair for pair in ids_of(other) if pair[0]))


def conditions_of(node: Call, text: str) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """The conditions of a fork as they are written, and the branch that it is in."""
    under = None
    test = node.args[0]
    if isinstance(test, BinaryChain) and isinstance(test.first, Call) and test.first.name == "Alt":
        (fork,) = [n.name for n in test.first.args if isinstance(n, Name)]
        under = (int(fork.removeprefix("qsg_Fork")), int(numbers_in(operands(test))[0]))
        inner = node.args[1]
        assert isinstance(inner, Call), "a fork inside a branch is asked only there"
        node = inner
    return tuple(_conditions(node, text)), under


def _conditions(node: Node, text: str) -> Iterator[str]:
    while isinstance(node, Call):
        test = node.args[0]
        assert isinstance(test, Parenthesized), "a condition stands in parentheses"
        yield text[test.span[0] + 1 : test.span[1] - 1].strip()
        node = node.args[2]


def criteria_of(node: Node) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By what an environment is known: ``Match(qsg_Type, 'shared') > 0`` and the like."""
    if isinstance(node, BinaryChain) and node.rest[0][0] == "and":
        return tuple(found for operand in operands(node) for found in criteria_of(operand))
    call = operands(node)[0]
    assert isinstance(call, Call), "a criterion is a Match or MixMatch"
    subject, *values = call.args
    name = subject.name if isinstance(subject, Name) else ""
    if isinstance(subject, Call) and isinstance(subject.args[0], Literal):
        name = subject.args[0].value
    return ((_CRITERIA[name], tuple(v.value for v in values if isinstance(v, Literal))),)


def compared(node: Node) -> Iterator[tuple[str, str, Node]]:
    """The comparisons in a condition: a name in the left side, the operator, the right side."""
    node = bare(node)
    if not isinstance(node, BinaryChain):
        return
    operator, right = node.rest[0]
    if operator in ("and", "or"):
        for operand in operands(node):
            yield from compared(operand)
        return
    for name in names_in(node.first):
        yield name, operator, bare(right)


def names_in(node: Node) -> list[str]:
    """The names in an expression, in their order, also those that its texts expand."""
    return [
        name
        for leaf, word in _words(node)
        for name in ([word] if isinstance(leaf, Name) else _EXPANDED.findall(word))
    ]


def words_in(node: Node) -> list[str]:
    """The names and texts in an expression, in their order."""
    return [word for _, word in _words(node)]


def _words(node: Node) -> Iterator[tuple[Node, str]]:
    if isinstance(node, Name):
        yield node, node.name
    elif isinstance(node, Literal):
        yield node, node.value
    for child in children(node):
        yield from _words(child)
