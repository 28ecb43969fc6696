"""Lint at half a megabyte a second: run with ``pytest -n 0 tests/benchmarks -rP``.

Needs pytest-benchmark. The rate is printed, in time of the processor; what is asserted are ratios
of runs side by side.
"""

from pathlib import Path
from time import process_time

import pytest
from click.testing import CliRunner

from qscriptgen.cli.main import main
from qscriptgen.lint import lint, lint_together
from qscriptgen.script import parse

MEGABYTE = 1_000_000
SAMPLES = sorted(Path(__file__).parent.parent.parent.glob("samples/*/expected/*.qvs"))
ONCE = "".join(path.read_text("utf-8") for path in SAMPLES)
SCRIPT = ONCE * (MEGABYTE // len(ONCE) + 1)
TIMES_READING = 3
LINEAR = 3.5  # of twice the text; what is quadratic takes four times as long

REQUEST = """T{0}:
SQL SELECT "id" FROM JSON (wrap on) "root"
WITH CONNECTION (URL "$(v{0})/api/v1/reloads/$(k{0})", QUERY "n{0}" "$(k{0})");
LET v{1} = Peek('id', 0, 'T{0}');
DROP TABLE T{0};
"""


def repeated(text, times):
    """A text again and again; ``{0}`` is the number of the turn, ``{1}`` the next one."""
    return "".join(text.format(turn, turn + 1) for turn in range(times))


def variables(times):
    """All of them are set, and all are read."""
    return repeated("LET k{0} = 'text' & {0};\n", times) + repeated("TRACE $(k{0});\n", times)


def nested(depth, times):
    return ("IF a THEN\n" * depth + "LET b = 1;\n" + "END IF\n" * depth) * times


CALLS = "DO WHILE a < 3\nCALL s0(1);\nCALL s900(1);\nLOOP\n"

SHAPES = {
    "samples": lambda size: ONCE * (8 * size),
    "ifs in a row": lambda size: repeated(
        "IF v = '{0}' THEN\nLET w = {0};\nEND IF\n", 3_000 * size
    ),
    "loops in a row": lambda size: (
        "DO WHILE a < 3\nLET a = a + 1;\nSLEEP 9;\nLOOP\n" * 1_000 * size
    ),
    "nested": lambda size: nested(60, 50 * size),
    "never closed": lambda size: "IF a THEN\n" * 5_000 * size,
    "subroutines": lambda size: repeated(
        "SUB s{0}(p)\nLET x{0} = p;\nTRACE $(x{0});\nEND SUB\nCALL s{0}(1);\n", 2_000 * size
    ),
    "subroutines that call the next": lambda size: (
        repeated("SUB s{0}(p)\nLET x{0} = p;\nCALL s{1}(x{0});\nEND SUB\n", 1_000 * size) + CALLS
    ),
    "subroutines that call the one before": lambda size: (
        CALLS + repeated("SUB s{1}(p)\nLET x{0} = p;\nCALL s{0}(x{0});\nEND SUB\n", 1_000 * size)
    ),
    "one line": lambda size: "LET a = " + "1+" * 100_000 * size + "1;",
    "statements on one line": lambda size: "LET a = 1; " * 5_000 * size,
    "a long name": lambda size: f"LET {'a' * 200_000 * size} = 1;",
    "variables": lambda size: variables(2_500 * size),
    "misspelt": lambda size: (
        repeated("LET abc{0} = 1;\n", 2_500 * size) + repeated("TRACE $(abd{0});\n", 2_500 * size)
    ),
    "requests": lambda size: repeated(REQUEST, 1_000 * size),
    "variables and requests": lambda size: variables(1_000 * size) + repeated(REQUEST, 500 * size),
    "quotes of a body": lambda size: (
        'SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "'
        + '""' * 50_000 * size
        + '");'
    ),
}


def read(text):
    """Parse with all parts of all statements."""
    return len(parse(text).problems)


def best(function, *arguments):
    """The shortest of three runs, in seconds of the processor."""
    times = []
    for _ in range(3):
        start = process_time()
        function(*arguments)
        times.append(process_time() - start)
    return min(times)


def test_lint_rendered_samples(benchmark):
    benchmark.extra_info["megabytes"] = len(SCRIPT) / MEGABYTE
    benchmark.pedantic(lint, (SCRIPT,), rounds=3, warmup_rounds=1)


def test_lint_takes_a_few_times_as_long_as_reading():
    linting, reading = best(lint, SCRIPT), best(read, SCRIPT)
    megabytes = len(SCRIPT) / MEGABYTE
    print(f"{megabytes / linting:.2f} MB/s, {linting / reading:.2f} times reading")
    assert linting <= TIMES_READING * reading


QUICK = {"loops in a row", "never closed", "subroutines that call the next", "a long name"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.growth] * (name in QUICK)) for name in SHAPES]
)
def test_time_is_linear(name):
    whole, half = SHAPES[name](2), SHAPES[name](1)
    assert best(lint, whole) < LINEAR * best(lint, half)


LIBRARY = ("SUB s(p)\nLET qsg_L = p;\nEND SUB\nLET qsg_V = 1;\n", "lib/library.qvs")
CLEAN = "$(Must_Include=lib://x/library.qvs);\nCALL s(1)\nTRACE $(qsg_V);\nSET qsg_V=;\n"


def test_time_of_the_apps_of_a_library_is_linear():
    def apps(count):
        return [LIBRARY, *((CLEAN, f"f{number}/app.qvs") for number in range(count))]

    assert best(lint_together, apps(1_000)) < LINEAR * best(lint_together, apps(500))


@pytest.mark.parametrize("end", ["\n", " "])
def test_time_of_the_command_is_linear(tmp_path, end):
    def run(times):
        (tmp_path / "a.qvs").write_text(f"LET v = Foo();{end}" * times, encoding="utf-8")
        assert CliRunner().invoke(main, ["lint", str(tmp_path / "a.qvs")]).exit_code == 1

    assert best(run, 4_000) < LINEAR * best(run, 2_000)
