"""Functions of numbers.

Sources:
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/general_numeric_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/exponential_and_logarithmic_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/range_functions.md
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import (
    Function,
    FunctionTable,
    of_numbers,
    to_value,
)
from qscriptgen.script.evaluation.values import number

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value


def _rounding(to_whole: Callable[[float], float]) -> Callable[..., float | None]:
    """A function that rounds to a multiple of a step from an offset; NULL if the step is 0."""

    def calculate(x: float, step: float = 1.0, offset: float = 0.0) -> float | None:
        if step < 0:
            raise NotEmulated("a negative step")
        return to_whole((x - offset) / step) * step + offset if step else None

    return calculate


def _half_up(x: float) -> float:
    return math.floor(x + 0.5)


def _mod(a: float, b: float) -> float | None:
    return a % b if a.is_integer() and b.is_integer() and b > 0 else None


def _div(a: float, b: float) -> float:
    return math.trunc(a / b)


def _frac(x: float) -> float:
    return x - math.floor(x)


def _even(x: float) -> bool | None:
    return x % 2 == 0 if x.is_integer() else None


def _odd(x: float) -> bool | None:
    return x % 2 == 1 if x.is_integer() else None


def _sign(x: float) -> float:
    return (x > 0) - (x < 0)


def _positive(calculate: Callable[[float], float]) -> Callable[[float], float | None]:
    return lambda x: calculate(x) if x > 0 else None


def _numbers(values: Sequence[Value], context: Context) -> list[float]:
    found = (context.number_without_reading(value) for value in values)
    return [value for value in found if value is not None]


def _of_range(calculate: Callable[[list[float]], float]) -> Function:
    """A function of the arguments that are numbers; NULL if there are none."""

    def run(values: Sequence[Value], context: Context) -> Value:
        found = _numbers(values, context)
        return to_value(calculate(found) if found else None)

    return run


def _range_sum(values: Sequence[Value], context: Context) -> Value:
    return number(sum(_numbers(values, context)))


def _range_count(values: Sequence[Value], context: Context) -> Value:
    return number(sum(not value.is_null for value in values))


def _rand(values: Sequence[Value], context: Context) -> Value:
    return number(context.scope.random())


NUMERIC: FunctionTable = {
    "ceil": of_numbers(_rounding(math.ceil)),
    "div": of_numbers(_div),
    "e": of_numbers(lambda: math.e),
    "even": of_numbers(_even),
    "exp": of_numbers(math.exp),
    "fabs": of_numbers(math.fabs),
    "floor": of_numbers(_rounding(math.floor)),
    "fmod": of_numbers(math.fmod),
    "frac": of_numbers(_frac),
    "log": of_numbers(_positive(math.log)),
    "log10": of_numbers(_positive(math.log10)),
    "mod": of_numbers(_mod),
    "odd": of_numbers(_odd),
    "pi": of_numbers(lambda: math.pi),
    "pow": of_numbers(math.pow),
    "rand": _rand,
    "rangeavg": _of_range(lambda found: sum(found) / len(found)),
    "rangecount": _range_count,
    "rangemax": _of_range(max),
    "rangemin": _of_range(min),
    "rangesum": _range_sum,
    "round": of_numbers(_rounding(_half_up)),
    "sign": of_numbers(_sign),
    "sqr": of_numbers(lambda x: x * x),
    "sqrt": of_numbers(math.sqrt),
}
