"""What the templates of a controller can name besides what all can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.quoting import literal, trace_value, variable
from qscriptgen.templating.setting import SEVERITY, Setting
from qscriptgen.templating.settings import FOR_A_CONTROLLER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.outline import StartOutline


def controller_context(outline: StartOutline) -> dict[str, object] | None:
    """What is special about the script of a controller; None for any other."""
    if outline.controller is None:
        return None
    result = outline.controller.result or ""
    severities = set(_severities(outline))
    return {
        "result": result,
        "own_name": literal(trace_value(outline.app)),
        "file": result.rpartition("/")[2],
        "is_text": not result.lower().endswith(".qvd"),
        "judges": max(severities) > 0 or _blocks(outline),
        "stops": SEVERITY["fail"] in severities,
        "leaves_out": _leaves_out(outline),
        "to": variable("qsg_Means" if _leaves_out(outline) else "qsg_Verdict"),
        "late_differs": _late_differs(outline),
    }


def settings_in(outline: StartOutline) -> tuple[str, ...]:
    """The settings that the loop of a controller reads."""
    return (*FOR_A_CONTROLLER, *(("timeout",) if _late_differs(outline) else ()))


def followers_setting(outline: StartOutline) -> Setting | None:
    """The numbers of all that follow each start, where a policy may leave them out."""
    if outline.controller is None or not _leaves_out(outline):
        return None
    cells = (
        "".join(f"{number}|" for number in after) or "|" for after in outline.controller.followers
    )
    return Setting("qsg_Behind", tuple(map(literal, cells)))


def reasons_in(outline: StartOutline) -> list[tuple[str, str]]:
    """Why a controller does not start an app that is due, in the order in which they are tried."""
    if outline.controller is None:
        return []
    upstream = [("upstream", "skipped")] if _leaves_out(outline) else []
    stopped = [("stopped", "skipped")] if SEVERITY["fail"] in _severities(outline) else []
    return [*upstream, *stopped]


def _late_differs(outline: StartOutline) -> bool:
    """Whether a reload that takes too long asks for something else than one that fails."""
    return any(SEVERITY[start.timeout] != SEVERITY[start.failure] for start in outline.starts)


def _severities(outline: StartOutline) -> Iterator[int]:
    for start in outline.starts:
        yield SEVERITY[start.failure]
        yield SEVERITY[start.timeout]


def _leaves_out(outline: StartOutline) -> bool:
    """Whether an app can go wrong in such a way that others are left out."""
    after = outline.controller.direct_followers if outline.controller else ()
    return any(
        following and "skip" in (start.failure, start.timeout)
        for start, following in zip(outline.starts, after, strict=True)
    )


def _blocks(outline: StartOutline) -> bool:
    return bool(
        outline.in_partial == "fail"
        or outline.forks
        or (outline.by_space and outline.no_match == "fail")
    )
