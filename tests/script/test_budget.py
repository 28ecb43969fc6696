"""Work grows with the text and no faster: counted in calls, so that no machine is too slow."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.script import parse

PIECES = [
    "( ", "[", "$(", "$(a ", "WHEN (", "WHEN a ", "$(a) ", "$(a) LOAD ", "a:", "LEFT JOIN (", "a;",
    "LET x=1\n", "1+", "x ", "IF a\n", "IF x THEN\n", "END IF\n", "LOAD a,", "LOAD a b,", "FIRST ",
    "THEN ", "STORE a from b ", "not ", "rem ;", "// x\n", "';", "(a ", "MERGE ", "/*a*/x", "FROM ",
    "ESLE\n", "EDN IF\n", "NXET a\n", "SLEEP a\n", "DO WHILE a\n", "and a\n", "CALL a(1,\n", "2,\n",
]  # fmt: skip


def calls(text, recover=False):
    """How many functions of the room are entered to read a text with all its parts."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(trace)
    try:
        _ = parse(text, recover=recover).problems
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("recover", [False, True], ids=["", "recover"])
@pytest.mark.parametrize("piece", PIECES)
def test_calls_grow_with_the_text(piece, recover):
    short, long = (calls(piece * (size // len(piece)), recover) for size in (2_000, 8_000))
    assert long <= 6 * short + 2_000


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "LET a = " + "1+" * 500_000 + "1;", "TRACE " + "a " * 500_000 + ";"],
    ids=["one-word", "sum", "raw"],
)
def test_a_megabyte_in_one_line(text):
    script = parse(text)
    assert str(script) == text
    assert len(script.problems) <= 2
    assert len(script.statements) == 1


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join))
def test_any_text_is_read_within_a_budget(text):
    # The first reading also pays for tables and patterns that are made once.
    assert min(calls(text), calls(text)) <= 1_000 + 200 * len(text)
    assert min(calls(text, True), calls(text, True)) <= 1_000 + 200 * len(text)
