"""The control-flow graph of a script: which statement can follow which.

| key | source |
| --- | --- |
| control | https://github.com/qlik-oss/core-website, script_reference/script_control.md |
| exit | https://help.qlik.com/en-US/cloud-services, ScriptControlStatements/Exit-Script.htm |

A node is the number of a statement. A subroutine is a graph of its own, which is entered only by
its calls; a CALL is followed by the statement after it. The places where a run can end are numbers
below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from qscriptgen.lint.model import LintedScript, analysis
from qscriptgen.script import Block
from qscriptgen.script.parts import Condition, Exit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from qscriptgen.script import Branch, ParsedScript, Statement

END = -1
"""After the last statement of a script or a subroutine, and after EXIT SUB."""

EXITED = -2
"""Where EXIT SCRIPT ends the reload successfully."""

FAILED = -3
"""Where EXIT ERROR makes the reload fail."""

_ENDS = {"EXIT SCRIPT": EXITED, "EXIT ERROR": FAILED, "EXIT SUB": END}
_LOOPS = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",)}


@dataclass(frozen=True, eq=False)
class Region:
    """A part of the script that is entered at one place: the script itself, or a subroutine.

    ``sub`` is the SUB statement, None for the script itself. ``entry`` is the first statement, or
    `END` if there is none. ``members`` are all statements of the part.
    """

    sub: int | None
    entry: int
    members: tuple[int, ...]


@dataclass
class _GraphBuilder:
    """Descends into the blocks; how deep they are nested is bounded by `blocks.MOST_BLOCKS`."""

    numbers: dict[int, int]
    successors: dict[int, tuple[int, ...]] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    subs: list[Block] = field(default_factory=list)
    loops: list[tuple[str, int]] = field(default_factory=list)

    def body(self, items: Sequence[Statement | Block], following: int) -> int:
        """Link some items, which lead to ``following``, and return the first statement."""
        first = following
        for item in reversed(items):
            first = self.block(item, first) if isinstance(item, Block) else self.one(item, first)
        return first

    def one(self, statement: Statement, following: int) -> int:
        """Link a statement to the one that follows, and return its number."""
        number = self.numbers[id(statement)]
        self.members.append(number)
        self.successors[number] = (following,)
        if statement.kind.startswith("EXIT "):
            self.successors[number] = self._exit(statement, following)
        return number

    def _exit(self, statement: Statement, following: int) -> tuple[int, ...]:
        """The statements that can follow an EXIT."""
        target = _ENDS.get(statement.kind, following)
        for kind, left in reversed(self.loops):
            if kind in _LOOPS.get(statement.kind, ()):
                target = left
                break
        parts = statement.parts
        conditional = isinstance(parts, Exit) and parts.condition is not None
        conditional = conditional or any(prefix.condition for prefix in statement.prefixes)
        conditional = conditional or bool(statement.problems)
        return (target, following) if conditional else (target,)

    def block(self, block: Block, following: int) -> int:
        """Link a block, and return its opener."""
        opener = self.numbers[id(block.opener)]
        if block.opener.kind == "SUB":
            self.subs.append(block)
            self.members.append(opener)
            self.successors[opener] = (following,)
            return opener
        if block.opener.kind in ("IF", "SWITCH"):
            return self._choice(block, opener, following)
        return self._loop(block, opener, following)

    def _choice(self, block: Block, opener: int, following: int) -> int:
        """IF and SWITCH: one branch is taken, or none if there is no ELSE or DEFAULT."""
        close = self.closer(block, following)
        for branch in block.branches:
            self._branch(branch, close)
        total = block.branches[-1].head.kind in ("ELSE", "DEFAULT")
        if block.opener.kind == "IF":
            # Each condition is reached from the one before it.
            for at, branch in enumerate(block.branches):
                number = self.numbers[id(branch.head)]
                last = at + 1 == len(block.branches)
                otherwise = close if last else self.numbers[id(block.branches[at + 1].head)]
                if branch.head.kind != "ELSE":
                    self.successors[number] = (*self.successors[number], otherwise)
            return opener
        cases = [self.numbers[id(branch.head)] for branch in block.branches[1:]]
        self.successors[opener] = (*cases, *(() if total else (close,)))
        return opener

    def _branch(self, branch: Branch, following: int) -> None:
        number = self.numbers[id(branch.head)]
        self.members.append(number)
        self.successors[number] = (self.body(branch.body, following),)

    def _loop(self, block: Block, opener: int, following: int) -> int:
        """FOR and DO: the closer leads back to the opener, or on."""
        self.loops.append((block.opener.kind, following))
        close = self.closer(block, opener)
        (branch,) = block.branches
        self._branch(branch, close)
        self.loops.pop()
        if block.opener.kind != "DO" or _conditional(block.opener):
            self.successors[opener] = (*self.successors[opener], following)
        if block.closer and _conditional(block.closer):
            self.successors[close] = (opener, following)
        return opener

    def closer(self, block: Block, following: int) -> int:
        """Link the closer of a block and return it, or what follows an unclosed block."""
        if block.closer is None:
            return following
        number = self.numbers[id(block.closer)]
        self.members.append(number)
        self.successors[number] = (following,)
        return number


def _conditional(statement: Statement) -> bool:
    """Whether a DO or LOOP has a condition, or something unreadable in its place."""
    parts = statement.parts
    return bool(statement.problems) or (isinstance(parts, Condition) and bool(parts.word))


@dataclass(frozen=True, eq=False)
class ControlFlowGraph:
    """The graph; ``successors`` are the statements that can follow each one."""

    regions: tuple[Region, ...]
    successors: dict[int, tuple[int, ...]]

    @cached_property
    def predecessors(self) -> dict[int, tuple[int, ...]]:
        """The statements that can come right before each one."""
        found: dict[int, list[int]] = {}
        for number, targets in self.successors.items():
            for target in dict.fromkeys(targets):
                found.setdefault(target, []).append(number)
        return {number: tuple(sources) for number, sources in found.items()}

    @cached_property
    def reachable(self) -> frozenset[int]:
        """The statements that a run can reach; every subroutine counts as called."""
        return frozenset(self.reachable_from(region.entry for region in self.regions))

    def reachable_from(self, starts: Iterable[int], *, stops: Collection[int] = ()) -> set[int]:
        """All that can be reached from the starts, including these, without passing a stop."""
        seen: set[int] = set()
        waiting = list(starts)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if number not in stops:
                waiting += self.successors.get(number, ())
        return seen

    def reachable_after(self, number: int, *, stops: Collection[int] = ()) -> set[int]:
        """All that can be reached after a statement, without passing a stop."""
        return self.reachable_from(self.successors.get(number, ()), stops=stops)

    def leading_to(self, targets: Iterable[int], *, stops: Collection[int] = ()) -> set[int]:
        """All from which a target can be reached in at least one step, without passing a stop."""
        seen: set[int] = set()
        waiting = list(targets)
        while waiting:
            for source in self.predecessors.get(waiting.pop(), ()):
                if source not in seen:
                    seen.add(source)
                    if source not in stops:
                        waiting.append(source)
        return seen

    def propagate(
        self, start: Callable[[Region], int], change: Callable[[int, int], int]
    ) -> dict[int, int]:
        """The facts that can hold before each reachable statement, as bits.

        Args:
            start: The facts at the entry of a region.
            change: The facts after a statement, given its number and the facts before it. It must
                be monotone: more facts before must not give fewer after.
        """
        found = {region.entry: start(region) for region in self.regions}
        # Most statements lead to a later one, so in this order each is visited once or twice.
        waiting = sorted(found)
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            queued.discard(number)
            facts = change(number, found[number]) if number >= 0 else 0
            for target in self.successors.get(number, ()):
                before = found.get(target)
                if before is None or before | facts != before:
                    found[target] = facts | (before or 0)
                    if target not in queued:
                        queued.add(target)
                        heappush(waiting, target)
        return found

    def survivors(
        self, removed: Mapping[int, int], every: int, ends: Collection[int] = (END, EXITED)
    ) -> dict[int, int]:
        """What can still be there at an end if it is there after a statement, as bits.

        Args:
            removed: What each statement removes.
            every: All that can be there.
            ends: The ends that count; by default those that save the app.
        """
        found: dict[int, int] = dict.fromkeys((END, EXITED, FAILED), 0) | dict.fromkeys(ends, every)
        waiting = list(ends)
        while waiting:
            number = waiting.pop()
            facts = found[number] & ~removed.get(number, 0) if number >= 0 else found[number]
            for source in self.predecessors.get(number, ()):
                before = found.get(source, 0)
                if before | facts != before:
                    found[source] = before | facts
                    waiting.append(source)
        return found


def control_flow_graph(script: ParsedScript) -> ControlFlowGraph:
    """The graph of a parsed script; an unclosed block ends where the reader ends it."""
    numbers = {id(statement): at for at, statement in enumerate(script.statements)}
    builder = _GraphBuilder(numbers)
    entry = builder.body(script.body, END)
    regions = [Region(None, entry, tuple(sorted(builder.members)))]
    while builder.subs:
        block = builder.subs.pop()
        builder.members = []
        close = builder.closer(block, END)
        (branch,) = block.branches
        entry = builder.body(branch.body, close)
        regions.append(Region(numbers[id(block.opener)], entry, tuple(sorted(builder.members))))
    return ControlFlowGraph(
        tuple(sorted(regions, key=lambda region: region.sub or 0)), builder.successors
    )


@analysis
def control_flow(script: LintedScript) -> ControlFlowGraph:
    """The control-flow graph of a script."""
    return control_flow_graph(script.parsed)


def region_of(script: LintedScript, number: int) -> Region:
    """The region of a statement: the script itself or a subroutine."""
    return _regions(script)[number]


@analysis
def _regions(script: LintedScript) -> dict[int, Region]:
    return {number: region for region in control_flow(script).regions for number in region.members}


@analysis
def unreachable_statements(script: LintedScript) -> frozenset[int]:
    """The statements that no run reaches, without those that only close a block."""
    reachable = control_flow(script).reachable
    return frozenset(
        number
        for number, statement in enumerate(script.statements)
        if number not in reachable and statement.kind not in _CLOSING
    )


_CLOSING = frozenset(("END IF", "NEXT", "LOOP", "END SUB", "END SWITCH", "END", "EMPTY"))
