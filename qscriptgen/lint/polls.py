"""Which loops ask the same again and again, and do not go over pages or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import names_of
from qscriptgen.script.expression import Call, Expansion, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, For, ForEach

if TYPE_CHECKING:
    from qscriptgen.lint.loops import Loop
    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.parts import Parts

_READERS = words("peek fieldvalue lookup rand now utc localtime noofrows subfield pick")
"""Functions whose value may be another one each time."""


def polls(unit: Unit, loop: Loop) -> bool:
    """Whether a loop asks for the status of a reload, or sends the same request each time."""
    if loop.kind == "FOR EACH" or loop.facts.unsure:
        return False
    own = [at for at in loop.own if unit.statements[at].kind in ("SQL", "SELECT")]
    if loop.here.looks and loop.here.requests:
        goes_over = any(_varies(unit, loop, at) for at in own) or _calls_by_count(unit, loop)
        return not goes_over
    if own and not any(_varies(unit, loop, at) for at in loop.own if _connects(unit, at)):
        return any(_is_rest(unit, at) and not _varies(unit, loop, at) for at in own)
    if loop.kind == "DO" and not own and loop.here.requests:
        return _asks_through_subs(unit, loop)
    inner = [unit.loops.all[at] for at in loop.own_loops if unit.loops.all[at].here.looks]
    return any(_same_again(unit, loop, one) for one in inner)


def _asks_through_subs(unit: Unit, loop: Loop) -> bool:
    """Whether the subroutines that a loop calls send nothing but the same again and again."""
    sends = [at for sub in _called(unit, loop) for at in unit.sends_of(sub)]
    return any(_is_rest(unit, at) for at in sends) and not any(
        _varies(unit, loop, at) or _names_given(unit, at) for at in sends
    )


def _called(unit: Unit, loop: Loop) -> set[str]:
    calls = (unit.statements[at].parts for at in loop.own)
    return {
        call.name.name.lower()
        for call in calls
        if isinstance(call, CallSub) and isinstance(call.name, Name)
    }


def _names_given(unit: Unit, number: int) -> bool:
    """Whether a statement of a subroutine expands one of its parameters."""
    names = {dollar.name.strip().lower() for dollar in unit.expansions_of(number)}
    return not names.isdisjoint(unit.parameters)


def _connects(unit: Unit, number: int) -> bool:
    return unit.statements[number].kind == "CONNECT"


def _is_rest(unit: Unit, number: int) -> bool:
    return "json" in str(unit.statements[number]).lower()


def _varies(unit: Unit, loop: Loop, number: int) -> bool:
    """Whether a statement is another one in the next round, as far as anybody can tell."""
    return any(
        dollar.kind != "variable" or _changes(unit, loop, dollar.name.strip().lower())
        for dollar in unit.expansions_of(number)
    )


def _changes(unit: Unit, loop: Loop, name: str) -> bool:
    """Whether a loop sets a variable to something that may be different in each round."""
    if loop.steady is None:
        steady = set()
        for at in loop.own:
            parts = unit.statements[at].parts
            if isinstance(parts, Assign) and not isinstance(parts.name, Expansion):
                low = parts.name.name.lower()
                nodes = unit.nodes_of.get(at, ())
                reads = any(isinstance(n, Call) and n.name.lower() in _READERS for n in nodes)
                if not reads and loop.sets.isdisjoint(names_of(nodes)):
                    steady.add(low)
        loop.steady = {low for low in steady if len(unit.assigned.get(low, ())) <= 1}
    return name in loop.sets and name not in loop.steady


def _calls_by_count(unit: Unit, loop: Loop) -> bool:
    """Whether a FOR gives its counter, or what it has read by it, to a subroutine."""
    head = unit.statements[loop.opener].parts
    if not isinstance(head, For) or isinstance(head.variable, Expansion):
        return False
    by_count = {head.variable.name.lower()}
    for at in loop.own:
        parts = unit.statements[at].parts
        names = names_of(unit.nodes_of.get(at, ()))
        if isinstance(parts, CallSub) and names & by_count:
            return True
        counts = isinstance(parts, Assign) and names & by_count
        if counts and isinstance(parts, Assign) and not isinstance(parts.name, Expansion):
            by_count.add(parts.name.name.lower())
    return False


def _same_again(unit: Unit, loop: Loop, inner: Loop) -> bool:
    """Whether a loop asks in each round for the same reloads, one by one in an inner loop."""
    sets = {
        name
        for at in loop.own
        for name in _set_by(unit.statements[at].parts)
        if at not in unit.loops.all or at == loop.opener
    }
    asked: set[str] = set()
    for at in inner.own:
        if unit.statements[at].kind in ("SQL", "SELECT"):
            asked |= {d.name.strip().lower() for d in unit.expansions_of(at)}
    for at in inner.own:
        parts = unit.statements[at].parts
        if isinstance(parts, Assign) and not asked.isdisjoint(_set_by(parts)):
            asked |= names_of(unit.nodes_of.get(at, ()))
    return bool(asked) and asked.isdisjoint(sets)


def _set_by(parts: Parts | None) -> set[str]:
    node = parts.name if isinstance(parts, Assign) else None
    node = parts.variable if isinstance(parts, For | ForEach) else node
    return {node.name.lower()} if isinstance(node, Name) else set()
