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
from qscriptgen.script.evaluation.interpretation import read
from qscriptgen.script.evaluation.operators import BINARY, UNARY, concatenate
from qscriptgen.script.evaluation.values import NULL, Value, dual, number, text
from qscriptgen.script.expression import (
    Call,
    Chain,
    Expansion,
    Group,
    Literal,
    Missing,
    Name,
    Node,
    Number,
    Unary,
)
from qscriptgen.script.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from qscriptgen.script.evaluation.functions.function import Lazy, Run, Steps
    from qscriptgen.script.evaluation.operators import Binary
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
    return value_in(node, Context(scope, settings))


def value_in(node: Node, context: Context, depth: int = 0) -> Value:
    """The value of an expression, as of `evaluate`; below some levels `_unwound` goes on."""
    kind = type(node)
    try:
        leaf = _LEAVES.get(kind)
        if leaf is not None:
            return leaf(node, context)
        if depth > _SHALLOW:
            return _unwound(node, context)
        if kind is Group:
            return value_in(node.inner, context, depth + 1)  # type: ignore[union-attr]
        if kind is Call:
            lazy, run = _function(node)  # type: ignore[arg-type]
            if lazy is None:
                parts: tuple[Node, ...] = node.args  # type: ignore[union-attr]
                return run([value_in(part, context, depth + 1) for part in parts], context)
            steps = lazy(node, context)  # type: ignore[arg-type]
        elif kind is Chain and not node.mixed and node.rest[0][0] != "&":  # type: ignore[union-attr]
            return _folded(node, context, depth)  # type: ignore[arg-type]
        else:
            steps = _steps(node, context)  # type: ignore[arg-type]
        wanted = next(steps)
        while True:
            wanted = steps.send(value_in(wanted, context, depth + 1))
    except StopIteration as done:
        value: Value = done.value
        return value
    except (NotEmulated, EvaluationError) as error:
        raise error.at(node.span) from None


def _folded(node: Chain, context: Context, depth: int) -> Value:
    """The value of a chain without ``&``, from left to right."""
    value = value_in(node.first, context, depth + 1)
    for operator, operand in node.rest:
        value = _binary(operator)(value, value_in(operand, context, depth + 1), context)
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
                value, wanted = _LEAVES[type(wanted)](wanted, context), None
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


def _number(node: Number, context: Context) -> Value:
    return _plain(node.value)


@lru_cache(maxsize=10_000)
def _plain(value: float) -> Value:
    return number(value)


def _literal(node: Literal, context: Context) -> Value:
    """A text, with a number where it can be read as one.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/use-quotes-in-script.htm
    """
    literals = context.settings.literals
    value = literals.get(node.value)
    if value is None:
        dual_from_start = context.answer("literal-is-dual") == "yes"
        found = read(node.value, context.settings) if dual_from_start else None
        value = text(node.value) if found is None else dual(node.value, found)
        if len(literals) < _MOST_LITERALS:
            literals[node.value] = value
    return value


def _name(node: Name, context: Context) -> Value:
    return _field(node, context) if context.scope.in_load else _variable(node, context)


def _expansion(node: Expansion, context: Context) -> Value:
    raise NotEmulated(f"the expansion {node.text}, while it is not expanded,")


def _missing(node: Missing, context: Context) -> Value:
    raise NotEmulated("a missing expression")


_LEAVES: Mapping[type[Any], Callable[[Any, Context], Value]] = {
    Number: _number,
    Literal: _literal,
    Name: _name,
    Expansion: _expansion,
    Missing: _missing,
}
"""What a node without parts gives."""


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
    if value.is_null:
        return _nothing(context.answer("null-variable"), f"the variable '{node.name}' is NULL")
    if value.text == "" and value.number is None:
        return _nothing(context.answer("empty-variable"), f"the variable '{node.name}' is empty")
    return value


def _nothing(answer: str, problem: str) -> Value:
    if answer == "error":
        raise EvaluationError(problem)
    return text("") if answer == "empty" else NULL


def _steps(node: Unary | Chain | Group | Call, context: Context) -> Steps:
    """The steps by which a node with parts gets its value."""
    if isinstance(node, Chain):
        return _mixed(node, context) if node.mixed else _chain(node, context)
    if isinstance(node, Call):
        return _call(node, context)
    return _unary(node, context) if isinstance(node, Unary) else _group(node)


def _group(node: Group) -> Steps:
    return (yield node.inner)


def _unary(node: Unary, context: Context) -> Steps:
    apply = UNARY.get(node.operator)
    if apply is None:
        raise NotEmulated(f"the operator {node.operator}")
    return apply((yield node.operand), context)


def _chain(node: Chain, context: Context) -> Steps:
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


def _mixed(node: Chain, context: Context) -> Steps:
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


def _row(node: Chain) -> Iterator[tuple[str, Node]]:
    """The operands as they stand in the script, each with the operator before it."""
    for operator, operand in (("", node.first), *node.rest):
        if isinstance(operand, Chain) and operand.rest[0][0] in _LOGIC:
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


def _function(node: Call) -> tuple[Lazy | None, Run]:
    """What a function does, if with its arguments unevaluated or with the values of all."""
    if node.distinct or node.extra:
        raise NotEmulated(f"the aggregation {node.name}")
    return _known(node.name, len(node.args))


@lru_cache(maxsize=1_000)
def _known(name: str, count: int) -> tuple[Lazy | None, Run]:
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
