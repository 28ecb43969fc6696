"""All problems of a chain in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.chain.duration import in_words
from qscriptgen.checks.alert import check_alert
from qscriptgen.checks.controller import check_controlled
from qscriptgen.checks.environments import check_environments, check_space
from qscriptgen.checks.forms import check_libraries, check_library
from qscriptgen.checks.looks import check_looks
from qscriptgen.checks.names import check_names
from qscriptgen.checks.options import check_options
from qscriptgen.checks.order import check_order
from qscriptgen.checks.problem import problem
from qscriptgen.checks.values import check_answers, check_values
from qscriptgen.diagnostics import sort_findings
from qscriptgen.outline import RELOAD_LIMIT_S, Wait, WaitOnlyOutline, bound, outline_starts, slug

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding
    from qscriptgen.outline import AskingOutline, StartOutline

_LIMITS_S = tuple(range(60, RELOAD_LIMIT_S, 60))
_LOOKS = 15
_POLLS_S = (30, 45, 60, 90, 120, 180, 300, 600, 1800, 3600)


def check(chain: Chain) -> tuple[Finding, ...]:
    """Every problem of a chain, in the order of their places; only errors keep it from rendering.

    Whether the scripts stay within the limits of a reload is looked at when options are right.
    """
    found = [
        *check_parts(chain),
        *check_environments(chain),
        *(
            check_controlled(chain)
            if chain.controller and not chain.wait_only
            else check_order(chain)
        ),
        *check_values(chain),
        *check_looks(chain),
    ]
    if not chain.plain and not any(finding.code.startswith("QC2") for finding in found):
        found += _bounds(chain)
    return sort_findings(found)


def check_parts(chain: Chain) -> tuple[Finding, ...]:
    """The problems of a chain that are there whatever else is: it may lack some of its parts."""
    return sort_findings(
        [
            *check_names(chain),
            *check_options(chain),
            *(finding for space in chain.spaces for finding in check_space(space)),
            *check_alert(chain),
            *check_library(chain),
            *check_answers(chain),
        ]
    )


def check_all(chains: Sequence[Chain]) -> tuple[Finding, ...]:
    """The problems of each chain, and of chains that would have one folder or library."""
    found = [finding for chain in chains for finding in check(chain)]
    found += check_libraries(chains)
    folders: dict[str, Chain] = {}
    for chain in chains:
        other = folders.setdefault(slug(chain.name), chain)
        if other is not chain:
            found.append(
                problem(
                    "QC402",
                    chain.place,
                    f"chains {other.name!r} and {chain.name!r} would have one folder,"
                    f" {slug(chain.name)}",
                    "rename one of them",
                )
            )
    return sort_findings(found)


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether any of them keeps a chain from being rendered."""
    return any(finding.severity == "error" for finding in findings)


def _bounds(chain: Chain) -> Iterator[Finding]:
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
    if outline.sequence:
        return _shorter_in_sequence(outline)
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


def _shorter_in_sequence(outline: StartOutline) -> str:
    """The longest wait that all apps of a controller can have alike, if there is any."""
    why = "the waits add up, as one app follows another"
    for limit_s in reversed(_LIMITS_S):
        poll_s = max(30, -(-limit_s // (60 * _LOOKS)) * 60)
        starts = [replace(start, wait=Wait(limit_s, poll_s)) for start in outline.starts]
        if bound(replace(outline, starts=tuple(starts))).total_s <= RELOAD_LIMIT_S:
            return (
                f"{why}: a wait of {limit_s // 60}m with a poll of {_written(poll_s)} for each"
                " fits; give those that take longer more and the others less"
            )
    return f"{why}: let two controllers do it, the first of which starts the second at its end"
