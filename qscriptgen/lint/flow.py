"""The ways that control can take through a script, as a graph of its statements.

| key | source |
| --- | --- |
| control | https://github.com/qlik-oss/core-website, script_reference/script_control.md |
| exit | https://help.qlik.com/en-US/cloud-services, ScriptControlStatements/Exit-Script.htm |

A statement is known by its number in the script. A subroutine is a graph of its own, entered by
its calls and nowhere else; a CALL is followed by the statement behind it. Where a run can end is a
number of its own, below zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from qscriptgen.script import Block
from qscriptgen.script.parts import Condition, Exit, Sub

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from qscriptgen.script import Branch, ParsedScript, Statement

END = -1
"""Behind the last statement of a script or a subroutine, and behind EXIT SUB."""

LEFT = -2
"""Where EXIT SCRIPT ends the reload well."""

FAILED = -3
"""Where EXIT ERROR fails it."""

_ENDS = {"EXIT SCRIPT": LEFT, "EXIT ERROR": FAILED, "EXIT SUB": END}
_LOOPS = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",)}


@dataclass(frozen=True, eq=False)
class Region:
    """A part of the script that is entered at one place: the script itself, or a subroutine.

    ``sub`` is the statement of the subroutine, None for the script itself. ``entry`` is the number
    of its first statement, or `END` if it has none. ``members`` are the numbers of its statements.
    """

    sub: int | None
    entry: int
    members: tuple[int, ...]


@dataclass
class _Maker:
    """Goes down the tree of blocks; nesting is bounded by `blocks.MOST_BLOCKS`."""

    numbers: dict[int, int]
    after: dict[int, tuple[int, ...]] = field(default_factory=dict)
    members: list[int] = field(default_factory=list)
    subs: list[Block] = field(default_factory=list)
    loops: list[tuple[str, int]] = field(default_factory=list)

    def body(self, items: Sequence[Statement | Block], behind: int) -> int:
        """Link the items, and say which statement comes first; ``behind`` is where they lead to."""
        first = behind
        for item in reversed(items):
            first = self.block(item, first) if isinstance(item, Block) else self.one(item, first)
        return first

    def one(self, statement: Statement, behind: int) -> int:
        number = self.numbers[id(statement)]
        self.members.append(number)
        self.after[number] = (behind,)
        if statement.kind.startswith("EXIT "):
            self.after[number] = self._exit(statement, behind)
        return number

    def _exit(self, statement: Statement, behind: int) -> tuple[int, ...]:
        target = _ENDS.get(statement.kind, behind)
        for kind, left in reversed(self.loops):
            if kind in _LOOPS.get(statement.kind, ()):
                target = left
                break
        parts = statement.parts
        conditional = isinstance(parts, Exit) and parts.condition is not None
        conditional = conditional or any(prefix.condition for prefix in statement.prefixes)
        conditional = conditional or bool(statement.problems)
        return (target, behind) if conditional else (target,)

    def block(self, block: Block, behind: int) -> int:
        opener = self.numbers[id(block.opener)]
        if block.opener.kind == "SUB":
            self.subs.append(block)
            self.members.append(opener)
            self.after[opener] = (behind,)
            return opener
        if block.opener.kind in ("IF", "SWITCH"):
            return self._choice(block, opener, behind)
        return self._loop(block, opener, behind)

    def _choice(self, block: Block, opener: int, behind: int) -> int:
        """IF and SWITCH: one branch, or none where no branch is for all that is left."""
        close = self.closer(block, behind)
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
                    self.after[number] = (*self.after[number], otherwise)
            return opener
        cases = [self.numbers[id(branch.head)] for branch in block.branches[1:]]
        self.after[opener] = (*cases, *(() if total else (close,)))
        return opener

    def _branch(self, branch: Branch, behind: int) -> None:
        number = self.numbers[id(branch.head)]
        self.members.append(number)
        self.after[number] = (self.body(branch.body, behind),)

    def _loop(self, block: Block, opener: int, behind: int) -> int:
        """FOR and DO: the closer leads back to the head, or on."""
        self.loops.append((block.opener.kind, behind))
        close = self.closer(block, opener)
        (branch,) = block.branches
        self._branch(branch, close)
        self.loops.pop()
        if block.opener.kind != "DO" or _conditional(block.opener):
            self.after[opener] = (*self.after[opener], behind)
        if block.closer and _conditional(block.closer):
            self.after[close] = (opener, behind)
        return opener

    def closer(self, block: Block, behind: int) -> int:
        if block.closer is None:
            return behind
        number = self.numbers[id(block.closer)]
        self.members.append(number)
        self.after[number] = (behind,)
        return number


def _conditional(statement: Statement) -> bool:
    """Whether a DO or LOOP has a condition, or something that can't be read in its place."""
    parts = statement.parts
    return bool(statement.problems) or (isinstance(parts, Condition) and bool(parts.word))


@dataclass(frozen=True, eq=False)
class Flow:
    """The graph: ``after`` gives the statements that can follow each one."""

    regions: tuple[Region, ...]
    after: dict[int, tuple[int, ...]]

    @cached_property
    def before(self) -> dict[int, tuple[int, ...]]:
        """The statements that each one can follow."""
        found: dict[int, list[int]] = {}
        for number, targets in self.after.items():
            for target in dict.fromkeys(targets):
                found.setdefault(target, []).append(number)
        return {number: tuple(sources) for number, sources in found.items()}

    @cached_property
    def reached(self) -> frozenset[int]:
        """The statements that some run can reach; those of a subroutine count as called."""
        return frozenset(self.spread(region.entry for region in self.regions))

    def spread(self, starts: Iterable[int], *, stops: Collection[int] = ()) -> set[int]:
        """All that can be reached from the starts, these included; nothing behind a stop."""
        seen: set[int] = set()
        waiting = list(starts)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            if number not in stops:
                waiting += self.after.get(number, ())
        return seen

    def behind(self, number: int, *, stops: Collection[int] = ()) -> set[int]:
        """All that can be reached behind a statement; nothing behind a stop."""
        return self.spread(self.after.get(number, ()), stops=stops)

    def leading_to(self, targets: Iterable[int], *, stops: Collection[int] = ()) -> set[int]:
        """All from which one of the targets can be reached by one step or more, past no stop."""
        seen: set[int] = set()
        waiting = list(targets)
        while waiting:
            for source in self.before.get(waiting.pop(), ()):
                if source not in seen:
                    seen.add(source)
                    if source not in stops:
                        waiting.append(source)
        return seen

    def carried(
        self, start: Callable[[Region], int], change: Callable[[int, int], int]
    ) -> dict[int, int]:
        """What can hold before each statement that is reached, as bits.

        Args:
            start: What holds where a region is entered.
            change: What holds behind a statement, given its number and what holds before it; more
                before must not give less behind.
        """
        found = {region.entry: start(region) for region in self.regions}
        # Mostly a statement leads to a later one, so in this order each is done once or twice.
        waiting = sorted(found)
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            queued.discard(number)
            held = change(number, found[number]) if number >= 0 else 0
            for target in self.after.get(number, ()):
                before = found.get(target)
                if before is None or before | held != before:
                    found[target] = held | (before or 0)
                    if target not in queued:
                        queued.add(target)
                        heappush(waiting, target)
        return found

    def kept(
        self, emptied: Mapping[int, int], every: int, ends: Collection[int] = (END, LEFT)
    ) -> dict[int, int]:
        """What can still be held at an end, told for each statement.

        Things are bits. ``emptied`` says which of them a statement empties, ``every`` is all of
        them; the answer has those that some way behind the statement leaves as they are. The ends
        are those that save the app, if nothing else is said.
        """
        found: dict[int, int] = dict.fromkeys((END, LEFT, FAILED), 0) | dict.fromkeys(ends, every)
        waiting = list(ends)
        while waiting:
            number = waiting.pop()
            held = found[number] & ~emptied.get(number, 0) if number >= 0 else found[number]
            for source in self.before.get(number, ()):
                before = found.get(source, 0)
                if before | held != before:
                    found[source] = before | held
                    waiting.append(source)
        return found


def flow(script: ParsedScript) -> Flow:
    """The flow of a script; blocks that are never closed end where the reader ends them."""
    numbers = {id(statement): at for at, statement in enumerate(script.statements)}
    maker = _Maker(numbers)
    entry = maker.body(script.body, END)
    regions = [Region(None, entry, tuple(sorted(maker.members)))]
    while maker.subs:
        block = maker.subs.pop()
        maker.members = []
        close = maker.closer(block, END)
        (branch,) = block.branches
        entry = maker.body(branch.body, close)
        regions.append(Region(numbers[id(block.opener)], entry, tuple(sorted(maker.members))))
    return Flow(tuple(sorted(regions, key=lambda region: region.sub or 0)), maker.after)


def called(statement: Statement) -> str | None:
    """The name of the subroutine that a SUB statement defines, None where a variable brings it."""
    parts = statement.parts
    return getattr(parts.name, "name", None) if isinstance(parts, Sub) else None
