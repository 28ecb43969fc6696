"""Whether the scripts of a chain stay within the limits of a reload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.duration import in_words
from qscriptgen.outline import RELOAD_LIMIT_S, WaitOnlyOutline, WaitTimes, bound, outline_starts

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding
    from qscriptgen.outline import AskingOutline, StartOutline

_LIMITS_S = tuple(range(60, RELOAD_LIMIT_S, 60))
_POLLS_OF_A_WAIT = 15
_POLLS_S = (30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600)


def check_bounds(chain: Chain) -> Iterator[Finding]:
    """Whether each script ends before Qlik Cloud would end its reload; options must be right."""
    for outline in outline_starts(chain):
        most = bound(outline)
        if most.total_s > RELOAD_LIMIT_S:
            yield problem(
                "QC207",
                chain.place,
                f"the script of app {outline.app!r} can take {in_words(most.total_s)}:"
                f" {in_words(most.sleep_s)} asleep and {most.requests} requests of"
                f" {in_words(most.request_timeout_s)}; a reload may take"
                f" {in_words(RELOAD_LIMIT_S)}",
                _shorter(outline),
            )


def _shorter(outline: AskingOutline) -> str:
    """What would bring the bound within the limit, with a number where there is one."""
    if isinstance(outline, WaitOnlyOutline):
        for poll_s in _POLLS_S:
            if bound(replace(outline, poll_s=poll_s)).total_s <= RELOAD_LIMIT_S:
                return f'poll="{_written(poll_s)}" fits'
        return "wait less, or for fewer apps in one script"
    if outline.controller:
        return _shorter_for_controller(outline)
    if not outline.waits:
        return "lower patience or tries, or let several apps start them in turn"
    for poll_s in _POLLS_S:
        starts = [
            replace(start, wait=replace(start.wait, poll_s=poll_s)) if start.wait else start
            for start in outline.starts
        ]
        if bound(replace(outline, starts=tuple(starts))).total_s <= RELOAD_LIMIT_S:
            return (
                f"a poll of {_written(poll_s)} fits; so may shorter time-outs in the connections,"
                " if their request_timeout says so"
            )
    return "wait less, or for fewer apps in one script"


def _written(length_s: int) -> str:
    """A length of time as a spec has it."""
    return f"{length_s}s" if length_s % 60 else f"{length_s // 60}m"


def _shorter_for_controller(outline: StartOutline) -> str:
    """The longest wait that all apps of a controller can have alike, if there is any."""
    why = "the waits add up, as one app follows another"
    for limit_s in reversed(_LIMITS_S):
        poll_s = max(30, -(-limit_s // (60 * _POLLS_OF_A_WAIT)) * 60)
        starts = [replace(start, wait=WaitTimes(limit_s, poll_s)) for start in outline.starts]
        if bound(replace(outline, starts=tuple(starts))).total_s <= RELOAD_LIMIT_S:
            return (
                f"{why}: a wait of {limit_s // 60}m with a poll of {_written(poll_s)} for each"
                " fits; give those that take longer more and the others less"
            )
    return f"{why}: let two controllers do it, the first of which starts the second at its end"
