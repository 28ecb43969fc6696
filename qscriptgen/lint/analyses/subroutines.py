"""The subroutines of a script, and what a CALL does through them.

Names are in lower case where they are keys, as letter case does not count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.components import components
from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.model import analysis
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import CallSub, Sub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qscriptgen.lint.model import LintedScript


@analysis
def subroutines_of(script: LintedScript) -> dict[str, list[Sub]]:
    """The definitions of each subroutine."""
    found: dict[str, list[Sub]] = {}
    for number in script.of_kind("SUB"):
        parts = script.statements[number].parts
        if isinstance(parts, Sub) and isinstance(parts.name, Name):
            found.setdefault(parts.name.name.lower(), []).append(parts)
    return found


@analysis
def parameters_of(script: LintedScript) -> frozenset[str]:
    """The parameters of all subroutines."""
    subs = (script.statements[number].parts for number in script.of_kind("SUB"))
    names = (name for sub in subs if isinstance(sub, Sub) for name in sub.parameters)
    return frozenset(name.name.lower() for name in names if isinstance(name, Name))


def subroutine_name(script: LintedScript, number: int | None) -> str:
    """The subroutine that a SUB defines or a CALL calls.

    It is empty where there is no such statement, and where the name is an expansion.
    """
    parts = script.statements[number].parts if number is not None else None
    name = parts.name if isinstance(parts, Sub | CallSub) else None
    return name.name.lower() if isinstance(name, Name) else ""


def requests_in(script: LintedScript, subroutine: str) -> list[int]:
    """The statements of a subroutine that send a request or open a connection."""
    return _requests_by_subroutine(script).get(subroutine, [])


@analysis
def _requests_by_subroutine(script: LintedScript) -> dict[str, list[int]]:
    """The requests and connections of each subroutine."""
    found: dict[str, list[int]] = {}
    for number in script.of_kind("SQL", "SELECT", "CONNECT"):
        name = subroutine_name(script, region_of(script, number).sub)
        if name:
            found.setdefault(name, []).append(number)
    return found


def effects_of_calls(
    script: LintedScript, effects: Mapping[int, int], every: int
) -> dict[int, int]:
    """What each CALL may do, in the subroutine that it calls and in those called there.

    Effects are bits.

    Args:
        script: The script.
        effects: What each other statement does.
        every: All effects; what an unknown subroutine may do.
    """
    regions = control_flow(script).regions
    names = {region.sub: subroutine_name(script, region.sub) for region in regions}
    definitions = Counter(names.values())
    targets = {number: subroutine_name(script, number) for number in script.of_kind("CALL")}
    calls: dict[str, set[str]] = {name: set() for name in definitions}
    found = {name: every if definitions[name] > 1 else 0 for name in calls}
    for number, target in targets.items():
        name = names[region_of(script, number).sub]
        calls[name].add(target)
        if target not in calls or not target:
            found[name] = every
    for number, bits in effects.items():
        found[names[region_of(script, number).sub]] |= bits
    for component in components(calls):
        joined = 0
        for name in component:
            for one in (name, *calls[name]):
                joined |= found.get(one, every)
        found |= dict.fromkeys(component, joined)
    return {
        number: found.get(target, every) if target else every for number, target in targets.items()
    }
