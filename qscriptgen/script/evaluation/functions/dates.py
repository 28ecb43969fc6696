"""Functions of dates and times.

Source: https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/date_and_time_functions.md
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.date_formats import write_timestamp
from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import Function, FunctionTable, strict
from qscriptgen.script.evaluation.timestamps import (
    MONTHS,
    MS_A_DAY,
    Timestamp,
    add_months,
    day_fraction,
    day_number,
    make_date,
    month_start,
    serial_number,
    timestamp_of,
)
from qscriptgen.script.evaluation.values import NULL, Value, dual, number

if TYPE_CHECKING:
    from datetime import datetime

    from qscriptgen.script.evaluation.context import Context

_WEEK = 7
_MS = 1 / MS_A_DAY
_MOST_DAYS = 4_000_000


def _of_timestamp(calculate: Callable[[Timestamp, Context], Value]) -> Function:
    """A function of one date or time; NULL if the argument is neither."""

    def run(values: Sequence[Value], context: Context) -> Value:
        when = _timestamp_in(values[0], context)
        return NULL if when is None else calculate(when, context)

    return run


def _timestamp_in(value: Value, context: Context) -> Timestamp | None:
    found = context.number(value)
    return None if found is None else timestamp_of(found)


def _part_of_timestamp(get: Callable[[Timestamp], int]) -> Function:
    return _of_timestamp(lambda when, _: number(get(when)))


def _month(when: Timestamp, context: Context) -> Value:
    return dual(context.settings.month_names[when.day.month - 1], when.day.month)


def _weekday(values: Sequence[Value], context: Context) -> Value:
    when = _timestamp_in(values[0], context)
    first = context.integer(values[1]) if len(values) > 1 else context.settings.first_week_day
    if when is None or first is None or not 0 <= first < _WEEK:
        return NULL
    weekday = when.day.weekday()
    return dual(context.settings.day_names[weekday], (weekday - first) % _WEEK)


def _integers(values: Sequence[Value], context: Context, *defaults: int) -> list[int] | None:
    """The values as integers, with defaults for missing ones; None if one is not a number."""
    found = [context.integer(value) for value in values]
    whole = [value for value in found if value is not None]
    return [*whole, *defaults[len(whole) :]] if len(whole) == len(found) else None


def _makedate(values: Sequence[Value], context: Context) -> Value:
    parts = _integers(values, context, 1, 1, 1)
    return _as_date(make_date(*parts) if parts else None, context)


def _maketime(values: Sequence[Value], context: Context) -> Value:
    parts = _integers(values, context, 0, 0, 0)
    fraction = day_fraction(*parts) if parts else None
    if fraction is None:
        return NULL
    return _in_format(fraction, context.settings.time_format, context)


def _as_date(day: date | None, context: Context, extra: float = 0.0) -> Value:
    """A day plus a fraction of a day, in the format of dates."""
    if day is None:
        return NULL
    return _in_format(day_number(day) + extra, context.settings.date_format, context)


def _in_format(value: float, form: str, context: Context) -> Value:
    written = write_timestamp(value, form, context.settings)
    return NULL if written is None else dual(written, value)


def _period_boundary(*, period: int, end: bool) -> Function:
    """A function of a date that returns the start or last millisecond of its month or year.

    Its arguments: the date, the number of periods to add, and the first month of the year.
    """

    def run(values: Sequence[Value], context: Context) -> Value:
        when = _timestamp_in(values[0], context)
        more = _integers(values[1:], context, 0, 1)
        if when is None or more is None or not 1 <= more[1] <= MONTHS:
            return NULL
        later, first = more
        back = (when.day.month - first) % period
        start = month_start(when.day, later * period - back + (period if end else 0))
        return _as_date(start, context, -_MS if end else 0.0)

    return run


def _day_start(values: Sequence[Value], context: Context) -> Value:
    found = [context.number(value) for value in values]
    if any(value is None or abs(value) > _MOST_DAYS for value in found):
        return NULL
    when, later, start = [*(value or 0.0 for value in found), 0.0, 0.0][:3]
    day = math.floor(when - start) + math.trunc(later) + start
    return _in_format(day, context.settings.timestamp_format, context)


def _addmonths(values: Sequence[Value], context: Context) -> Value:
    more = _integers(values[1:], context, 0, 0)
    return (
        NULL if more is None else _plus_months(values[0], more[0], context, from_end=more[1] == 1)
    )


def _addyears(values: Sequence[Value], context: Context) -> Value:
    years = context.integer(values[1])
    return NULL if years is None else _plus_months(values[0], years * MONTHS, context)


def _plus_months(value: Value, months: int, context: Context, *, from_end: bool = False) -> Value:
    when = _timestamp_in(value, context)
    if when is None:
        return NULL
    day = add_months(when.day, months, from_end=from_end)
    return _as_date(day, context, when.ms / MS_A_DAY)


def _timestamp(when: datetime, context: Context) -> Value:
    return _in_format(serial_number(when), context.settings.timestamp_format, context)


def _clock(values: Sequence[Value], context: Context) -> datetime | None:
    """The time of a timer mode: the call for 1, the default; the last reload's end for 0."""
    mode = context.number(values[0]) if values else 1
    if mode not in (0, 1):
        raise NotEmulated("a timer mode other than 0 and 1")
    return context.scope.now() if mode else context.scope.last_reload()


def _now(values: Sequence[Value], context: Context) -> Value:
    when = _clock(values, context)
    return NULL if when is None else _timestamp(when, context)


def _today(values: Sequence[Value], context: Context) -> Value:
    when = _clock(values, context)
    if (not values or context.number(values[0]) == 1) and context.answer("today-of") == "start":
        when = context.scope.started()
    return _as_date(None if when is None else when.date(), context)


def _utc(values: Sequence[Value], context: Context) -> Value:
    """The time of the call, which is also the local time in the cloud.

    Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/DateAndTimeFunctions/now.htm
    """
    if values:
        raise NotEmulated("the time of a time zone or timer mode")
    return _timestamp(context.scope.now(), context)


DATES: FunctionTable = {
    "addmonths": strict(_addmonths),
    "addyears": strict(_addyears),
    "day": _part_of_timestamp(lambda when: when.day.day),
    "daystart": strict(_day_start),
    "gmt": _utc,
    "hour": _part_of_timestamp(lambda when: when.hour),
    "localtime": _utc,
    "makedate": strict(_makedate),
    "maketime": strict(_maketime),
    "minute": _part_of_timestamp(lambda when: when.minute),
    "month": _of_timestamp(_month),
    "monthend": strict(_period_boundary(period=1, end=True)),
    "monthstart": strict(_period_boundary(period=1, end=False)),
    "now": _now,
    "second": _part_of_timestamp(lambda when: when.second),
    "today": _today,
    "utc": _utc,
    "weekday": strict(_weekday),
    "year": _part_of_timestamp(lambda when: when.day.year),
    "yearend": strict(_period_boundary(period=MONTHS, end=True)),
    "yearstart": strict(_period_boundary(period=MONTHS, end=False)),
}
