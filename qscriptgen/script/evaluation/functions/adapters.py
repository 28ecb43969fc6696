"""The types of implemented functions, and adapters that make them from plain Python functions."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from qscriptgen.script.evaluation.values import NULL, Value, boolean, number, text
from qscriptgen.script.expression import Call, Node

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context

Function = Callable[[Sequence[Value], "Context"], Value]
"""Takes the values of all arguments, whose number has been checked against the signature."""

Steps = Generator[Node, Value, Value]
"""Yields the nodes whose values it needs, and returns its own value."""

LazyFunction = Callable[[Call, "Context"], Steps]
"""Takes the arguments as nodes, so it need not evaluate all of them."""

FunctionTable = Mapping[str, Function]

_Argument = TypeVar("_Argument")


def strict(run: Function) -> Function:
    """A function that returns NULL if any argument is NULL.

    Source: "Propagation of NULL values in expressions" in
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
    """

    def wrapped(values: Sequence[Value], context: Context) -> Value:
        for value in values:
            if value.number is None and value.text is None:
                return NULL
        return run(values, context)

    return wrapped


def textual(run: Function) -> Function:
    """As `strict`, unless text functions treat NULL as an empty text, which is a doubt."""
    propagating = strict(run)

    def wrapped(values: Sequence[Value], context: Context) -> Value:
        if context.answer("function-of-null") == "empty":
            return run([text("") if value.is_null else value for value in values], context)
        return propagating(values, context)

    return wrapped


def of_texts(calculate: Callable[..., str | float | None]) -> Function:
    """A function of texts; None becomes NULL."""

    def run(values: Sequence[Value], context: Context) -> Value:
        return to_value(calculate(*map(context.text, values)))

    return textual(run)


def of_text_and_numbers(calculate: Callable[..., str | float | None], texts: int = 1) -> Function:
    """A function of some texts, then integers; NULL if one of those is not a number."""

    def run(values: Sequence[Value], context: Context) -> Value:
        numbers = [context.integer(value) for value in values[texts:]]
        if None in numbers:
            return NULL
        return to_value(calculate(*map(context.text, values[:texts]), *numbers))

    return textual(run)


def of_numbers(calculate: Callable[..., float | None]) -> Function:
    """A function of numbers; NULL if an argument is not a number, or the result is not defined."""

    def run(values: Sequence[Value], context: Context) -> Value:
        numbers = [context.number(value) for value in values]
        if None in numbers:
            return NULL
        try:
            return to_value(calculate(*numbers))
        except (ValueError, ArithmeticError):
            return NULL

    return run


def to_value(result: str | float | None) -> Value:
    """The value of a plain result."""
    if result is None:
        return NULL
    if isinstance(result, bool):
        return boolean(result)
    return text(result) if isinstance(result, str) else number(result)


def argument_at(arguments: Sequence[_Argument], position: int) -> _Argument | None:
    """The argument at a position from 0, None if it is left out."""
    return arguments[position] if position < len(arguments) else None
