"""The way of a controller through its chain: in which order, on which conditions, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.chain.graph import edges_by_source, reachable
from qscriptgen.outline.choices import own, turned
from qscriptgen.outline.data import Sequence

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Edge, Step, Turn
    from qscriptgen.outline.due import Path


def in_order(chain: Chain) -> tuple[Step, ...]:
    """The reloads as a controller starts them: by the spec, but none before what it comes after.

    A ring, which has no such order, is opened somewhere.
    """
    waiting: dict[App, int] = {}
    for step in chain.steps:
        waiting[step.app] = waiting.get(step.app, 0) + 1
    sources: dict[Step, set[App]] = {step: set() for step in chain.steps}
    for edge in chain.edges:
        sources[edge.target].add(edge.source)
    left, found = list(chain.steps), []
    while left:
        ready = (step for step in left if not any(waiting[app] for app in sources[step]))
        step = next(ready, left[0])
        left.remove(step)
        waiting[step.app] -= 1
        found.append(step)
    return tuple(found)


def ways(chain: Chain, steps: Iterable[Step]) -> tuple[tuple[int, Path], ...]:
    """The number of each start with the choices that lead to it, all of them the controller's.

    What follows an app that is not due is not due either, so the choices before it count too.
    """
    entering: dict[Step, list[Edge]] = {}
    for edge in chain.edges:
        entering.setdefault(edge.target, []).append(edge)
    to: dict[App, dict[Path, None]] = {}
    found: list[tuple[int, Path]] = []
    for number, step in enumerate(steps, 1):
        before: dict[tuple[Turn, ...], list[Path]] = {}
        for head, turns in chain.entrances:
            before.setdefault(turns, []).extend([()] if head == step else [])
        for edge in entering.get(step, ()):
            before.setdefault(edge.turns, []).extend(to.get(edge.source, ()))
        # What has met again before these turns is one way, or there would be ever more of them.
        paths = [(*path, *turned(turns)) for turns, some in before.items() for path in _met(some)]
        mine = dict.fromkeys((*path, *own(step)) for path in _met(paths))
        to.setdefault(step.app, {}).update(mine)
        found += [(number, path) for path in mine]
    return tuple(found)


def sequence(chain: Chain, steps: Iterable[Step]) -> Sequence:
    """What follows each start, directly or not, and where the result goes."""
    leaving = edges_by_source(chain)
    numbered = list(enumerate(steps, 1))
    behind = []
    for number, step in numbered:
        after = reachable((edge.target.app for edge in leaving.get(step.app, ())), leaving)
        behind.append(tuple(n for n, other in numbered if other.app in after and n != number))
    return Sequence(tuple(behind), chain.result)


def _met(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The paths, where those that meet behind all branches of a fork are one: that before it."""
    found = dict.fromkeys(paths)
    for longest in sorted(found, key=len, reverse=True):
        path = longest
        while path and path in found:
            *before, last = path
            branches = range(len(last.conditions) + 1)
            others = [(*before, replace(last, branch=branch)) for branch in branches]
            if not all(other in found for other in others):
                break
            for other in others:
                del found[other]
            path = tuple(before)
            found.setdefault(path)
    return tuple(found)
