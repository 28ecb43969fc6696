"""How long relays of 10 to 10,000 apps take at each stage, and that it grows with their length.

Not part of the normal run: `python -m pytest -n 0 tests/benchmarks -rP`.
"""

from __future__ import annotations

import gc
import operator
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import jinja2
import pytest

from qscriptgen import App, Chain, Expr, Policy, Script, Space, Wait, check
from qscriptgen.outline import AnyOutline, outline_chain
from qscriptgen.templating import render_outline
from qscriptgen.write import apply, compare

SIZES = (10, 100, 1_000, 10_000)
FLOORS = 3.0
"""StartOutline to Script may take this many times what its templates alone take."""
GROWTH = 1.5
"""An app of a relay of 10,000 may cost this many times what one of 100 costs."""

DEV, PROD = Space("dev", type="shared"), Space("prod", type="managed")
Made = TypeVar("Made")
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"wait": Wait("5m")},
    {"policy": Policy(tries=3, patience="5m")},
    {"weight": 5, "variables": {"vRun": "full"}},
    {"run_if": Expr("vRows > 0")},
    {"wait": Wait("5m"), "policy": Policy(tries=3, patience="5m", timeout="cancel")},
)


def relay(size: int) -> Chain:
    """A relay whose steps take turns at the options; every seventh app has a copy in each space."""
    steps = (app(n).reload(**OPTIONS[n % len(OPTIONS)]) for n in range(size))
    return Chain("relay", reduce(operator.rshift, steps))


def app(n: int) -> App:
    first, second = (f"0a1b2c3d-0000-4000-800{copy}-{n:012d}" for copy in (0, 1))
    return App(f"App {n}", id={DEV: first, PROD: second} if n % 7 == 6 else first)


def scripts_of(outlines: tuple[AnyOutline, ...]) -> list[Script]:
    return [render_outline(outline) for outline in outlines]


@dataclass(frozen=True)
class Floor:
    """For each script its templates, compiled, each with the data it was given."""

    calls: list[list[tuple[jinja2.Template, dict[str, Any]]]]

    def render(self) -> list[list[str]]:
        return [[template.render(names) for template, names in calls] for calls in self.calls]


def floor_of(outlines: tuple[AnyOutline, ...]) -> Floor:
    calls: list[tuple[jinja2.Template, dict[str, Any]]] = []
    render = jinja2.Template.render

    def recorded(template: jinja2.Template, names: dict[str, Any]) -> str:
        calls.append((template, dict(names)))
        return render(template, names)

    def calls_for(outline: AnyOutline) -> list[tuple[jinja2.Template, dict[str, Any]]]:
        calls.clear()
        render_outline(outline)
        return calls.copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", recorded)
        return Floor([calls_for(outline) for outline in outlines])


@dataclass(frozen=True)
class Case:
    """A relay of one size, at each stage."""

    size: int
    outlines: tuple[AnyOutline, ...]
    scripts: list[Script]
    floor: Floor


@pytest.fixture(scope="module", params=SIZES, ids="{}-apps".format)
def case(request):
    outlines = outline_chain(relay(request.param))
    return Case(request.param, outlines, scripts_of(outlines), floor_of(outlines))


def test_relay_is_sound_and_mixed():
    chain = relay(100)
    assert not check(chain)
    for kind in ("waits", "guarded", "forks", "environments"):
        assert {bool(getattr(outline, kind)) for outline in outline_chain(chain)} == {True, False}


def test_floor_gives_the_same_text(case):
    for script, pieces in zip(case.scripts, case.floor.render(), strict=True):
        stamp, _, below = script.text.partition("\n")
        assert sum(map(len, pieces)) == len(below), stamp
        assert all(piece in below for piece in pieces), stamp


# Reported, in one table for each size.


@pytest.fixture
def report(case, benchmark):
    """Measure one stage of the case in rounds, each with what ``setup`` makes."""
    benchmark.group = f"{case.size} apps"
    return partial(benchmark.pedantic, rounds=max(2, min(10, 2_000 // case.size)))


def test_chain_to_plan(case, report):
    report(outline_chain, setup=lambda: ((relay(case.size),), {}))


def test_check(case, report):
    report(check, setup=lambda: ((relay(case.size),), {}))


def test_plan_to_script(case, report):
    report(scripts_of, args=(case.outlines,))


def test_floor(case, report):
    report(case.floor.render)


def test_write(case, report, tmp_path):
    folders = (tmp_path / str(n) for n in count())
    report(write, setup=lambda: ((case.scripts, next(folders)), {}))


def write(scripts: list[Script], folder: Path) -> None:
    apply(compare(scripts, folder))


def test_write_again(case, report, tmp_path):
    write(case.scripts, tmp_path)
    report(write, args=(case.scripts, tmp_path))


# Asserted: ratios of processor time, so that a busy machine does not count.


def timed(act: Callable[..., Made], *args: object) -> tuple[float, Made]:
    """What a call takes and gives; without the collector, which looks at all that is alive."""
    gc.disable()
    try:
        begin = time.process_time()
        made = act(*args)
        return time.process_time() - begin, made
    finally:
        gc.enable()


def test_plan_to_script_stays_near_its_floor(case):
    ours, floor = [], []
    for _ in range(max(3, min(50, 5_000 // case.size))):
        ours.append(timed(scripts_of, case.outlines)[0])
        floor.append(timed(case.floor.render)[0])
    ratio = median(ours) / median(floor)
    print(f"{case.size} apps: {ratio:.2f} times the floor")
    assert ratio <= FLOORS


SMALL, LARGE = 100, 10_000


def test_time_grows_with_the_length(tmp_path):
    found: dict[int, list[Any]] = {SMALL: [], LARGE: []}
    for size in (SMALL, LARGE) * 3:
        found[size] += [stages(size, tmp_path) for _ in range(2_000 // size or 1)]
    ratios = {}
    for stage in found[SMALL][0]:
        small, large = (median(run[stage] for run in found[size]) / size for size in found)
        ratios[stage] = large / small
        print(f"{stage}: {small * 1e6:.0f} us an app of {SMALL}, {large * 1e6:.0f} of {LARGE}")
    assert max(ratios.values()) <= GROWTH, ratios


def stages(size: int, folder: Path) -> dict[str, float]:
    """The seconds of each stage by itself; writing is left to the report, as disks differ."""
    found = {}
    found["chain"], chain = timed(relay, size)
    found["outline"], outlines = timed(outline_chain, chain)
    found["script"], scripts = timed(scripts_of, outlines)
    found["compare"], _ = timed(compare, scripts, folder)
    found["check"], _ = timed(check, relay(size))
    return found


def test_memory_grows_with_the_length(tmp_path):
    peak_of(10, tmp_path)
    small, large = (peak_of(size, tmp_path) / size for size in (SMALL, LARGE))
    print(f"{small / 1024:.1f} KiB an app of {SMALL}, {large / 1024:.1f} of {LARGE}")
    assert large <= GROWTH * small


def peak_of(size: int, folder: Path) -> int:
    """The most bytes in use at once, from the chain to what would change on the disk."""
    tracemalloc.start()
    try:
        compare(scripts_of(outline_chain(relay(size))), folder)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
