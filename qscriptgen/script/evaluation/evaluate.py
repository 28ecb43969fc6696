"""Evaluates a parsed expression: node by node, on a stack of its own.

Every node that has parts is a generator which asks for the value of a part and is resumed with it.
So no depth of nesting meets the limit of Python's own stack, and a function decides for itself
which of its arguments are evaluated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from collections.abc import Iterator

    from qscriptgen.script.evaluation.functions.function import Steps
    from qscriptgen.script.evaluation.operators import Binary
    from qscriptgen.script.evaluation.scope import Scope
    from qscriptgen.script.evaluation.settings import Settings

DEEPEST = 1_000
_LOGIC = frozenset(("and", "or", "xor"))


def evaluate(node: Node, scope: Scope, settings: Settings) -> Value:
    """The value of an expression.

    Raises:
        NotEmulated: It has a part whose meaning is not known here.
        EvaluationError: The engine would not evaluate it either.
    """
    context = Context(scope, settings)
    stack: list[tuple[Node, Steps]] = []
    wanted: Node | None = node
    value = NULL
    while wanted is not None or stack:
        at = stack[-1][0] if wanted is None else wanted
        try:
            if wanted is None:
                wanted = stack[-1][1].send(value)
            elif isinstance(wanted, _Leaf):
                value, wanted = _leaf(wanted, context), None
            else:
                steps = _steps(wanted, context)
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


_Leaf = Literal | Number | Name | Expansion | Missing


def _leaf(node: _Leaf, context: Context) -> Value:
    """The value of a node without parts."""
    if isinstance(node, Number):
        return number(node.value)
    if isinstance(node, Literal):
        return _literal(node.value, context)
    if isinstance(node, Name):
        return _field(node, context) if context.scope.in_load else _variable(node, context)
    if isinstance(node, Expansion):
        raise NotEmulated(f"the expansion {node.text}, while it is not expanded,")
    raise NotEmulated("a missing expression")


def _literal(written: str, context: Context) -> Value:
    """A text, with a number where it can be read as one.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/use-quotes-in-script.htm
    """
    found = None
    if context.answer("literal-is-dual") == "yes":
        found = read(written, context.settings)
    return text(written) if found is None else dual(written, found)


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
    name = node.name.lower()
    signature = FUNCTIONS.get(name)
    if signature is None or signature.kind == "aggregation" or node.distinct or node.extra:
        kind = "aggregation" if signature and signature.kind == "aggregation" else "function"
        raise NotEmulated(f"the {kind} {node.name}")
    if not signature.takes(len(node.args)):
        raise EvaluationError(
            f"{signature.name} takes {signature.arguments} arguments, not {len(node.args)}"
        )
    if name in LAZY:
        return (yield from LAZY[name](node, context))
    if name not in IMPLEMENTED:
        raise NotEmulated(f"the function {signature.name}")
    values: list[Value] = []
    for argument in node.args:
        value = yield argument
        values.append(value)
    return IMPLEMENTED[name](values, context)
