"""How long a script can take at most: counted by hand, and against every way through it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given

from qscriptgen import Chain, Connections, Due, Expr, Policy, Repeat, Wait, WaitOnly, when
from qscriptgen.chain.flow import Part
from qscriptgen.outline import Bound, Start, StartOutline, bound, outline_starts
from tests.outline.start_outlines import start_outlines
from tests.support.strategies import apps, chains

A, B, C, D, E, F = apps(6)
YES, NO = Expr("yes"), Expr("no")
TRIES = Policy(tries=3)


def bounds(flow: Part, **options: Any) -> list[tuple[int, int]]:
    """Sleep and requests of each script."""
    found = [bound(outline) for outline in outline_starts(Chain("c", flow, **options))]
    return [(most.sleep_s, most.requests) for most in found]


@pytest.mark.parametrize(
    ("flow", "options", "expected"),
    [
        # One POST.
        (A >> B, {}, [(0, 1)]),
        (A >> B >> C, {}, [(0, 1), (0, 1)]),
        (A >> [B, C, D], {}, [(0, 3)]),
        # One POST, then a look after each of 40 sleeps.
        (A >> B.reload(wait=Wait("10m")), {}, [(600, 21)]),
        # The limit is not a multiple of the poll: the last sleep goes beyond it.
        (A >> B.reload(wait=Wait("100s", poll="30s")), {}, [(120, 5)]),
        (A >> B.reload(wait=Wait("10s", poll="30s")), {}, [(30, 2)]),
        # Five looks whether it is fresh, with four pauses, and a POST; the third is not looked at.
        (A >> [B.reload(due=Due("day")), C], {}, [(120, 7)]),
        (A >> B.reload(due=Due(days="mon")), {}, [(0, 1)]),
        # Who waits looks at each app at once, and then after each of 20 sleeps.
        ([A, B] >> C, {"wait_only": WaitOnly("10m")}, [(600, 42)]),
        # And one to cancel it.
        (A >> B.reload(wait=Wait("10m")), {"policy": Policy(timeout="cancel")}, [(600, 22)]),
        # Three POSTs, a look at once and one after each of 20 sleeps.
        (A >> B, {"policy": TRIES}, [(600, 24)]),
        (A >> B, {"policy": Policy(tries=2, pause="40s", patience="1m")}, [(80, 5)]),
        # Who looks before one start looks before each.
        (A >> [B.reload(policy=TRIES), C], {}, [(1200, 46)]),
        # They are waited for together, as slowly as the slowest asks.
        (
            A >> [B.reload(wait=Wait("10m", poll="1m")), C.reload(wait=Wait("5m", poll="10s"))],
            {},
            [(600, 11 + 6)],
        ),
        # Of a fork the worst branch, of two forks the worst of each.
        (A >> when(YES, [B, C]).otherwise(D), {}, [(0, 2)]),
        (A >> [when(YES, [B, C]), when(YES, D), E], {}, [(0, 4)]),
        (A >> when(YES, B).otherwise(), {}, [(0, 1)]),
        # Also where each of them has conditions inside: at most two of these four are started.
        (
            A
            >> when(YES, [B.reload(run_if=YES), C.reload(run_if=NO)]).otherwise(
                [D.reload(run_if=YES), E.reload(run_if=NO)]
            ),
            {"connections": Connections(posts_per_5min=2)},
            [(0, 2)],
        ),
        # The pace of a ring before the start that closes it, and only there.
        (A >> B >> A, {"repeat": Repeat("10m")}, [(0, 1), (600, 1)]),
        # One start more than its share: 150 s between two of them.
        (A >> [B, C, D], {"connections": Connections(posts_per_5min=2)}, [(300, 3)]),
        (A >> [B, C], {"connections": Connections(posts_per_5min=2)}, [(0, 2)]),
        (
            A >> B,
            {"connections": Connections(posts_per_5min=2), "policy": TRIES},
            [(600, 5 + 3)],
        ),
        # Branches that exclude one another share the share.
        (
            A >> when(YES, [B, C]).otherwise(D),
            {"connections": Connections(posts_per_5min=2)},
            [(0, 2)],
        ),
    ],
)
def test_bounds(flow, options, expected):
    assert bounds(flow, **options) == expected


def test_the_longest_is_all_sleep_and_every_request_timed_out():
    (outline,) = outline_starts(
        Chain(
            "c",
            A >> B.reload(wait=Wait("10m", poll="15s")),
            connections=Connections(request_timeout="1m"),
        )
    )
    assert bound(outline) == Bound(600, 41, 60)
    assert bound(outline).total_s == 600 + 41 * 60


def ways(outline: StartOutline) -> list[tuple[int, ...]]:
    """The numbers of what is started on each way through the forks of a script."""
    found = []
    for branches in product(*(range(1, len(fork.branches) + 1) for fork in outline.forks)):
        taken = dict(enumerate(branches, 1))
        met = [f for f in outline.forks if f.under is None or taken[f.under[0]] == f.under[1]]
        # A fork inside a branch is met where the ones around it are.
        met = [f for f in met if f.under is None or f.under[0] in {m.number for m in met}]
        starts = {n for fork in met for n in fork.branches[taken[fork.number] - 1]}
        found.append(tuple(sorted({*outline.always, *starts})))
    return found


def most_of(outline: StartOutline, numbers: tuple[int, ...]) -> tuple[int, int]:
    """Sleep and requests when all that can go wrong goes wrong, as the script would do it."""
    started = [outline.starts[number - 1] for number in numbers]
    sleep_s, requests = 0, 1 if outline.alert else 0
    sleep_s += outline.spacing_s if outline.alert and outline.alert.app else 0
    for number, start in zip(numbers, started, strict=True):
        sleep_s += start.pace_s + (outline.spacing_s if number > 1 else 0)
        if start.due.kind:
            requests += outline.due_looks
            sleep_s += (outline.due_looks - 1) * outline.due_pause_s
        if outline.guarded:
            looked_s, again = 0, 5 if start.due.kind else 0
            requests += 1
            while looked_s < start.patience_s:
                looked_s += start.pause_s
                sleep_s += start.pause_s
                requests += 1
                # It was busy in the look before, and in time its ages are asked for once more.
                if again and looked_s < start.patience_s:
                    requests += 1
                    again -= 1
        requests += start.tries
    waited = {start: start.wait for start in started if start.wait}
    poll_s = max((start.wait.poll_s for start in outline.starts if start.wait), default=0)
    clock_s, ended = 0, set[Start]()
    while len(ended) < len(waited):
        clock_s += poll_s
        sleep_s += poll_s
        for start, wait in waited.items():
            if start not in ended:
                requests += 1
                if clock_s >= wait.limit_s:
                    requests += start.timeout == "cancel"
                    ended.add(start)
    return sleep_s, requests


@given(chains())
def test_no_way_through_a_script_is_longer_than_its_bound(chain):
    for outline in start_outlines(chain):
        most = bound(outline)
        found = [most_of(outline, started) for started in ways(outline)]
        assert all(sleep_s <= most.sleep_s for sleep_s, _ in found)
        assert all(requests <= most.requests for _, requests in found)
        # It is not a wild guess either: without forks and with one poll it is met exactly.
        if not outline.forks and len({s.wait.poll_s for s in outline.starts if s.wait}) <= 1:
            assert found == [(most.sleep_s, most.requests)]
