"""How long a script can take at most, and how many requests it can send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qscriptgen.plan.data import Bound, Plan, Row, Start


def bound(plan: Plan) -> Bound:
    """The bound of a script: what is always due, and of each fork the worst row."""
    sleep_s = requests = 0
    for rows in [[plan.always], *([row.starts for row in rows] for rows in plan.forks)]:
        choices = [[plan.starts[number - 1] for number in numbers] for numbers in rows]
        sleep_s += max(sum(_sleep(start, plan) for start in starts) for starts in choices)
        requests += max(sum(_requests(start, plan) for start in starts) for starts in choices)
    poll_s = shared_poll_s(plan.starts)
    sleep_s += max(polls(start, poll_s) for start in plan.starts) * poll_s
    return Bound(sleep_s, requests, plan.request_timeout_s)


def shared_poll_s(starts: Iterable[Start]) -> int:
    """The pause between two rounds of looks: the longest asked for, so none is asked too often."""
    return max((start.wait.poll_s for start in starts if start.wait), default=0)


def polls(start: Start, poll_s: int) -> int:
    """How often at most the end of this reload is asked for."""
    return -(-start.wait.limit_s // poll_s) if start.wait else 0


def posts(always: Sequence[int], forks: Iterable[Sequence[Row]]) -> int:
    """How many starts can be due at most."""
    return len(always) + sum(max(len(row.starts) for row in rows) for rows in forks)


def _sleep(start: Start, plan: Plan) -> int:
    looking = (start.looks - 1) * start.pause_s if plan.guarded else 0
    return start.pace_s + plan.spacing_s * start.tries + looking


def _requests(start: Start, plan: Plan) -> int:
    """Counts with the poll of the start alone: the shared one is never shorter."""
    looks = start.looks if plan.guarded else 0
    asked = start.wait.polls if start.wait else 0
    cancels = 1 if start.wait and start.timeout == "cancel" else 0
    return looks + start.tries + asked + cancels
