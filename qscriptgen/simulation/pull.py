"""The operations that the outline of a script asks for that waits and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.outline import bound
from qscriptgen.simulation.operations import FAILS_BY, Operations, Request, Started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.outline import WaitOnlyOutline

_IN_VAIN = 8
_SEVERITY = {"continue": 0, "fail": 2}


def planned_pull(outline: WaitOnlyOutline) -> Operations:
    """What the script has to do; each app that it waits for stands where others are started."""
    most = bound(outline)
    reasons = tuple(_reasons(outline))
    fails = any(state == "blocked" for _, state, _ in reasons)
    fails = fails or any("fail" in (up.failure, up.timeout) for up in outline.upstreams)
    many = len(outline.upstreams) > 1
    return Operations(
        starts=tuple(_waited(outline, number) for number in range(len(outline.upstreams))),
        always=(),
        forks=(),
        environments=tuple(
            (environment.label, tuple((c.kind, c.values) for c in environment.criteria))
            for environment in outline.environments
        ),
        elsewhere=_elsewhere(outline),
        reasons=reasons,
        requests=(_look(outline),),
        poll_s=outline.poll_s,
        spacing_s=0,
        in_vain=(0, _IN_VAIN),
        loops=(outline.looks, *([len(outline.upstreams)] if many else [])),
        bound=(most.requests, most.request_timeout_s, most.sleep_s),
        ends=("fail",) if fails else (),
        fails_by=FAILS_BY[outline.target] if fails else "",
    )


def _waited(outline: WaitOnlyOutline, number: int) -> Started:
    up = outline.upstreams[number]
    settings = {
        "limit_s": outline.limit_s,
        "failure": _SEVERITY[up.failure],
        "timeout": _SEVERITY[up.timeout],
    }
    if outline.newer_s:
        settings["fresh"] = outline.newer_s
    return Started(up.ids, {}, settings)


def _look(outline: WaitOnlyOutline) -> Request:
    many = len(outline.upstreams) > 1
    within: tuple[str, ...] = ("FOR qsg_Poll",)
    if many:
        within += ("FOR qsg_Step", "IF qsg_Open qsg_Step", "IF qsg_Misses")
    reads = ("appId", *(["endTime"] if outline.newer_s else []), "id", "status")
    url = "$(qsg_Url)?appId=$(qsg_App)&sort=-creationTime&limit=1"
    return Request(outline.get, url, None, reads, "data", (*within, "IF qsg_Error"))


def _elsewhere(outline: WaitOnlyOutline) -> str:
    if not outline.environments:
        return ""
    return "none" if outline.no_match in ("fail", "skip") else outline.no_match


def _reasons(outline: WaitOnlyOutline) -> Iterator[tuple[str, str, str]]:
    if outline.in_partial != "run":
        yield "partial_reload", "skipped" if outline.in_partial == "skip" else "blocked", ""
    if outline.environments and outline.no_match in ("fail", "skip"):
        yield (
            "no_environment",
            "blocked" if outline.no_match == "fail" else "skipped",
            "qsg_Env none",
        )
