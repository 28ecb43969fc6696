"""What the templates of a controller can name besides what all can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.quoting import literal, trace_value, variable
from qscriptgen.templating.columns import IN_SEQUENCE, SEVERITY, Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.plan import Plan


def sequenced(plan: Plan) -> dict[str, object] | None:
    """What is special about the script of a controller; None for any other."""
    if plan.sequence is None:
        return None
    result = plan.sequence.result or ""
    severities = set(_severities(plan))
    return {
        "result": result,
        "own_name": literal(trace_value(plan.app)),
        "file": result.rpartition("/")[2],
        "is_text": not result.lower().endswith(".qvd"),
        "judges": max(severities) > 0 or _blocks(plan),
        "stops": SEVERITY["fail"] in severities,
        "leaves_out": _leaves_out(plan),
        "to": variable("qsg_Means" if _leaves_out(plan) else "qsg_Verdict"),
        "late_differs": _late_differs(plan),
    }


def settings_in(plan: Plan) -> tuple[str, ...]:
    """The settings that the loop of a controller reads."""
    return (*IN_SEQUENCE, *(("timeout",) if _late_differs(plan) else ()))


def behind(plan: Plan) -> Column | None:
    """The numbers of all that follow each start, where a policy may leave them out."""
    if plan.sequence is None or not _leaves_out(plan):
        return None
    cells = ("".join(f"{number}|" for number in after) or "|" for after in plan.sequence.behind)
    return Column("qsg_Behind", tuple(map(literal, cells)))


def reasons_in(plan: Plan) -> list[tuple[str, str]]:
    """Why a controller does not start an app that is due, in the order in which they are tried."""
    if plan.sequence is None:
        return []
    upstream = [("upstream", "skipped")] if _leaves_out(plan) else []
    stopped = [("stopped", "skipped")] if SEVERITY["fail"] in _severities(plan) else []
    return [*upstream, *stopped]


def _late_differs(plan: Plan) -> bool:
    """Whether a reload that takes too long asks for something else than one that fails."""
    return any(SEVERITY[start.timeout] != SEVERITY[start.failure] for start in plan.starts)


def _severities(plan: Plan) -> Iterator[int]:
    for start in plan.starts:
        yield SEVERITY[start.failure]
        yield SEVERITY[start.timeout]


def _leaves_out(plan: Plan) -> bool:
    """Whether an app can go wrong in such a way that others are left out."""
    after = plan.sequence.behind if plan.sequence else ()
    return any(
        following and "skip" in (start.failure, start.timeout)
        for start, following in zip(plan.starts, after, strict=True)
    )


def _blocks(plan: Plan) -> bool:
    return bool(
        plan.in_partial == "fail" or plan.forks or (plan.by_space and plan.no_match == "fail")
    )
