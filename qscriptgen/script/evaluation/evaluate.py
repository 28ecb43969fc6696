"""Evaluates parsed expressions, the upper levels by recursion and deeper ones on an explicit stack.

On the stack, a node with operands is a generator: it yields the node whose value it needs, and is
resumed with that value. So deep nesting cannot exceed the limit of Python's stack. Functions that
do not evaluate all their arguments are such generators too. Recursion is faster, and most
expressions have few levels.
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

MAX_DEPTH = 1_000
_MAX_RECURSION = 40
_MOST_LITERALS = 10_000
_LOGIC = frozenset(("and", "or", "xor"))


def evaluate(node: Node, scope: Scope, settings: Settings) -> Value:
    """The value of an expression.

    Raises:
        NotEmulated: It has a part whose value in the engine is not known.
        EvaluationError: The engine would not evaluate it either.
    """
    return evaluate_in(node, Context(scope, settings))


def evaluate_in(node: Node, context: Context, depth: int = 0) -> Value:
    """The value of an expression in a context, as by `evaluate`; ``depth`` is its level."""
    return _RECURSIVE[type(node)](node, context, depth)


def _evaluate_group(node: Parenthesized, context: Context, depth: int) -> Value:
    if depth > _MAX_RECURSION:
        return _evaluate_on_stack(node, context)
    return _RECURSIVE[type(node.inner)](node.inner, context, depth + 1)


def _evaluate_unary(node: Unary, context: Context, depth: int) -> Value:
    if depth > _MAX_RECURSION:
        return _evaluate_on_stack(node, context)
    try:
        return _unary_operator(node)(
            _RECURSIVE[type(node.operand)](node.operand, context, depth + 1), context
        )
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _evaluate_chain(node: BinaryChain, context: Context, depth: int) -> Value:
    """Evaluated from left to right."""
    if depth > _MAX_RECURSION:
        return _evaluate_on_stack(node, context)
    try:
        if node.mixed or node.rest[0][0] == "&":
            return _run_steps(_steps(node, context), context, depth)
        below = depth + 1
        value = _RECURSIVE[type(node.first)](node.first, context, below)
        for operator, operand in node.rest:
            apply = _binary_operator(operator)
            value = apply(value, _RECURSIVE[type(operand)](operand, context, below), context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None
    return value


def _evaluate_call(node: Call, context: Context, depth: int) -> Value:
    if depth > _MAX_RECURSION:
        return _evaluate_on_stack(node, context)
    try:
        lazy, run = _implementations(node)
        if lazy is not None:
            return _run_steps(lazy(node, context), context, depth)
        below = depth + 1
        return run([_RECURSIVE[type(part)](part, context, below) for part in node.args], context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _run_steps(steps: Steps, context: Context, depth: int) -> Value:
    """Run a generator of steps, with the values of the nodes that it yields."""
    try:
        wanted = next(steps)
        while True:
            wanted = steps.send(_RECURSIVE[type(wanted)](wanted, context, depth + 1))
    except StopIteration as done:
        value: Value = done.value
        return value


def _evaluate_on_stack(node: Node, context: Context) -> Value:
    """The value of a node of any depth."""
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
        if len(stack) > MAX_DEPTH:
            raise EvaluationError("the expression is nested too deeply", node.span)
    return value


def _evaluate_numeral(node: Numeral, context: Context, depth: int) -> Value:
    return _plain_number(node.value)


@lru_cache(maxsize=10_000)
def _plain_number(value: float) -> Value:
    return number(value)


def _evaluate_literal(node: Literal, context: Context, depth: int) -> Value:
    """A text, with its number if it can be read as one.

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


def _evaluate_name(node: Name, context: Context, depth: int) -> Value:
    try:
        return _field(node, context) if context.scope.in_load else _variable(node, context)
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _evaluate_expansion(node: Expansion, context: Context, depth: int) -> Value:
    raise NotEmulated(f"the unexpanded {node.text}", node.span)


def _evaluate_missing(node: Missing, context: Context, depth: int) -> Value:
    raise NotEmulated("a missing expression", node.span)


_LEAVES: Mapping[type[Any], Callable[[Any, Context, int], Value]] = {
    Numeral: _evaluate_numeral,
    Literal: _evaluate_literal,
    Name: _evaluate_name,
    Expansion: _evaluate_expansion,
    Missing: _evaluate_missing,
}
"""The functions that evaluate nodes without operands."""

_RECURSIVE: Mapping[type[Any], Callable[[Any, Context, int], Value]] = {
    **_LEAVES,
    Parenthesized: _evaluate_group,
    Unary: _evaluate_unary,
    BinaryChain: _evaluate_chain,
    Call: _evaluate_call,
}
"""The functions that evaluate nodes by recursion."""


def _field(node: Name, context: Context) -> Value:
    value = context.scope.field(node.name)
    if value is None:
        raise EvaluationError(f"the input has no field '{node.name}'")
    return value


def _variable(node: Name, context: Context) -> Value:
    """The value of a variable, whose name may be in any quotes except single ones."""
    value = context.scope.variable(node.name)
    if value is None:
        return _no_value("undefined-name", f"the variable '{node.name}' is not set", context)
    if value.number is None and value.text is None:
        return _no_value("null-variable", f"the variable '{node.name}' is NULL", context)
    if value.text == "" and value.number is None:
        return _no_value("empty-variable", f"the variable '{node.name}' is empty", context)
    return value


def _no_value(doubt: str, message: str, context: Context) -> Value:
    answer = context.answer(doubt)
    if answer == "error":
        raise EvaluationError(message)
    return text("") if answer == "empty" else NULL


def _steps(node: Unary | BinaryChain | Parenthesized | Call, context: Context) -> Steps:
    """The generator that evaluates a node with operands."""
    if isinstance(node, BinaryChain):
        return _mixed_steps(node, context) if node.mixed else _chain_steps(node, context)
    if isinstance(node, Call):
        return _call_steps(node, context)
    return _unary_steps(node, context) if isinstance(node, Unary) else _group_steps(node)


def _group_steps(node: Parenthesized) -> Steps:
    return (yield node.inner)


def _unary_steps(node: Unary, context: Context) -> Steps:
    apply = _unary_operator(node)
    return apply((yield node.operand), context)


def _unary_operator(node: Unary) -> Sign:
    if node.operator not in UNARY:
        raise NotEmulated(f"the operator {node.operator}")
    return UNARY[node.operator]


def _chain_steps(node: BinaryChain, context: Context) -> Steps:
    """Evaluated from left to right; texts are joined at once, so a long ``&`` is linear."""
    values = [(yield node.first)]
    for operator, operand in node.rest:
        if operator != "&":
            left = concatenate(values, context)
            values = [_binary_operator(operator)(left, (yield operand), context)]
        else:
            values.append((yield operand))
    return concatenate(values, context)


def _binary_operator(operator: str) -> Binary:
    if operator not in BINARY:
        raise NotEmulated(f"the operator {operator}" if operator else "a missing operator")
    return BINARY[operator]


def _mixed_steps(node: BinaryChain, context: Context) -> Steps:
    """A chain with both and and or, by the answer to the doubt about their precedence.

    In the tree, and binds more tightly; the loop below evaluates from left to right instead.
    """
    row = list(_operands_in_order(node))
    if any(operator == "xor" for operator, _ in row):
        raise NotEmulated("xor next to other logical operators without parentheses")
    if context.answer("mixed-logic") == "and-first":
        return (yield from _chain_steps(node, context))
    value = yield row[0][1]
    for operator, operand in row[1:]:
        value = BINARY[operator](value, (yield operand), context)
    return value


def _operands_in_order(node: BinaryChain) -> Iterator[tuple[str, Node]]:
    """The operands in the order of the script, each with the operator before it."""
    for operator, operand in (("", node.first), *node.rest):
        if isinstance(operand, BinaryChain) and operand.rest[0][0] in _LOGIC:
            yield operator, operand.first
            yield from operand.rest
        else:
            yield operator, operand


def _call_steps(node: Call, context: Context) -> Steps:
    lazy, run = _implementations(node)
    if lazy is not None:
        return (yield from lazy(node, context))
    values: list[Value] = []
    for argument in node.args:
        value = yield argument
        values.append(value)
    return run(values, context)


def _implementations(node: Call) -> tuple[LazyFunction | None, Function]:
    """The lazy implementation of a function, if it has one, and the one that takes values."""
    if node.distinct or node.extra:
        raise NotEmulated(f"the aggregation {node.name}")
    return _implementation(node.name, len(node.args))


@lru_cache(maxsize=1_000)
def _implementation(name: str, count: int) -> tuple[LazyFunction | None, Function]:
    signature = FUNCTIONS.get(name.lower())
    if signature is None or signature.kind == "aggregation":
        raise NotEmulated(f"the {signature.kind if signature else 'function'} {name}")
    if not signature.takes(count):
        takes = f"{signature.name} takes {signature.arguments} arguments"
        raise EvaluationError(f"{takes}, not {count}")
    lazy, run = LAZY.get(name.lower()), IMPLEMENTED.get(name.lower())
    if lazy is None and run is None:
        raise NotEmulated(f"the function {signature.name}")
    return lazy, run or _no_values


def _no_values(values: Sequence[Value], context: Context) -> Value:
    raise AssertionError("a lazy function does not take values")
