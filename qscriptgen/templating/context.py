"""What the templates can name: an outline, seen the way its words need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qscriptgen.duration import in_words
from qscriptgen.outline import StartOutline, bound
from qscriptgen.outline.bounds import every_s, polls
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
from qscriptgen.templating.environments import criterion_kinds, environments_context
from qscriptgen.templating.setting import SEVERITY, Setting, emitted, pads
from qscriptgen.templating.settings import (
    WHEN_STARTING,
    WHEN_WAITING,
    all_settings,
    joinable,
    options,
)
from qscriptgen.templating.variables import passed_expressions, variables_context
from qscriptgen.templating.words import agreed, bound_in_words, listed

_DAY_S = 86_400


def context(outline: StartOutline) -> dict[str, Any]:
    """The names that the templates of a script can use.

    Strings in it are data: a template puts them through the filter of their place.
    """
    many = outline.many
    table = all_settings(outline)
    members, members_column = options(outline.starts, passed_expressions(outline))
    names = settings_in(outline) if outline.controller else WHEN_STARTING
    varying = _varying(table, names, members_column, followers_setting(outline))
    reasons = _reasons(outline)
    blocks = any(reason["state"] == "blocked" for reason in reasons)
    wait_starts = [start for start in outline.starts if start.wait]
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
        **_in_a_round(_varying(table, WHEN_WAITING) if outline.waits else []),
        "looks": max(start.looks for start in outline.starts),
        "busy": outline.starts[0].busy,
        "own_matters": outline.guarded and any(start.timeout == "cancel" for start in wait_starts),
        "wait": _wait(outline),
        "by_space": outline.by_space,
        "cancels": any(start.timeout == "cancel" for start in wait_starts),
        "reasons": reasons,
        "blocks": blocks,
        **environments_context(outline),
        "uses_host": outline.asks or "tenant" in criterion_kinds(outline),
        "uses_url": outline.asks,
        **_connections(outline),
        "targets": listed([start.app for start in outline.starts]),
        "waits_for_all": len(wait_starts) == len(outline.starts),
        "waited": listed([start.app for start in wait_starts]),
        "joins": any(joinable(start) for start in outline.starts),
        "judgements": _judgements(outline),
        "as_conditions": _as_conditions(outline),
        "bound": bound_in_words(bound(outline)),
        "ring": _ring(outline),
        "alert": alert_context(outline),
        "complaint": _complaint(outline),
        **_verdicts(outline, blocks=blocks),
        **variables_context(outline),
        **answers_context(outline),
        **due,
    }


_SET_FOR_EACH = ("qsg_Name", "qsg_App")
_SET_ONCE = ("qsg_App", "qsg_Reload")
_SET_IN_A_ROUND = ("qsg_Name", "qsg_Reload", "qsg_State", "qsg_Status")

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


def _connections(outline: StartOutline) -> dict[str, str]:
    """What the connections are called, and where they are; empty for the space of the app."""
    space, _, post = outline.post.rpartition(":")
    return {
        "get_name": outline.get.rpartition(":")[2],
        "post_name": post,
        "connection_space": space,
    }


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


def _varying(
    table: dict[str, Setting], names: Iterable[str], *more: Setting | None
) -> list[Setting]:
    found = [table[name] for name in names if name in table and table[name].varies]
    return [*found, *(column for column in more if column)]


def _in_a_round(waited: Sequence[Setting]) -> dict[str, object]:
    """What is set for each app that is still waited for."""
    width, waiting = pads(*_SET_IN_A_ROUND, *(column.name for column in waited))
    cells = [{"variable": column.padded(width), "cells": column.cells} for column in waited]
    return {"waiting": waiting, "wait_columns": cells}


def _wait(outline: StartOutline) -> dict[str, object]:
    limit_s = max((start.wait.limit_s for start in outline.starts if start.wait), default=0)
    return {
        "polls": max(polls(start, every_s(start, outline)) for start in outline.starts),
        "poll": in_words(outline.poll_s),
        "limit": in_words(limit_s),
    }


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


def _judgements(outline: StartOutline) -> list[tuple[str, str]]:
    """Clauses that say what can go wrong, each with what this reload does then."""
    failure = agreed(start.failure for start in outline.starts)
    unseen = "an app can not be looked at, or " if outline.due_looks else ""
    if not outline.waits:
        return [
            (
                f"{unseen}a start is not confirmed"
                if len(outline.starts) > 1
                else f"{unseen}the start is not confirmed",
                failure,
            )
        ]
    timeout = agreed(start.timeout for start in outline.starts if start.wait)
    if not all(start.wait for start in outline.starts):
        begun = f"{unseen}a start is not confirmed, or one that is waited for does not succeed"
        if timeout == failure:
            return [(f"{begun} in time", failure)]
        return [(begun, failure), ("one has not ended in time", timeout)]
    one = "one of them" if len(outline.starts) > 1 else "it"
    if timeout == failure:
        return [(f"{one} does not succeed in time", failure)]
    return [(f"{one} does not succeed", failure), (f"{one} has not ended in time", timeout)]


def _as_conditions(outline: StartOutline) -> str:
    """What a header says of starts that are not always due."""
    if sum(len(fork.conditions) for fork in outline.forks) == 1:
        return "as the condition below says"
    return "as the conditions below say"


def _verdicts(outline: StartOutline, *, blocks: bool) -> dict[str, object]:
    """How the script ends: which verdicts there are, and for one start in which states."""
    first = outline.starts[0]
    policies = {"failed": first.failure, **({"timeout": first.timeout} if first.wait else {})}
    asked = {
        SEVERITY[word]
        for start in outline.starts
        for word in (start.failure, *([start.timeout] if start.wait else []))
    }
    if blocks or (outline.controller and outline.controller.result):
        asked.add(SEVERITY["fail"])
    ends = ("fail",) if outline.controller else ("skip", "fail")
    return {
        "judged": max(asked) > 0,
        "verdicts": [word for word in ends if SEVERITY[word] in asked],
        "skip_states": [state for state, word in policies.items() if word == "skip"],
        "good_states": [
            "succeeded" if first.wait else "started",
            "skipped",
            *(state for state, word in policies.items() if SEVERITY[word] < SEVERITY["fail"]),
        ],
    }


def _complaint(outline: StartOutline) -> str:
    """What a script says that fails on purpose."""
    last = "The qsg lines of this log say why."
    if outline.controller and outline.controller.result:
        did = "succeeded, or the result could not be stored"
        return f"Chain {outline.chain}: not every app {did}. The qsg lines of this log say which."
    if outline.many:
        did = "succeeded" if outline.waits else "was started"
        return f"Chain {outline.chain}: not every app {did}. {last}"
    app = outline.starts[0].app
    what = f"{app} did not succeed" if outline.waits else f"the start of {app} is not confirmed"
    # Behind an alert the last line is about that.
    last = last if outline.alert else "The last qsg line of this log says why."
    return f"Chain {outline.chain}: {what}. {last}"


def _ring(outline: StartOutline) -> dict[str, object] | None:
    if outline.ring is None:
        return None
    return {
        "pace": in_words(outline.ring.pace_s),
        "a_day": _DAY_S // outline.ring.pace_s,
        "quota": outline.ring.quota,
        "until": outline.ring.until,
    }
