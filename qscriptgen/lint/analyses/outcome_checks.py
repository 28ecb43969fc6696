"""Where a script checks the outcome of its requests: an error or an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.analyses.error_mode import IGNORES, error_modes
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.tables import answer_words
from qscriptgen.lint.analyses.variables import assignments_of, has_expanded_names, references_of
from qscriptgen.lint.model import analysis
from qscriptgen.script.expression import Literal
from qscriptgen.script.keywords import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.lint.analyses.requests import RestRequest
    from qscriptgen.lint.model import LintedScript

ERRORS = ("scripterror", "scripterrorcount", "scripterrorlist", "scripterrordetails")
"""Variables that report a failure, in lower case."""

_ANSWER_CHECKS = words(
    """noofrows tablenumber nooftables nooffields fieldnumber fieldvaluecount fieldvalue peek lookup
    exists"""
)
"""Functions that show whether there is an answer."""


@analysis
def unprotected_requests(script: LintedScript) -> tuple[RestRequest, ...]:
    """The requests under ErrorMode 0, whose failure does not end the reload."""
    modes = error_modes(script)
    return tuple(
        request for request in requests_of(script) if modes.get(request.number, 0) == IGNORES
    )


def statements_reading(script: LintedScript, names: Iterable[str]) -> set[int]:
    """The statements that read one of some variables, which are in lower case."""
    references = references_of(script)
    return {number for name in names for number, _ in references.get(name, ())}


@analysis
def error_reads(script: LintedScript) -> frozenset[int]:
    """The statements that read one of the variables that report a failure."""
    return frozenset(statements_reading(script, ERRORS))


@analysis
def outcome_checks(script: LintedScript) -> frozenset[int]:
    """The statements that check for an error or for an answer."""
    found = set(error_reads(script))
    words = answer_words(script)
    for number, call in script.calls:
        named = {node.value.lower() for node in call.args if isinstance(node, Literal)}
        if call.name.lower() in _ANSWER_CHECKS and (
            not named or named & words or "$(" in "".join(named)
        ):
            found.add(number)
    return frozenset(found)


def possible_checks_elsewhere(script: LintedScript, checks: Iterable[int]) -> set[int]:
    """The statements that run other code, which may check an outcome.

    A CALL does so only where some of the given checks are in a subroutine, or where its
    subroutine may not be in the script.
    """
    in_subroutine = any(region_of(script, number).sub is not None for number in checks)
    may_check = in_subroutine or has_included_code(script) or has_expanded_names(script)
    calls = ("CALL",) if may_check else ()
    return set(script.of_kind("INCLUDE", "EXPANSION", "UNKNOWN", *calls))


@analysis
def followed_by_check(script: LintedScript) -> frozenset[int]:
    """The statements after which a check of the outcome can come."""
    checks = outcome_checks(script)
    elsewhere = possible_checks_elsewhere(script, checks)
    return frozenset(control_flow(script).leading_to(checks | elsewhere))


@analysis
def error_variables(script: LintedScript) -> frozenset[str]:
    """The variables that hold an error or something that is computed from one, in lower case."""
    assigned_at: dict[int, list[str]] = {}
    for name, places in assignments_of(script).items():
        for number, _ in places:
            assigned_at.setdefault(number, []).append(name)
    references = references_of(script)
    found, waiting = set(ERRORS), list(ERRORS)
    while waiting:
        for number, _ in references.get(waiting.pop(), ()):
            for name in assigned_at.get(number, ()):
                if name not in found:
                    found.add(name)
                    waiting.append(name)
    return frozenset(found)
