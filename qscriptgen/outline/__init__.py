"""From a chain to plain data: which script goes into which app and what it does."""

from __future__ import annotations

from qscriptgen.outline.alert import AlertRequest
from qscriptgen.outline.answers import TICKET, AnswerFile, AnswerOutline
from qscriptgen.outline.bounds import bound
from qscriptgen.outline.build import outline_chain, outline_starts
from qscriptgen.outline.controller import Controller
from qscriptgen.outline.data import (
    RELOAD_LIMIT_S,
    Bound,
    Ring,
    Start,
    StartOutline,
    WaitTimes,
)
from qscriptgen.outline.due import DueRule
from qscriptgen.outline.environments import Criterion, Environment
from qscriptgen.outline.forks import ScriptFork
from qscriptgen.outline.kinds import AnyOutline, AskingOutline
from qscriptgen.outline.library import Library, outline_library
from qscriptgen.outline.paths import slug
from qscriptgen.outline.reads import ReadsOutline
from qscriptgen.outline.wait_only import Upstream, WaitOnlyOutline

__all__ = [
    "RELOAD_LIMIT_S",
    "TICKET",
    "AlertRequest",
    "AnswerFile",
    "AnswerOutline",
    "AnyOutline",
    "AskingOutline",
    "Bound",
    "Controller",
    "Criterion",
    "DueRule",
    "Environment",
    "Library",
    "ReadsOutline",
    "Ring",
    "ScriptFork",
    "Start",
    "StartOutline",
    "Upstream",
    "WaitOnlyOutline",
    "WaitTimes",
    "bound",
    "outline_chain",
    "outline_library",
    "outline_starts",
    "slug",
]
