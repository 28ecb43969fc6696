"""Comparisons of values with texts: ``v = 'X'``, ``Match(v, 'X', 'Y')``, SWITCH and CASE."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.lint.expressions import callee, first_text, roots
from qscriptgen.lint.model import LintedScript, analysis
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Missing,
    Name,
    Numeral,
    Parenthesized,
    Unary,
)
from qscriptgen.script.expression import children as below
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Case, Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from qscriptgen.script import Statement
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
    ``equal`` is whether the condition is true if the value is one of the texts. ``operator`` is
    ``=``, ``case`` or the function; ``recased`` means that Lower, Upper or Capitalize was applied.
    """

    number: int
    subject: str
    values: tuple[Literal, ...]
    equal: bool
    operator: str
    recased: bool = False

    @property
    def case_sensitive(self) -> bool:
        """Whether letter case certainly counts."""
        return self.operator == "match" and not self.recased

    @property
    def maybe_case_sensitive(self) -> bool:
        """Whether letter case may count."""
        return self.operator in ("=", "case", "match") and not self.recased

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts without their places."""
        return tuple(value.value for value in self.values)


def subject_of(node: Node) -> tuple[str, bool] | None:
    """What a node reads, as `Comparison.subject`, and whether its letter case is changed."""
    recased = False
    while True:
        if isinstance(node, Parenthesized):
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


@analysis
def comparisons_of(script: LintedScript) -> tuple[Comparison, ...]:
    """Every comparison with texts, in the order of the statements."""
    return tuple(_comparisons(script))


def _comparisons(script: LintedScript) -> Iterator[Comparison]:
    """Those of CASE statements, then those in expressions, statement by statement."""
    subjects: dict[int, Node] = {}
    for block in script.parsed.blocks:
        if block.opener.kind == "SWITCH" and isinstance(block.opener.parts, Subject):
            for branch in block.branches[1:]:
                subjects[id(branch.head)] = block.opener.parts.expression
    for number, statement in enumerate(script.statements):
        if id(statement) in subjects:
            yield from _case(number, statement, subjects[id(statement)])
        here = script.nodes_of.get(number, ())
        if len(here) > 1 and any(isinstance(node, Literal | Numeral) for node in here):
            for root in roots(statement):
                yield from comparisons_in(number, root)


def _case(number: int, statement: Statement, node: Node) -> Iterator[Comparison]:
    """The comparison of a CASE with the expression of its SWITCH."""
    subject = subject_of(node)
    if subject and isinstance(statement.parts, Case):
        texts = _texts(statement.parts.values)
        if texts:
            yield Comparison(number, subject[0], texts, True, "case", subject[1])


def comparisons_in(number: int, root: Node) -> Iterator[Comparison]:
    """The comparisons of one expression."""
    waiting: list[tuple[Node, bool]] = [(root, True)]
    while waiting:
        node, equal = waiting.pop()
        if isinstance(node, Unary) and node.operator == "not":
            waiting.append((node.operand, not equal))
            continue
        if isinstance(node, BinaryChain) and len(node.rest) == 1:
            found, flips, rest = _pair(number, node, equal)
            if found:
                yield found
                continue
            if rest is not None:
                waiting.append((rest, equal != flips))
                continue
        if isinstance(node, Call) and callee(node) in _MATCHES:
            found = _match(number, node, node.args[1:], equal)
            if found:
                yield found
        alt = isinstance(node, Call) and callee(node) == "alt"
        inherits = alt or isinstance(node, BinaryChain | Parenthesized)
        waiting += [(child, equal if inherits else True) for child in reversed(below(node))]


_PairResult = tuple[Comparison | None, bool, "Node | None"]
"""A comparison; or a part with comparisons of its own, and whether the pair negates it."""


def _pair(number: int, node: BinaryChain, equal: bool) -> _PairResult:
    """The comparison that a chain of two operands is, or the part that contains one."""
    operator, right = node.rest[0]
    left = node.first
    if _number(left) is not None:
        left, operator, right = right, _MIRRORED.get(operator, operator), left
    count = _number(right)
    if count is not None:
        return _rewrite_compared_with_number(number, left, operator, count, equal)
    if operator not in ("=", "<>"):
        return _NOTHING
    for one, other in ((left, right), (right, left)):
        subject = subject_of(other)
        if isinstance(one, Literal) and "$(" not in one.value and subject:
            same = equal == (operator == "=")
            return Comparison(number, subject[0], (one,), same, "=", subject[1]), False, None
    return _NOTHING


_NOTHING: _PairResult = (None, False, None)


def _rewrite_compared_with_number(
    number: int, left: Node, operator: str, count: float, equal: bool
) -> _PairResult:
    """The same for a Len, a Match or a condition that is compared with a number."""
    negates = _NEGATES.get((operator, count))
    call = left
    while isinstance(call, Parenthesized):
        call = call.inner
    if negates is not None:
        length = isinstance(call, Call) and callee(call) == "len" and call.args
        subject = subject_of(call.args[0]) if length and isinstance(call, Call) else None
        if subject:
            empty = (Literal(left.span, ""),)
            return Comparison(number, subject[0], empty, equal == negates, "="), False, None
        return (None, negates, left) if isinstance(left, Call | Parenthesized) else _NOTHING
    if isinstance(call, Call) and callee(call) in _MATCHES:
        same = equal == (operator in ("=", ">", ">="))
        found = _match(number, call, _ranked(call.args[1:], operator, int(count)), same)
        # Without a text, the Match itself must not count as a condition.
        return found, False, None if found else Missing(left.span)
    return _NOTHING


def _match(number: int, call: Call, texts: tuple[Node, ...], equal: bool) -> Comparison | None:
    """The comparison of a Match with some of its texts."""
    subject = subject_of(call.args[0]) if call.args else None
    known = _texts(texts)
    if not (subject and known):
        return None
    return Comparison(number, subject[0], known, equal, callee(call), subject[1])


def _ranked(texts: tuple[Node, ...], operator: str, count: int) -> tuple[Node, ...]:
    """The texts of a Match that its comparison with a number from 1 is about."""
    if count < 1 or operator not in _RANKS:
        return ()
    low, high = _RANKS[operator]
    return texts[count + low : None if high is None else count + high]


_RANKS = {
    "=": (-1, 0),
    "<>": (-1, 0),
    ">": (0, None),
    "<=": (0, None),
    ">=": (-1, None),
    "<": (-1, None),
}
"""The first and last of these texts, counted from the number."""

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_NEGATES: Mapping[tuple[str, float], bool] = {
    ("=", 0): True,
    ("<", 1): True,
    ("<=", 0): True,
    (">", 0): False,
    (">=", 1): False,
    ("<>", 0): False,
}
"""Whether a comparison of a number, which is 0 or more, holds only for 0 or for all others."""


def _number(node: Node) -> float | None:
    """The number that a node is, such as ``0`` or ``False()``."""
    if isinstance(node, Call) and callee(node) == "false" and not node.args:
        return 0
    return node.value if isinstance(node, Numeral) else None


def _texts(nodes: tuple[Node, ...]) -> tuple[Literal, ...]:
    return tuple(n for n in nodes if isinstance(n, Literal) and "$(" not in n.value)


def with_subjects(found: Iterator[Comparison], subjects: Collection[str]) -> list[Comparison]:
    """The comparisons of some subjects."""
    return [comparison for comparison in found if comparison.subject in subjects]
