"""Functions that choose, test or compare values.

Sources:
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/conditional_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/logical_functions.md
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/NULLFunctions/null-functions.htm
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.functions.adapters import (
    Function,
    FunctionTable,
    LazyFunction,
    Steps,
)
from qscriptgen.script.evaluation.operators import comparable
from qscriptgen.script.evaluation.values import FALSE, NULL, TRUE, boolean, number
from qscriptgen.script.evaluation.wildcards import matches

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value
    from qscriptgen.script.expression import Call


def _if(call: Call, context: Context) -> Steps:
    condition, then, *otherwise = call.args
    if context.truth((yield condition)):
        return (yield then)
    return (yield otherwise[0]) if otherwise else NULL


def _alt(call: Call, context: Context) -> Steps:
    """The first argument with a number, or else the last one."""
    value = NULL
    for argument in call.args:
        value = yield argument
        if context.number_without_reading(value) is not None:
            break
    return value


def _coalesce(call: Call, context: Context) -> Steps:
    """The first argument that is not NULL, as its name says; only its arguments are documented."""
    value = NULL
    for argument in call.args:
        value = yield argument
        if not value.is_null:
            break
    return value


def _pick(call: Call, context: Context) -> Steps:
    place = context.number((yield call.args[0]))
    if place is None or not place.is_integer() or not 1 <= place < len(call.args):
        return NULL
    return (yield call.args[int(place)])


def _emptyisnull(values: Sequence[Value], context: Context) -> Value:
    """NULL for an empty text, as its name says; only its argument is documented."""
    return NULL if context.text(values[0]) == "" else values[0]


def _isnull(values: Sequence[Value], context: Context) -> Value:
    return boolean(values[0].is_null)


def _isnum(values: Sequence[Value], context: Context) -> Value:
    return boolean(context.number_without_reading(values[0]) is not None)


def _istext(values: Sequence[Value], context: Context) -> Value:
    """By the examples of the help, a number is not text."""
    return boolean(not values[0].is_null and context.number_without_reading(values[0]) is None)


def _matching(equal: Callable[[Value, Value, Context], bool]) -> Function:
    """A function that returns the number of the first argument that matches, or 0."""

    def run(values: Sequence[Value], context: Context) -> Value:
        first, *others = values
        if first.is_null:
            return NULL if context.answer("match-of-null") == "null" else FALSE
        found = (
            place
            for place, other in enumerate(others, start=1)
            if not other.is_null and equal(first, other, context)
        )
        return number(next(found, 0))

    return run


def _exactly(left: Value, right: Value, context: Context) -> bool:
    a, b = comparable(left, right, context)
    return a == b if isinstance(a, float) else context.text(left) == context.text(right)


def _in_any_case(left: Value, right: Value, context: Context) -> bool:
    a, b = comparable(left, right, context)
    if isinstance(a, float):
        return a == b
    return context.text(left).casefold() == context.text(right).casefold()


def _by_mask(left: Value, right: Value, context: Context) -> bool:
    return matches(context.text(left).casefold(), context.text(right).casefold())


LOGIC: FunctionTable = {
    "emptyisnull": _emptyisnull,
    "false": lambda values, context: FALSE,
    "isnull": _isnull,
    "isnum": _isnum,
    "istext": _istext,
    "match": _matching(_exactly),
    "mixmatch": _matching(_in_any_case),
    "null": lambda values, context: NULL,
    "true": lambda values, context: TRUE,
    "wildmatch": _matching(_by_mask),
}

LAZY_LOGIC: Mapping[str, LazyFunction] = {
    "alt": _alt,
    "coalesce": _coalesce,
    "if": _if,
    "pick": _pick,
}
