"""When a reload is due."""

from __future__ import annotations

from pydantic import field_validator
from pydantic.dataclasses import dataclass

from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed
from qscriptgen.duration import Duration

DAY, ONCE, BUSINESS = "day", "once", "business"

WEEK = ("sat", "sun", "mon", "tue", "wed", "thu", "fri")
"""The days by their number modulo 7: day 0 is 1899-12-30, a Saturday
(https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/data-types.htm).
"""


@dataclass(frozen=True, config=MODEL)
class Due(Placed):
    """When a reload is due: ``Due("90m")``, ``Due("day", days="business")``; else it is skipped.

    A reload that is skipped counts as a success and is not waited for. It does not happen, so in a
    relay its app starts no other; a controller goes on with what comes after it.
    All reloads of the app count, whether a script or a user asked for them, but a partial one
    counts only where the step is partial too. The newest 100 reloads of the app are looked at;
    that needs the GET connection. If they can't be read, nothing is started and the policy for
    failures decides.
    One that is under way has not succeeded: with one try it meets the start as anywhere, with more
    it is waited for, and its app is looked at once more.

    Args:
        every: A length of time: skipped if the app has succeeded less than that ago. ``day``: if
            it has succeeded since 0:00 UTC. ``once``: if a success is among those 100. A success
            that the tenant lists no longer is not known, however long ``every`` is.
        days: The days of the week, in UTC, on which it is due: a tuple of ``mon`` to ``sun``, or
            ``business`` for Monday to Friday. Without it, all.
    """

    every: Duration | None = None
    days: str | tuple[str, ...] | None = None

    @field_validator("days", mode="before")
    @classmethod
    def _hashable(cls, days: object) -> object:
        return tuple(days) if isinstance(days, list) else days

    @property
    def weekdays(self) -> tuple[str, ...]:
        """The days of the week that are given, none if all are due."""
        if self.days == BUSINESS:
            return WEEK[2:]
        return (self.days,) if isinstance(self.days, str) else self.days or ()
