"""What holds for any expression and any number, and how long it may take."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.script.evaluation import (
    DOUBTS,
    NULL,
    EvaluationError,
    NotEmulated,
    Settings,
    Value,
    evaluate,
)
from qscriptgen.script.evaluation.context import Context
from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.evaluation.interpretation import read_as_number
from qscriptgen.script.evaluation.numbers import read_number, write_number
from qscriptgen.script.evaluation.operators import BINARY, UNARY
from qscriptgen.script.evaluation.values import number, number_text, value_text
from qscriptgen.script.evaluation.wildcards import matches
from qscriptgen.script.expression import BinaryChain, Literal, Node, Numeral, Parenthesized, Unary
from qscriptgen.script.expression_parser import parse_expression
from qscriptgen.script.functions import FUNCTIONS
from tests.script.evaluation.examples import scope

atoms = st.one_of(
    st.integers(-(10**20), 10**20).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(max_size=8).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.sampled_from(["vText", "vNumber", "vEmpty", "vNull", "vUndefined", "vSelf", "Null()"]),
    st.sampled_from(["'2026-01-05'", "'12:30'", "'#,##0.00'", "'YYYY-MM-DD hh:mm TT'", "'D h'"]),
    st.sampled_from(["'people'", "'name'", "'countries'", "'{\"a\":[1]}'", "'/a'", "''"]),
)


def _call(name: str, args: list[str]) -> str:
    return f"{name}({', '.join(args)})"


def _extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    calls = st.builds(
        _call, st.sampled_from(sorted([*IMPLEMENTED, *LAZY])), st.lists(inner, max_size=4)
    )
    chains = st.builds(
        lambda left, operator, right: f"({left}) {operator} ({right})",
        inner,
        st.sampled_from(sorted(BINARY)),
        inner,
    )
    signed = st.sampled_from(sorted(UNARY))
    unary = st.builds(lambda operator, operand: f"{operator} ({operand})", signed, inner)
    return st.one_of(calls, chains, unary)


expressions = st.recursive(atoms, _extend, max_leaves=8)
answers = st.fixed_dictionaries(
    {}, optional={doubt.name: st.sampled_from(doubt.answers) for doubt in DOUBTS.values()}
)
formats = st.text(alphabet="YMDhmsfTWt[]-/:. ", max_size=12)
settings = st.builds(
    Settings,
    decimal_sep=st.sampled_from([".", ",", "", "0", "e"]),
    thousand_sep=st.sampled_from([",", ".", " ", "", "-"]),
    date_format=formats,
    time_format=formats,
    timestamp_format=formats,
    answers=answers,
)


def attempt(code: str, settings: Settings) -> Value | str:
    node, _ = parse_expression(code)
    try:
        return evaluate(node, scope(), settings)
    except (NotEmulated, EvaluationError) as error:
        problem = error
    assert problem.span is not None
    assert 0 <= problem.span[0] <= problem.span[1]
    return type(problem).__name__


@given(expressions, settings)
def test_an_expression_has_a_value_or_one_of_two_errors(code: str, settings: Settings) -> None:
    attempt(code, settings)


@given(st.text(max_size=60) | st.lists(expressions | st.text(max_size=3), max_size=4).map("".join))
def test_any_text_has_a_value_or_one_of_two_errors(code: str) -> None:
    attempt(code, Settings())


@given(expressions)
def test_the_same_expression_has_the_same_value(code: str) -> None:
    assert attempt(code, Settings()) == attempt(code, Settings())


@given(
    st.sampled_from(sorted(IMPLEMENTED)), st.lists(expressions, min_size=1, max_size=4), settings
)
def test_a_function_runs_on_any_arguments(name: str, args: list[str], settings: Settings) -> None:
    signature = FUNCTIONS[name]
    most = signature.max_args if signature.max_args is not None else len(args)
    count = min(max(len(args), signature.min_args), most)
    attempt(_call(name, (args * count)[:count]), settings)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([".", ","]))
def test_a_number_is_written_and_read_to_14_digits(value: float, decimal_sep: str) -> None:
    written = number_text(value, decimal_sep)
    thousand_sep = "," if decimal_sep == "." else "."
    assert read_number(written, decimal_sep, thousand_sep) == float(f"{value:.14g}")
    assert read_as_number(
        written, Settings(decimal_sep=decimal_sep, thousand_sep=thousand_sep)
    ) == float(f"{value:.14g}")


@given(st.floats(min_value=-1e300, max_value=1e300), st.integers(0, 12))
def test_a_written_number_is_read_back(value: float, decimals: int) -> None:
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    read_back = read_number(write_number(value, form, ".", ","))
    assert read_back is not None
    assert abs(read_back - value) <= 0.5 * 10**-decimals + abs(value) * 1e-15


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab*?", max_size=6))
def test_masks_agree_with_a_plain_definition(text: str, mask: str) -> None:
    def fits(text: str, mask: str) -> bool:
        if not mask:
            return not text
        if mask[0] == "*":
            return any(fits(text[at:], mask[1:]) for at in range(len(text) + 1))
        return bool(text) and mask[0] in ("?", text[0]) and fits(text[1:], mask[1:])

    assert matches(text, mask) == fits(text, mask)


@pytest.mark.parametrize("operator", ["+", "&", "and", "="])
def test_a_chain_of_100_000_operators(operator: str) -> None:
    one = Numeral((0, 1), "1", 1)
    chain = BinaryChain((0, 400_001), one, ((operator, one),) * 100_000)
    begun = time.perf_counter()
    value = evaluate(chain, scope(), Settings())
    assert time.perf_counter() - begun < 10
    assert value == {"+": number(100_001), "&": Value(None, "1" * 100_001)}.get(operator, value)


def test_a_parsed_chain_of_100_000_terms() -> None:
    node, problems = parse_expression("1" + "+1" * 100_000)
    assert not problems
    assert evaluate(node, scope(), Settings()) == number(100_001)


def test_nesting_is_bounded() -> None:
    node: Node = Literal((0, 1), "a")
    for _ in range(900):
        node = Parenthesized((0, 1), node)
    assert evaluate(node, scope(), Settings()) == Value(None, "a")
    for _ in range(100_000):
        node = Parenthesized((0, 1), node)
    with pytest.raises(EvaluationError, match="nested too deeply"):
        evaluate(node, scope(), Settings())


def test_an_expression_that_evaluates_itself_is_an_error() -> None:
    node, _ = parse_expression("Evaluate(vSelf)")
    with pytest.raises(EvaluationError, match="nested too deeply"):
        evaluate(node, scope(), Settings())


def test_an_error_has_the_innermost_span() -> None:
    node, _ = parse_expression("1 + Len(Foo(2))")
    with pytest.raises(NotEmulated, match="the function Foo is not emulated") as caught:
        evaluate(node, scope(), Settings())
    assert caught.value.span == (8, 14)


def test_a_missing_time_is_null() -> None:
    fresh = scope(finished=None)
    for code in ("ReloadTime()", "Now(0)", "Today(0)"):
        assert evaluate(parse_expression(code)[0], fresh, Settings()) == NULL


def test_null_is_not_a_key() -> None:
    mapped = scope(mappings={"m": [(NULL, number(1))]})
    assert evaluate(parse_expression("ApplyMap('m', Null(), 2)")[0], mapped, Settings()) == number(
        2
    )


def test_one_operator_joins_as_a_chain_does() -> None:
    context = Context(scope(), Settings())
    assert BINARY["&"](number(1), Value(None, "a"), context) == Value(None, "1a")


def test_an_unknown_operator() -> None:
    with pytest.raises(NotEmulated, match="the operator !"):
        evaluate(Unary((0, 1), "!", Numeral((1, 2), "1", 1)), scope(), Settings())


@pytest.mark.parametrize("value", [float("inf"), 10**400])
def test_a_number_out_of_range_is_null(value: float) -> None:
    assert number(value) == NULL


def test_only_the_chosen_branch_takes_a_random_number() -> None:
    node, _ = parse_expression("If(0, Rand(), 1) + Rand()")
    assert evaluate(node, scope(), Settings()) == number(1 + scope().random())


def test_a_bare_name_in_a_load_is_a_field() -> None:
    loading = scope(record={"name": Value(None, "Bob"), "x": NULL}, loading="people")
    for code, expected in {
        "name": Value(None, "Bob"),
        "x": NULL,
        "Exists(name)": number(-1),
        "Exists(name, 'Zoe')": number(0),
        "Peek(name, 0)": Value(None, "Ann"),
        "Peek(age, 1)": number(42),
        "Lookup(age, name, 'Bob')": number(42),
    }.items():
        assert evaluate(parse_expression(code)[0], loading, Settings()) == expected
    with pytest.raises(EvaluationError, match="no field 'other'"):
        evaluate(parse_expression("other")[0], loading, Settings())


@pytest.mark.parametrize(
    ("before", "inner", "after", "expected"),
    [
        ("If(1, ", "'x'", ", Sum(1))", "x"),
        ("Upper(", "'x'", ")", "X"),
        ("-(", "7", ")", "7"),
        ("('a' & ", "''", ")", "a" * 100),
        ("(0 + ", "7", ")", "7"),
    ],
)
def test_depth_does_not_change_the_value(before, inner, after, expected) -> None:
    node, problems = parse_expression(before * 100 + inner + after * 100)
    assert not problems
    assert value_text(evaluate(node, scope(), Settings())) == expected


@pytest.mark.parametrize("inner", ["Sum(1)", "Len()", "nothing"])
def test_an_error_at_depth_has_a_span(inner) -> None:
    settings = Settings(answers={"undefined-name": "error"})
    text = "Upper(" * 100 + inner + ")" * 100
    with pytest.raises((NotEmulated, EvaluationError)) as caught:
        evaluate(parse_expression(text)[0], scope(), settings)
    assert isinstance(caught.value, NotEmulated | EvaluationError)
    assert caught.value.span == (600, 600 + len(inner))
