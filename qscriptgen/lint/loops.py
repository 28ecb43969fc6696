"""The loops of a script, with what happens in each: also in the subroutines that it calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import callee, names_of
from qscriptgen.script.expression import Call, Chain, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, Condition, Exit, For, ForEach, Sub

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qscriptgen.lint.flow import Region
    from qscriptgen.script import Script, Statement
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
class Facts:
    """What happens in a part of the script.

    ``leaves`` holds what is left: ``do`` and ``for`` the innermost loop of the kind, ``sub``,
    ``all``. ``steps`` are variables that count, ``tested`` those that a decision looks at.
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

    def add(self, other: Facts, *, without: Iterable[str] = ()) -> bool:
        """Take in what happens in another part; says whether anything is new."""
        before = self._size()
        self.requests |= other.requests
        self.sleeps |= other.sleeps
        self.looks |= other.looks
        self.clock |= other.clock
        self.unsure |= other.unsure
        self.leaves |= other.leaves.difference(without)
        self.sets |= other.sets
        self.steps |= other.steps
        self.tested |= other.tested
        return self._size() != before

    def _size(self) -> tuple[int, ...]:
        flags = (self.requests, self.sleeps, self.looks, self.clock, self.unsure)
        found = (self.leaves, self.sets, self.steps, self.tested)
        return (*map(int, flags), *map(len, found))


@dataclass(eq=False)
class Loop:
    """A loop: ``own`` are the statements that stand in it and in no loop within it.

    ``here`` is what these do, with the subroutines that they call; ``facts`` what all do.
    ``own_loops`` are the loops right in it. ``changing`` is kept by the rules.
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
    changing: set[str] | None = None

    @property
    def bounded(self) -> bool:
        """Whether a counter or the clock may end it."""
        counted = self.facts.steps & self.facts.tested
        return self.kind != "DO" or self.facts.clock or bool(counted)


@dataclass(eq=False)
class Loops:
    """All loops, by the number of their opener; ``of`` gives the innermost one of a statement."""

    all: dict[int, Loop] = field(default_factory=dict)
    of: dict[int, int] = field(default_factory=dict)


def loops(
    script: Script,
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
    facts = {
        at: _facts(script.statements[at], nodes.get(at, ()), at in requests, at in looks)
        for at in {*found.of, *called}
    }
    subs = _subs(script, regions, found, facts)
    for loop in found.all.values():
        for number in loop.own:
            loop.here.add(facts[number])
            for name in facts[number].calls:
                _call(loop.here, subs.get(name))
        loop.facts.add(loop.here)
    _hand_up(script, found)
    return found


def _hand_up(script: Script, found: Loops) -> None:
    """Say of each loop whether it is left, and give what it does to the one around it."""
    for opener in sorted(found.all, reverse=True):
        loop = found.all[opener]
        word = "do" if loop.kind == "DO" else "for"
        loop.leaves = bool(loop.facts.leaves & {word, "sub", "all"}) or _conditional(script, loop)
        # A loop around it is not left by what leaves this one.
        if loop.inside is not None:
            found.all[loop.inside].facts.add(loop.facts, without=(word,))
            found.all[loop.inside].own_loops.append(opener)


def _found(script: Script) -> Loops:
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


def _conditional(script: Script, loop: Loop) -> bool:
    """Whether it is a FOR, which ends by itself, or a DO with a condition at either end."""
    parts = (script.statements[at].parts for at in (loop.opener, loop.last))
    return loop.kind != "DO" or any(isinstance(p, Condition) and p.word for p in parts)


def _subs(
    script: Script, regions: Sequence[Region], found: Loops, facts: Mapping[int, Facts]
) -> Mapping[str, Facts]:
    """What each subroutine does, with those that it calls; several of a name are one."""
    subs: dict[str, Facts] = {}
    for region in regions:
        head = script.statements[region.sub].parts if region.sub is not None else None
        if not isinstance(head, Sub) or not isinstance(head.name, Name):
            continue
        whole = subs.setdefault(head.name.name.lower(), Facts())
        for number in region.members:
            looks = whole.looks or (facts[number].looks and number not in found.of)
            whole.add(facts[number], without=("do", "for", "sub"))
            whole.looks = looks
            whole.calls |= facts[number].calls
    for whole in subs.values():
        whole.unsure |= any(called not in subs for called in whole.calls)
    callers: dict[str, set[str]] = {}
    for name, whole in subs.items():
        for called in whole.calls:
            callers.setdefault(called, set()).add(name)
    waiting = list(subs)
    while waiting:
        called = waiting.pop()
        waiting += [name for name in callers.get(called, ()) if subs[name].add(subs[called])]
    return subs


def _call(into: Facts, sub: Facts | None) -> None:
    if sub is None:
        into.unsure = True
    else:
        into.add(sub)


def _facts(statement: Statement, nodes: Sequence[Node], requests: bool, looks: bool) -> Facts:
    """What one statement does."""
    facts = Facts(requests=requests, looks=looks, sleeps=statement.kind == "SLEEP")
    facts.unsure = statement.kind in _UNSURE
    names = {callee(node) for node in nodes if isinstance(node, Call)}
    facts.clock = bool(names & _CLOCKS)
    decides = statement.kind in _TESTS or statement.prefixes or names & _CHOICES
    if decides:
        facts.tested = names_of(nodes)
    parts = statement.parts
    if isinstance(parts, Assign) and isinstance(parts.name, Name):
        facts.sets.add(parts.name.name.lower())
        if len(nodes) > 1 and _steps(parts, nodes):
            facts.steps.add(parts.name.name.lower())
    elif isinstance(parts, For | ForEach) and isinstance(parts.variable, Name):
        facts.sets.add(parts.variable.name.lower())
    elif isinstance(parts, CallSub):
        _called(facts, parts)
    elif isinstance(parts, Exit):
        facts.leaves.add(_LEAVE.get(statement.kind, "all"))
    if isinstance(parts, Assign | For | ForEach) and not facts.sets:
        facts.unsure = True
    return facts


def _called(facts: Facts, parts: CallSub) -> None:
    """A SUB hands back what it did to the variables that it was given: it may count in them."""
    if not isinstance(parts.name, Name):
        facts.unsure = True
        return
    facts.calls.add(parts.name.name.lower())
    given = {node.name.lower() for node in parts.arguments if isinstance(node, Name)}
    facts.sets |= given
    facts.steps |= given


def _steps(parts: Assign, nodes: Sequence[Node]) -> bool:
    """Whether a variable is set to itself and something added or taken away."""
    counts = any(
        any(operator in ("+", "-") for operator, _ in node.rest)
        if isinstance(node, Chain)
        else isinstance(node, Call) and callee(node) in ("rangesum", "rangemin")
        for node in nodes
    )
    return counts and getattr(parts.name, "name", "").lower() in names_of(nodes)
