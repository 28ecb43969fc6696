"""Qlik code in a chain: whether it can be spliced in, and whether it reads as an expression."""

from __future__ import annotations

import linecache
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Place, find_nearest
from qscriptgen.quoting import why_not_spliceable
from qscriptgen.script import parse_expression
from qscriptgen.script.expression import BinaryChain, Call, Node, children
from qscriptgen.script.functions import FUNCTIONS

if TYPE_CHECKING:
    from qscriptgen.chain import Expr
    from qscriptgen.diagnostics import Finding

_CONDITION = "one condition in Qlik's words, with bare variable names, such as vRows > 0"
_VALUE = "one value in Qlik's words, with bare variable names, such as vDay or Date(vDay, 'YYYY')"


def check_expression(expression: Expr, *, is_value: bool = False) -> Iterator[Finding]:
    """Problems of one condition, or of a value that is passed, each at its place in the spec."""
    example = _VALUE if is_value else _CONDITION
    code = expression.code
    reason = why_not_spliceable(code)
    if reason is None and "qsg_" in code.lower():
        reason = "names that begin with qsg_ are the script's own"
    if reason:
        message = f"{code!r} can't be put into a script: {reason}"
        yield problem("QC501", expression.place, message, example)
        return
    node, problems = parse_expression(code)
    for found in problems:
        place = _inside(expression, found.span[0])
        message = f"{code!r} is not an expression: {found.message}"
        yield problem("QC502", place, message, found.hint or example)
    yield from _unknown(expression, node)
    for chain in _mixed(node):
        yield problem(
            "QC503",
            _inside(expression, chain.span[0]),
            f"{code!r} has and beside or (or xor), and Qlik does not say which of them goes first",
            "put parentheses around what belongs together",
        )


def _unknown(expression: Expr, node: Node) -> Iterator[Finding]:
    """Calls of functions that the engine does not know, as far as its grammar is public."""
    if isinstance(node, Call) and node.name not in FUNCTIONS:
        near = find_nearest(node.name, (signature.name for signature in FUNCTIONS.values()))
        yield problem(
            "QC504",
            _inside(expression, node.span[0]),
            f"{node.name!r} is not a Qlik function",
            f"did you mean {near!r}?" if near else "what can't be read starts nothing",
        )
    for child in children(node):
        yield from _unknown(expression, child)


def _inside(expression: Expr, offset: int) -> Place:
    """The place of a character of the expression, where the spec has its text on that line."""
    place = expression.place
    line = linecache.getline(expression.origin.file, place.line)
    at = line.find(expression.code, place.column - 1)
    return Place(place.path, place.line, at + offset + 1) if at >= 0 else place


def _mixed(node: Node) -> Iterator[BinaryChain]:
    """The chains of operators whose order of evaluation is not known; nesting is bounded."""
    if isinstance(node, BinaryChain) and node.mixed:
        yield node
    for child in children(node):
        yield from _mixed(child)
