"""Formats of dates, times and intervals: writes numbers and reads texts in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.timestamps import (
    MS_A_DAY,
    day_fraction,
    day_number,
    make_date,
    timestamp_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from qscriptgen.script.evaluation.settings import Settings
    from qscriptgen.script.evaluation.timestamps import Timestamp

# An upper-case M is the month, a lower-case one the minute; all others mean the same in both cases.
_PART = re.compile(r"Y+|y+|M+|D+|d+|h+|H+|m+|S+|s+|F+|f+|TT|Tt|tT|tt|W+|w+|\[|\]|.", re.DOTALL)
_LONGEST = 200
_MOST_DAYS = 1_000_000_000
_NOON = 12
_SHORT_YEAR, _LONG_YEAR, _NAME, _LONG_NAME = 2, 4, 3, 4
# The public examples only show 97 for 1997.
_FIRST_OF_1900S = 70

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"(?:Z|([+-])(\d\d):?(\d\d))?)?",
    re.ASCII,
)


@dataclass(frozen=True, eq=False, slots=True)
class _Field:
    """A field of a format: the function that writes it, and the pattern that reads it."""

    key: str
    pattern: str
    write: Callable[[Timestamp, Settings], str]


def _padded(key: str, form: str) -> _Field:
    """A number, written by a format string whose argument is the timestamp."""
    return _Field(key, r"[0-9]{1,2}", lambda when, _: form.format(when))


def _fraction(width: int) -> _Field:
    return _Field("f", r"[0-9]{1,9}", lambda when, _: f"{when.ms % 1000:03}"[:width])


def _names(key: str, get: Callable[[Settings], tuple[str, ...]]) -> _Field:
    index: Callable[[Timestamp], int] = (
        (lambda when: when.day.month - 1) if key == "name" else (lambda when: when.day.weekday())
    )
    return _Field(key, r"[^0-9]{1,30}?", lambda when, settings: get(settings)[index(when)])


_FIELDS: Mapping[str, _Field] = {
    "YYYY": _Field("Y", r"[0-9]{4}|[0-9]{2}", lambda when, _: f"{when.day.year:04}"),
    "YY": _Field("y", r"[0-9]{2}", lambda when, _: f"{when.day.year % 100:02}"),
    "M": _padded("M", "{0.day.month:01}"),
    "MM": _padded("M", "{0.day.month:02}"),
    "MMM": _names("name", lambda settings: settings.month_names),
    "MMMM": _names("name", lambda settings: settings.long_month_names),
    "D": _padded("D", "{0.day.day:01}"),
    "DD": _padded("D", "{0.day.day:02}"),
    "WWW": _names("W", lambda settings: settings.day_names),
    "WWWW": _names("W", lambda settings: settings.long_day_names),
    "h": _padded("h", "{0.hour:01}"),
    "hh": _padded("h", "{0.hour:02}"),
    "m": _padded("m", "{0.minute:01}"),
    "mm": _padded("m", "{0.minute:02}"),
    "s": _padded("s", "{0.second:01}"),
    "ss": _padded("s", "{0.second:02}"),
    "f": _fraction(1),
    "ff": _fraction(2),
    "fff": _fraction(3),
    "TT": _Field("T", r"[AaPp][Mm]", lambda when, _: "PM" if when.hour >= _NOON else "AM"),
}
_FIELD_LETTERS = frozenset("YMDWhmsf")


@lru_cache(maxsize=256)
def _parts(form: str) -> tuple[_Field | str, ...]:
    """The fields of a format, and the texts between them.

    Raises:
        NotEmulated: It has a field of an unknown length.
    """
    if len(form) > _LONGEST:
        raise NotEmulated("a date format of more than 200 characters")
    return tuple(_part(part, form) for part in _PART.findall(form))


def _part(part: str, form: str) -> _Field | str:
    letters = part if part[0] in "Mm" else _normalized(part)
    if letters in _FIELDS:
        return _FIELDS[letters]
    if letters[0] in _FIELD_LETTERS:
        raise NotEmulated(f"'{part}' in the format '{form}'")
    return part


def _normalized(part: str) -> str:
    """A part in the letters of the table; a single T is a plain letter, as in ISO 8601."""
    upper = part.upper()
    if upper[0] in "YDW" or upper == "TT":
        return upper
    return part.lower() if upper[0] in "HSF" else part


def write_timestamp(number: float, form: str, settings: Settings) -> str | None:
    """Write a number as a date or time; None outside the years 1 to 9999.

    The part in ``[ ]`` is left out if the second has no fraction.
    """
    when = timestamp_of(number)
    if when is None:
        return None
    parts = _parts(form)
    twelve_hour = _is_12_hour(form)
    written, hidden = [], False
    for part in parts:
        if part == "[":
            hidden = when.ms % 1000 == 0
        elif part == "]":
            hidden = False
        elif not hidden:
            if isinstance(part, str):
                written.append(part)
            elif twelve_hour:
                written.append(_write_12_hour(part, when, settings))
            else:
                written.append(part.write(when, settings))
    return "".join(written)


@lru_cache(maxsize=256)
def _is_12_hour(form: str) -> bool:
    """Whether a format has a 12-hour clock."""
    return any(isinstance(part, _Field) and part.key == "T" for part in _parts(form))


def _write_12_hour(part: _Field, when: Timestamp, settings: Settings) -> str:
    """Write a field of a format with a 12-hour clock."""
    if part.key != "h":
        return part.write(when, settings)
    hour = str(when.hour % _NOON or _NOON)
    return hour.zfill(len(part.write(when, settings))) if part is _FIELDS["hh"] else hour


def write_interval(number: float, form: str) -> str:
    """Write a number as an interval; without D the hours may exceed a day.

    Raises:
        NotEmulated: It is negative or too large, or the format has fields other than D, h, m, s
            and f.
    """
    parts = _parts(form)
    keys = {part.key for part in parts if isinstance(part, _Field)}
    if not 0 <= number < _MOST_DAYS or not keys <= set("Dhmsf"):
        raise NotEmulated(f"an interval of {number} in the format '{form}'")
    ms = round(number * MS_A_DAY)
    days, rest = divmod(ms, MS_A_DAY) if "D" in keys else (0, ms)
    values = {
        "D": days,
        "h": rest // 3_600_000,
        "m": rest // 60_000 % 60,
        "s": rest // 1_000 % 60,
    }
    written = []
    for part, letters in zip(parts, _PART.findall(form), strict=True):
        if isinstance(part, str):
            written.append("" if part in "[]" else part)
        elif part.key == "f":
            written.append(f"{rest % 1000:03}"[: len(letters)])
        else:
            written.append(str(values[part.key]).zfill(len(letters)))
    return "".join(written)


def read_timestamp(
    text: str, form: str, settings: Settings, *, interval: bool = False, loose: bool = False
) -> float | None:
    """Read a text as a date or time in a format; None if it does not match.

    ``loose`` accepts two digits for a year of four, as Date# does. ``interval`` accepts hours
    beyond a day, and reads D as a number of days.
    """
    match = _reader(form, interval).fullmatch(text.strip(" "))
    if not match:
        return None
    found = {key: value for key, value in match.groupdict().items() if value is not None}
    if not loose and len(found.get("Y", "year")) == _SHORT_YEAR:
        return None
    day = int(found.get("D", 0)) if interval else _day(found, settings)
    time = _time(found, interval=interval)
    return None if day is None or time is None else day + time


@lru_cache(maxsize=256)
def _reader(form: str, interval: bool) -> re.Pattern[str]:
    """The pattern that reads a format.

    Raises:
        NotEmulated: It has a field twice, or its brackets do not match.
    """
    seen: set[str] = set()
    pattern = ""
    for part in _parts(form):
        if part == "[":
            pattern += "(?:"
        elif part == "]":
            pattern += ")?"
        elif isinstance(part, str):
            pattern += re.escape(part)
        elif part.key in seen:
            raise NotEmulated(f"the format '{form}', which has a part twice,")
        else:
            seen.add(part.key)
            counted = r"[0-9]{1,9}" if interval and part.key in "Dh" else part.pattern
            pattern += f"(?P<{part.key}>{counted})"
    try:
        return re.compile(pattern, re.DOTALL)
    except re.error:
        raise NotEmulated(f"the brackets of the format '{form}'") from None


def _day(found: Mapping[str, str], settings: Settings) -> int | None:
    """The number of the day, 0 if the text has no date."""
    date_keys = set(found) & {"Y", "y", "M", "name", "D"}
    if not date_keys:
        return 0
    if not date_keys & {"Y", "y"}:
        raise NotEmulated("a date without a year")
    year = found.get("Y") or found["y"]
    month = _month(found, settings)
    if month is None:
        return None
    full = _century(int(year)) if len(year) == _SHORT_YEAR else int(year)
    day = make_date(full, month, int(found.get("D", 1)))
    return None if day is None else day_number(day)


def _month(found: Mapping[str, str], settings: Settings) -> int | None:
    if "name" not in found:
        return int(found.get("M", 1))
    for names in (settings.month_names, settings.long_month_names):
        lowered = [name.lower() for name in names]
        if found["name"].lower() in lowered:
            return lowered.index(found["name"].lower()) + 1
    return None


def _century(year: int) -> int:
    if year < _FIRST_OF_1900S:
        raise NotEmulated("a year of two digits below 70")
    return 1900 + year


def _time(found: Mapping[str, str], *, interval: bool) -> float | None:
    """The time as a fraction of a day."""
    hour, minute, second = (int(found.get(key, 0)) for key in "hms")
    fraction = float("0." + found.get("f", "0"))
    if "T" in found:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if found["T"].lower() == "pm" else 0)
    return day_fraction(hour, minute, second + fraction, beyond=interval)


def read_iso(text: str) -> float | None:
    """Read a date or timestamp in ISO 8601, converted to UTC if the text has a time zone.

    Source: https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/interpretation_functions.md
    """
    match = _ISO.fullmatch(text.strip(" "))
    day = make_date(*(int(part) for part in match.groups()[:3])) if match else None
    if not match or day is None:
        return None
    found = {key: match[at] for key, at in zip("hmsf", (4, 5, 6, 7), strict=True) if match[at]}
    time = _time(found, interval=False)
    if time is None:
        return None
    ahead = 0.0
    if match[8]:
        ahead = (int(match[9]) * 60 + int(match[10])) / 1_440 * (-1 if match[8] == "-" else 1)
    return day_number(day) + time - ahead
