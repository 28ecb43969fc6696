"""What a CALL does, by what stands in the subroutine that it calls, and in those called there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from qscriptgen.lint.bits import components
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import CallSub, Sub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qscriptgen.lint.unit import Unit


def by_calls(unit: Unit, done: Mapping[int, int], every: int) -> dict[int, int]:
    """What each CALL may do, as bits.

    Args:
        unit: The script.
        done: What each other statement does.
        every: All that could be done, which is what a subroutine may do that is not known.
    """
    names = {region.sub: sub_name(unit, region.sub) for region in unit.flow.regions}
    defined = Counter(names.values())
    targets = {number: sub_name(unit, number) for number in unit.of_kind("CALL")}
    calls: dict[str, set[str]] = {name: set() for name in defined}
    does = {name: every if defined[name] > 1 else 0 for name in calls}
    for number, target in targets.items():
        name = names[unit.region_of(number).sub]
        calls[name].add(target)
        if target not in calls or not target:
            does[name] = every
    for number, bits in done.items():
        does[names[unit.region_of(number).sub]] |= bits
    for group in components(calls):
        joined = 0
        for name in group:
            for one in (name, *calls[name]):
                joined |= does.get(one, every)
        does |= dict.fromkeys(group, joined)
    return {
        number: does.get(target, every) if target else every for number, target in targets.items()
    }


def sub_name(unit: Unit, number: int | None) -> str:
    """The subroutine that a SUB makes or a CALL calls, in lower case.

    It is empty for the script itself, and where a variable brings the name.
    """
    parts = unit.statements[number].parts if number is not None else None
    name = parts.name if isinstance(parts, Sub | CallSub) else None
    return name.name.lower() if isinstance(name, Name) else ""
