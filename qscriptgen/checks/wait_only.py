"""Chains in which apps wait for those before them, and no app starts another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Policy
from qscriptgen.chain.graph import closing_edges, edges_by_source
from qscriptgen.checks.durations import HOUR_S, LONGEST_FRESH_S, SHORTEST_FRESH_S, check_duration
from qscriptgen.checks.problem import problem
from qscriptgen.duration import seconds

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Step, WaitOnly
    from qscriptgen.diagnostics import Finding, Place


def check_wait_only(chain: Chain) -> Iterator[Finding]:
    """Problems of a chain with a `WaitOnly`; none of another chain."""
    if chain.wait_only:
        yield from _lengths(chain.wait_only)
        yield from _options_of_starts(chain)
        yield from _policies(chain)
        yield from _rings(chain)


def _lengths(wait: WaitOnly) -> Iterator[Finding]:
    yield from check_duration(wait, "limit", 1, 3 * HOUR_S)
    yield from check_duration(wait, "poll", 1, HOUR_S)
    if wait.newer_than is not None:
        yield from check_duration(wait, "newer_than", SHORTEST_FRESH_S, LONGEST_FRESH_S)
    limit, poll = seconds(wait.limit), seconds(wait.poll)
    if limit and poll and poll > limit:
        yield problem("QC203", wait.place, "poll is longer than limit", "ask at least once in time")


def _options_of_starts(chain: Chain) -> Iterator[Finding]:
    """Options of starts, in a chain without any."""
    for option, place in _options_of_the_chain(chain):
        yield problem(
            "QC702", place, f"{option} is for chains that start reloads", _leave_out(option)
        )
    for step in chain.steps:
        for option in _options_of_a_step(step):
            yield problem(
                "QC702",
                step.place,
                f"{option} is about the start of {step.app.name!r}, and nobody starts it",
                _leave_out(option),
            )


def _options_of_the_chain(chain: Chain) -> Iterator[tuple[str, Place]]:
    if chain.plain:
        yield "plain", chain.place
    if chain.repeat:
        yield "repeat", chain.repeat.place
    if chain.on_failure:
        yield "on_failure", chain.on_failure.place
    if chain.controller:
        yield "controller", chain.controller.place
    if chain.wait:
        yield "wait", chain.wait.place
    if chain.result is not None:
        yield "result", chain.place
    forks = dict.fromkeys(turn.fork for edge in chain.edges for turn in edge.turns)
    for fork in (*forks, *chain.loose_forks):
        yield "when", fork.place


def _options_of_a_step(step: Step) -> Iterator[str]:
    asked = {
        "wait": step.wait,
        "partial": step.partial,
        "weight": step.weight,
        "variables": step.variables,
        "run_if": step.run_if,
        "due": step.due,
    }
    return (option for option, given in asked.items() if given)


def _leave_out(option: str) -> str:
    if option == "wait":
        return "leave it out: WaitOnly says how long"
    return "leave it out, or leave out wait_only"


def _policies(chain: Chain) -> Iterator[Finding]:
    yield from _idle_policies(chain)
    yield from _differing_policies(chain)
    fresh = Policy()
    for policy in (chain.policy, *(step.policy for step in chain.steps if step.policy)):
        for option in ("failure", "timeout"):
            word = getattr(policy, option)
            if word == "skip":
                yield problem(
                    "QC703",
                    policy.place,
                    f"{option}='skip' at the start of a script would save the app without data",
                    "say 'fail': a reload that fails keeps the app as it was; or 'continue'",
                )
            elif word == "cancel":
                yield problem(
                    "QC702",
                    policy.place,
                    f"{option}='cancel' would stop reloads that somebody else has started",
                    "say 'fail' or 'continue'",
                )
        for option in ("busy", "tries", "pause", "patience"):
            if getattr(policy, option) != getattr(fresh, option):
                yield problem(
                    "QC702",
                    policy.place,
                    f"{option} is about starts, and nobody starts anything",
                    _leave_out(option),
                )


def _idle_policies(chain: Chain) -> Iterator[Finding]:
    """Policies of steps that do not wait."""
    waiting = {edge.target for edge in chain.edges}
    for step in chain.steps:
        if step.policy and step not in waiting:
            yield problem(
                "QC205",
                step.policy.place,
                f"policy has no effect: {step.app.name!r} waits for nobody",
                "give it to the step that waits: its policy says what becomes of a failure",
            )


def _differing_policies(chain: Chain) -> Iterator[Finding]:
    """Policies of a step where another of the same app waits for the same one already."""
    first: dict[tuple[App, App], Policy] = {}
    for edge in chain.edges:
        app, policy = edge.target.app, edge.target.policy or chain.policy
        judged = first.setdefault((edge.source, app), policy)
        if judged != policy:
            yield problem(
                "QC205",
                (edge.target.policy or edge.target).place,
                f"policy has no effect: {app.name!r} waits for {edge.source.name!r} once, by the"
                " policy of an earlier step",
                f"give all steps of {app.name!r} behind {edge.source.name!r} the same policy",
            )


def _rings(chain: Chain) -> Iterator[Finding]:
    for edge in closing_edges(chain, edges_by_source(chain)):
        app = edge.target.app
        message = f"app {app.name!r} would wait for {edge.source.name!r}, which waits for it"
        if edge.source == app:
            message = f"app {app.name!r} would wait for itself"
        yield problem("QC704", chain.place, message, "end the flow before it comes back")
