"""The operations that an outline asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.outline import StartOutline, WaitOnlyOutline, bound
from qscriptgen.quoting import trace_value
from qscriptgen.simulation.freshness import planned_days, planned_freshness, planned_look
from qscriptgen.simulation.operations import FAILS_BY, Decision, Operations, Request, Started
from qscriptgen.simulation.pull import planned_pull
from qscriptgen.simulation.values import (
    Answered,
    Defaults,
    planned_answers,
    planned_emptied,
    planned_loops,
    planned_small,
    planned_variables,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.outline import AnyOutline, AskingOutline, Start

_SEVERITY = {"continue": 0, "skip": 1, "fail": 2, "cancel": 2}
_LOOKS_IN_VAIN = 5
_POLLS_IN_VAIN = 8
_JSON = (("Content-Type", "application/json"),)


def planned(outline: AnyOutline) -> Operations | Defaults | Answered:
    """What the script of an outline has to do; plain script has starts and requests only."""
    return (
        planned_asking(outline)
        if isinstance(outline, StartOutline | WaitOnlyOutline)
        else planned_small(outline)
    )


def planned_asking(outline: AskingOutline) -> Operations:
    """What a script has to do that asks the tenant."""
    return (
        planned_pull(outline) if isinstance(outline, WaitOnlyOutline) else planned_starts(outline)
    )


def planned_starts(outline: StartOutline) -> Operations:
    """What a script has to do that starts reloads."""
    blocked = {"blocked"} & {state for _, state, _ in _reasons(outline)}
    severities = {2} if blocked or _result(outline) else set()
    for start in outline.starts:
        severities.add(_SEVERITY[start.failure])
        severities |= {_SEVERITY[start.timeout]} if start.wait else set()
    ends = tuple(word for level, word in _ends(outline) if level in severities)
    return Operations(
        starts=tuple(_started(outline, n, start) for n, start in enumerate(outline.starts, 1)),
        always=outline.always if outline.forks else (),
        forks=tuple(
            Decision(tuple(c.strip() for c in fork.conditions), fork.branches, fork.under)
            for fork in outline.forks
        ),
        environments=tuple(
            (environment.label, tuple((c.kind, c.values) for c in environment.criteria))
            for environment in outline.environments
        ),
        elsewhere=_elsewhere(outline),
        reasons=() if outline.plain else tuple(_reasons(outline)),
        requests=tuple(_requests(outline)),
        poll_s=0 if outline.sequence else _poll_s(outline),
        spacing_s=outline.spacing_s if outline.many else 0,
        in_vain=(
            _LOOKS_IN_VAIN if outline.guarded else 0,
            _POLLS_IN_VAIN if outline.waits else 0,
        ),
        bound=(0, 0, 0) if outline.plain else _bound(outline),
        left_behind=("connection",) if outline.plain else (),
        loops=() if outline.plain else tuple(_loops(outline)),
        ends=() if outline.plain else ends,
        fails_by="" if outline.plain or "fail" not in ends else FAILS_BY[outline.target],
        told=tuple(_told(outline)) if outline.alert else (),
        alerted=outline.alert.ids if outline.alert else (),
        told_after_s=outline.spacing_s if outline.alert and outline.alert.app else 0,
        behind=_behind(outline),
        result=_result(outline),
        answers=tuple(planned_answers(outline)),
        emptied=planned_emptied(outline),
    )


def _ends(outline: StartOutline) -> tuple[tuple[int, str], ...]:
    """A controller goes on where another script skips what is left of it."""
    return ((2, "fail"),) if outline.sequence else ((1, "skip"), (2, "fail"))


def _poll_s(outline: StartOutline) -> int:
    return max((start.wait.poll_s for start in outline.starts if start.wait), default=0)


def _left_out(outline: StartOutline) -> bool:
    """Whether an app can go wrong in such a way that those behind it are left out."""
    after = outline.sequence.behind if outline.sequence else ()
    return any(
        behind and 1 in (_SEVERITY[start.failure], _SEVERITY[start.timeout])
        for start, behind in zip(outline.starts, after, strict=False)
    )


def _behind(outline: StartOutline) -> tuple[tuple[int, ...], ...]:
    return outline.sequence.behind if outline.sequence and _left_out(outline) else ()


def _result(outline: StartOutline) -> tuple[str, ...]:
    path = outline.sequence.result if outline.sequence else None
    if not path:
        return ()
    columns = ("app", "app_id", "reload_id", "state", "why", "started", "ended")
    kind = "qvd" if path[-4:].lower() == ".qvd" else "txt"
    return path, kind, *columns, "waited_s", "posts"


def _told(outline: StartOutline) -> Iterator[str]:
    """Behind which conditions something counts as gone wrong, and the alert is sent."""
    assert outline.alert, "asked only where somebody is told"
    many = outline.many
    but = " qsg_Why partial_reload" if outline.in_partial == "fail" else ""
    apart = outline.sequence or not many
    good = "succeeded" if outline.starts[0].wait and apart else "started"
    yield f"qsg_State {good} skipped{but}"
    if outline.sequence:
        yield from ["qsg_Error"] if outline.sequence.result else []
        yield "qsg_Bad"
        return
    if many and outline.waits:
        yield "qsg_State succeeded"
    if many:
        yield "qsg_Bad"


def _bound(outline: StartOutline) -> tuple[int, int, int]:
    most = bound(outline)
    return most.requests, most.request_timeout_s, most.sleep_s


def _started(outline: StartOutline, number: int, start: Start) -> Started:
    options: dict[str, Any] = {}
    if start.partial:
        options["partial"] = True
    if start.weight is not None:
        options["weight"] = start.weight
    variables = planned_variables(number, start)
    if variables:
        options["variables"] = variables
    settings: dict[str, int] = {}
    if not outline.plain:
        settings["failure"] = _SEVERITY[start.failure]
    if start.wait:
        settings["timeout"] = _SEVERITY[start.timeout]
    if outline.guarded:
        settings |= {
            "tries": start.tries,
            "pause_s": start.pause_s,
            "patience_s": start.patience_s,
        }
    if outline.waits:
        settings["limit_s"] = start.wait.limit_s if start.wait else 0
    if outline.sequence and start.wait:
        settings["every_s"] = start.wait.poll_s
    settings |= planned_freshness(outline, start)
    if outline.ring:
        settings["pace_s"] = start.pace_s
    return Started(start.ids, options, settings)


def _elsewhere(outline: StartOutline) -> str:
    if not outline.environments:
        return ""
    return "none" if outline.no_match in ("fail", "skip") else outline.no_match


def _reasons(outline: StartOutline) -> Iterator[tuple[str, str, str]]:
    number = "$(qsg_Step)" if outline.many else "1"
    if outline.in_partial != "run":
        yield "partial_reload", "skipped" if outline.in_partial == "skip" else "blocked", ""
    if outline.forks:
        yield "condition_unread", "blocked", "$(qsg_Due) | $(qsg_Due) unread"
        yield "condition", "skipped", f"$(qsg_Due) |{number}|"
    if outline.by_space and outline.no_match in ("fail", "skip"):
        yield (
            "no_environment",
            "blocked" if outline.no_match == "fail" else "skipped",
            "qsg_Env none",
        )
    yield from planned_days(outline)
    if _left_out(outline):
        yield "upstream", "skipped", "qsg_Gone |$(qsg_Step)|"
    policies = {
        _SEVERITY[word] for start in outline.starts for word in (start.failure, start.timeout)
    }
    if outline.sequence and _SEVERITY["fail"] in policies:
        yield "stopped", "skipped", "qsg_Verdict"
    if any(start.codes for start in outline.starts):
        yield "value", "failed", "qsg_Options ;"
    if outline.fresh_looks:
        yield "fresh", "skipped", "qsg_Age fresh"


def _requests(outline: StartOutline) -> Iterator[Request]:
    """In the order in which they stand in the script."""
    body: dict[str, Any] = {"appId": "$(vAppToReload)" if outline.plain else "$(qsg_App)"}
    url = "$(qsg_Url)" if outline.asks else None
    if outline.plain:
        node = "data" if outline.wrap == "off" else "root"
        start = Request(outline.post, None, body, ("id", "status"), node, wrap=outline.wrap)
        yield from [start] * len(outline.starts)
        return
    newest = "$(qsg_Url)?appId=$(qsg_App)&sort=-creationTime&limit=1"
    reload = "$(qsg_Url)/$(qsg_Reload)"
    step = ("FOR qsg_Step",) if outline.many else ()
    connected = "IF qsg_Error"
    posting: tuple[str, ...] = (*step, "IF qsg_State")
    yield from planned_look(outline, (*step, "FOR qsg_Try"))
    if outline.guarded:
        looking = (*step, "FOR qsg_Look")
        reads = ("appId", "id", "partial", "status")
        yield Request(outline.get, newest, None, reads, "data", (*looking, connected))
        # Only a look that succeeded, and found nothing that stands against it.
        posting = (*looking, "ELSE", "ELSE")
        if outline.fresh_looks:
            # What was waited for may have made it fresh; a start that nobody looks at is left out.
            chosen = all(start.fresh.kind for start in outline.starts)
            again = "IF qsg_Again qsg_Posts" if chosen else "IF qsg_Again qsg_Posts qsg_Since"
            yield from planned_look(outline, (*posting, again))
            posting = (*posting, "ELSE")
    # Where the URL is that of the connection, so are the headers.
    headers = _JSON if url else ()
    within = (*posting, connected)
    yield Request(outline.post, url, body, ("appId", "id"), "root", within, headers=headers)
    if outline.sequence:
        told = ("endTime", "id", "startTime", "status") if _result(outline) else ("id", "status")
        waiting = (*step, "IF qsg_State", "FOR qsg_Poll")
        yield Request(outline.get, reload, None, told, "root", (*waiting, connected))
        yield from _cancel(outline, f"{reload}/actions/cancel", waiting)
    elif outline.waits:
        waiting = ("FOR qsg_Poll", *step, *(("IF qsg_Waits qsg_Step",) if step else ()))
        asking = (*waiting, "IF qsg_Misses") if step else waiting
        yield Request(outline.get, reload, None, ("id", "status"), "root", (*asking, connected))
        yield from _cancel(outline, f"{reload}/actions/cancel", waiting)
    yield from _alert(outline, url)


def _alert(outline: StartOutline, url: str | None) -> Iterator[Request]:
    """The one request that tells of what went wrong."""
    alert = outline.alert
    if alert is None:
        return
    many = outline.many
    told = {
        "chain": trace_value(outline.chain),
        "caller": trace_value(outline.app),
        "app": "$(qsg_BadName)" if many else trace_value(outline.starts[0].app),
        **{
            member: f"$(qsg_{'Bad' if many else ''}{member.capitalize()})"
            for member in ("state", "why", "reload")
        },
        "count": "$(qsg_Bad)" if many else "1",
    }
    gate = next(reversed(list(_told(outline)))).split(" ")
    looks_at = [name for name in gate if name[:4] == "qsg_"]
    within = (" ".join(["IF", *looks_at]), "IF qsg_Error")
    if not alert.app:
        yield Request(alert.connection, None, told, ("id",), "root", within, headers=_JSON)
        return
    variables = {ALERT_VARIABLES[member]: value for member, value in told.items()}
    body = {"appId": "$(qsg_Alert)", "variables": {**variables, **dict(alert.variables)}}
    headers = _JSON if url else ()
    if alert.by_space and outline.no_match in ("fail", "skip"):
        within = (*within[:-1], "IF qsg_Error qsg_Env")
    yield Request(alert.connection, url, body, ("appId", "id"), "root", within, headers=headers)


def _cancel(outline: StartOutline, url: str, waiting: tuple[str, ...]) -> Iterator[Request]:
    cancels = {start.timeout == "cancel" for start in outline.starts if start.wait}
    if True in cancels:
        looks_at = ["IF", "qsg_State"]
        looks_at += ["qsg_Cancel"] if len(cancels) > 1 else []
        if outline.guarded:
            together = outline.many and not outline.sequence
            looks_at += ["qsg_Joined", "qsg_Step"] if together else ["qsg_Joined"]
        within = (*waiting, " ".join(looks_at), "IF qsg_Error")
        yield Request(outline.post, url, {}, ("status",), "root", within, headers=_JSON)


def _loops(outline: StartOutline) -> Iterator[int]:
    """The literal counts of the loops, in the order in which they stand in the script."""
    many = len(outline.starts) if outline.many else 0
    before, behind = planned_loops(outline)
    yield from before
    if many:
        yield many
    if outline.fresh_looks:
        yield outline.fresh_looks
    if outline.guarded:
        yield max(start.looks for start in outline.starts)
    if outline.sequence:
        yield max(-(-s.wait.limit_s // s.wait.poll_s) for s in outline.starts if s.wait)
    elif outline.waits:
        poll_s = max(start.wait.poll_s for start in outline.starts if start.wait)
        yield max(-(-start.wait.limit_s // poll_s) for start in outline.starts if start.wait)
        if many:
            yield many
    yield from behind
