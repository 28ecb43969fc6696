"""Evaluates a parsed expression: node by node, and what is nested deeply on a stack of its own.

Every node that has parts is a generator which asks for the value of a part and is resumed with it.
So no depth of nesting meets the limit of Python's own stack, and a function decides for itself
which of its arguments are evaluated. The upper levels, which is all that most expressions have,
take the quicker way of plain calls.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qscriptgen.script.evaluation.context import Context
from qscriptgen.script.evaluation.errors import EvaluationError, NotEmulated
from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.evaluation.interpretation import read_as_number
from qscriptgen.script.evaluation.operators import BINARY, UNARY, concatenate
from qscriptgen.script.evaluation.values import NULL, Value, dual, number, text
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Missing,
    Name,
    Node,
    Numeral,
    Parenthesized,
    Unary,
)
from qscriptgen.script.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qscriptgen.script.evaluation.functions.adapters import Function, LazyFunction, Steps
    from qscriptgen.script.evaluation.operators import Binary
    from qscriptgen.script.evaluation.operators import Unary as Sign
    from qscriptgen.script.evaluation.scope import Scope
    from qscriptgen.script.evaluation.settings import Settings

DEEPEST = 1_000
_SHALLOW = 40
_MOST_LITERALS = 10_000
_LOGIC = frozenset(("and", "or", "xor"))


def evaluate(node: Node, scope: Scope, settings: Settings) -> Value:
    """The value of an expression.

    Raises:
        NotEmulated: It has a part whose meaning is not known here.
        EvaluationError: The engine would not evaluate it either.
    """
    return evaluate_in(node, Context(scope, settings))


def evaluate_in(node: Node, context: Context, depth: int = 0) -> Value:
    """The value of an expression, as of `evaluate`; below some levels `_unwound` goes on."""
    return _QUICK[type(node)](node, context, depth)


def _of_group(node: Parenthesized, context: Context, depth: int) -> Value:
    if depth > _SHALLOW:
        return _unwound(node, context)
    return _QUICK[type(node.inner)](node.inner, context, depth + 1)


def _of_unary(node: Unary, context: Context, depth: int) -> Value:
    if depth > _SHALLOW:
        return _unwound(node, context)
    try:
        return _sign(node)(_QUICK[type(node.operand)](node.operand, context, depth + 1), context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _of_chain(node: BinaryChain, context: Context, depth: int) -> Value:
    """From left to right."""
    if depth > _SHALLOW:
        return _unwound(node, context)
    try:
        if node.mixed or node.rest[0][0] == "&":
            return _led(_steps(node, context), context, depth)
        below = depth + 1
        value = _QUICK[type(node.first)](node.first, context, below)
        for operator, operand in node.rest:
            apply = _binary(operator)
            value = apply(value, _QUICK[type(operand)](operand, context, below), context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None
    return value


def _of_call(node: Call, context: Context, depth: int) -> Value:
    if depth > _SHALLOW:
        return _unwound(node, context)
    try:
        lazy, run = _function(node)
        if lazy is not None:
            return _led(lazy(node, context), context, depth)
        below = depth + 1
        return run([_QUICK[type(part)](part, context, below) for part in node.args], context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _led(steps: Steps, context: Context, depth: int) -> Value:
    """The value that steps come to, with what they ask for on the way."""
    try:
        wanted = next(steps)
        while True:
            wanted = steps.send(_QUICK[type(wanted)](wanted, context, depth + 1))
    except StopIteration as done:
        value: Value = done.value
        return value


def _unwound(node: Node, context: Context) -> Value:
    """The value of a node, whatever its depth."""
    stack: list[tuple[Node, Steps]] = []
    wanted: Node | None = node
    value = NULL
    while wanted is not None or stack:
        at = stack[-1][0] if wanted is None else wanted
        try:
            if wanted is None:
                wanted = stack[-1][1].send(value)
            elif type(wanted) in _LEAVES:
                value, wanted = _LEAVES[type(wanted)](wanted, context, 0), None
            else:
                steps = _steps(wanted, context)  # type: ignore[arg-type]
                stack.append((wanted, steps))
                wanted = next(steps)
        except StopIteration as done:
            stack.pop()
            value, wanted = done.value, None
        except (NotEmulated, EvaluationError) as error:
            raise error.at(at.span) from None
        if len(stack) > DEEPEST:
            raise EvaluationError("the expression is nested too deeply", node.span)
    return value


def _number(node: Numeral, context: Context, depth: int) -> Value:
    return _plain(node.value)


@lru_cache(maxsize=10_000)
def _plain(value: float) -> Value:
    return number(value)


def _literal(node: Literal, context: Context, depth: int) -> Value:
    """A text, with a number where it can be read as one.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/use-quotes-in-script.htm
    """
    value = context.settings.literals.get(node.value)
    if value is not None:
        return value
    try:
        return _read_literal(node.value, context)
    except NotEmulated as error:
        raise error.at(node.span) from None


def _read_literal(written: str, context: Context) -> Value:
    literals = context.settings.literals
    dual_from_start = context.answer("literal-is-dual") == "yes"
    found = read_as_number(written, context.settings) if dual_from_start else None
    value = text(written) if found is None else dual(written, found)
    if len(literals) < _MOST_LITERALS:
        literals[written] = value
    return value


def _name(node: Name, context: Context, depth: int) -> Value:
    try:
        return _field(node, context) if context.scope.in_load else _variable(node, context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _expansion(node: Expansion, context: Context, depth: int) -> Value:
    raise NotEmulated(f"the expansion {node.text}, while it is not expanded,", node.span)


def _missing(node: Missing, context: Context, depth: int) -> Value:
    raise NotEmulated("a missing expression", node.span)


_LEAVES: Mapping[type[Any], Callable[[Any, Context, int], Value]] = {
    Numeral: _number,
    Literal: _literal,
    Name: _name,
    Expansion: _expansion,
    Missing: _missing,
}
"""What a node without parts gives."""

_QUICK: Mapping[type[Any], Callable[[Any, Context, int], Value]] = {
    **_LEAVES,
    Parenthesized: _of_group,
    Unary: _of_unary,
    BinaryChain: _of_chain,
    Call: _of_call,
}
"""What any node gives, by plain calls."""


def _field(node: Name, context: Context) -> Value:
    value = context.scope.field(node.name)
    if value is None:
        raise EvaluationError(f"the input has no field '{node.name}'")
    return value


def _variable(node: Name, context: Context) -> Value:
    """The value of a variable; in any quotes but single ones it is still its name."""
    value = context.scope.variable(node.name)
    if value is None:
        return _nothing(context.answer("undefined-name"), f"the variable '{node.name}' was not set")
    if value.number is None and value.text is None:
        return _nothing(context.answer("null-variable"), f"the variable '{node.name}' is NULL")
    if value.text == "" and value.number is None:
        return _nothing(context.answer("empty-variable"), f"the variable '{node.name}' is empty")
    return value


def _nothing(answer: str, problem: str) -> Value:
    if answer == "error":
        raise EvaluationError(problem)
    return text("") if answer == "empty" else NULL


def _steps(node: Unary | BinaryChain | Parenthesized | Call, context: Context) -> Steps:
    """The steps by which a node with parts gets its value."""
    if isinstance(node, BinaryChain):
        return _mixed(node, context) if node.mixed else _chain(node, context)
    if isinstance(node, Call):
        return _call(node, context)
    return _unary(node, context) if isinstance(node, Unary) else _group(node)


def _group(node: Parenthesized) -> Steps:
    return (yield node.inner)


def _unary(node: Unary, context: Context) -> Steps:
    apply = _sign(node)
    return apply((yield node.operand), context)


def _sign(node: Unary) -> Sign:
    if node.operator not in UNARY:
        raise NotEmulated(f"the operator {node.operator}")
    return UNARY[node.operator]


def _chain(node: BinaryChain, context: Context) -> Steps:
    """From left to right; texts are joined at once, so that a long chain of ``&`` stays linear."""
    values = [(yield node.first)]
    for operator, operand in node.rest:
        if operator != "&":
            left = concatenate(values, context)
            values = [_binary(operator)(left, (yield operand), context)]
        else:
            values.append((yield operand))
    return concatenate(values, context)


def _binary(operator: str) -> Binary:
    if operator not in BINARY:
        raise NotEmulated(f"the operator {operator}" if operator else "a missing operator")
    return BINARY[operator]


def _mixed(node: BinaryChain, context: Context) -> Steps:
    """And and or beside each other, by the answer to the doubt about their precedence.

    The tree has it that and binds more tightly, which is the other answer than the one below.
    """
    row = list(_row(node))
    if any(operator == "xor" for operator, _ in row):
        raise NotEmulated("xor beside other operators of logic, without parentheses,")
    if context.answer("mixed-logic") == "and-first":
        return (yield from _chain(node, context))
    value = yield row[0][1]
    for operator, operand in row[1:]:
        value = BINARY[operator](value, (yield operand), context)
    return value


def _row(node: BinaryChain) -> Iterator[tuple[str, Node]]:
    """The operands as they stand in the script, each with the operator before it."""
    for operator, operand in (("", node.first), *node.rest):
        if isinstance(operand, BinaryChain) and operand.rest[0][0] in _LOGIC:
            yield operator, operand.first
            yield from operand.rest
        else:
            yield operator, operand


def _call(node: Call, context: Context) -> Steps:
    lazy, run = _function(node)
    if lazy is not None:
        return (yield from lazy(node, context))
    values: list[Value] = []
    for argument in node.args:
        value = yield argument
        values.append(value)
    return run(values, context)


def _function(node: Call) -> tuple[LazyFunction | None, Function]:
    """What a function does, if with its arguments unevaluated or with the values of all."""
    if node.distinct or node.extra:
        raise NotEmulated(f"the aggregation {node.name}")
    return _known(node.name, len(node.args))


@lru_cache(maxsize=1_000)
def _known(name: str, count: int) -> tuple[LazyFunction | None, Function]:
    signature = FUNCTIONS.get(name.lower())
    if signature is None or signature.kind == "aggregation":
        raise NotEmulated(f"the {signature.kind if signature else 'function'} {name}")
    if not signature.takes(count):
        takes = f"{signature.name} takes {signature.arguments} arguments"
        raise EvaluationError(f"{takes}, not {count}")
    lazy, run = LAZY.get(name.lower()), IMPLEMENTED.get(name.lower())
    if lazy is None and run is None:
        raise NotEmulated(f"the function {signature.name}")
    return lazy, run or _never


def _never(values: Sequence[Value], context: Context) -> Value:
    raise AssertionError("a function that wants its arguments unevaluated")
