"""Reads numbers from texts, and writes them in a number format."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from qscriptgen.script.evaluation.errors import NotEmulated

# Doubles have at most 309 digits before the point and 1,074 after it.
_PRECISION = 1_500
_MOST_DECIMALS = 300

_FORMAT = re.compile(r"(?P<before>[^#0]*)(?P<digits>[#0](?:[^A-Za-z]*[#0])?)(?P<after>[^#0]*)")
# Percent, sections, radix, powers of ten, abbreviation.
_SPECIAL = re.compile(r"[%;(EeA]")


def read_number(
    text: str, decimal_sep: str = ".", thousand_sep: str = ",", *, exponent: bool = True
) -> float | None:
    """The number in a text that may have blanks around it; None if it is not a number.

    Raises:
        NotEmulated: One of the separators is not valid.
    """
    stripped = text.strip(" ")
    if not _pattern(decimal_sep, thousand_sep, exponent).fullmatch(stripped):
        return None
    plain = stripped.replace(thousand_sep, "") if thousand_sep else stripped
    value = float(plain.replace(decimal_sep, "."))
    return value if math.isfinite(value) else None


@lru_cache(maxsize=64)
def _pattern(decimal_sep: str, thousand_sep: str, exponent: bool) -> re.Pattern[str]:
    _check_separators(decimal_sep, thousand_sep)
    point = re.escape(decimal_sep)
    grouped = rf"[0-9]{{1,3}}(?:{re.escape(thousand_sep)}[0-9]{{3}})+|" if thousand_sep else ""
    power = r"(?:[eE][+-]?[0-9]{1,4})?" if exponent else ""
    return re.compile(rf"[+-]?(?:(?:{grouped}[0-9]+)(?:{point}[0-9]*)?|{point}[0-9]+){power}")


def _check_separators(decimal_sep: str, thousand_sep: str) -> None:
    """Check that separators are single characters, differ, and mean nothing else in a number."""
    taken = any(mark.isalnum() or mark in "+-#" for mark in decimal_sep + thousand_sep)
    single = len(decimal_sep) == 1 and len(thousand_sep) <= 1
    if taken or not single or decimal_sep == thousand_sep:
        raise NotEmulated(f"numbers with the separators '{decimal_sep}' and '{thousand_sep}'")


def write_number(value: float, number_format: str, decimal_sep: str, thousand_sep: str) -> str:
    """Write a number in a format of ``#``, ``0``, separators, and text before and after them.

    Raises:
        NotEmulated: The format contains anything else, or one of the separators is not valid.
    """
    _check_separators(decimal_sep, thousand_sep)
    parts = _FORMAT.fullmatch(number_format)
    if not parts or _SPECIAL.search(number_format):
        raise NotEmulated(f"the number format '{number_format}'")
    whole, _, decimals = parts["digits"].partition(decimal_sep)
    grouped = bool(thousand_sep) and thousand_sep in whole
    places = whole.replace(thousand_sep, "") if grouped else whole
    # The help of Num shows two meanings of '#' after the decimal separator.
    if decimals.strip("0") or places.strip("#0") or len(decimals) > _MOST_DECIMALS:
        raise NotEmulated(f"the number format '{number_format}'")
    digits = _digits(abs(value), len(decimals))
    integer, _, fraction = digits.partition(".")
    integer = integer.lstrip("0").rjust(places.count("0"), "0")
    if grouped:
        integer = _with_separators(integer, thousand_sep)
    sign = "-" if value < 0 and digits.strip("0.") else ""
    point = decimal_sep if fraction else ""
    return f"{parts['before']}{sign}{integer}{point}{fraction}{parts['after']}"


def _digits(value: float, decimals: int) -> str:
    with localcontext() as context:
        context.prec = _PRECISION
        rounded = Decimal(repr(value)).quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP)
    return f"{rounded:f}"


def _with_separators(digits: str, thousand_sep: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[at : at + 3] for at in range(head, len(digits), 3)]
    return thousand_sep.join(groups)
