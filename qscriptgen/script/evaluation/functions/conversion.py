"""Functions that write numbers in a format, or read them from texts.

Sources:
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/formatting_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/interpretation_functions.md
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.date_formats import (
    read_iso,
    read_timestamp,
    write_interval,
    write_timestamp,
)
from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import Function, FunctionTable, strict
from qscriptgen.script.evaluation.numbers import read_number, write_number
from qscriptgen.script.evaluation.values import NULL, dual, number_text, text

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.settings import Settings
    from qscriptgen.script.evaluation.values import Value

    Form = Callable[[Settings], str]


def _separators(values: Sequence[Value], context: Context) -> tuple[str, str]:
    """The decimal and the thousand separator: arguments from the third on, or the settings."""
    arguments = [context.text(value) for value in values[2:]]
    settings = [context.settings.decimal_sep, context.settings.thousand_sep]
    decimal, thousand = arguments + settings[len(arguments) :]
    return decimal, thousand


def _num(values: Sequence[Value], context: Context) -> Value:
    found = context.number(values[0])
    if found is None:
        return NULL
    if len(values) == 1:
        return dual(number_text(found, context.settings.decimal_sep), found)
    return dual(write_number(found, context.text(values[1]), *_separators(values, context)), found)


def _num_read(values: Sequence[Value], context: Context) -> Value:
    """The text with its number, or without one if it is not a number."""
    form = context.text(values[1]) if len(values) > 1 else ""
    decimal, thousand = _separators(values, context)
    if form.strip("#0 " + decimal + thousand):
        raise NotEmulated(f"reading a number by the format '{form}'")
    exponent = context.answer("exponent-in-text") == "number"
    written = context.text(values[0])
    return _read(written, read_number(written, decimal, thousand, exponent=exponent))


def _read(written: str, found: float | None) -> Value:
    return text(written) if found is None else dual(written, found)


def _writer(form_of: Form) -> Function:
    """A function that writes a number as a date or time; only the text of the value changes."""

    def run(values: Sequence[Value], context: Context) -> Value:
        found = context.number(values[0])
        form = context.text(values[1]) if len(values) > 1 else form_of(context.settings)
        written = None if found is None else write_timestamp(found, form, context.settings)
        return NULL if found is None or written is None else dual(written, found)

    return strict(run)


def _interval(values: Sequence[Value], context: Context) -> Value:
    found = context.number(values[0])
    form = context.text(values[1]) if len(values) > 1 else context.settings.time_format
    return NULL if found is None else dual(write_interval(found, form), found)


def _reader(form_of: Form, *, interval: bool = False) -> Function:
    """A function that adds its number to a text, if the text is a date or time."""

    def run(values: Sequence[Value], context: Context) -> Value:
        form = context.text(values[1]) if len(values) > 1 else form_of(context.settings)
        written = context.text(values[0])
        found = read_timestamp(written, form, context.settings, interval=interval, loose=True)
        return _read(written, found)

    return strict(run)


def _timestamp_read(values: Sequence[Value], context: Context) -> Value:
    """Without a format, ISO 8601 is accepted too."""
    value = _reader(_timestamp_format)(values, context)
    if value.number is None and value.text is not None and len(values) == 1:
        return _read(value.text, read_iso(value.text))
    return value


def _dual(values: Sequence[Value], context: Context) -> Value:
    found = context.number(values[1])
    return NULL if found is None else dual(context.text(values[0]), found)


def _date_format(settings: Settings) -> str:
    return settings.date_format


def _time_format(settings: Settings) -> str:
    return settings.time_format


def _timestamp_format(settings: Settings) -> str:
    return settings.timestamp_format


CONVERSION: FunctionTable = {
    "date": _writer(_date_format),
    "date#": _reader(_date_format),
    "dual": strict(_dual),
    "interval": strict(_interval),
    "interval#": _reader(_time_format, interval=True),
    "num": strict(_num),
    "num#": strict(_num_read),
    "time": _writer(_time_format),
    "time#": _reader(_time_format),
    "timestamp": _writer(_timestamp_format),
    "timestamp#": _timestamp_read,
}
