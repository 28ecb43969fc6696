"""The effects of statements that matter for the loop around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.expressions import callee, names_of
from qscriptgen.script.expression import BinaryChain, Call, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, Exit, For, ForEach

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qscriptgen.lint.analyses.name_sets import NameBits
    from qscriptgen.script import Statement
    from qscriptgen.script.expression import Node

_CLOCKS = words("now today utc localtime gmt elapsedseconds reloadtime")
_TESTS = {"IF", "ELSEIF", "SWITCH", "CASE", "DO", "LOOP"} | {
    f"EXIT {what}" for what in ("DO", "FOR", "SUB", "SCRIPT", "ERROR")
}
_CHOICES = words("if match mixmatch wildmatch pick rangemin rangemax alt coalesce")
_UNKNOWN_CODE = frozenset(("INCLUDE", "EXPANSION", "UNKNOWN"))
_EXITS = {"EXIT DO": "do", "EXIT FOR": "for", "EXIT SUB": "sub"}


@dataclass(eq=False)
class OwnEffects:
    """What some statements do themselves, without what they call.

    ``exits`` is what they leave: ``do`` and ``for`` for the innermost loop of the kind, ``sub``,
    ``all``. ``counters`` are variables that count, ``tested`` those that a condition reads.
    ``arguments`` are the variables that are passed to a subroutine, as (subroutine, position,
    variable).
    """

    requests: bool = False
    sleeps: bool = False
    checks_status: bool = False
    reads_clock: bool = False
    runs_unknown_code: bool = False
    exits: set[str] = field(default_factory=set)
    sets: set[str] = field(default_factory=set)
    counters: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    arguments: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, other: OwnEffects, *, without: Iterable[str] = ()) -> None:
        """Add what other statements do."""
        self.requests |= other.requests
        self.sleeps |= other.sleeps
        self.checks_status |= other.checks_status
        self.reads_clock |= other.reads_clock
        self.runs_unknown_code |= other.runs_unknown_code
        self.exits |= other.exits.difference(without)
        self.sets |= other.sets
        self.counters |= other.counters
        self.tested |= other.tested
        self.calls |= other.calls
        self.arguments |= other.arguments


@dataclass(eq=False)
class Effects:
    """What some statements do, also in what they call; variables are bits."""

    requests: bool = False
    sleeps: bool = False
    checks_status: bool = False
    reads_clock: bool = False
    runs_unknown_code: bool = False
    exits: set[str] = field(default_factory=set)
    sets: int = 0
    counters: int = 0
    tested: int = 0

    @classmethod
    def of(cls, own: OwnEffects, names: NameBits) -> Effects:
        """What statements do themselves."""
        found = cls(
            own.requests, own.sleeps, own.checks_status, own.reads_clock, own.runs_unknown_code
        )
        found.exits = set(own.exits)
        found.sets, found.counters = names.bits(own.sets), names.bits(own.counters)
        found.tested = names.bits(own.tested)
        return found

    def add(self, other: Effects, *, without: Iterable[str] = ()) -> None:
        """Add what other statements do."""
        self.requests |= other.requests
        self.sleeps |= other.sleeps
        self.checks_status |= other.checks_status
        self.reads_clock |= other.reads_clock
        self.runs_unknown_code |= other.runs_unknown_code
        self.exits |= other.exits.difference(without)
        self.sets |= other.sets
        self.counters |= other.counters
        self.tested |= other.tested


def effects_of(
    statement: Statement, nodes: Sequence[Node], *, requests: bool, checks_status: bool
) -> OwnEffects:
    """What one statement does.

    Args:
        statement: The statement.
        nodes: The nodes of its expressions.
        requests: Whether it sends a request.
        checks_status: Whether it compares the status of a reload.
    """
    effects = OwnEffects(requests=requests, checks_status=checks_status)
    effects.sleeps = statement.kind == "SLEEP"
    effects.runs_unknown_code = statement.kind in _UNKNOWN_CODE
    functions = {callee(node) for node in nodes if isinstance(node, Call)}
    effects.reads_clock = bool(functions & _CLOCKS)
    if statement.kind in _TESTS or statement.prefixes or functions & _CHOICES:
        effects.tested = names_of(nodes)
    parts = statement.parts
    if isinstance(parts, Assign) and isinstance(parts.name, Name):
        effects.sets.add(parts.name.name.lower())
        if len(nodes) > 1 and _counts(parts, nodes):
            effects.counters.add(parts.name.name.lower())
    elif isinstance(parts, For | ForEach) and isinstance(parts.variable, Name):
        effects.sets.add(parts.variable.name.lower())
    elif isinstance(parts, CallSub):
        _add_call(effects, parts)
    elif isinstance(parts, Exit):
        effects.exits.add(_EXITS.get(statement.kind, "all"))
    if isinstance(parts, Assign | For | ForEach) and not effects.sets:
        effects.runs_unknown_code = True
    return effects


def _add_call(effects: OwnEffects, parts: CallSub) -> None:
    """Add a CALL; its SUB returns what it did to the variables that are passed."""
    if not isinstance(parts.name, Name):
        effects.runs_unknown_code = True
        return
    low = parts.name.name.lower()
    effects.calls.add(low)
    for position, node in enumerate(parts.arguments):
        if isinstance(node, Name):
            effects.sets.add(node.name.lower())
            effects.arguments.add((low, position, node.name.lower()))


def _counts(parts: Assign, nodes: Sequence[Node]) -> bool:
    """Whether a variable is set to its own value plus or minus something."""
    counts = any(
        any(operator in ("+", "-") for operator, _ in node.rest)
        if isinstance(node, BinaryChain)
        else isinstance(node, Call) and callee(node) in ("rangesum", "rangemin")
        for node in nodes
    )
    return counts and getattr(parts.name, "name", "").lower() in names_of(nodes)
