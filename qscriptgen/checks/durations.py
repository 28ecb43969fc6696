"""Durations: whether they can be read, and whether they are in range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.duration import FORMS, Duration, in_words, seconds

if TYPE_CHECKING:
    from qscriptgen.chain.origin import Placed
    from qscriptgen.diagnostics import Finding

HOUR_S = 3600
SHORTEST_FRESH_S, LONGEST_FRESH_S = 60, 366 * 24 * HOUR_S
"""How long ago a reload may have ended to count as fresh."""


def check_duration(part: Placed, option: str, least: int, most: int) -> Iterator[Finding]:
    """Problems of a duration that an option takes, from ``least`` to ``most`` seconds."""
    duration: Duration = getattr(part, option)
    length, place = seconds(duration), part.place_of(option)
    if length is None:
        message = f"{option}={str(duration)!r} is not a duration"
        yield problem("QC202", place, message, f"write {FORMS}")
    elif not least <= length <= most:
        yield problem(
            "QC203",
            place,
            f"{option}={str(duration)!r} is out of range",
            f"it takes {in_words(least)} to {in_words(most)}",
        )
