"""The time of checks and outlines grows with the number of apps, not with its square.

Not part of the normal run: `python -m pytest -n 0 -m growth tests/benchmarks -rP`.
"""

from __future__ import annotations

import gc
import operator
import time
from collections.abc import Callable
from functools import reduce
from statistics import median

import pytest

from qscriptgen import Answer, App, Chain, Policy, Wait, WaitOnly, check, group
from qscriptgen.outline import outline_chain

pytestmark = pytest.mark.growth

SMALL, LARGE = 100, 1_000
MOST = 20
"""Ten times as many apps may take so many times as long; a quadratic step would take 100 times."""

NIGHT = App("Night", id="0a1b2c3d-0000-4000-8000-999999999999")


def app(n: int) -> App:
    return App(f"App {n}", id=f"0a1b2c3d-0000-4000-8000-{n:012d}", reads={"vRun": "full"})


def relay(size: int) -> Chain:
    """Each app starts the next one."""
    return Chain("relay", reduce(operator.rshift, map(app, range(size))))


def answering(size: int) -> Chain:
    """Each app starts the next one, waits for it and takes over its answer."""
    steps = (
        app(n).reload(
            wait=Wait("5m"), answer=Answer(f"lib://DataFiles/answer-{n}.qvd", (f"vRows{n}",))
        )
        for n in range(1, size)
    )
    return Chain("answering", reduce(operator.rshift, steps, app(0)))


def controlled(size: int) -> Chain:
    """One app starts all the others, one after the other; the waits together take too long."""
    flow = reduce(operator.rshift, map(app, range(size)))
    policy = Policy(failure="skip", tries=2)
    return Chain("controlled", flow, controller=NIGHT, wait=Wait("30m"), policy=policy)


def side_by_side(size: int) -> Chain:
    """A controller's chain in which no app follows another."""
    return Chain("side", group(*map(app, range(size))), controller=NIGHT, wait=Wait("30m"))


def waiting(size: int) -> Chain:
    """Each app waits for the one before it."""
    flow = reduce(operator.rshift, map(app, range(size)))
    return Chain("waiting", flow, wait_only=WaitOnly("1h"))


CHAINS = (relay, answering, controlled, side_by_side, waiting)


def cpu_s(act: Callable[[Chain], object], make: Callable[[int], Chain], size: int) -> float:
    """The processor time of a call, without the collector, which looks at all that is alive."""
    chain = make(size)
    gc.disable()
    try:
        begin = time.process_time()
        act(chain)
        return time.process_time() - begin
    finally:
        gc.enable()


@pytest.mark.parametrize("make", CHAINS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("act", [check, outline_chain], ids=lambda act: act.__name__)
def test_time_grows_with_the_number_of_apps(act, make):
    small = median(cpu_s(act, make, SMALL) for _ in range(7))
    large = median(cpu_s(act, make, LARGE) for _ in range(3))
    print(f"{make.__name__}: {large / small:.1f} times as long ({large * 1000:.0f} ms)")
    assert large <= MOST * small
