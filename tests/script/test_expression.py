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
from tests.support.typing import as_type

TABLE = (Path(__file__).parent / "expressions.txt").read_text("utf-8").splitlines()
CASES = [line.split(" -> ") for line in TABLE if not line.startswith("#")]


def notation(node):
    return NOTATION[type(node)](node)


def notation_of_call(node):
    flags = [*(["DISTINCT"] if node.distinct else []), *node.extra]
    return f"{node.name}({' '.join([*flags, ', '.join(map(notation, node.args))])})"


def notation_of_chain(node):
    rest = "".join(f" {operator} {notation(operand)}" for operator, operand in node.rest)
    return f"{{{'!' if node.mixed else ''}{notation(node.first)}{rest}}}"


NOTATION = {
    Literal: lambda node: f"'{node.value}'",
    Numeral: lambda node: node.text,
    Name: lambda node: f"{node.quote}{node.name}",
    Call: notation_of_call,
    Unary: lambda node: f"<{node.operator} {notation(node.operand)}>",
    BinaryChain: notation_of_chain,
    Parenthesized: lambda node: f"({notation(node.inner)})",
    Expansion: lambda node: f"~{node.text}",
    Missing: lambda node: "?",
}


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_expression_is_read(text, expected):
    node, problems = parse_expression(text)
    found = ["{}:{} {}".format(*SourceText(text).position(p.span[0]), p.message) for p in problems]
    assert " ".join([notation(node), *found]) == expected


def test_spans_count_from_the_offset():
    node, _ = parse_expression(" a + f(b)", 100)
    assert node.span == (101, 109)
    call = as_type(Call, as_type(BinaryChain, node).rest[0][1])
    assert call.span == (105, 109)
    assert call.args[0].span == (107, 108)


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


def test_number_beyond_the_range_of_doubles_is_infinite():
    node, problems = parse_expression("9" * 5000)
    assert as_type(Numeral, node).value == float("inf")
    assert problems == ()
