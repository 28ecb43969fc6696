"""How long a script can take at most, and how many requests it can send."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from qscriptgen.plan.data import Bound, Fork, Plan, Start
from qscriptgen.plan.pull import Pull, pull_bound


def bound(plan: Plan | Pull) -> Bound:
    """The bound of a script: what is always due, and of each fork the worst branch."""
    if isinstance(plan, Pull):
        return pull_bound(plan)
    sleep_s = worst(plan.always, plan.forks, lambda n: _sleep(plan.starts[n - 1], plan))
    requests = worst(plan.always, plan.forks, lambda n: _requests(plan.starts[n - 1], plan))
    requests += 1 if plan.alert else 0
    sleep_s += plan.spacing_s if plan.alert and plan.alert.app else 0
    # The first start of all is not spaced from another.
    sleep_s -= plan.spacing_s if 1 in plan.always else 0
    if not plan.sequence:
        poll_s = shared_poll_s(plan.starts)
        sleep_s += max(polls(start, poll_s) for start in plan.starts) * poll_s
    return Bound(sleep_s, requests, plan.request_timeout_s)


def worst(always: Iterable[int], forks: Sequence[Fork], cost: Callable[[int], int]) -> int:
    """The most that the starts of one run can cost together."""
    inside: dict[tuple[int, int] | None, int] = {}
    # From the innermost out: a fork stands behind the one that it is in.
    for fork in reversed(forks):
        most = max(
            sum(map(cost, starts)) + inside.get((fork.number, branch), 0)
            for branch, starts in enumerate(fork.branches, 1)
        )
        inside[fork.under] = inside.get(fork.under, 0) + most
    return sum(map(cost, always)) + inside.get(None, 0)


def shared_poll_s(starts: Iterable[Start]) -> int:
    """The pause between two rounds of looks: the longest asked for, so none is asked too often."""
    return max((start.wait.poll_s for start in starts if start.wait), default=0)


def polls(start: Start, poll_s: int) -> int:
    """How often at most the end of this reload is asked for."""
    return -(-start.wait.limit_s // poll_s) if start.wait and poll_s else 0


def every_s(start: Start, plan: Plan) -> int:
    """The pause between two looks at the end of a reload; a controller waits for one at a time."""
    if plan.sequence:
        return start.wait.poll_s if start.wait else 0
    return shared_poll_s(plan.starts)


def _sleep(start: Start, plan: Plan) -> int:
    looking = (start.looks - 1) * start.pause_s if plan.guarded else 0
    if start.fresh.kind:
        looking += (plan.fresh_looks - 1) * plan.fresh_pause_s
    pause_s = every_s(start, plan) if plan.sequence else 0
    return start.pace_s + plan.spacing_s + looking + polls(start, pause_s) * pause_s


def _requests(start: Start, plan: Plan) -> int:
    looks = start.looks if plan.guarded else 0
    if start.fresh.kind:
        looks += plan.fresh_looks
        # Behind a wait for a busy app once more, but for the first look and one that is too late.
        looks += min(plan.fresh_looks, start.looks - 2) if plan.guarded else 0
    cancels = 1 if start.wait and start.timeout == "cancel" else 0
    return looks + start.tries + polls(start, every_s(start, plan)) + cancels
