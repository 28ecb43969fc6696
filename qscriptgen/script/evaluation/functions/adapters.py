"""What a function is here, and the ways to make one from plain Python."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from qscriptgen.script.evaluation.values import NULL, Value, boolean, number, text
from qscriptgen.script.expression import Call, Node

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context

Function = Callable[[Sequence[Value], "Context"], Value]
"""Gets the values of all arguments; how many there can be is known from the signature."""

Steps = Generator[Node, Value, Value]
"""Yields the nodes whose values it wants, and returns its own."""

LazyFunction = Callable[[Call, "Context"], Steps]
"""Gets the arguments as nodes, for what not every argument is evaluated."""

FunctionTable = Mapping[str, Function]

_Part = TypeVar("_Part")


def strict(run: Function) -> Function:
    """The function, but NULL where any argument is NULL.

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
    """As `strict`, unless text functions take NULL for an empty text."""
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
    """A function of some texts, then whole numbers; NULL where one of those is none."""

    def run(values: Sequence[Value], context: Context) -> Value:
        numbers = [context.integer(value) for value in values[texts:]]
        if None in numbers:
            return NULL
        return to_value(calculate(*map(context.text, values[:texts]), *numbers))

    return textual(run)


def of_numbers(calculate: Callable[..., float | None]) -> Function:
    """A function of numbers; NULL where an argument is none, or where it is not defined."""

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
    """A plain result as a value."""
    if result is None:
        return NULL
    if isinstance(result, bool):
        return boolean(result)
    return text(result) if isinstance(result, str) else number(result)


def argument_at(parts: Sequence[_Part], place: int) -> _Part | None:
    """The argument in a place counted from 0, None where it was left out."""
    return parts[place] if place < len(parts) else None
