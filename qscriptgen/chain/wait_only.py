"""Chains in which apps wait for those before them, and no app starts another."""

from __future__ import annotations

from pydantic.dataclasses import dataclass

from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed
from qscriptgen.duration import Duration


@dataclass(frozen=True, config=MODEL)
class WaitOnly(Placed):
    """Every app waits at its start for those before it, and no app starts another.

    The newest reload of each app that comes before decides, partial or not. Only one that has
    succeeded is good; one that is under way is waited for, one that has failed is up to the policy.

    Args:
        limit: How long at most, for all of them together.
        poll: How long to sleep between two looks, 1 s to 1 h.
        newer_than: Only a reload counts that has ended less than this before the script began, or
            later; an older one is waited for as if it were still to come. Without it, any counts.
    """

    limit: Duration
    poll: Duration = "30s"
    newer_than: Duration | None = None
