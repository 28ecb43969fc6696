"""Number interpretation: how the engine reads a text where it needs a number.

Source: "Number interpretation" in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.date_formats import read_timestamp
from qscriptgen.script.evaluation.numbers import read_number

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.settings import Settings
    from qscriptgen.script.evaluation.values import Value

# Longer texts are not dates or times; they are only read as plain numbers.
_LONGEST = 60
_MOST_CACHED = 10_000
_ISO_FORMATS = ("YYYY-MM-DD", "YYYY-MM-DD hh:mm[:ss]", "YYYY-MM-DD hh:mm:ss.fff")
_ISO_TIMES = ("hh:mm[:ss]", "hh:mm:ss.fff")
_OTHER_SEPARATORS = ((".", ","), (",", "."))


def number_in(value: Value, settings: Settings) -> float | None:
    """The number of a value, or else the number as which its text can be read, or else None."""
    if value.number is not None or value.text is None:
        return value.number
    return read_as_number(value.text, settings)


def read_as_number(text: str, settings: Settings) -> float | None:
    """The number as which a text can be read with the settings, or None."""
    if _DIGITS.isdisjoint(text):
        return None
    if len(text) > _LONGEST:
        return _read(text, settings)
    cache = settings.numbers
    if text not in cache:
        if len(cache) >= _MOST_CACHED:
            cache.clear()
        cache[text] = _read(text, settings)
    return cache[text]


def _read(text: str, settings: Settings) -> float | None:
    exponent = settings.answer("exponent-in-text") == "number"
    separators = (settings.decimal_sep, settings.thousand_sep)
    found = read_number(text, *separators, exponent=exponent)
    if found is not None or len(text) > _LONGEST:
        return found
    formats = (settings.date_format, settings.timestamp_format, settings.time_format)
    for date_format in (*formats, *_ISO_FORMATS, *_ISO_TIMES):
        found = read_timestamp(text, date_format, settings)
        if found is not None:
            return found
    for decimal, thousand in _OTHER_SEPARATORS:
        if thousand not in separators:
            found = read_number(text, decimal, thousand, exponent=exponent)
            if found is not None:
                return found
    return None


_DIGITS = frozenset("0123456789")
