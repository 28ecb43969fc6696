"""2: a script leaves nothing behind, and changes nothing that is not its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qscriptgen.emulate import State
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation, starts_of

OURS = "qsg_"
ERROR_MODE = "QE007"
"""The code of a finding about ErrorMode, which has one of its own."""

OWN = ("ScriptError", "ScriptErrorCount", "ScriptErrorList", "ErrorMode")


def leaves_no_trace(seen: Observation) -> Iterator[Breach]:
    """2: data, files, rules, subroutines, connection and ErrorMode are as without the script."""
    state = seen.state
    yield from _listed(
        "variables", [n for n, value in state.variables.items() if n.startswith(OURS) and value]
    )
    yield from _listed("tables", [name for name in state.tables if name.startswith(OURS)])
    if state.connection and seen.alone:
        yield Breach(2, f"leaves the connection {state.connection} active")
    if seen.baseline is not None:
        yield from _differs(seen, seen.baseline)


def _listed(what: str, names: Sequence[str]) -> Iterator[Breach]:
    if names:
        yield Breach(2, f"leaves {what} behind: {', '.join(names)}")


def _differs(seen: Observation, other: State) -> Iterator[Breach]:
    """What is not as it would be without the script."""
    state = seen.state
    taken = [name for s in starts_of(seen.outline) if s.answer for name in s.answer.variables]
    taken = [] if seen.idle_partial else taken
    blind = {*OWN, *_blind(seen), *taken, *seen.counters}
    for name in sorted({*state.variables, *other.variables} - blind):
        value, without = state.variables.get(name, ""), other.variables.get(name, "")
        if not name.startswith(OURS) and value != without:
            yield Breach(2, f"leaves {name} at {value!r}, without the script it is {without!r}")
    differing = {*state.tables.items()} ^ {*other.tables.items()}
    changed = sorted(pair for pair in differing if not pair[0].startswith(OURS))
    if changed:
        yield Breach(2, f"leaves other tables than without the script: {changed}")
    for what, now, then in _kept(seen, other):
        if now != then:
            yield Breach(2, f"leaves other {what} than without the script: {now}, not {then}")
    mode, found = state.variables.get("ErrorMode"), other.variables.get("ErrorMode", "1")
    if mode != (found if seen.green else "1"):
        yield Breach(2, f"leaves ErrorMode at {mode}", ERROR_MODE)


def _kept(seen: Observation, other: State) -> Iterator[tuple[str, object, object]]:
    """What else a script can leave; rules and subroutines with our prefix are about nobody else."""
    state = seen.state
    if not seen.shares_files:
        yield "files", seen.besides_own(state.files), other.files
    yield "mapping tables", state.mappings, other.mappings
    yield "rules", _foreign_rules(state), _foreign_rules(other)
    yield "subroutines", _foreign_subs(state), _foreign_subs(other)


def _foreign_rules(state: State) -> list[tuple[str, str, str]]:
    return [rule for rule in state.rules if not rule[1].startswith(OURS)]


def _foreign_subs(state: State) -> list[str]:
    return [name for name in state.subs if not name.startswith(OURS)]


def _blind(seen: Observation) -> tuple[str, ...]:
    """What shows that ErrorMode has a value now, where it had none."""
    return ("vMode",) if seen.world.answer("errormode-readable") == "no" else ()


QUESTIONS = (leaves_no_trace,)
