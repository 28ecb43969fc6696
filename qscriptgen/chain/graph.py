"""Questions about the order of a chain that both its check and its outline ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.chain.app import App
    from qscriptgen.chain.chain import Chain, Edge

Edges = Mapping["App", tuple["Edge", ...]]


def edges_by_source(chain: Chain) -> Edges:
    """The edges that leave each app, in the order of the spec."""
    found: dict[App, list[Edge]] = {}
    for edge in chain.edges:
        found.setdefault(edge.source, []).append(edge)
    return {app: tuple(edges) for app, edges in found.items()}


def entries(chain: Chain, leaving: Edges) -> tuple[App, ...]:
    """The apps that no other app starts, and the first app of a ring that no other app enters."""
    entered = {edge.target.app for edge in chain.edges}
    heads = dict.fromkeys(step.app for step in chain.heads)
    found = [app for app in heads if app not in entered]
    seen = reachable(found, leaving)
    for app in heads:
        if app not in seen:
            found.append(app)
            seen |= reachable([app], leaving)
    return tuple(found)


def closing_edges(chain: Chain, leaving: Edges) -> tuple[Edge, ...]:
    """The edges that lead back to an app from which they were reached: each closes a ring."""
    closing: list[Edge] = []
    ended: set[App] = set()
    for root in (*entries(chain, leaving), *chain.apps):
        if root in ended:
            continue
        under_way = {root}
        stack = [(root, iter(leaving.get(root, ())))]
        while stack:
            app, edges = stack[-1]
            edge = next(edges, None)
            if edge is None:
                stack.pop()
                under_way.discard(app)
                ended.add(app)
            elif edge.target.app in under_way:
                closing.append(edge)
            elif edge.target.app not in ended:
                under_way.add(edge.target.app)
                stack.append((edge.target.app, iter(leaving.get(edge.target.app, ()))))
    return tuple(closing)


def reachable(starts: Iterable[App], leaving: Edges, *, without: App | None = None) -> set[App]:
    """The apps and all that come after them; nothing is followed beyond ``without``."""
    seen: set[App] = set()
    waiting = list(starts)
    while waiting:
        app = waiting.pop()
        if app in seen:
            continue
        seen.add(app)
        if app != without:
            waiting += [edge.target.app for edge in leaving.get(app, ())]
    return seen
