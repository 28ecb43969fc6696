"""The loops of a script, with what happens in each: also in the subroutines that it calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.bits import Names, Numbering, components
from qscriptgen.lint.nodes import callee, names_of
from qscriptgen.script.expression import BinaryChain, Call, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, Condition, Exit, For, ForEach, Sub

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from qscriptgen.lint.flow import Region
    from qscriptgen.script import ParsedScript, Statement
    from qscriptgen.script.expression import Node

_KINDS = ("DO", "FOR", "FOR EACH")
_CLOCKS = words("now today utc localtime gmt elapsedseconds reloadtime")
_TESTS = {"IF", "ELSEIF", "SWITCH", "CASE", "DO", "LOOP"} | {
    f"EXIT {what}" for what in ("DO", "FOR", "SUB", "SCRIPT", "ERROR")
}
_CHOICES = words("if match mixmatch wildmatch pick rangemin rangemax alt coalesce")
_UNSURE = frozenset(("INCLUDE", "EXPANSION", "UNKNOWN"))
_LEAVE = {"EXIT DO": "do", "EXIT FOR": "for", "EXIT SUB": "sub"}


@dataclass(eq=False)
class Deeds:
    """What some statements do themselves, whatever they call.

    ``leaves`` holds what is left: ``do`` and ``for`` the innermost loop of the kind, ``sub``,
    ``all``. ``steps`` are variables that count, ``tested`` those that a decision looks at.
    ``given`` are those that a subroutine is called with, and as which of its parameters.
    """

    requests: bool = False
    sleeps: bool = False
    looks: bool = False
    clock: bool = False
    unsure: bool = False
    leaves: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    given: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, other: Deeds, *, without: Iterable[str] = ()) -> None:
        """Take in what other statements do."""
        self.requests |= other.requests
        self.sleeps |= other.sleeps
        self.looks |= other.looks
        self.clock |= other.clock
        self.unsure |= other.unsure
        self.leaves |= other.leaves.difference(without)
        self.sets |= other.sets
        self.steps |= other.steps
        self.tested |= other.tested
        self.calls |= other.calls
        self.given |= other.given


@dataclass(eq=False)
class Facts:
    """What happens in a part of the script, also in what it calls; the variables are bits."""

    requests: bool = False
    sleeps: bool = False
    looks: bool = False
    clock: bool = False
    unsure: bool = False
    leaves: set[str] = field(default_factory=set)
    sets: int = 0
    steps: int = 0
    tested: int = 0

    @classmethod
    def of(cls, deeds: Deeds, numbering: Numbering) -> Facts:
        """What statements do themselves."""
        found = cls(deeds.requests, deeds.sleeps, deeds.looks, deeds.clock, deeds.unsure)
        found.leaves = set(deeds.leaves)
        found.sets, found.steps = numbering.bits(deeds.sets), numbering.bits(deeds.steps)
        found.tested = numbering.bits(deeds.tested)
        return found

    def add(self, other: Facts, *, without: Iterable[str] = ()) -> None:
        """Take in what happens in another part."""
        self.requests |= other.requests
        self.sleeps |= other.sleeps
        self.looks |= other.looks
        self.clock |= other.clock
        self.unsure |= other.unsure
        self.leaves |= other.leaves.difference(without)
        self.sets |= other.sets
        self.steps |= other.steps
        self.tested |= other.tested


@dataclass(eq=False)
class Loop:
    """A loop: ``own`` are the statements that stand in it and in no loop within it.

    ``here`` is what these do, with the subroutines that they call; ``facts`` what all do.
    ``own_loops`` are the loops right in it. ``steady`` is kept by the rules.
    """

    opener: int
    last: int
    kind: str
    inside: int | None
    own: list[int] = field(default_factory=list)
    here: Facts = field(default_factory=Facts)
    facts: Facts = field(default_factory=Facts)
    leaves: bool = False
    own_loops: list[int] = field(default_factory=list)
    steady: set[str] | None = None
    numbering: Numbering = field(default_factory=Numbering)

    @property
    def bounded(self) -> bool:
        """Whether a counter or the clock may end it."""
        counted = self.facts.steps & self.facts.tested
        return self.kind != "DO" or self.facts.clock or bool(counted)

    @property
    def sets(self) -> Names:
        """The variables that anything in it sets."""
        return self.numbering.names(self.facts.sets)

    @property
    def steps(self) -> Names:
        """The variables that count in it."""
        return self.numbering.names(self.facts.steps)


@dataclass(eq=False)
class Loops:
    """All loops, by the number of their opener; ``of`` gives the innermost one of a statement."""

    all: dict[int, Loop] = field(default_factory=dict)
    of: dict[int, int] = field(default_factory=dict)


def loops(
    script: ParsedScript,
    regions: Sequence[Region],
    nodes: Mapping[int, Sequence[Node]],
    requests: set[int],
    looks: set[int],
) -> Loops:
    """The loops of a script.

    Args:
        script: The script.
        regions: Its parts; each subroutine is one.
        nodes: The nodes of each statement, by its number.
        requests: The statements that send a request.
        looks: Those that compare the status of a reload.
    """
    found = _found(script)
    if not found.all:
        return found
    called = (at for region in regions if region.sub is not None for at in region.members)
    deeds = {
        at: _deeds(script.statements[at], nodes.get(at, ()), at in requests, at in looks)
        for at in {*found.of, *called}
    }
    subs = _Subs(*_subs(script, regions, found, deeds))
    for loop in found.all.values():
        own = Deeds()
        for number in loop.own:
            own.add(deeds[number])
        loop.numbering = subs.numbering
        loop.here = subs.whole(own)
        loop.facts.add(loop.here)
    _hand_up(script, found)
    return found


def _hand_up(script: ParsedScript, found: Loops) -> None:
    """Say of each loop whether it is left, and give what it does to the one around it."""
    for opener in sorted(found.all, reverse=True):
        loop = found.all[opener]
        word = "do" if loop.kind == "DO" else "for"
        loop.leaves = bool(loop.facts.leaves & {word, "sub", "all"}) or _conditional(script, loop)
        # A loop around it is not left by what leaves this one.
        if loop.inside is not None:
            found.all[loop.inside].facts.add(loop.facts, without=(word,))
            found.all[loop.inside].own_loops.append(opener)


def _found(script: ParsedScript) -> Loops:
    found = Loops()
    open_: list[int] = []
    numbers = {id(statement): at for at, statement in enumerate(script.statements)}
    ends = {
        numbers[id(block.opener)]: numbers[id(block.closer)]
        for block in script.blocks
        if block.opener.kind in _KINDS and block.closer
    }
    for at, statement in enumerate(script.statements):
        if at in ends:
            inside = open_[-1] if open_ else None
            found.all[at] = Loop(at, ends[at], statement.kind, inside)
            open_.append(at)
        if open_:
            found.of[at] = open_[-1]
            found.all[open_[-1]].own.append(at)
            if found.all[open_[-1]].last == at:
                open_.pop()
    return found


def _conditional(script: ParsedScript, loop: Loop) -> bool:
    """Whether it is a FOR, which ends by itself, or a DO with a condition at either end."""
    parts = (script.statements[at].parts for at in (loop.opener, loop.last))
    return loop.kind != "DO" or any(isinstance(p, Condition) and p.word for p in parts)


def _subs(
    script: ParsedScript, regions: Sequence[Region], found: Loops, deeds: Mapping[int, Deeds]
) -> tuple[dict[str, Deeds], dict[str, tuple[str, ...]]]:
    """What each subroutine does itself, and its parameters; several of a name are one."""
    own: dict[str, Deeds] = {}
    parameters: dict[str, tuple[str, ...]] = {}
    for region in regions:
        head = script.statements[region.sub].parts if region.sub is not None else None
        if not isinstance(head, Sub) or not isinstance(head.name, Name):
            continue
        low = head.name.name.lower()
        names = tuple(getattr(name, "name", "").lower() for name in head.parameters)
        parameters[low] = () if low in own else names
        whole = own.setdefault(low, Deeds())
        for number in region.members:
            looks = whole.looks or (deeds[number].looks and number not in found.of)
            whole.add(deeds[number], without=("do", "for", "sub"))
            whole.looks = looks
    return own, parameters


_UNKNOWN = Facts(unsure=True)
"""What a subroutine does that is not there."""


@dataclass(eq=False)
class _Subs:
    """The subroutines, with what each does itself and in all that it calls."""

    own: Mapping[str, Deeds]
    parameters: Mapping[str, tuple[str, ...]]
    facts: dict[str, Facts] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)

    def __post_init__(self) -> None:
        for group in components({name: deeds.calls for name, deeds in self.own.items()}):
            together = Facts()
            for name in group:
                together.add(self.whole(self.own[name], group))
            self.facts |= dict.fromkeys(group, together)

    def whole(self, deeds: Deeds, group: Collection[str] = ()) -> Facts:
        """What some statements do, also in what they call, but for those of their own group."""
        found = Facts.of(deeds, self.numbering)
        for called in deeds.calls.difference(group):
            found.add(self.facts.get(called, _UNKNOWN))
        counts = (name for called, at, name in deeds.given if self._counts(called, at))
        found.steps |= self.numbering.bits(counts)
        return found

    def _counts(self, called: str, at: int) -> bool:
        """Whether a subroutine may count in one of its parameters: it hands back what it did."""
        names = self.parameters.get(called, ())
        facts = self.facts.get(called)
        return at >= len(names) or facts is None or names[at] in self.numbering.names(facts.steps)


def _deeds(statement: Statement, nodes: Sequence[Node], requests: bool, looks: bool) -> Deeds:
    """What one statement does."""
    deeds = Deeds(requests=requests, looks=looks, sleeps=statement.kind == "SLEEP")
    deeds.unsure = statement.kind in _UNSURE
    names = {callee(node) for node in nodes if isinstance(node, Call)}
    deeds.clock = bool(names & _CLOCKS)
    decides = statement.kind in _TESTS or statement.prefixes or names & _CHOICES
    if decides:
        deeds.tested = names_of(nodes)
    parts = statement.parts
    if isinstance(parts, Assign) and isinstance(parts.name, Name):
        deeds.sets.add(parts.name.name.lower())
        if len(nodes) > 1 and _steps(parts, nodes):
            deeds.steps.add(parts.name.name.lower())
    elif isinstance(parts, For | ForEach) and isinstance(parts.variable, Name):
        deeds.sets.add(parts.variable.name.lower())
    elif isinstance(parts, CallSub):
        _called(deeds, parts)
    elif isinstance(parts, Exit):
        deeds.leaves.add(_LEAVE.get(statement.kind, "all"))
    if isinstance(parts, Assign | For | ForEach) and not deeds.sets:
        deeds.unsure = True
    return deeds


def _called(deeds: Deeds, parts: CallSub) -> None:
    """A SUB hands back what it did to the variables that it was given."""
    if not isinstance(parts.name, Name):
        deeds.unsure = True
        return
    low = parts.name.name.lower()
    deeds.calls.add(low)
    for at, node in enumerate(parts.arguments):
        if isinstance(node, Name):
            deeds.sets.add(node.name.lower())
            deeds.given.add((low, at, node.name.lower()))


def _steps(parts: Assign, nodes: Sequence[Node]) -> bool:
    """Whether a variable is set to itself and something added or taken away."""
    counts = any(
        any(operator in ("+", "-") for operator, _ in node.rest)
        if isinstance(node, BinaryChain)
        else isinstance(node, Call) and callee(node) in ("rangesum", "rangemin")
        for node in nodes
    )
    return counts and getattr(parts.name, "name", "").lower() in names_of(nodes)
