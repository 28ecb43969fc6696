"""Which loops poll: send the same request again and again, and not for pages or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.loops import Loop, loops_of
from qscriptgen.lint.analyses.subroutines import parameters_of, requests_in
from qscriptgen.lint.analyses.variables import assignments_of
from qscriptgen.lint.expressions import names_of
from qscriptgen.lint.model import LintedScript, analysis
from qscriptgen.script.expression import Call, Expansion, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, For, ForEach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script.parts import Parts

_READERS = words("peek fieldvalue lookup rand now utc localtime noofrows subfield pick")
"""Functions whose value can differ each time."""


def is_polling(script: LintedScript, loop: Loop) -> bool:
    """Whether a loop asks for the status of a reload, or sends the same request each time."""
    return loop.opener in _polling_loops(script)


@analysis
def _polling_loops(script: LintedScript) -> frozenset[int]:
    loops = loops_of(script).by_opener
    return frozenset(opener for opener, loop in loops.items() if _polls(script, loop))


def _polls(script: LintedScript, loop: Loop) -> bool:
    """Decide whether a loop polls, by its requests and by those of its subroutines."""
    if loop.kind == "FOR EACH" or loop.whole.runs_unknown_code:
        return False
    own = [at for at in loop.statements if script.statements[at].kind in ("SQL", "SELECT")]
    if loop.own_effects.checks_status and loop.own_effects.requests:
        iterates = any(_varies(script, loop, at) for at in own) or _passes_counter(script, loop)
        return not iterates
    if own and not any(
        _varies(script, loop, at) for at in loop.statements if _connects(script, at)
    ):
        return any(_is_rest(script, at) and not _varies(script, loop, at) for at in own)
    if loop.kind == "DO" and not own and loop.own_effects.requests:
        return _polls_in_subroutines(script, loop)
    loops = loops_of(script).by_opener
    inner = [loops[at] for at in loop.inner if loops[at].own_effects.checks_status]
    return any(_repeats_same(script, loop, one) for one in inner)


def _polls_in_subroutines(script: LintedScript, loop: Loop) -> bool:
    """Whether the subroutines that a loop calls send only the same requests each time."""
    requests = [at for sub in _called(script, loop) for at in requests_in(script, sub)]
    return any(_is_rest(script, at) for at in requests) and not any(
        _varies(script, loop, at) or _expands_parameter(script, at) for at in requests
    )


def _called(script: LintedScript, loop: Loop) -> set[str]:
    """The subroutines that the statements of a loop call."""
    calls = (script.statements[at].parts for at in loop.statements)
    return {
        call.name.name.lower()
        for call in calls
        if isinstance(call, CallSub) and isinstance(call.name, Name)
    }


def _expands_parameter(script: LintedScript, number: int) -> bool:
    """Whether a statement of a subroutine expands a parameter."""
    names = {dollar.name.strip().lower() for dollar in script.expansions_of(number)}
    return not names.isdisjoint(parameters_of(script))


def _connects(script: LintedScript, number: int) -> bool:
    return script.statements[number].kind == "CONNECT"


def _is_rest(script: LintedScript, number: int) -> bool:
    return "json" in str(script.statements[number]).lower()


def _varies(script: LintedScript, loop: Loop, number: int) -> bool:
    """Whether a statement differs in the next round, as far as that can be seen."""
    return any(
        dollar.kind != "variable" or _changes(script, loop, dollar.name.strip().lower())
        for dollar in script.expansions_of(number)
    )


def _changes(script: LintedScript, loop: Loop, name: str) -> bool:
    """Whether a loop sets a variable to something that can differ in each round."""
    return name in loop.sets and name not in _constant_in_loops(script)[loop.opener]


@analysis
def _constant_in_loops(script: LintedScript) -> dict[int, frozenset[str]]:
    """The variables that each loop sets to the same value in each round, by its opener."""
    loops = loops_of(script).by_opener
    return {opener: frozenset(_constant_in(script, loop)) for opener, loop in loops.items()}


def _constant_in(script: LintedScript, loop: Loop) -> Iterator[str]:
    """The variables that a loop sets to the same value in each round."""
    assignments = assignments_of(script)
    for at in loop.statements:
        parts = script.statements[at].parts
        if not isinstance(parts, Assign) or isinstance(parts.name, Expansion):
            continue
        nodes = script.nodes_of.get(at, ())
        reads = any(isinstance(n, Call) and n.name.lower() in _READERS for n in nodes)
        low = parts.name.name.lower()
        once = len(assignments.get(low, ())) <= 1
        if once and not reads and loop.sets.isdisjoint(names_of(nodes)):
            yield low


def _passes_counter(script: LintedScript, loop: Loop) -> bool:
    """Whether a FOR passes its counter, or something computed from it, to a subroutine."""
    head = script.statements[loop.opener].parts
    if not isinstance(head, For) or isinstance(head.variable, Expansion):
        return False
    derived = {head.variable.name.lower()}
    for at in loop.statements:
        parts = script.statements[at].parts
        names = names_of(script.nodes_of.get(at, ()))
        if isinstance(parts, CallSub) and names & derived:
            return True
        counts = isinstance(parts, Assign) and names & derived
        if counts and isinstance(parts, Assign) and not isinstance(parts.name, Expansion):
            derived.add(parts.name.name.lower())
    return False


def _repeats_same(script: LintedScript, loop: Loop, inner: Loop) -> bool:
    """Whether each round of a loop asks for the same reloads, one by one in an inner loop."""
    sets = {
        name
        for at in loop.statements
        for name in _set_by(script.statements[at].parts)
        if at not in loops_of(script).by_opener or at == loop.opener
    }
    expanded: set[str] = set()
    for at in inner.statements:
        if script.statements[at].kind in ("SQL", "SELECT"):
            expanded |= {d.name.strip().lower() for d in script.expansions_of(at)}
    for at in inner.statements:
        parts = script.statements[at].parts
        if isinstance(parts, Assign) and not expanded.isdisjoint(_set_by(parts)):
            expanded |= names_of(script.nodes_of.get(at, ()))
    return bool(expanded) and expanded.isdisjoint(sets)


def _set_by(parts: Parts | None) -> set[str]:
    node = parts.name if isinstance(parts, Assign) else None
    node = parts.variable if isinstance(parts, For | ForEach) else node
    return {node.name.lower()} if isinstance(node, Name) else set()
