"""What the parts of a script that wait for the ends of reloads can name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qscriptgen.duration import in_words
from qscriptgen.outline.bounds import every_s, polls
from qscriptgen.templating.setting import Setting, pads, varying_settings
from qscriptgen.templating.settings import WHEN_WAITING

if TYPE_CHECKING:
    from qscriptgen.outline import StartOutline

_SET_IN_A_ROUND = ("qsg_Name", "qsg_Reload", "qsg_State", "qsg_Status")


def waits_context(outline: StartOutline, table: Mapping[str, Setting]) -> dict[str, Any]:
    """The names of ``parts/wait_*.qvs.jinja`` and of what these include."""
    cancels = any(start.wait and start.timeout == "cancel" for start in outline.starts)
    varying = varying_settings(table, WHEN_WAITING) if outline.waits else []
    width, waiting = pads(*_SET_IN_A_ROUND, *(setting.name for setting in varying))
    return {
        "wait": _wait(outline),
        "cancels": cancels,
        "own_matters": outline.guarded and cancels,
        "waiting": waiting,
        "wait_columns": [{"variable": s.padded(width), "cells": s.cells} for s in varying],
    }


def _wait(outline: StartOutline) -> dict[str, object]:
    limit_s = max((start.wait.limit_s for start in outline.starts if start.wait), default=0)
    return {
        "polls": max(polls(start, every_s(start, outline)) for start in outline.starts),
        "poll": in_words(outline.poll_s),
        "limit": in_words(limit_s),
    }
