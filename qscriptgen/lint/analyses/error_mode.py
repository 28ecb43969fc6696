"""The values that ErrorMode can have at each statement.

https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ErrorVariables/ErrorMode.htm
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.variables import assignments_of
from qscriptgen.lint.model import analysis

if TYPE_CHECKING:
    from qscriptgen.lint.analyses.control_flow import Region
    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Statement
    from qscriptgen.script.parts import Assign

IGNORES = 1
"""ErrorMode is 0: the reload goes on after a statement that fails."""

STOPS = 2
"""ErrorMode is 1 or 2."""

UNKNOWN_MODE = 4
"""It comes from an expression, an include, or the caller of the subroutine."""

_UNKNOWN_CODE = ("INCLUDE", "EXPANSION", "UNKNOWN")


@analysis
def error_mode_settings(script: LintedScript) -> dict[int, int]:
    """The statements that set ErrorMode, and the value that each of them sets."""
    places = assignments_of(script).get("errormode", ())
    return {number: _mode(script, script.statements[number], parts) for number, parts in places}


def _mode(script: LintedScript, statement: Statement, parts: Assign) -> int:
    """The value that an assignment gives to ErrorMode, as a bit."""
    if parts.value is None:
        return UNKNOWN_MODE
    written = script.text[parts.value[0] : parts.value[1]].strip("'\" ")
    mode = {"0": IGNORES, "1": STOPS, "2": STOPS}.get(written, UNKNOWN_MODE)
    return mode | UNKNOWN_MODE if statement.prefixes else mode


@analysis
def calls_may_set_error_mode(script: LintedScript) -> bool:
    """Whether a CALL may set ErrorMode, as far as the script shows."""
    settings = error_mode_settings(script)
    return has_included_code(script) or any(
        region_of(script, number).sub is not None for number in settings
    )


@analysis
def error_modes(script: LintedScript) -> dict[int, int]:
    """The values that ErrorMode can have before each reachable statement, as bits."""
    settings = error_mode_settings(script)
    calls_set_it = calls_may_set_error_mode(script)

    def start(region: Region) -> int:
        return STOPS if region.sub is None else UNKNOWN_MODE

    def change(number: int, before: int) -> int:
        if number in settings:
            return settings[number]
        kind = script.statements[number].kind
        if kind in _UNKNOWN_CODE or (kind == "CALL" and calls_set_it):
            return before | UNKNOWN_MODE
        return before

    return control_flow(script).propagate(start, change)
