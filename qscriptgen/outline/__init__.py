"""From a chain to plain data: which script goes into which app and what it does."""

from __future__ import annotations

from qscriptgen.outline.bounds import bound
from qscriptgen.outline.build import outline_chain, outline_starts
from qscriptgen.outline.data import (
    RELOAD_LIMIT_S,
    Alert,
    Bound,
    Criterion,
    Environment,
    Fork,
    Ring,
    Sequence,
    Start,
    StartOutline,
    Wait,
)
from qscriptgen.outline.kinds import AnyOutline, AskingOutline
from qscriptgen.outline.library import Library, outline_library
from qscriptgen.outline.paths import slug
from qscriptgen.outline.pull import Upstream, WaitOnlyOutline
from qscriptgen.outline.values import TICKET, Answer, AnswerOutline, ReadsOutline

__all__ = [
    "RELOAD_LIMIT_S",
    "TICKET",
    "Alert",
    "Answer",
    "AnswerOutline",
    "AnyOutline",
    "AskingOutline",
    "Bound",
    "Criterion",
    "Environment",
    "Fork",
    "Library",
    "ReadsOutline",
    "Ring",
    "Sequence",
    "Start",
    "StartOutline",
    "Upstream",
    "Wait",
    "WaitOnlyOutline",
    "bound",
    "outline_chain",
    "outline_library",
    "outline_starts",
    "slug",
]
