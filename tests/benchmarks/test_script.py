"""Reading at a megabyte a second: `pytest -n 0 tests/benchmarks`; needs pytest-benchmark."""

from pathlib import Path
from time import perf_counter

import pytest

from qscriptgen.script import parse

MEGABYTE = 1_000_000
SAMPLES = sorted(Path(__file__).parent.parent.parent.glob("samples/*/expected/*.qvs"))
ONCE = "".join(path.read_text("utf-8") for path in SAMPLES)
SCRIPT = ONCE * (MEGABYTE // len(ONCE) + 1)
SUM = "LET a = " + "1+" * (MEGABYTE // 2) + "1;"


def read(text):
    """Parse with all parts of all statements."""
    return len(parse(text).problems)


def best(function, *arguments):
    """The shortest of three runs, in seconds."""
    times = []
    for _ in range(3):
        start = perf_counter()
        function(*arguments)
        times.append(perf_counter() - start)
    return min(times)


def test_parse_rendered_samples(benchmark):
    benchmark.extra_info["megabytes"] = len(SCRIPT) / MEGABYTE
    benchmark.pedantic(parse, (SCRIPT,), rounds=5, warmup_rounds=1)


def test_parse_rendered_samples_with_all_parts(benchmark):
    benchmark.extra_info["megabytes"] = len(SCRIPT) / MEGABYTE
    assert benchmark.pedantic(read, (SCRIPT,), rounds=5, warmup_rounds=1) == 0


def test_a_sum_in_one_line(benchmark):
    assert benchmark.pedantic(read, (SUM,), rounds=2) == 0


def test_sqlglot_on_sql_of_the_same_size(benchmark):
    sqlglot = pytest.importorskip("sqlglot")
    line = "SELECT a, b AS c, COALESCE(d, 'x') FROM t WHERE a > 1 AND b = 'y' ORDER BY c;\n"
    sql = line * (MEGABYTE // len(line))
    benchmark.extra_info["megabytes"] = len(sql) / MEGABYTE
    benchmark.pedantic(sqlglot.parse, (sql,), rounds=1)


def test_reading_is_no_slower_than_another_parser_written_in_python():
    sqlglot = pytest.importorskip("sqlglot")
    line = "SELECT a, b AS c, COALESCE(d, 'x') FROM t WHERE a > 1 AND b = 'y' ORDER BY c;\n"
    sql = line * (len(SCRIPT) // len(line))
    assert best(read, SCRIPT) <= best(sqlglot.parse, sql)


@pytest.mark.parametrize("text", [SCRIPT, SUM], ids=["samples", "sum"])
def test_time_is_linear(text):
    half, whole = text[: len(text) // 2], text
    assert best(read, whole) < 3.5 * best(read, half)
