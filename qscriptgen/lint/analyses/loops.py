"""The loops of a script, and what each of them does, also in the subroutines that it calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.components import components
from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.analyses.loop_effects import Effects, OwnEffects, effects_of
from qscriptgen.lint.analyses.name_sets import NameBits
from qscriptgen.lint.analyses.reload_states import status_comparisons_of
from qscriptgen.lint.model import analysis
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import Condition, Sub

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qscriptgen.lint.analyses.name_sets import NameSet
    from qscriptgen.lint.model import LintedScript

_KINDS = ("DO", "FOR", "FOR EACH")


@dataclass(eq=False)
class Loop:
    """A loop; ``statements`` are those that are not in an inner loop.

    ``own_effects`` is what these do, ``whole`` what all its statements do. ``outer`` is the opener
    of the loop around it, ``inner`` are those of the loops right inside it.
    """

    opener: int
    last: int
    kind: str
    outer: int | None
    statements: list[int] = field(default_factory=list)
    own_effects: Effects = field(default_factory=Effects)
    whole: Effects = field(default_factory=Effects)
    can_end: bool = False
    inner: list[int] = field(default_factory=list)
    names: NameBits = field(default_factory=NameBits)

    @property
    def bounded(self) -> bool:
        """Whether a counter or the clock can end it."""
        counted = self.whole.counters & self.whole.tested
        return self.kind != "DO" or self.whole.reads_clock or bool(counted)

    @property
    def sets(self) -> NameSet:
        """The variables that are set in it."""
        return self.names.names(self.whole.sets)

    @property
    def counters(self) -> NameSet:
        """The variables that count in it."""
        return self.names.names(self.whole.counters)


@dataclass(eq=False)
class Loops:
    """All loops by their openers; ``innermost`` is the opener of the loop of a statement."""

    by_opener: dict[int, Loop] = field(default_factory=dict)
    innermost: dict[int, int] = field(default_factory=dict)


@analysis
def loops_of(script: LintedScript) -> Loops:
    """The loops of a script."""
    found = _find_loops(script)
    if not found.by_opener:
        return found
    effects = _effects_by_statement(script, found)
    subroutines = _subroutines(script, found, effects)
    for loop in found.by_opener.values():
        own = OwnEffects()
        for number in loop.statements:
            own.add(effects[number])
        loop.names = subroutines.names
        loop.own_effects = subroutines.with_calls(own)
        loop.whole.add(loop.own_effects)
    _add_inner_loops(script, found)
    return found


def _find_loops(script: LintedScript) -> Loops:
    """The loops with their statements, without effects."""
    found = Loops()
    open_loops: list[int] = []
    ends = {
        script.number_of(block.opener): script.number_of(block.closer)
        for block in script.parsed.blocks
        if block.opener.kind in _KINDS and block.closer
    }
    for number, statement in enumerate(script.statements):
        if number in ends:
            outer = open_loops[-1] if open_loops else None
            found.by_opener[number] = Loop(number, ends[number], statement.kind, outer)
            open_loops.append(number)
        if open_loops:
            innermost = found.by_opener[open_loops[-1]]
            found.innermost[number] = innermost.opener
            innermost.statements.append(number)
            if innermost.last == number:
                open_loops.pop()
    return found


def _effects_by_statement(script: LintedScript, loops: Loops) -> dict[int, OwnEffects]:
    """What each statement in a loop or a subroutine does."""
    requests = frozenset(script.of_kind("SQL", "SELECT"))
    checks = {comparison.number for comparison in status_comparisons_of(script)}
    checks -= requests.union(script.of_kind("LOAD"))
    subroutines = (region for region in control_flow(script).regions if region.sub is not None)
    in_subroutines = (number for region in subroutines for number in region.members)
    return {
        number: effects_of(
            script.statements[number],
            script.nodes_of.get(number, ()),
            requests=number in requests,
            checks_status=number in checks,
        )
        for number in {*loops.innermost, *in_subroutines}
    }


def _add_inner_loops(script: LintedScript, loops: Loops) -> None:
    """Decide for each loop whether it can end, and add what it does to the loop around it."""
    for opener in sorted(loops.by_opener, reverse=True):
        loop = loops.by_opener[opener]
        word = "do" if loop.kind == "DO" else "for"
        exits = loop.whole.exits & {word, "sub", "all"}
        loop.can_end = bool(exits) or _has_condition(script, loop)
        if loop.outer is not None:
            # What exits this loop does not exit the loop around it.
            outer = loops.by_opener[loop.outer]
            outer.whole.add(loop.whole, without=(word,))
            outer.inner.append(opener)


def _has_condition(script: LintedScript, loop: Loop) -> bool:
    """Whether it is a FOR, which ends by itself, or a DO with a condition at either end."""
    parts = (script.statements[number].parts for number in (loop.opener, loop.last))
    return loop.kind != "DO" or any(isinstance(p, Condition) and p.word for p in parts)


_UNKNOWN = Effects(runs_unknown_code=True)
"""What a subroutine does that the script does not define."""


@dataclass(eq=False)
class _Subroutines:
    """What each subroutine does, by itself and with all that it calls."""

    own: Mapping[str, OwnEffects]
    parameters: Mapping[str, tuple[str, ...]]
    whole: dict[str, Effects] = field(default_factory=dict)
    names: NameBits = field(default_factory=NameBits)

    def __post_init__(self) -> None:
        """Compute what each subroutine does, callees before their callers."""
        for component in components({name: own.calls for name, own in self.own.items()}):
            joined = Effects()
            for name in component:
                joined.add(self.with_calls(self.own[name], component))
            self.whole |= dict.fromkeys(component, joined)

    def with_calls(self, own: OwnEffects, without: Collection[str] = ()) -> Effects:
        """What some statements do, also in the subroutines that they call, without some of these.

        A subroutine returns what it did to its parameters, so it may count in one of them.
        """
        found = Effects.of(own, self.names)
        for called in own.calls.difference(without):
            found.add(self.whole.get(called, _UNKNOWN))
        counters = (
            name for called, position, name in own.arguments if self._counts(called, position)
        )
        found.counters |= self.names.bits(counters)
        return found

    def _counts(self, called: str, position: int) -> bool:
        """Whether a subroutine may count in its parameter at a position."""
        names = self.parameters.get(called, ())
        whole = self.whole.get(called)
        if position >= len(names) or whole is None:
            return True
        return names[position] in self.names.names(whole.counters)


def _subroutines(
    script: LintedScript, loops: Loops, effects: Mapping[int, OwnEffects]
) -> _Subroutines:
    """All subroutines; several of the same name are taken as one without known parameters."""
    found: dict[str, OwnEffects] = {}
    parameters: dict[str, tuple[str, ...]] = {}
    for region in control_flow(script).regions:
        head = script.statements[region.sub].parts if region.sub is not None else None
        if not isinstance(head, Sub) or not isinstance(head.name, Name):
            continue
        low = head.name.name.lower()
        names = tuple(getattr(name, "name", "").lower() for name in head.parameters)
        parameters[low] = () if low in found else names
        own = found.setdefault(low, OwnEffects())
        for number in region.members:
            # A loop inside the subroutine checks the status for itself, not for its caller.
            checks = effects[number].checks_status and number not in loops.innermost
            checks = own.checks_status or checks
            own.add(effects[number], without=("do", "for", "sub"))
            own.checks_status = checks
    return _Subroutines(found, parameters)
