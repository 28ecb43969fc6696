"""What a script compares its values with: ``v = 'X'``, ``Match(v, 'X', 'Y')``, SWITCH and CASE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import callee, first_text, roots
from qscriptgen.script.expression import Call, Chain, Expansion, Group, Literal, Name, Number, Unary
from qscriptgen.script.expression import children as below
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Case, Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from qscriptgen.script import Script, Statement
    from qscriptgen.script.expression import Node

_ONE = re.compile(r"\$\(\s*([\w.%@~]+)\s*\)")
_SAME = frozenset(
    ["text", "trim", "ltrim", "rtrim", "keepchar", "purgechar", "emptyisnull", "coalesce"]
)
_CASE = words("upper lower capitalize")
_MATCHES = words("match mixmatch wildmatch")
_READS = {"peek": "peek", "fieldvalue": "peek", "getsysattr": "getsysattr"}


@dataclass(frozen=True, eq=False)
class Comparison:
    """A value that is compared with texts.

    ``subject`` is the variable or field in lower case, ``peek:field`` or ``getsysattr:name``.
    ``equal`` says whether the condition holds where one of the texts is met. ``way`` is ``=``,
    ``case`` or the function; ``recased`` that the value went through Lower, Upper or Capitalize.
    """

    number: int
    subject: str
    values: tuple[Literal, ...]
    equal: bool
    way: str
    recased: bool = False

    @property
    def exact(self) -> bool:
        """Whether the letter case counts for certain."""
        return self.way == "match" and not self.recased

    @property
    def as_it_is(self) -> bool:
        """Whether nothing says that letter case does not count."""
        return self.way in ("=", "case", "match") and not self.recased

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts without the places they stand in."""
        return tuple(value.value for value in self.values)


def subject_of(node: Node) -> tuple[str, bool] | None:
    """What a node is the value of, and whether its letter case was changed on the way."""
    recased = False
    while True:
        if isinstance(node, Group):
            node = node.inner
        elif isinstance(node, Call) and callee(node) in _SAME | _CASE and node.args:
            recased = recased or callee(node) in _CASE
            node = node.args[0]
        else:
            break
    if isinstance(node, Name):
        return node.name.lower(), recased
    if isinstance(node, Literal | Expansion):
        one = _ONE.fullmatch(node.value if isinstance(node, Literal) else node.text)
        return (one[1].lower(), recased) if one else None
    if isinstance(node, Call) and callee(node) in _READS:
        read = first_text(node)
        return (f"{_READS[callee(node)]}:{read.lower()}", recased) if read else None
    return None


def comparisons(script: Script, nodes: Mapping[int, Sequence[Node]]) -> Iterator[Comparison]:
    """Every comparison with texts, in the order of the statements.

    Args:
        script: The script.
        nodes: The nodes of each statement, by its number.
    """
    subjects: dict[int, Node] = {}
    for block in script.blocks:
        if block.opener.kind == "SWITCH" and isinstance(block.opener.parts, Subject):
            for branch in block.branches[1:]:
                subjects[id(branch.head)] = block.opener.parts.expression
    for number, statement in enumerate(script.statements):
        if id(statement) in subjects:
            yield from _case(number, statement, subjects[id(statement)])
        here = nodes.get(number, ())
        if len(here) > 1 and any(isinstance(node, Literal | Number) for node in here):
            for root in roots(statement):
                yield from compared(number, root)


def _case(number: int, statement: Statement, node: Node) -> Iterator[Comparison]:
    subject = subject_of(node)
    if subject and isinstance(statement.parts, Case):
        texts = _texts(statement.parts.values)
        if texts:
            yield Comparison(number, subject[0], texts, True, "case", subject[1])


def compared(number: int, root: Node) -> Iterator[Comparison]:
    """The comparisons of one expression."""
    waiting: list[tuple[Node, bool]] = [(root, True)]
    while waiting:
        node, equal = waiting.pop()
        if isinstance(node, Unary) and node.operator == "not":
            waiting.append((node.operand, not equal))
            continue
        if isinstance(node, Chain) and len(node.rest) == 1:
            found, flips, rest = _pair(number, node, equal)
            if found:
                yield found
                continue
            if rest is not None:
                waiting.append((rest, equal != flips))
                continue
        if isinstance(node, Call) and callee(node) in _MATCHES and node.args:
            subject = subject_of(node.args[0])
            texts = _texts(node.args[1:])
            if subject and texts:
                yield Comparison(number, subject[0], texts, equal, callee(node), subject[1])
        inherits = isinstance(node, Chain | Group)
        waiting += [(child, equal if inherits else True) for child in reversed(below(node))]


def _pair(number: int, node: Chain, equal: bool) -> tuple[Comparison | None, bool, Node | None]:
    """The comparison that a chain of two is; or what it says of a Match, and whether it denies."""
    operator, right = node.rest[0]
    left = node.first
    if isinstance(right, Number) and right.value == 0:
        length = isinstance(left, Call) and callee(left) == "len" and left.args
        if length and operator in ("=", ">", "<>"):
            subject = subject_of(left.args[0])  # type: ignore[union-attr]  # a call, as was seen
            if subject:
                empty = (Literal(left.span, ""),)
                same = equal == (operator == "=")
                return Comparison(number, subject[0], empty, same, "="), False, None
        if isinstance(left, Call | Group) and operator in ("=", ">", "<>"):
            return None, operator == "=", left
    if operator not in ("=", "<>"):
        return None, False, None
    for one, other in ((left, right), (right, left)):
        subject = subject_of(other)
        if isinstance(one, Literal) and "$(" not in one.value and subject:
            same = equal == (operator == "=")
            return Comparison(number, subject[0], (one,), same, "=", subject[1]), False, None
    return None, False, None


def _texts(nodes: tuple[Node, ...]) -> tuple[Literal, ...]:
    return tuple(n for n in nodes if isinstance(n, Literal) and "$(" not in n.value)


def only(found: Iterator[Comparison], subjects: Collection[str]) -> list[Comparison]:
    """Those of some subjects."""
    return [comparison for comparison in found if comparison.subject in subjects]
