"""The settings of a script that affect values: separators, formats, names, answers to doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qscriptgen.script.evaluation.doubts import DOUBTS
from qscriptgen.script.evaluation.values import Value

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _short(names: list[str]) -> tuple[str, ...]:
    return tuple(name[:3] for name in names)


@dataclass(frozen=True, slots=True)
class Settings:
    """The number interpretation variables of a script, and the answers to the doubts.

    The defaults are those of the examples in Qlik's help:
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/date_and_time_functions.md
    Weeks begin with day ``first_week_day``, 0 for Monday. ``answers`` need not contain every doubt.
    ``numbers`` caches the numbers of texts, ``literals`` the values of texts in quotes.
    """

    decimal_sep: str = "."
    thousand_sep: str = ","
    date_format: str = "YYYY-MM-DD"
    time_format: str = "hh:mm:ss"
    timestamp_format: str = "YYYY-MM-DD hh:mm:ss[.fff]"
    first_week_day: int = 0
    month_names: tuple[str, ...] = _short(_MONTHS)
    long_month_names: tuple[str, ...] = tuple(_MONTHS)
    day_names: tuple[str, ...] = _short(_DAYS)
    long_day_names: tuple[str, ...] = tuple(_DAYS)
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    numbers: dict[str, float | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    literals: dict[str, Value] = field(default_factory=dict, init=False, repr=False, compare=False)

    def answer(self, doubt: str) -> str:
        """The answer to a doubt: the one of these settings, or else the most likely one."""
        found = self.answers.get(doubt)
        return DOUBTS[doubt].default if found is None else found
