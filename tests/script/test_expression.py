from pathlib import Path

import pytest

from qscriptgen.script import SourceText, parse_expression
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Expansion,
    Literal,
    Missing,
    Name,
    Numeral,
    Parenthesized,
    Unary,
)
from qscriptgen.script.expression_parser import MOST_LEVELS

TABLE = (Path(__file__).parent / "expressions.txt").read_text("utf-8").splitlines()
CASES = [line.split(" -> ") for line in TABLE if not line.startswith("#")]


def show(node):
    return SHOW[type(node)](node)


def show_call(node):
    flags = [*(["DISTINCT"] if node.distinct else []), *node.extra]
    return f"{node.name}({' '.join([*flags, ', '.join(map(show, node.args))])})"


def show_chain(node):
    rest = "".join(f" {operator} {show(operand)}" for operator, operand in node.rest)
    return f"{{{'!' if node.mixed else ''}{show(node.first)}{rest}}}"


SHOW = {
    Literal: lambda node: f"'{node.value}'",
    Numeral: lambda node: node.text,
    Name: lambda node: f"{node.quote}{node.name}",
    Call: show_call,
    Unary: lambda node: f"<{node.operator} {show(node.operand)}>",
    BinaryChain: show_chain,
    Parenthesized: lambda node: f"({show(node.inner)})",
    Expansion: lambda node: f"~{node.text}",
    Missing: lambda node: "?",
}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_expression_is_read(text, expected):
    node, problems = parse_expression(text)
    found = ["{}:{} {}".format(*SourceText(text).position(p.span[0]), p.message) for p in problems]
    assert " ".join([show(node), *found]) == expected


def test_spans_count_from_the_offset():
    node, _ = parse_expression(" a + f(b)", 100)
    assert node.span == (101, 109)
    assert node.rest[0][1].span == (105, 109)
    assert node.rest[0][1].args[0].span == (107, 108)


def test_empty_text_is_missing():
    node, problems = parse_expression("")
    assert isinstance(node, Missing)
    assert [problem.kind for problem in problems] == ["incomplete"]


@pytest.mark.parametrize("piece", ["(", "-", "not ", "f(", "(a ", "1+(", "f(a,"])
def test_too_many_levels_are_one_problem(piece):
    _, problems = parse_expression(piece * 10_000)
    assert [problem.kind for problem in problems] == ["too-deep"]


def test_allowed_levels_are_no_problem():
    levels = MOST_LEVELS - 1
    assert parse_expression("(" * levels + "a" + ")" * levels)[1] == ()


def test_long_chain_is_flat():
    node, problems = parse_expression("1" + "+1" * 100_000)
    assert isinstance(node, BinaryChain)
    assert len(node.rest) == 100_000
    assert problems == ()


def test_number_beyond_all_bounds_is_a_number():
    node, problems = parse_expression("9" * 5000)
    assert node.value == float("inf")
    assert problems == ()
