"""The time that promises take to check grows with the number of reloads, not with its square.

Not part of the normal run: `python -m pytest -n 0 -m growth tests/benchmarks -rP`.
"""

from __future__ import annotations

import time
from statistics import median

import pytest

from qscriptgen import App, Chain, Policy, Repeat, Scenario
from qscriptgen.emulate import Watch
from qscriptgen.simulation.judging import broken_promises
from qscriptgen.simulation.playing import Played, play_chain
from tests.benchmarks.test_growth import LARGE, MOST, SMALL, relay

pytestmark = pytest.mark.growth

LAP_S = 600


def long_relay(size: int) -> tuple[Chain, Played]:
    """As many apps, each of which starts the next one."""
    chain = relay(size)
    return chain, play_chain(chain, Scenario(until="200h"), watch=Watch(events=10_000_000))


def ring(laps: int) -> tuple[Chain, Played]:
    """One app after the other, again and again."""
    pair = [App(f"App {n}", id=f"0a1b2c3d-0000-4000-8000-{n:012d}") for n in (1, 2)]
    flow = pair[0] >> pair[1] >> pair[0]
    chain = Chain("ring", flow, repeat=Repeat("10m"), policy=Policy(tries=2))
    return chain, play_chain(chain, Scenario(until=f"{laps * LAP_S}s", daily_quota=100_000))


@pytest.mark.parametrize("make", [long_relay, ring], ids=lambda make: make.__name__)
def test_time_grows_with_the_number_of_reloads(make):
    took = {}
    for size in (SMALL, LARGE):
        chain, played = make(size)
        assert len(played.run.reloads) >= size
        times = []
        for _ in range(3):
            begin = time.process_time()
            assert not [*broken_promises(chain, played, overridden=False)]
            times.append(time.process_time() - begin)
        took[size] = median(times)
    print(f"{make.__name__}: {took[LARGE] / took[SMALL]:.1f} times as long ({took[LARGE]:.2f} s)")
    assert took[LARGE] <= MOST * took[SMALL]
