"""From a chain to plain data: which script goes into which app and what it does."""

from __future__ import annotations

from qscriptgen.plan.bounds import bound
from qscriptgen.plan.build import plan_chain
from qscriptgen.plan.data import (
    RELOAD_LIMIT_S,
    Alert,
    Bound,
    Criterion,
    Environment,
    Fork,
    Plan,
    Ring,
    Sequence,
    Start,
    Wait,
)
from qscriptgen.plan.library import Library, plan_library
from qscriptgen.plan.paths import slug

__all__ = [
    "RELOAD_LIMIT_S",
    "Alert",
    "Bound",
    "Criterion",
    "Environment",
    "Fork",
    "Library",
    "Plan",
    "Ring",
    "Sequence",
    "Start",
    "Wait",
    "bound",
    "plan_chain",
    "plan_library",
    "slug",
]
