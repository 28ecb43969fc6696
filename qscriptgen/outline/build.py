"""From a chain to the outlines of its scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.chain.graph import closing_edges, edges_by_source
from qscriptgen.duration import seconds
from qscriptgen.outline.alert import outline_alert
from qscriptgen.outline.answers import AnswerOutline, answer_file, outline_answers
from qscriptgen.outline.bounds import worst
from qscriptgen.outline.connections import connection_name
from qscriptgen.outline.controller import choice_paths, controller_order, outline_controller
from qscriptgen.outline.data import Ring, Start, StartOutline, WaitTimes
from qscriptgen.outline.due import due_rule
from qscriptgen.outline.environments import (
    ids_by_environment,
    no_match_word,
    outline_environments,
)
from qscriptgen.outline.forks import (
    Choice,
    ChoicePath,
    NumberedPath,
    arrange_forks,
    fork_choices,
    own_choice,
)
from qscriptgen.outline.paths import slug
from qscriptgen.outline.reads import ReadsOutline, outline_reads
from qscriptgen.outline.variables import expression_variables, fixed_variables
from qscriptgen.outline.wait_only import WaitOnlyOutline, outline_wait_only

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Edge, Step
    from qscriptgen.duration import Duration
    from qscriptgen.outline.environments import Environment

_WINDOW_S = 300


def outline_chain(
    chain: Chain,
) -> tuple[StartOutline | WaitOnlyOutline | ReadsOutline | AnswerOutline, ...]:
    """The outlines of all scripts, app by app in the order of the spec, as they follow in an app.

    The chain must have no errors by `qscriptgen.checks.check`.
    """
    asking: dict[str, list[StartOutline | WaitOnlyOutline]] = {}
    for outline in outline_starts(chain):
        asking.setdefault(outline.app, []).append(outline)
    answers = outline_answers(chain)
    found: list[StartOutline | WaitOnlyOutline | ReadsOutline | AnswerOutline] = []
    for app in chain.apps:
        found += outline_reads(chain, app)
        found += [answers[app]] if app in answers else []
        found += asking.get(app.name, ())
    return tuple(found)


def outline_starts(chain: Chain) -> tuple[StartOutline | WaitOnlyOutline, ...]:
    """The outlines of the apps that start or wait for another, by the spec, or of the controller.

    The chain must have no errors by `qscriptgen.checks.check`.
    """
    if chain.wait_only:
        return outline_wait_only(chain)
    environments = outline_environments(chain)
    if chain.controller:
        return (_controlled(chain, chain.controller, environments),)
    leaving = edges_by_source(chain)
    closing = set(closing_edges(chain, leaving))
    return tuple(
        _outline(chain, app, leaving[app], closing, environments)
        for app in chain.apps
        if app in leaving
    )


def _outline(
    chain: Chain,
    app: App,
    edges: Iterable[Edge],
    closing: set[Edge],
    environments: tuple[Environment, ...],
) -> StartOutline:
    # What closes a ring comes last: its pace must not hold up the other starts.
    ordered = sorted(edges, key=lambda edge: edge in closing)
    numbers = {step: n for n, step in enumerate(dict.fromkeys(e.target for e in ordered), 1)}
    paces = {edge.target for edge in ordered if edge in closing}
    paths = [(numbers[e.target], _choices(chain, e, ring=e in closing)) for e in ordered]
    return _outline_of(chain, app, tuple(numbers), paths, environments, paces)


def _controlled(chain: Chain, app: App, environments: tuple[Environment, ...]) -> StartOutline:
    steps = controller_order(chain)
    paths = choice_paths(chain, steps)
    outline = _outline_of(chain, app, steps, paths, environments, set())
    return replace(outline, controller=outline_controller(chain, steps))


def _outline_of(
    chain: Chain,
    app: App,
    steps: tuple[Step, ...],
    paths: Iterable[NumberedPath],
    environments: tuple[Environment, ...],
    paces: set[Step],
) -> StartOutline:
    """The outline of a script from the reloads that it starts and the choices that lead to each."""
    always, forks = arrange_forks(tuple(paths))
    tries = [(step.policy or chain.policy).tries for step in steps]
    share = chain.connections.posts_per_5min
    alert = outline_alert(chain)
    posts = worst(always, forks, lambda number: tries[number - 1])
    posts += 1 if alert and alert.app else 0
    spacing_s = -(-_WINDOW_S // share) if posts > share else 0
    starts = tuple(_start(chain, step, ring=step in paces, pause_s=spacing_s) for step in steps)
    ids = [*(start.ids for start in starts), *([alert.ids] if alert else [])]
    targets = {label for pairs in ids for label, _ in pairs if label}
    return StartOutline(
        chain=chain.name,
        app=app.name,
        path=f"{slug(chain.name)}/{slug(app.name)}.qvs",
        spec=chain.spec,
        starts=starts,
        always=always,
        forks=forks,
        environments=environments if targets else (),
        no_match=no_match_word(chain),
        get=connection_name(chain, chain.connections.get),
        post=connection_name(chain, chain.connections.post),
        in_partial=chain.in_partial,
        ring=_ring(chain) if paces else None,
        spacing_s=spacing_s,
        request_timeout_s=_seconds(chain.connections.request_timeout),
        plain=chain.plain,
        wrap=chain.wrap,
        alert=alert,
        target=chain.target,
        library=chain.library,
    )


def _start(chain: Chain, step: Step, *, ring: bool, pause_s: int) -> Start:
    """The start, with a pause of at least ``pause_s`` between its tries."""
    policy, wait = step.policy or chain.policy, chain.wait_for(step)
    return Start(
        app=step.app.name,
        ids=ids_by_environment(step.app),
        partial=step.partial,
        weight=step.weight,
        variables=fixed_variables(step),
        wait=WaitTimes(_seconds(wait.limit), _seconds(wait.poll)) if wait else None,
        failure=policy.failure,
        timeout=policy.timeout,
        busy=policy.busy or "wait",
        tries=policy.tries,
        pause_s=max(_seconds(policy.pause), pause_s),
        patience_s=_seconds(policy.patience),
        pace_s=_seconds(chain.repeat.pace) if ring and chain.repeat else 0,
        expressions=expression_variables(step),
        answer=answer_file(step),
        due=due_rule(step),
    )


def _choices(chain: Chain, edge: Edge, *, ring: bool) -> ChoicePath:
    """The choices on the way to a start: the end of the ring, the forks, its own condition."""
    path = (*fork_choices(edge.turns), *own_choice(edge.target))
    if ring and chain.repeat and chain.repeat.until:
        return (Choice("until", (chain.repeat.until.code,), 1), *path)
    return path


def _ring(chain: Chain) -> Ring | None:
    if chain.repeat is None:
        return None
    until = chain.repeat.until.code if chain.repeat.until else None
    return Ring(_seconds(chain.repeat.pace), until, chain.repeat.quota)


def _seconds(duration: Duration) -> int:
    length = seconds(duration)
    if length is None:
        raise ValueError(f"{duration!r} has not been checked")
    return length
