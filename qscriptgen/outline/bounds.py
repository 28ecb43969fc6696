"""How long a script can take at most, and how many requests it can send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from qscriptgen.outline.data import Bound, Start, StartOutline
from qscriptgen.outline.forks import ScriptFork
from qscriptgen.outline.wait_only import WaitOnlyOutline, wait_only_bound


def bound(outline: StartOutline | WaitOnlyOutline) -> Bound:
    """The bound of a script: what is always due, and of each fork the worst branch."""
    if isinstance(outline, WaitOnlyOutline):
        return wait_only_bound(outline)
    sleep_s = worst(outline.always, outline.forks, lambda n: _sleep(outline.starts[n - 1], outline))
    requests = worst(
        outline.always, outline.forks, lambda n: _requests(outline.starts[n - 1], outline)
    )
    requests += 1 if outline.alert else 0
    sleep_s += outline.spacing_s if outline.alert and outline.alert.app else 0
    # The first start of all is not spaced from another.
    sleep_s -= outline.spacing_s if 1 in outline.always else 0
    if not outline.controller:
        rounds = max(polls(start, outline.poll_s) for start in outline.starts)
        sleep_s += rounds * outline.poll_s
    return Bound(sleep_s, requests, outline.request_timeout_s)


def worst(always: Iterable[int], forks: Sequence[ScriptFork], cost: Callable[[int], int]) -> int:
    """The most that the starts of one run can cost together."""
    inside: dict[tuple[int, int] | None, int] = {}
    # From the innermost out: a fork comes after the one that it is in.
    for fork in reversed(forks):
        most = max(
            sum(map(cost, starts)) + inside.get((fork.number, branch), 0)
            for branch, starts in enumerate(fork.branches, 1)
        )
        inside[fork.under] = inside.get(fork.under, 0) + most
    return sum(map(cost, always)) + inside.get(None, 0)


def polls(start: Start, poll_s: int) -> int:
    """How often at most the end of this reload is asked for."""
    return -(-start.wait.limit_s // poll_s) if start.wait and poll_s else 0


def every_s(start: Start, outline: StartOutline) -> int:
    """The pause between two looks at the end of a reload; a controller waits for one at a time."""
    if outline.controller:
        return start.wait.poll_s if start.wait else 0
    return outline.poll_s


def _sleep(start: Start, outline: StartOutline) -> int:
    looking = (start.looks - 1) * start.pause_s if outline.guarded else 0
    if start.due.kind:
        looking += (outline.due_looks - 1) * outline.due_pause_s
    pause_s = every_s(start, outline) if outline.controller else 0
    return start.pace_s + outline.spacing_s + looking + polls(start, pause_s) * pause_s


def _requests(start: Start, outline: StartOutline) -> int:
    looks = start.looks if outline.guarded else 0
    if start.due.kind:
        looks += outline.due_looks
        # After a wait for a busy app once more, except for the first look and one that is too late.
        looks += min(outline.due_looks, start.looks - 2) if outline.guarded else 0
    cancels = 1 if start.wait and start.timeout == "cancel" else 0
    return looks + start.tries + polls(start, every_s(start, outline)) + cancels
