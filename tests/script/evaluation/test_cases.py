"""Every line of `cases.tsv`, and that the table has every function and every doubt."""

from __future__ import annotations

import re

import pytest

from qscriptgen.script.evaluation import DOUBTS, EvaluationError, NotEmulated, evaluate
from qscriptgen.script.evaluation.functions import IMPLEMENTED, LAZY
from qscriptgen.script.expression_parser import parse_expression
from tests.script.evaluation.examples import Case, cases, notation, scope, sources

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"line {case.line}")
def test_case(case: Case) -> None:
    node, _ = parse_expression(case.expression)
    try:
        value = notation(evaluate(node, scope(), case.settings))
    except (NotEmulated, EvaluationError) as error:
        value = type(error).__name__
    assert value == case.expected


def test_every_source_is_public_and_named_in_the_table() -> None:
    assert {case.source for case in CASES if case.source not in sources()} <= {
        "own",
        *(f"doubt:{name}" for name in DOUBTS),
    }


def test_every_function_but_rand_has_a_case_with_a_public_source() -> None:
    public = [case.expression.lower() for case in CASES if case.source in sources()]
    called = {
        name
        for name in [*IMPLEMENTED, *LAZY]
        if any(re.search(rf"(?<!\w){re.escape(name)}\(", code) for code in public)
    }
    assert called == {*IMPLEMENTED, *LAZY} - {"rand"}


def test_every_answer_to_every_doubt_has_a_case() -> None:
    answered = {
        (doubt, case.settings.answer(doubt))
        for case in CASES
        for doubt in DOUBTS
        if case.source == f"doubt:{doubt}"
    }
    assert answered == {
        (doubt.name, answer) for doubt in DOUBTS.values() for answer in doubt.answers
    }
