"""What the templates can name: a plan, seen the way its words need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from qscriptgen.chain.duration import in_words
from qscriptgen.plan import Plan, bound
from qscriptgen.plan.bounds import every_s, polls, shared_poll_s
from qscriptgen.quoting import expanded, literal, trace_value, variable
from qscriptgen.templating.alert import alert_names
from qscriptgen.templating.columns import (
    SEVERITY,
    WHEN_STARTING,
    WHEN_WAITING,
    Column,
    columns,
    joinable,
    options,
    pads,
    setting,
)
from qscriptgen.templating.freshness import by_days, freshness_context
from qscriptgen.templating.given import given, given_context
from qscriptgen.templating.sequence import behind, reasons_in, sequenced, settings_in
from qscriptgen.templating.spaces import environment_names, known_by
from qscriptgen.templating.words import agreed, bound_in_words, listed

_DAY_S = 86_400


def context(plan: Plan) -> dict[str, Any]:
    """The names that the templates of a script can use.

    Strings in it are data: a template puts them through the filter of their place.
    """
    many = plan.many
    table = columns(plan)
    members, members_column = options(plan.starts, given(plan))
    names = settings_in(plan) if plan.sequence else WHEN_STARTING
    varying = _varying(table, names, members_column, behind(plan))
    reasons = _reasons(plan)
    blocks = any(reason["state"] == "blocked" for reason in reasons)
    wait_starts = [start for start in plan.starts if start.wait]
    freshness = freshness_context(plan, table)
    since = ["qsg_Since"] if plan.fresh_looks and not freshness["fresh_alike"] else []
    beside = [*(_SET_FOR_EACH if many else _SET_ONCE), *since, *(c.name for c in varying)]
    width, padded = pads(*beside)
    return {
        **{name: getattr(plan, name) for name in _AS_PLANNED},
        "form": "snippet",
        "many": many,
        "together": many and not plan.sequence,
        "sequence": sequenced(plan),
        "who": expanded("qsg_Name") if many else trace_value(plan.starts[0].app),
        "start": plan.starts[0],
        "starts": _starts(plan, varying, width),
        "pads": {"since": variable("qsg_Since"), **padded},
        "s": {**{name: setting(column) for name, column in table.items()}, "options": members},
        "varying": {name: column.varies for name, column in table.items()},
        **_in_a_round(_varying(table, WHEN_WAITING) if plan.waits else []),
        "looks": max(start.looks for start in plan.starts),
        "busy": plan.starts[0].busy,
        "own_matters": plan.guarded and any(start.timeout == "cancel" for start in wait_starts),
        "wait": _wait(plan),
        "by_space": plan.by_space,
        "cancels": any(start.timeout == "cancel" for start in wait_starts),
        "reasons": reasons,
        "blocks": blocks,
        **environment_names(plan),
        "uses_host": plan.asks or "tenant" in known_by(plan),
        "uses_url": plan.asks,
        **_connections(plan),
        "targets": listed([start.app for start in plan.starts]),
        "waits_for_all": len(wait_starts) == len(plan.starts),
        "waited": listed([start.app for start in wait_starts]),
        "joins": any(joinable(start) for start in plan.starts),
        "judgements": _judgements(plan),
        "as_conditions": _as_conditions(plan),
        "bound": bound_in_words(bound(plan)),
        "ring": _ring(plan),
        "alert": alert_names(plan),
        "complaint": _complaint(plan),
        **_verdicts(plan, blocks=blocks),
        **given_context(plan, given(plan)),
        **freshness,
    }


_SET_FOR_EACH = ("qsg_Name", "qsg_App")
_SET_ONCE = ("qsg_App", "qsg_Reload")
_SET_IN_A_ROUND = ("qsg_Name", "qsg_Reload", "qsg_State", "qsg_Status")

_AS_PLANNED = (
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


def _connections(plan: Plan) -> dict[str, str]:
    """What the connections are called, and where they are; empty for the space of the app."""
    space, _, post = plan.post.rpartition(":")
    return {
        "get_name": plan.get.rpartition(":")[2],
        "post_name": post,
        "connection_space": space,
    }


def _starts(plan: Plan, varying: Sequence[Column], width: int) -> list[dict[str, object]]:
    return [
        {
            "name": literal(trace_value(start.app)),
            "title": start.app,
            "ids": start.ids,
            "fresh": start.fresh,
            "settings": [(column.padded(width), column.cells[at]) for column in varying],
        }
        for at, start in enumerate(plan.starts)
    ]


def _varying(table: dict[str, Column], names: Iterable[str], *more: Column | None) -> list[Column]:
    found = [table[name] for name in names if name in table and table[name].varies]
    return [*found, *(column for column in more if column)]


def _in_a_round(waited: Sequence[Column]) -> dict[str, object]:
    """What is set for each app that is still waited for."""
    width, waiting = pads(*_SET_IN_A_ROUND, *(column.name for column in waited))
    cells = [{"variable": column.padded(width), "cells": column.cells} for column in waited]
    return {"waiting": waiting, "wait_columns": cells}


def _wait(plan: Plan) -> dict[str, object]:
    poll_s = shared_poll_s(plan.starts)
    limit_s = max((start.wait.limit_s for start in plan.starts if start.wait), default=0)
    return {
        "polls": max(polls(start, every_s(start, plan)) for start in plan.starts),
        "poll": in_words(poll_s),
        "limit": in_words(limit_s),
    }


def _reasons(plan: Plan) -> list[dict[str, str]]:
    """Why nothing may be started, in the order in which they are tried.

    What is blocked fails the calling reload, whatever the policy says of starts and waits.
    """
    found = []
    if plan.in_partial != "run":
        found.append(("partial_reload", "blocked" if plan.in_partial == "fail" else "skipped"))
    if plan.forks:
        found += [("condition_unread", "blocked"), ("condition", "skipped")]
    if plan.by_space and plan.no_match in ("fail", "skip"):
        found.append(("no_environment", "blocked" if plan.no_match == "fail" else "skipped"))
    if by_days(plan):
        found.append(("not_today", "skipped"))
    found += reasons_in(plan)
    if any(start.codes for start in plan.starts):
        found.append(("value", "failed"))
    return [{"why": why, "state": state} for why, state in found]


def _judgements(plan: Plan) -> list[tuple[str, str]]:
    """Clauses that say what can go wrong, each with what this reload does then."""
    failure = agreed(start.failure for start in plan.starts)
    unseen = "an app can not be looked at, or " if plan.fresh_looks else ""
    if not plan.waits:
        return [
            (
                f"{unseen}a start is not confirmed"
                if len(plan.starts) > 1
                else f"{unseen}the start is not confirmed",
                failure,
            )
        ]
    timeout = agreed(start.timeout for start in plan.starts if start.wait)
    if not all(start.wait for start in plan.starts):
        begun = f"{unseen}a start is not confirmed, or one that is waited for does not succeed"
        if timeout == failure:
            return [(f"{begun} in time", failure)]
        return [(begun, failure), ("one has not ended in time", timeout)]
    one = "one of them" if len(plan.starts) > 1 else "it"
    if timeout == failure:
        return [(f"{one} does not succeed in time", failure)]
    return [(f"{one} does not succeed", failure), (f"{one} has not ended in time", timeout)]


def _as_conditions(plan: Plan) -> str:
    """What a header says of starts that are not always due."""
    if sum(len(fork.conditions) for fork in plan.forks) == 1:
        return "as the condition below says"
    return "as the conditions below say"


def _verdicts(plan: Plan, *, blocks: bool) -> dict[str, object]:
    """How the script ends: which verdicts there are, and for one start in which states."""
    first = plan.starts[0]
    policies = {"failed": first.failure, **({"timeout": first.timeout} if first.wait else {})}
    asked = {
        SEVERITY[word]
        for start in plan.starts
        for word in (start.failure, *([start.timeout] if start.wait else []))
    }
    if blocks or (plan.sequence and plan.sequence.result):
        asked.add(SEVERITY["fail"])
    ends = ("fail",) if plan.sequence else ("skip", "fail")
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


def _complaint(plan: Plan) -> str:
    """What a script says that fails on purpose."""
    last = "The qsg lines of this log say why."
    if plan.sequence and plan.sequence.result:
        did = "succeeded, or the result could not be stored"
        return f"Chain {plan.chain}: not every app {did}. The qsg lines of this log say which."
    if plan.many:
        did = "succeeded" if plan.waits else "was started"
        return f"Chain {plan.chain}: not every app {did}. {last}"
    app = plan.starts[0].app
    what = f"{app} did not succeed" if plan.waits else f"the start of {app} is not confirmed"
    # Behind an alert the last line is about that.
    last = last if plan.alert else "The last qsg line of this log says why."
    return f"Chain {plan.chain}: {what}. {last}"


def _ring(plan: Plan) -> dict[str, object] | None:
    if plan.ring is None:
        return None
    return {
        "pace": in_words(plan.ring.pace_s),
        "a_day": _DAY_S // plan.ring.pace_s,
        "quota": plan.ring.quota,
        "until": plan.ring.until,
    }
