"""The connections that requests are sent through."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.analyses.error_mode import IGNORES, error_modes
from qscriptgen.lint.analyses.outcome_checks import error_reads
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.model import analysis

if TYPE_CHECKING:
    from collections.abc import Collection

    from qscriptgen.lint.model import LintedScript


@analysis
def unchecked_connects(script: LintedScript) -> dict[int, bool]:
    """Each CONNECT whose failure is not checked before a request, and whether one has a body."""
    connects = script.of_kind("CONNECT")
    modes = error_modes(script)
    unprotected = {number for number in connects if modes.get(number, 0) == IGNORES}
    if not unprotected:
        return {}
    pending = _pending(script, connects, unprotected)
    bodies = {request.number for request in requests_of(script) if request.body}
    found: dict[int, bool] = {}
    for number in script.of_kind("SQL", "SELECT"):
        at = bisect(connects, number) - 1
        if pending.get(number) and at >= 0 and connects[at] in unprotected:
            found[connects[at]] = found.get(connects[at], False) or number in bodies
    return found


def _pending(
    script: LintedScript, connects: Collection[int], unprotected: Collection[int]
) -> dict[int, int]:
    """The statements that can follow an unprotected CONNECT without a check in between."""
    checks = error_reads(script).union(
        script.of_kind("CALL", "INCLUDE", "EXPANSION", "UNKNOWN"), connects
    )
    starts = frozenset(unprotected)

    def change(number: int, before: int) -> int:
        return 1 if number in starts else 0 if number in checks else before

    return control_flow(script).propagate(lambda _: 0, change)
