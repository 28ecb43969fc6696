"""The operations that a plan asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.plan import Plan, Pull, bound
from qscriptgen.prove.freshness import planned_days, planned_freshness, planned_look
from qscriptgen.prove.operations import FAILS_BY, Decision, Operations, Request, Started
from qscriptgen.prove.pull import planned_pull
from qscriptgen.prove.values import (
    Answered,
    Defaults,
    planned_answers,
    planned_emptied,
    planned_loops,
    planned_small,
    planned_variables,
)
from qscriptgen.quoting import trace_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.plan import AnyPlan, AskingPlan, Start

_SEVERITY = {"continue": 0, "skip": 1, "fail": 2, "cancel": 2}
_LOOKS_IN_VAIN = 5
_POLLS_IN_VAIN = 8
_JSON = (("Content-Type", "application/json"),)


def planned(plan: AnyPlan) -> Operations | Defaults | Answered:
    """What the script of a plan has to do; plain script has starts and requests only."""
    return planned_asking(plan) if isinstance(plan, Plan | Pull) else planned_small(plan)


def planned_asking(plan: AskingPlan) -> Operations:
    """What a script has to do that asks the tenant."""
    return planned_pull(plan) if isinstance(plan, Pull) else planned_starts(plan)


def planned_starts(plan: Plan) -> Operations:
    """What a script has to do that starts reloads."""
    blocked = {"blocked"} & {state for _, state, _ in _reasons(plan)}
    severities = {2} if blocked or _result(plan) else set()
    for start in plan.starts:
        severities.add(_SEVERITY[start.failure])
        severities |= {_SEVERITY[start.timeout]} if start.wait else set()
    ends = tuple(word for level, word in _ends(plan) if level in severities)
    return Operations(
        starts=tuple(_started(plan, n, start) for n, start in enumerate(plan.starts, 1)),
        always=plan.always if plan.forks else (),
        forks=tuple(
            Decision(tuple(c.strip() for c in fork.conditions), fork.branches, fork.under)
            for fork in plan.forks
        ),
        environments=tuple(
            (environment.label, tuple((c.kind, c.values) for c in environment.criteria))
            for environment in plan.environments
        ),
        elsewhere=_elsewhere(plan),
        reasons=() if plan.plain else tuple(_reasons(plan)),
        requests=tuple(_requests(plan)),
        poll_s=0 if plan.sequence else _poll_s(plan),
        spacing_s=plan.spacing_s if plan.many else 0,
        in_vain=(
            _LOOKS_IN_VAIN if plan.guarded else 0,
            _POLLS_IN_VAIN if plan.waits else 0,
        ),
        bound=(0, 0, 0) if plan.plain else _bound(plan),
        left_behind=("connection",) if plan.plain else (),
        loops=() if plan.plain else tuple(_loops(plan)),
        ends=() if plan.plain else ends,
        fails_by="" if plan.plain or "fail" not in ends else FAILS_BY[plan.target],
        told=tuple(_told(plan)) if plan.alert else (),
        alerted=plan.alert.ids if plan.alert else (),
        told_after_s=plan.spacing_s if plan.alert and plan.alert.app else 0,
        behind=_behind(plan),
        result=_result(plan),
        answers=tuple(planned_answers(plan)),
        emptied=planned_emptied(plan),
    )


def _ends(plan: Plan) -> tuple[tuple[int, str], ...]:
    """A controller goes on where another script skips what is left of it."""
    return ((2, "fail"),) if plan.sequence else ((1, "skip"), (2, "fail"))


def _poll_s(plan: Plan) -> int:
    return max((start.wait.poll_s for start in plan.starts if start.wait), default=0)


def _left_out(plan: Plan) -> bool:
    """Whether an app can go wrong in such a way that those behind it are left out."""
    after = plan.sequence.behind if plan.sequence else ()
    return any(
        behind and 1 in (_SEVERITY[start.failure], _SEVERITY[start.timeout])
        for start, behind in zip(plan.starts, after, strict=False)
    )


def _behind(plan: Plan) -> tuple[tuple[int, ...], ...]:
    return plan.sequence.behind if plan.sequence and _left_out(plan) else ()


def _result(plan: Plan) -> tuple[str, ...]:
    path = plan.sequence.result if plan.sequence else None
    if not path:
        return ()
    columns = ("app", "app_id", "reload_id", "state", "why", "started", "ended")
    kind = "qvd" if path[-4:].lower() == ".qvd" else "txt"
    return path, kind, *columns, "waited_s", "posts"


def _told(plan: Plan) -> Iterator[str]:
    """Behind which conditions something counts as gone wrong, and the alert is sent."""
    assert plan.alert, "asked only where somebody is told"
    many = plan.many
    but = " qsg_Why partial_reload" if plan.in_partial == "fail" else ""
    apart = plan.sequence or not many
    good = "succeeded" if plan.starts[0].wait and apart else "started"
    yield f"qsg_State {good} skipped{but}"
    if plan.sequence:
        yield from ["qsg_Error"] if plan.sequence.result else []
        yield "qsg_Bad"
        return
    if many and plan.waits:
        yield "qsg_State succeeded"
    if many:
        yield "qsg_Bad"


def _bound(plan: Plan) -> tuple[int, int, int]:
    most = bound(plan)
    return most.requests, most.request_timeout_s, most.sleep_s


def _started(plan: Plan, number: int, start: Start) -> Started:
    options: dict[str, Any] = {}
    if start.partial:
        options["partial"] = True
    if start.weight is not None:
        options["weight"] = start.weight
    variables = planned_variables(number, start)
    if variables:
        options["variables"] = variables
    settings: dict[str, int] = {}
    if not plan.plain:
        settings["failure"] = _SEVERITY[start.failure]
    if start.wait:
        settings["timeout"] = _SEVERITY[start.timeout]
    if plan.guarded:
        settings |= {
            "tries": start.tries,
            "pause_s": start.pause_s,
            "patience_s": start.patience_s,
        }
    if plan.waits:
        settings["limit_s"] = start.wait.limit_s if start.wait else 0
    if plan.sequence and start.wait:
        settings["every_s"] = start.wait.poll_s
    settings |= planned_freshness(plan, start)
    if plan.ring:
        settings["pace_s"] = start.pace_s
    return Started(start.ids, options, settings)


def _elsewhere(plan: Plan) -> str:
    if not plan.environments:
        return ""
    return "none" if plan.no_match in ("fail", "skip") else plan.no_match


def _reasons(plan: Plan) -> Iterator[tuple[str, str, str]]:
    number = "$(qsg_Step)" if plan.many else "1"
    if plan.in_partial != "run":
        yield "partial_reload", "skipped" if plan.in_partial == "skip" else "blocked", ""
    if plan.forks:
        yield "condition_unread", "blocked", "$(qsg_Due) | $(qsg_Due) unread"
        yield "condition", "skipped", f"$(qsg_Due) |{number}|"
    if plan.by_space and plan.no_match in ("fail", "skip"):
        yield "no_environment", "blocked" if plan.no_match == "fail" else "skipped", "qsg_Env none"
    yield from planned_days(plan)
    if _left_out(plan):
        yield "upstream", "skipped", "qsg_Gone |$(qsg_Step)|"
    policies = {_SEVERITY[word] for start in plan.starts for word in (start.failure, start.timeout)}
    if plan.sequence and _SEVERITY["fail"] in policies:
        yield "stopped", "skipped", "qsg_Verdict"
    if any(start.codes for start in plan.starts):
        yield "value", "failed", "qsg_Options ;"
    if plan.fresh_looks:
        yield "fresh", "skipped", "qsg_Age fresh"


def _requests(plan: Plan) -> Iterator[Request]:
    """In the order in which they stand in the script."""
    body: dict[str, Any] = {"appId": "$(vAppToReload)" if plan.plain else "$(qsg_App)"}
    url = "$(qsg_Url)" if plan.asks else None
    if plan.plain:
        node = "data" if plan.wrap == "off" else "root"
        start = Request(plan.post, None, body, ("id", "status"), node, wrap=plan.wrap)
        yield from [start] * len(plan.starts)
        return
    newest = "$(qsg_Url)?appId=$(qsg_App)&sort=-creationTime&limit=1"
    reload = "$(qsg_Url)/$(qsg_Reload)"
    step = ("FOR qsg_Step",) if plan.many else ()
    connected = "IF qsg_Error"
    posting: tuple[str, ...] = (*step, "IF qsg_State")
    yield from planned_look(plan, (*step, "FOR qsg_Try"))
    if plan.guarded:
        looking = (*step, "FOR qsg_Look")
        reads = ("appId", "id", "partial", "status")
        yield Request(plan.get, newest, None, reads, "data", (*looking, connected))
        # Only a look that succeeded, and found nothing that stands against it.
        posting = (*looking, "ELSE", "ELSE")
        if plan.fresh_looks:
            # What was waited for may have made it fresh; a start that nobody looks at is left out.
            chosen = all(start.fresh.kind for start in plan.starts)
            again = "IF qsg_Again qsg_Posts" if chosen else "IF qsg_Again qsg_Posts qsg_Since"
            yield from planned_look(plan, (*posting, again))
            posting = (*posting, "ELSE")
    # Where the URL is that of the connection, so are the headers.
    headers = _JSON if url else ()
    within = (*posting, connected)
    yield Request(plan.post, url, body, ("appId", "id"), "root", within, headers=headers)
    if plan.sequence:
        told = ("endTime", "id", "startTime", "status") if _result(plan) else ("id", "status")
        waiting = (*step, "IF qsg_State", "FOR qsg_Poll")
        yield Request(plan.get, reload, None, told, "root", (*waiting, connected))
        yield from _cancel(plan, f"{reload}/actions/cancel", waiting)
    elif plan.waits:
        waiting = ("FOR qsg_Poll", *step, *(("IF qsg_Waits qsg_Step",) if step else ()))
        asking = (*waiting, "IF qsg_Misses") if step else waiting
        yield Request(plan.get, reload, None, ("id", "status"), "root", (*asking, connected))
        yield from _cancel(plan, f"{reload}/actions/cancel", waiting)
    yield from _alert(plan, url)


def _alert(plan: Plan, url: str | None) -> Iterator[Request]:
    """The one request that tells of what went wrong."""
    alert = plan.alert
    if alert is None:
        return
    many = plan.many
    told = {
        "chain": trace_value(plan.chain),
        "caller": trace_value(plan.app),
        "app": "$(qsg_BadName)" if many else trace_value(plan.starts[0].app),
        **{
            member: f"$(qsg_{'Bad' if many else ''}{member.capitalize()})"
            for member in ("state", "why", "reload")
        },
        "count": "$(qsg_Bad)" if many else "1",
    }
    gate = next(reversed(list(_told(plan)))).split(" ")
    looks_at = [name for name in gate if name[:4] == "qsg_"]
    within = (" ".join(["IF", *looks_at]), "IF qsg_Error")
    if not alert.app:
        yield Request(alert.connection, None, told, ("id",), "root", within, headers=_JSON)
        return
    variables = {ALERT_VARIABLES[member]: value for member, value in told.items()}
    body = {"appId": "$(qsg_Alert)", "variables": {**variables, **dict(alert.variables)}}
    headers = _JSON if url else ()
    if alert.by_space and plan.no_match in ("fail", "skip"):
        within = (*within[:-1], "IF qsg_Error qsg_Env")
    yield Request(alert.connection, url, body, ("appId", "id"), "root", within, headers=headers)


def _cancel(plan: Plan, url: str, waiting: tuple[str, ...]) -> Iterator[Request]:
    cancels = {start.timeout == "cancel" for start in plan.starts if start.wait}
    if True in cancels:
        looks_at = ["IF", "qsg_State"]
        looks_at += ["qsg_Cancel"] if len(cancels) > 1 else []
        if plan.guarded:
            together = plan.many and not plan.sequence
            looks_at += ["qsg_Joined", "qsg_Step"] if together else ["qsg_Joined"]
        within = (*waiting, " ".join(looks_at), "IF qsg_Error")
        yield Request(plan.post, url, {}, ("status",), "root", within, headers=_JSON)


def _loops(plan: Plan) -> Iterator[int]:
    """The literal counts of the loops, in the order in which they stand in the script."""
    many = len(plan.starts) if plan.many else 0
    before, behind = planned_loops(plan)
    yield from before
    if many:
        yield many
    if plan.fresh_looks:
        yield plan.fresh_looks
    if plan.guarded:
        yield max(start.looks for start in plan.starts)
    if plan.sequence:
        yield max(-(-s.wait.limit_s // s.wait.poll_s) for s in plan.starts if s.wait)
    elif plan.waits:
        poll_s = max(start.wait.poll_s for start in plan.starts if start.wait)
        yield max(-(-start.wait.limit_s // poll_s) for start in plan.starts if start.wait)
        if many:
            yield many
    yield from behind
