"""Controllers: in which order one starts its apps, on which conditions, and what follows each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from qscriptgen.chain.graph import edges_by_source
from qscriptgen.outline.forks import ChoicePath, NumberedPath, fork_choices, own_choice

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Edge, Step, Turn


@dataclass(frozen=True)
class Controller:
    """How a controller goes through its starts: one after the other, each when the last has ended.

    ``direct_followers`` has for each start the numbers of those that come right after it.
    ``result`` is the path of the file that says what became of each.
    """

    direct_followers: tuple[tuple[int, ...], ...]
    result: str | None

    @cached_property
    def followers(self) -> tuple[tuple[int, ...], ...]:
        """For each start the numbers of those that follow it, directly or not."""
        return tuple(self._after(number) for number in range(1, len(self.direct_followers) + 1))

    def _after(self, number: int) -> tuple[int, ...]:
        found: set[int] = set()
        waiting = [number]
        while waiting:
            new = set(self.direct_followers[waiting.pop() - 1]) - found
            found |= new
            waiting += new
        return tuple(sorted(found - {number}))


def controller_order(chain: Chain) -> tuple[Step, ...]:
    """The reloads as a controller starts them: by the spec, but none before what it comes after.

    A ring, which has no such order, is opened somewhere.
    """
    steps = chain.steps
    place = {step: at for at, step in enumerate(steps)}
    left = Counter(step.app for step in steps)
    sources: dict[int, set[App]] = {at: set() for at in range(len(steps))}
    followers: dict[App, set[int]] = {}
    for edge in chain.edges:
        sources[place[edge.target]].add(edge.source)
        followers.setdefault(edge.source, set()).add(place[edge.target])
    ready = [at for at, before in sources.items() if not before]
    first_of_ring = iter(range(len(steps)))
    found: dict[int, Step] = {}
    while len(found) < len(steps):
        at = heappop(ready) if ready else next(at for at in first_of_ring if at not in found)
        if at in found:
            continue
        found[at], app = steps[at], steps[at].app
        left[app] -= 1
        for target in followers.get(app, ()) if not left[app] else ():
            sources[target].discard(app)
            if not sources[target]:
                heappush(ready, target)
    return tuple(found.values())


def choice_paths(chain: Chain, steps: Iterable[Step]) -> tuple[NumberedPath, ...]:
    """The number of each start with the choices that lead to it, all of them the controller's.

    What follows an app that is not due is not due either, so the choices before it count too.
    """
    entering: dict[Step, list[Edge]] = {}
    for edge in chain.edges:
        entering.setdefault(edge.target, []).append(edge)
    entrances: dict[Step, list[tuple[Turn, ...]]] = {}
    for step, turns in chain.entrances:
        entrances.setdefault(step, []).append(turns)
    rank = {turns: at for at, turns in enumerate(dict.fromkeys(t for _, t in chain.entrances))}
    to: dict[App, dict[ChoicePath, None]] = {}
    found: list[NumberedPath] = []
    for number, step in enumerate(steps, 1):
        before: dict[tuple[Turn, ...], list[ChoicePath]] = {}
        for turns in entrances.get(step, ()):
            before.setdefault(turns, []).append(())
        for edge in entering.get(step, ()):
            before.setdefault(edge.turns, []).extend(to.get(edge.source, ()))
        # What has met again before these turns is one way, or there would be ever more of them.
        ranked = sorted(before.items(), key=lambda item: rank.get(item[0], len(rank)))
        paths = [(*path, *fork_choices(turns)) for turns, some in ranked for path in _met(some)]
        mine = dict.fromkeys((*path, *own_choice(step)) for path in _met(paths))
        to.setdefault(step.app, {}).update(mine)
        found += [(number, path) for path in mine]
    return tuple(found)


def outline_controller(chain: Chain, steps: Iterable[Step]) -> Controller:
    """What follows each start, and where the result goes."""
    leaving = edges_by_source(chain)
    numbered = list(enumerate(steps, 1))
    numbers: dict[App, list[int]] = {}
    for number, step in numbered:
        numbers.setdefault(step.app, []).append(number)
    following = (
        {n for edge in leaving.get(step.app, ()) for n in numbers[edge.target.app]}
        for _, step in numbered
    )
    return Controller(tuple(tuple(sorted(found)) for found in following), chain.result)


def _met(paths: Iterable[ChoicePath]) -> tuple[ChoicePath, ...]:
    """The paths; those that meet after all branches of a fork become the one before it."""
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
