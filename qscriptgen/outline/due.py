"""When a start is due, as plain data: how fresh its app may be, and on which days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.chain.due import DAY, ONCE, WEEK
from qscriptgen.duration import seconds

if TYPE_CHECKING:
    from qscriptgen.chain import Step

DUE_LOOKS = 5
"""How often at most a script looks whether an app is fresh."""

NEWEST_RELOADS = 100
"""How many reloads one look sees; a list has no more (https://qlik.dev/apis/rest/reloads)."""

ALL_DAYS = "0123456"


@dataclass(frozen=True)
class DueRule:
    """When a start is left out: its app is fresh, or today is not one of its days.

    ``kind`` is ``every``, ``day``, ``once``, or empty where the app is not looked at. ``days`` are
    those on which it is due, each a digit as `qscriptgen.chain.due.WEEK` counts them. With
    ``partials``, partial reloads count as well.
    """

    kind: str = ""
    every_s: int = 0
    days: str = ALL_DAYS
    partials: bool = False

    @property
    def leaves_out(self) -> bool:
        """Whether there is anything that can leave it out."""
        return bool(self.kind) or self.days != ALL_DAYS


ALWAYS_DUE = DueRule()


def due_rule(step: Step) -> DueRule:
    """When a step is due; without a `Due`, always."""
    due = step.due
    if due is None:
        return ALWAYS_DUE
    every_s = seconds(due.every) if due.every not in (None, DAY, ONCE) else 0
    kind = "every" if every_s else str(due.every or "")
    days = "".join(str(WEEK.index(day)) for day in WEEK if day in due.weekdays)
    return DueRule(kind, every_s or 0, days or ALL_DAYS, step.partial)
