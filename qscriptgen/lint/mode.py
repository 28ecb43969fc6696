"""Which ErrorMode a script can be in at each of its statements.

https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ErrorVariables/ErrorMode.htm
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.lint.flow import Region
    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Statement
    from qscriptgen.script.parts import Assign

IGNORES = 1
"""ErrorMode is 0: a statement that fails is passed over."""

STOPS = 2
"""ErrorMode is 1 or 2."""

UNSURE = 4
"""It comes from an expression, an include, or whoever called the subroutine."""

_ELSEWHERE = ("INCLUDE", "EXPANSION", "UNKNOWN")


def set_modes(unit: Unit) -> dict[int, int]:
    """The statements that set ErrorMode, and what each sets it to."""
    places = unit.assigned.get("errormode", ())
    return {number: _mode(unit, unit.statements[number], parts) for number, parts in places}


def _mode(unit: Unit, statement: Statement, parts: Assign) -> int:
    if parts.value is None:
        return UNSURE
    written = unit.text[parts.value[0] : parts.value[1]].strip("'\" ")
    mode = {"0": IGNORES, "1": STOPS, "2": STOPS}.get(written, UNSURE)
    return mode | UNSURE if statement.prefixes else mode


def changed_by_calls(unit: Unit, setting: dict[int, int]) -> bool:
    """Whether a CALL may change ErrorMode, so far as the script shows."""
    return unit.open or any(unit.region_of(number).sub is not None for number in setting)


def modes(unit: Unit) -> dict[int, int]:
    """What ErrorMode can be before each statement that is reached, as bits."""
    setting = set_modes(unit)
    calls = changed_by_calls(unit, setting)

    def start(region: Region) -> int:
        return STOPS if region.sub is None else UNSURE

    def change(number: int, held: int) -> int:
        if number in setting:
            return setting[number]
        kind = unit.statements[number].kind
        if kind in _ELSEWHERE or (kind == "CALL" and calls):
            return held | UNSURE
        return held

    return unit.flow.carried(start, change)
