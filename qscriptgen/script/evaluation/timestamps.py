"""Dates and times as numbers: days since 1899-12-30, with the time as a fraction of a day.

Source: https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/date_and_time_functions.md
"""

from __future__ import annotations

import math
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

_EPOCH = date(1899, 12, 30).toordinal()
_FIRST, _LAST = 1 - _EPOCH, date.max.toordinal() - _EPOCH
MS_A_DAY = 86_400_000
MONTHS = 12
_HOURS, _SIXTY = 24, 60
_NEAR_END = 28


@dataclass(frozen=True, slots=True)
class Timestamp:
    """The date and time of a number: its day, and the milliseconds since midnight."""

    day: date
    ms: int

    @property
    def hour(self) -> int:
        """The hour, 0 to 23."""
        return self.ms // 3_600_000

    @property
    def minute(self) -> int:
        """The minute of the hour."""
        return self.ms // 60_000 % 60

    @property
    def second(self) -> int:
        """The second of the minute."""
        return self.ms // 1_000 % 60


def timestamp_of(number: float) -> Timestamp | None:
    """The timestamp of a number, to the millisecond; None outside the years 1 to 9999.

    Rounding to the millisecond hides that most times are not exact fractions of a day.
    """
    days = math.floor(number) if math.isfinite(number) else _LAST + 1
    if not _FIRST <= days <= _LAST:
        return None
    ms = round((number - days) * MS_A_DAY)
    if ms == MS_A_DAY:
        days, ms = days + 1, 0
    return Timestamp(date.fromordinal(_EPOCH + days), ms) if days <= _LAST else None


def day_number(day: date) -> int:
    """The number of a day."""
    return day.toordinal() - _EPOCH


def serial_number(when: datetime) -> float:
    """The number of a date and time."""
    ms = (when.hour * 60 + when.minute) * 60_000 + when.second * 1_000 + when.microsecond / 1_000
    return day_number(when.date()) + ms / MS_A_DAY


def day_fraction(hour: int, minute: int, second: float, *, beyond: bool = False) -> float | None:
    """A time as a fraction of a day; None if it is not valid. ``beyond`` allows more than 23 h."""
    if not (0 <= minute < _SIXTY and 0 <= second < _SIXTY and (beyond or 0 <= hour < _HOURS)):
        return None
    return ((hour * _SIXTY + minute) * _SIXTY + second) / 86_400


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None if it does not exist."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def month_start(day: date, months: int = 0) -> date | None:
    """The first day of the month that is some months later."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    return make_date(year, month + 1, 1)


def add_months(day: date, months: int, *, from_end: bool = False) -> date | None:
    """The same day some months later, or the last day of that month if it is shorter.

    With ``from_end``, days from the 28th on keep their distance from the end of the month.
    """
    start = month_start(day, months)
    if start is None:
        return None
    length = monthrange(start.year, start.month)[1]
    wanted = min(day.day, length)
    if from_end and day.day >= _NEAR_END:
        wanted = length - (monthrange(day.year, day.month)[1] - day.day)
    return start.replace(day=wanted)
