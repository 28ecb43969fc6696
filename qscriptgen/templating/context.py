"""What the templates can name: an outline, seen the way its words need it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qscriptgen.duration import in_words
from qscriptgen.outline import StartOutline
from qscriptgen.quoting import expanded, literal, trace_value, variable
from qscriptgen.templating.alert import alert_context
from qscriptgen.templating.answers import answers_context
from qscriptgen.templating.controller import (
    controller_context,
    followers_setting,
    reasons_in,
    settings_in,
)
from qscriptgen.templating.due import by_days, due_context
from qscriptgen.templating.end import end_context
from qscriptgen.templating.environments import criterion_kinds, environments_context
from qscriptgen.templating.header import header_context
from qscriptgen.templating.setting import Setting, emitted, pads, varying_settings
from qscriptgen.templating.settings import (
    WHEN_STARTING,
    all_settings,
    joinable,
    options,
)
from qscriptgen.templating.variables import passed_expressions, variables_context
from qscriptgen.templating.waits import waits_context

_DAY_S = 86_400


def context(outline: StartOutline) -> dict[str, Any]:
    """The names that the templates of a script can use.

    Strings in it are data: a template puts them through the filter of their place.
    """
    many = outline.many
    table = all_settings(outline)
    members, members_column = options(outline.starts, passed_expressions(outline))
    names = settings_in(outline) if outline.controller else WHEN_STARTING
    varying = varying_settings(table, names, members_column, followers_setting(outline))
    reasons = _reasons(outline)
    blocks = any(reason["state"] == "blocked" for reason in reasons)
    due = due_context(outline, table)
    since = ["qsg_Since"] if outline.due_looks and not due["due_alike"] else []
    beside = [*(_SET_FOR_EACH if many else _SET_ONCE), *since, *(c.name for c in varying)]
    width, padded = pads(*beside)
    return {
        **{name: getattr(outline, name) for name in _AS_OUTLINED},
        "form": "snippet",
        "many": many,
        "together": many and not outline.controller,
        "controller": controller_context(outline),
        "who": expanded("qsg_Name") if many else trace_value(outline.starts[0].app),
        "start": outline.starts[0],
        "starts": _starts(outline, varying, width),
        "pads": {"since": variable("qsg_Since"), **padded},
        "s": {**{name: emitted(setting) for name, setting in table.items()}, "options": members},
        "varying": {name: setting.varies for name, setting in table.items()},
        **waits_context(outline, table),
        "looks": max(start.looks for start in outline.starts),
        "busy": outline.starts[0].busy,
        "by_space": outline.by_space,
        "reasons": reasons,
        "blocks": blocks,
        **environments_context(outline),
        "uses_host": outline.asks or "tenant" in criterion_kinds(outline),
        "uses_url": outline.asks,
        **header_context(outline),
        "joins": any(joinable(start) for start in outline.starts),
        "ring": _ring(outline),
        "alert": alert_context(outline),
        **end_context(outline, blocks=blocks),
        **variables_context(outline),
        **answers_context(outline),
        **due,
    }


_SET_FOR_EACH = ("qsg_Name", "qsg_App")
_SET_ONCE = ("qsg_App", "qsg_Reload")

_AS_OUTLINED = (
    "chain",
    "app",
    "spec",
    "always",
    "forks",
    "no_match",
    "get",
    "post",
    "in_partial",
    "spacing_s",
    "guarded",
    "waits",
    "wrap",
    "target",
    "place",
)


def _starts(
    outline: StartOutline, varying: Sequence[Setting], width: int
) -> list[dict[str, object]]:
    return [
        {
            "name": literal(trace_value(start.app)),
            "title": start.app,
            "ids": start.ids,
            "due": start.due,
            "settings": [(column.padded(width), column.cells[at]) for column in varying],
        }
        for at, start in enumerate(outline.starts)
    ]


def _reasons(outline: StartOutline) -> list[dict[str, str]]:
    """Why nothing may be started, in the order in which they are tried.

    What is blocked fails the calling reload, whatever the policy says of starts and waits.
    """
    found = []
    if outline.in_partial != "run":
        found.append(("partial_reload", "blocked" if outline.in_partial == "fail" else "skipped"))
    if outline.forks:
        found += [("condition_unread", "blocked"), ("condition", "skipped")]
    if outline.by_space and outline.no_match in ("fail", "skip"):
        found.append(("no_environment", "blocked" if outline.no_match == "fail" else "skipped"))
    if by_days(outline):
        found.append(("not_today", "skipped"))
    found += reasons_in(outline)
    if any(start.expressions for start in outline.starts):
        found.append(("value", "failed"))
    return [{"why": why, "state": state} for why, state in found]


def _ring(outline: StartOutline) -> dict[str, object] | None:
    if outline.ring is None:
        return None
    return {
        "pace": in_words(outline.ring.pace_s),
        "a_day": _DAY_S // outline.ring.pace_s,
        "quota": outline.ring.quota,
        "until": outline.ring.until,
    }
