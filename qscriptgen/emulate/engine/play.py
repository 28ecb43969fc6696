"""Runs a script alone, without a tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.data import Circumstances, Files, Memory
from qscriptgen.emulate.engine.interpreter import run_script
from qscriptgen.emulate.engine.machine import Machine
from qscriptgen.emulate.engine.outcome import Outcome, Pause
from qscriptgen.emulate.engine.session import Session
from qscriptgen.emulate.grid import Grid
from qscriptgen.emulate.world import World
from qscriptgen.script.evaluation.values import text as text_value

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class PlayedScript:
    """What a script did: how it ended, what it traced, and what it left behind."""

    status: str
    code: int
    error: str
    line: int
    traces: tuple[str, ...]
    variables: Mapping[str, str]
    tables: Mapping[str, Grid]
    files: Mapping[str, str | Grid]
    slept_s: float
    log: str


def play(
    text: str,
    *,
    world: World | None = None,
    partial: bool = False,
    files: Mapping[str, str | Grid] = _NONE,
    variables: Mapping[str, str] = _NONE,
    attributes: Mapping[str, str] = _NONE,
    budget: int = 1_000_000,
) -> PlayedScript:
    """What a script does that sends no requests; a connection is never found.

    Args:
        text: The script.
        world: The answers to doubts, by default the likeliest.
        partial: Whether it is a partial reload.
        files: What it can read, by path.
        variables: What variables hold at its start.
        attributes: What GetSysAttr knows.
        budget: How many statements may run.

    Raises:
        NotEmulated: It is not known what the engine would do.
        OutOfBudget: It has run more statements than it may.
    """
    clock = Clock()
    kept = dict(files)
    memory = Memory()
    memory.variables.update({name: text_value(value) for name, value in variables.items()})
    circumstances = Circumstances(attributes, partial=partial, started=clock.start)
    session = Session(
        memory,
        circumstances,
        world or World(),
        clock,
        files=Files(kept, circumstances.space),
        budget=budget,
    )
    outcome = _outcome(session, clock, text)
    return PlayedScript(
        "SUCCEEDED" if outcome.succeeded else "FAILED",
        outcome.code,
        outcome.error,
        outcome.line,
        tuple(session.traces),
        {name: session.text(value) for name, value in session.saved().variables.items()},
        {
            table.name: Grid(tuple(table.fields), [tuple(row) for row in table.rows])
            for table in memory.tables.values()
        },
        kept,
        clock.now,
        str(session.log),
    )


def _outcome(session: Session, clock: Clock, text: str) -> Outcome:
    """How the script ends; the clock goes on where it sleeps."""
    script = run_script(Machine(session), text)
    while True:
        try:
            effect = next(script)
        except StopIteration as ended:
            outcome: Outcome = ended.value
            return outcome
        assert isinstance(effect, Pause), "there is no connection to ask through"
        clock.now += effect.seconds
