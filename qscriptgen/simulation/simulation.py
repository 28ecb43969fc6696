"""Simulates chains, and says which worlds there are to do it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.emulate import DOUBTS, Run, Scenario, Watch, World, parse_world
from qscriptgen.simulation.covering import covering
from qscriptgen.simulation.judging import broken_promises
from qscriptgen.simulation.playing import play_chain

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.chain import Chain
    from qscriptgen.emulate import Connection
    from qscriptgen.script_form import ScriptForm


def simulate(  # noqa: PLR0913  (all but the chain have defaults)
    chain: Chain,
    scenario: Scenario | None = None,
    world: World | None = None,
    *,
    scripts: Mapping[str, str] | None = None,
    templates: Path | None = None,
    connections: Sequence[Connection] = (),
    budget: int = 1_000_000,
    watch: Watch | None = None,
    form: ScriptForm = "snippet",
) -> Run:
    """What happens when a user reloads the first app of a chain, or its controller.

    Args:
        chain: The chain; it is checked and rendered first.
        scenario: Durations, outcomes and faults; by default every app takes a minute and succeeds.
        world: The answers to doubts; by default the likeliest.
        scripts: Scripts that take the place of the rendered ones, by the name of the app: one for
            all that it has, at its end; or by the path of one of them.
        templates: A folder with templates that take the place of the built-in ones.
        connections: REST connections that are there besides those of the chain.
        budget: How many statements one script may run.
        watch: Who is told how far it is, and how much may happen before it counts as endless.
        form: The form of the scripts; a library lies where the apps look for it, unless the
            scenario has another file there. Where they are self-tests, a user reloads each app
            that has one, unless the scenario says which, and a library is there if the chain says
            where.

    Raises:
        SpecError: The chain has errors.
        ScenarioError: The scenario names an app or a connection that is not there, or there is a
            script for an app that has none; load script of any app can be a part of its
            `Behaviour`.
    """
    played = play_chain(
        chain,
        scenario,
        world,
        scripts=scripts,
        templates=templates,
        connections=connections,
        budget=budget,
        watch=watch,
        form=form,
    )
    run = played.run
    if form == "self-test":
        return run
    overridden = templates is not None or bool(scripts)
    found = broken_promises(chain, played, overridden=overridden)
    return replace(run, findings=(*run.findings, *found))


def worlds(text: str) -> tuple[World, ...]:
    """The worlds that a text names: ``default``, ``all``, or ``doubt=answer,...``.

    ``all`` is a set in which any two answers to any two doubts meet in some world; the first one
    is the default.

    Raises:
        WorldError: It is none of them, or a doubt or an answer is not known.
    """
    if text.strip() != "all":
        return (parse_world(text),)
    answers = {name: doubt.answers for name, doubt in DOUBTS.items()}
    likeliest = {name: doubt.default for name, doubt in DOUBTS.items()}
    return tuple(World(dict(row)) for row in covering(answers, given=[likeliest]))
