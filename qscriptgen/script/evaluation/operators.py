"""The operators and their rules for NULL.

Sources, for the operators and for NULL:
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/operators.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.values import NULL, boolean, check_length, number, text
from qscriptgen.script.evaluation.wildcards import matches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value

    Binary = Callable[[Value, Value, Context], Value]
    Unary = Callable[[Value, Context], Value]

_BITS = 32
_HALF = 1 << (_BITS - 1)


def _arithmetic(calculate: Callable[[float, float], float]) -> Binary:
    """An operator whose result is NULL unless both operands and the result are numbers."""

    def apply(left: Value, right: Value, context: Context) -> Value:
        a, b = context.number(left), context.number(right)
        if a is None or b is None:
            return NULL
        try:
            return number(calculate(a, b))
        except ZeroDivisionError:
            return NULL

    return apply


def concatenate(values: Sequence[Value], context: Context) -> Value:
    """Join the texts of values; a single value is returned as it is."""
    if len(values) == 1:
        return values[0]
    if all(value.is_null for value in values) and context.answer("null-and-null") == "null":
        return NULL
    joined = "".join([context.text(value) for value in values])
    check_length(len(joined))
    return text(joined)


def _concatenate_two(left: Value, right: Value, context: Context) -> Value:
    return concatenate((left, right), context)


def _comparison(compare: Callable[[Value, Value, Context], bool], *, when_one_null: bool) -> Binary:
    """A comparison: two NULLs give NULL; one NULL gives false, but true for ``<>``."""

    def apply(left: Value, right: Value, context: Context) -> Value:
        if left.is_null or right.is_null:
            return NULL if left.is_null and right.is_null else boolean(when_one_null)
        return boolean(compare(left, right, context))

    return apply


def _value_comparison(test: Callable[[float | str, float | str], bool]) -> Binary:
    def compare(left: Value, right: Value, context: Context) -> bool:
        a, b = comparable(left, right, context)
        return test(a, b)

    return _comparison(compare, when_one_null=test is operator.ne)


def comparable(left: Value, right: Value, context: Context) -> tuple[float | str, float | str]:
    """Both sides as numbers if both can be read as numbers, else both as texts."""
    a, b = left.number, right.number
    if a is not None and b is not None:
        return a, b
    texts_only = a is None and b is None
    if not (texts_only and context.answer("digits-compare") == "texts"):
        a, b = context.number(left), context.number(right)
        if a is not None and b is not None:
            return a, b
    one, other = context.text(left), context.text(right)
    if context.answer("text-case") == "insensitive":
        return one.casefold(), other.casefold()
    return one, other


def equal(left: Value, right: Value, context: Context) -> bool:
    """Whether two values are equal, as ``=`` compares them; NULL is not equal to anything."""
    if left.is_null or right.is_null:
        return False
    a, b = comparable(left, right, context)
    return a == b


def _text_comparison(test: Callable[[str, str], bool]) -> Binary:
    def compare(left: Value, right: Value, context: Context) -> bool:
        return test(context.text(left), context.text(right))

    return _comparison(compare, when_one_null=False)


def _like(left: Value, right: Value, context: Context) -> bool:
    one, mask = context.text(left), context.text(right)
    if context.answer("like-case") == "insensitive":
        return matches(one.casefold(), mask.casefold())
    return matches(one, mask)


def _logic(decide: Callable[[bool | None, bool | None], bool | None]) -> Binary:
    def apply(left: Value, right: Value, context: Context) -> Value:
        return _truth_value(decide(context.truth(left), context.truth(right)))

    return apply


def _and(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def _or(left: bool | None, right: bool | None) -> bool | None:
    if left or right:
        return True
    return None if left is None or right is None else False


def _xor(left: bool | None, right: bool | None) -> bool | None:
    return None if left is None or right is None else left != right


def _truth_value(truth: bool | None) -> Value:
    return NULL if truth is None else boolean(truth)


def _bitwise(combine: Callable[[int, int], int]) -> Binary:
    def apply(left: Value, right: Value, context: Context) -> Value:
        a, b = _bit_operand(left, context), _bit_operand(right, context)
        return NULL if a is None or b is None else number(_signed(combine(a, b)))

    return apply


def _bit_operand(value: Value, context: Context) -> int | None:
    found = context.integer(value)
    if found is not None and not -_HALF <= found < _HALF:
        raise NotEmulated("a bit operation on more than 32 bits")
    return found


def _signed(bits: int) -> int:
    return (bits + _HALF) % (1 << _BITS) - _HALF


def _shift_left(bits: int, steps: int) -> int:
    return bits << _checked_shift(steps)


def _shift_right(bits: int, steps: int) -> int:
    if bits < 0:
        raise NotEmulated("a right shift of a negative number")
    return bits >> _checked_shift(steps)


def _checked_shift(steps: int) -> int:
    if not 0 <= steps < _BITS:
        raise NotEmulated(f"a shift by {steps}")
    return steps


BINARY: Mapping[str, Binary] = {
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "/": _arithmetic(operator.truediv),
    "&": _concatenate_two,
    "=": _value_comparison(operator.eq),
    "<>": _value_comparison(operator.ne),
    "<": _value_comparison(operator.lt),
    "<=": _value_comparison(operator.le),
    ">": _value_comparison(operator.gt),
    ">=": _value_comparison(operator.ge),
    "precedes": _text_comparison(operator.lt),
    "follows": _text_comparison(operator.gt),
    "like": _comparison(_like, when_one_null=False),
    "and": _logic(_and),
    "or": _logic(_or),
    "xor": _logic(_xor),
    "bitand": _bitwise(operator.and_),
    "bitor": _bitwise(operator.or_),
    "bitxor": _bitwise(operator.xor),
    "<<": _bitwise(_shift_left),
    ">>": _bitwise(_shift_right),
}


def _sign(factor: int) -> Unary:
    def apply(value: Value, context: Context) -> Value:
        found = context.number(value)
        return NULL if found is None else number(factor * found)

    return apply


def _not(value: Value, context: Context) -> Value:
    truth = context.truth(value)
    return NULL if truth is None else boolean(not truth)


def _bitnot(value: Value, context: Context) -> Value:
    found = _bit_operand(value, context)
    return NULL if found is None else number(~found)


UNARY: Mapping[str, Unary] = {
    "+": _sign(1),
    "-": _sign(-1),
    "not": _not,
    "bitnot": _bitnot,
}
