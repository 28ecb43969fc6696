"""The number in a text: what the engine makes of a text where it needs a number.

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

# No number, date or time is longer; beyond it only plain numbers are tried.
_LONGEST = 60
_MOST_KNOWN = 10_000
_ISO_FORMATS = ("YYYY-MM-DD", "YYYY-MM-DD hh:mm[:ss]", "YYYY-MM-DD hh:mm:ss.fff")
_ISO_TIMES = ("hh:mm[:ss]", "hh:mm:ss.fff")
_FOREIGN = ((".", ","), (",", "."))


def number_in(value: Value, settings: Settings) -> float | None:
    """The number of a value: its own, else the one its text can be read as, else None."""
    if value.number is not None or value.text is None:
        return value.number
    return read_as_number(value.text, settings)


def read_as_number(text: str, settings: Settings) -> float | None:
    """The number that a text can be read as by the settings, or None."""
    if _DIGITS.isdisjoint(text):
        return None
    if len(text) > _LONGEST:
        return _read(text, settings)
    known = settings.known
    if text not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[text] = _read(text, settings)
    return known[text]


def _read(text: str, settings: Settings) -> float | None:
    exponent = settings.answer("exponent-in-text") == "number"
    separators = (settings.decimal_sep, settings.thousand_sep)
    found = read_number(text, *separators, exponent=exponent)
    if found is not None or len(text) > _LONGEST:
        return found
    forms = (settings.date_format, settings.timestamp_format, settings.time_format)
    for form in (*forms, *_ISO_FORMATS, *_ISO_TIMES):
        found = read_timestamp(text, form, settings)
        if found is not None:
            return found
    for decimal, thousand in _FOREIGN:
        if thousand not in separators:
            found = read_number(text, decimal, thousand, exponent=exponent)
            if found is not None:
                return found
    return None


_DIGITS = frozenset("0123456789")
