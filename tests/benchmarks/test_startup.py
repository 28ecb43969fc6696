"""`qscriptgen --version` starts about as fast as click: whatever is heavy is imported later.

Not part of the normal run: `python -m pytest -n 0 tests/benchmarks -rP`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import time
from statistics import median

import pytest

RUNS = 40
TIMES_CLICK = 1.25

CLICK = (sys.executable, "-c", "import click")


@pytest.fixture
def version():
    command = shutil.which("qscriptgen", path=sysconfig.get_path("scripts"))
    assert command, "qscriptgen is not installed beside this Python"
    return command, "--version"


def seconds(command):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def test_click(benchmark):
    report(benchmark, CLICK)


def test_version(benchmark, version):
    report(benchmark, version)


def report(benchmark, command):
    benchmark.group = "startup"
    benchmark.pedantic(seconds, args=(command,), rounds=10, warmup_rounds=1)


def test_version_starts_about_as_fast_as_click(version):
    ours, click = [], []
    for _ in range(RUNS):
        ours.append(seconds(version))
        click.append(seconds(CLICK))
    ratio = median(ours) / median(click)
    print(f"{ratio:.2f} times import click")
    assert ratio <= TIMES_CLICK
