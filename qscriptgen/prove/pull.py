"""The operations that the plan of a script asks for that waits and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.plan import bound
from qscriptgen.prove.operations import FAILS_BY, Operations, Request, Started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.plan import Pull

_IN_VAIN = 8
_SEVERITY = {"continue": 0, "fail": 2}


def planned_pull(plan: Pull) -> Operations:
    """What the script has to do; each app that it waits for stands where others are started."""
    most = bound(plan)
    reasons = tuple(_reasons(plan))
    fails = any(state == "blocked" for _, state, _ in reasons)
    fails = fails or any("fail" in (up.failure, up.timeout) for up in plan.upstreams)
    many = len(plan.upstreams) > 1
    return Operations(
        starts=tuple(_waited(plan, number) for number in range(len(plan.upstreams))),
        always=(),
        forks=(),
        environments=tuple(
            (environment.label, tuple((c.kind, c.values) for c in environment.criteria))
            for environment in plan.environments
        ),
        elsewhere=_elsewhere(plan),
        reasons=reasons,
        requests=(_look(plan),),
        poll_s=plan.poll_s,
        spacing_s=0,
        in_vain=(0, _IN_VAIN),
        loops=(plan.looks, *([len(plan.upstreams)] if many else [])),
        bound=(most.requests, most.request_timeout_s, most.sleep_s),
        ends=("fail",) if fails else (),
        fails_by=FAILS_BY[plan.target] if fails else "",
    )


def _waited(plan: Pull, number: int) -> Started:
    up = plan.upstreams[number]
    settings = {
        "limit_s": plan.limit_s,
        "failure": _SEVERITY[up.failure],
        "timeout": _SEVERITY[up.timeout],
    }
    if plan.newer_s:
        settings["fresh"] = plan.newer_s
    return Started(up.ids, {}, settings)


def _look(plan: Pull) -> Request:
    many = len(plan.upstreams) > 1
    within: tuple[str, ...] = ("FOR qsg_Poll",)
    if many:
        within += ("FOR qsg_Step", "IF qsg_Open qsg_Step", "IF qsg_Misses")
    reads = ("appId", *(["endTime"] if plan.newer_s else []), "id", "status")
    url = "$(qsg_Url)?appId=$(qsg_App)&sort=-creationTime&limit=1"
    return Request(plan.get, url, None, reads, "data", (*within, "IF qsg_Error"))


def _elsewhere(plan: Pull) -> str:
    if not plan.environments:
        return ""
    return "none" if plan.no_match in ("fail", "skip") else plan.no_match


def _reasons(plan: Pull) -> Iterator[tuple[str, str, str]]:
    if plan.in_partial != "run":
        yield "partial_reload", "skipped" if plan.in_partial == "skip" else "blocked", ""
    if plan.environments and plan.no_match in ("fail", "skip"):
        yield "no_environment", "blocked" if plan.no_match == "fail" else "skipped", "qsg_Env none"
