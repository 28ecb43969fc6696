"""The order of a chain: what a relay can't do, and what would never end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from qscriptgen.chain.graph import Edges, closing_edges, edges_by_source, entries, reachable
from qscriptgen.checks.problem import problem
from qscriptgen.outline import slug

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Edge, Fork, Step, Turn
    from qscriptgen.diagnostics import Finding, Place


def check_order(chain: Chain) -> Iterator[Finding]:
    """Problems of who starts whom."""
    yield from check_same(chain)
    for fork in chain.loose_forks:
        yield problem(
            "QC409",
            fork.place,
            "nobody can evaluate this condition: no app comes before it",
            "put the app whose script decides before it",
        )
    if not chain.edges and not chain.loose_forks:
        yield problem(
            "QC410",
            chain.place,
            f"the chain {chain.name!r} starts nothing",
            "put one app after another",
        )
    if chain.wait_only:
        return  # no app starts another, so nothing is started twice
    leaving = edges_by_source(chain)
    if not chain.loose_forks:
        yield from check_reached(chain, reachable(entries(chain, leaving), leaving))
    yield from _rings(chain, leaving)
    yield from _joins(chain, leaving)
    yield from _partials(chain, leaving)


def check_reached(chain: Chain, reached: set[App]) -> Iterator[Finding]:
    """Apps after a branch that starts nothing, so that no app ever starts them."""
    for step in chain.steps:
        if step.app not in reached:
            yield problem(
                "QC412",
                place_of_step(chain, step),
                f"nobody starts app {step.app.name!r}: all that comes before it is empty",
                "put an app before it, or leave it out",
            )


def check_same(chain: Chain) -> Iterator[Finding]:
    """Apps that are one in the tenant, or would be one file."""
    by_id: dict[str, App] = {}
    by_file: dict[str, App] = {}
    answering = {step.app for step in chain.steps if step.answer}
    for app in chain.apps:
        for app_id in dict.fromkeys(map(str.lower, app.ids)):
            other = by_id.setdefault(app_id, app)
            if other != app:
                yield problem(
                    "QC401",
                    app.place,
                    f"apps {other.name!r} and {app.name!r} have the id {app_id}",
                    "give each its own id, or use one app for both",
                )
        for file in _files(chain, app, answers=app in answering):
            other = by_file.setdefault(file, app)
            if other != app:
                yield problem(
                    "QC402",
                    app.place,
                    f"apps {other.name!r} and {app.name!r} would have one file, {file}",
                    "rename one of them in the spec",
                )


def _files(chain: Chain, app: App, *, answers: bool) -> Iterator[str]:
    """The files that an app can have."""
    reads = bool(app.reads)
    kinds = {"": True, "-start": reads, "-answer": answers}
    if chain.wait_only:
        kinds = {"-start": True, "-reads": reads}
    yield from (f"{slug(app.name)}{kind}.qvs" for kind, found in kinds.items() if found)


def _rings(chain: Chain, leaving: Edges) -> Iterator[Finding]:
    closing = closing_edges(chain, leaving)
    for edge in closing:
        if edge.source == edge.target.app:
            yield problem(
                "QC404",
                place_of_step(chain, edge.target),
                f"app {edge.source.name!r} would start itself, which Qlik Cloud may refuse while it"
                " is reloading",
                "use two apps that start each other: one, two, one",
            )
        elif chain.repeat is None:
            yield problem(
                "QC403",
                place_of_step(chain, edge.target),
                f"the chain comes back to app {edge.target.app.name!r} from {edge.source.name!r}"
                " and would never end",
                "end it before, or give the chain a repeat, such as 10m",
            )
    if chain.repeat and not closing:
        yield problem(
            "QC408",
            chain.repeat.place,
            "repeat has no effect: the chain does not come back to any app",
            "end the flow with its first app: Sales, Report, Sales",
        )
    if not closing:
        return
    for edge in chain.edges:
        wait = chain.wait_for(edge.target)
        if wait and edge.source in reachable([edge.target.app], leaving):
            yield problem(
                "QC405",
                wait.place,
                f"app {edge.source.name!r} would wait for {edge.target.app.name!r} inside a ring",
                "leave out the wait: each app starts the next and ends",
            )


def _joins(chain: Chain, leaving: Edges) -> Iterator[Finding]:
    """An app that two parallel branches would start: each would find the other still going on."""
    ways = Counter(edge.target.app for edge in chain.edges)
    if not any(count > 1 for count in ways.values()):
        return
    for app in joined_apps(chain, leaving, [{app} for app in entries(chain, leaving)]):
        yield _joined(chain, app)


def joined_apps(chain: Chain, leaving: Edges, beginning: Sequence[set[App]]) -> tuple[App, ...]:
    """The apps that more than one way through a run leads to, the first of each place."""
    found: dict[App, None] = {}
    for shared in (_overlap(beginning, leaving, None), *_shared_by_source(leaving)):
        found.update(dict.fromkeys([app for app in chain.apps if app in shared][:1]))
    return tuple(found)


def _shared_by_source(leaving: Edges) -> Iterator[set[App]]:
    for source, edges in leaving.items():
        if len(edges) > 1:
            yield _shared([(edge, edge.turns) for edge in edges], leaving, source)


def _shared(
    edges: Sequence[tuple[Edge, tuple[Turn, ...]]], leaving: Edges, source: App
) -> set[App]:
    """The apps that more than one of these edges would start in one run.

    The branches of a fork exclude one another, so a fork counts as one way; inside a branch the
    same question is asked again.
    """
    plain = dict.fromkeys(edge.target for edge, turns in edges if not turns)
    forks: dict[Fork, list[tuple[Edge, tuple[Turn, ...]]]] = {}
    for edge, turns in edges:
        # What is started anyhow is started once, even if a condition asks for it too.
        if turns and edge.target not in plain:
            forks.setdefault(turns[0].fork, []).append((edge, turns))
    ways = [{step.app} for step in plain]
    ways += [{edge.target.app for edge, _ in members} for members in forks.values()]
    shared = _overlap(ways, leaving, source)
    if len(plain) > len({step.app for step in plain}):
        twice = Counter(step.app for step in plain)
        shared |= {app for app, times in twice.items() if times > 1}
    for members in forks.values():
        branches: dict[int, list[tuple[Edge, tuple[Turn, ...]]]] = {}
        for edge, turns in members:
            branches.setdefault(turns[0].branch, []).append((edge, turns[1:]))
        for branch in branches.values():
            shared |= _shared(branch, leaving, source) if len(branch) > 1 else set()
    return shared


def _overlap(ways: Sequence[set[App]], leaving: Edges, source: App | None) -> set[App]:
    """The apps that are reached on more than one of the ways; at least one, if there are any."""
    seen: set[App] = set()
    for way in ways:
        region = reachable(way, leaving, without=source)
        if not seen.isdisjoint(region):
            return seen & region
        seen |= region
    return set()


def _joined(chain: Chain, app: App) -> Finding:
    sources = list(dict.fromkeys(e.source.name for e in chain.edges if e.target.app == app))
    step = next(step for step in chain.steps if step.app == app)
    if not sources[1:]:
        return problem(
            "QC406",
            place_of_step(chain, step),
            f"app {app.name!r} would be started twice in one run",
            "name it once, or put each start into its own branch of a when",
        )
    return problem(
        "QC406",
        place_of_step(chain, step),
        f"app {app.name!r} comes after branches that run side by side"
        f" ({' and '.join(map(repr, sources))}), and a relay can't join them: each would start it",
        "let the app that starts the branches wait for them, and start"
        f" {app.name!r} from a second chain, whose script stands behind the first in that app",
    )


def place_of_step(chain: Chain, step: Step) -> Place:
    """The place of a step with options; a bare app stands in the flow of its chain."""
    return chain.place if step.origin is step.app.origin else step.place


def _partials(chain: Chain, leaving: Edges) -> Iterator[Finding]:
    for step in chain.steps:
        if step.partial and step.app in leaving and chain.in_partial != "run":
            yield problem(
                "QC407",
                step.place,
                f"app {step.app.name!r} is reloaded partially, and its script would then start"
                " nothing",
                "let in_partial of the chain be run, or leave out partial",
            )
