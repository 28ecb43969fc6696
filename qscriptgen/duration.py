"""Lengths of time as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

FORMS = "a number with a unit ('10s', '45m', '1h30m', '1d') or ISO 8601 ('PT45M')"

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
# Nine digits are more than any limit, and fewer than Python refuses to read.
_SHORT = re.compile(
    r"(?:(?P<d>\d{1,9})\s*d\s*)?(?:(?P<h>\d{1,9})\s*h\s*)?"
    r"(?:(?P<m>\d{1,9})\s*m\s*)?(?:(?P<s>\d{1,9})\s*s)?",
    re.ASCII,
)
_ISO = re.compile(
    r"P(?:(?P<d>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,9})S)?)?",
    re.ASCII,
)

_SHORT_S = 120
_IN_DAYS_H = 48

Duration = str | timedelta


def seconds(duration: Duration) -> int | None:
    """The length in whole seconds, or None for a text that is none of `FORMS`."""
    if isinstance(duration, timedelta):
        whole = duration / timedelta(seconds=1)
        return int(whole) if whole >= 0 and whole == int(whole) else None
    text = duration.strip()
    found = _SHORT.fullmatch(text.lower()) or _ISO.fullmatch(text.upper())
    if not found or not any(found.groupdict().values()):
        return None
    return sum(int(found[unit] or 0) * size for unit, size in _UNITS.items())


def in_words(length: int) -> str:
    """The length as a person writes it: ``45 min``, ``1 h 30 min``, ``90 s``."""
    if length < _SHORT_S and length % 60:
        return f"{length} s"
    minutes, odd_s = divmod(length, 60)
    hours, odd_min = divmod(minutes, 60)
    days, hours = divmod(hours, 24) if hours >= _IN_DAYS_H else (0, hours)
    parts = [(days, "d"), (hours, "h"), (odd_min, "min"), (odd_s, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
