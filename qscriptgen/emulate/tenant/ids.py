"""Ids of reloads: 24 digits each, the same for the same number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType


def _hex(number: int) -> str:
    return f"69a7c0fde2b4{number:012x}"


def _digits(number: int) -> str:
    return str(61 * 10**22 + number)


def _exponent(number: int) -> str:
    # Two digits of exponent at most: beyond 308 the number would be infinite.
    return f"{61 * 10**17 + number // 100}e{number % 100:04}"


ID_FORMS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {"hex": _hex, "digits": _digits, "exponent": _exponent}
)
"""How to write the id with a number: in hex, in decimal digits, or as ``6100...e0001``.

All three are what 24 hex digits may look like; the last two can be taken for a number.
"""
