"""A chain that one app runs: what it can't do, and what it has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Edge
from qscriptgen.chain.graph import closing_edges, edges_by_source, reachable
from qscriptgen.checks.order import check_reached, check_same, joined_apps, place_of_step
from qscriptgen.checks.paths import EXAMPLE, path_problem
from qscriptgen.checks.problem import problem
from qscriptgen.outline.controller import controller_order

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain
    from qscriptgen.diagnostics import Finding


def check_controller(chain: Chain) -> Iterator[Finding]:
    """Problems of a chain with a controller, in place of those of a relay."""
    assert chain.controller, "only such a chain is checked here"
    yield from check_same(chain)
    if any(step.app == chain.controller for step in chain.steps):
        yield problem(
            "QC611",
            chain.place_of("controller"),
            f"the controller {chain.controller.name!r} is one of the apps that it would start",
            "let an app of its own run the chain: it needs no data",
        )
        return
    begun = tuple(Edge(chain.controller, step, turns) for step, turns in chain.entrances)
    leaving = {chain.controller: begun, **edges_by_source(chain)}
    for edge in closing_edges(chain, leaving):
        yield problem(
            "QC612",
            place_of_step(chain, edge.target),
            f"the chain comes back to app {edge.target.app.name!r} from {edge.source.name!r}, and a"
            " controller runs each app once",
            "end it before, and let a schedule start the controller again",
        )
        return
    if chain.repeat:
        yield problem(
            "QC408",
            chain.repeat.place,
            "repeat has no effect: a controller runs each app once",
            "leave out repeat, and let a schedule start the controller again",
        )
    for app in joined_apps(chain, leaving, [{chain.controller}]):
        yield _joined(chain, app)
    yield from check_reached(chain, reachable([chain.controller], leaving))
    yield from _missing_waits(chain)
    why = path_problem(chain.result) if chain.result is not None else None
    if why:
        yield problem(
            "QC615",
            chain.place_of("result"),
            f"the file of the result, {chain.result!r}, {why}",
            f"{EXAMPLE}, such as lib://DataFiles/nightly.qvd",
        )


def _joined(chain: Chain, app: App) -> Finding:
    step = next(step for step in chain.steps if step.app == app)
    names = dict.fromkeys(step.app.name for step in controller_order(chain))
    order = " >> ".join(map(repr, names))
    return problem(
        "QC613",
        place_of_step(chain, step),
        f"app {app.name!r} would come after several apps, or be started twice in one run",
        f"a controller goes from app to app: name them in an order such as {order}",
    )


def _missing_waits(chain: Chain) -> Iterator[Finding]:
    without = [step for step in chain.steps if not chain.wait_for(step)]
    for step in without:
        yield problem(
            "QC614",
            place_of_step(chain, step),
            f"nothing says how long the controller waits for app {step.app.name!r}",
            "give the chain a wait for all, such as 20m, or this one a wait of its own",
        )
        if place_of_step(chain, step) == chain.place:
            return
