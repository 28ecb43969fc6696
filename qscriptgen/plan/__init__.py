"""From a chain to plain data: which script goes into which app and what it does."""

from __future__ import annotations

from qscriptgen.plan.bounds import bound
from qscriptgen.plan.build import plan_chain, plan_starts
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
from qscriptgen.plan.pull import Pull, Upstream
from qscriptgen.plan.values import TICKET, Answer, AnswerPlan, ReadsPlan

AskingPlan = Plan | Pull
"""The plan of a script that asks the tenant."""

AnyPlan = AskingPlan | ReadsPlan | AnswerPlan
"""The plan of a script, whatever its kind."""

__all__ = [
    "RELOAD_LIMIT_S",
    "TICKET",
    "Alert",
    "Answer",
    "AnswerPlan",
    "AnyPlan",
    "AskingPlan",
    "Bound",
    "Criterion",
    "Environment",
    "Fork",
    "Library",
    "Plan",
    "Pull",
    "ReadsPlan",
    "Ring",
    "Sequence",
    "Start",
    "Upstream",
    "Wait",
    "bound",
    "plan_chain",
    "plan_library",
    "plan_starts",
    "slug",
]
