"""What is said about each code: nothing is left out, and the examples show what they are for."""

from __future__ import annotations

import pytest

import qscriptgen
from qscriptgen import (
    Alert,
    App,
    Chain,
    Connections,
    Expr,
    Policy,
    Repeat,
    Space,
    Step,
    Wait,
    Webhook,
    check,
)
from qscriptgen.chain.flow import Flow
from qscriptgen.checks import PROBLEMS
from qscriptgen.checks.explanations import EXPLANATIONS
from qscriptgen.simulation.findings import PROBLEMS as OF_RUNS
from tests.support.strategies import guid

APPS = {
    name: App(name.title(), id=guid(number))
    for number, name in enumerate(("extract", "sales", "finance", "report", "alarm"), 1)
}
NAMES = {name: getattr(qscriptgen, name) for name in qscriptgen.__all__} | APPS
EXTRACT, SALES = APPS["extract"], APPS["sales"]


CHAIN_OF = {
    Chain: lambda chain: chain,
    Flow: lambda flow: Chain("c", flow),
    App: lambda app: Chain("c", EXTRACT >> app),
    Step: lambda step: Chain("c", EXTRACT >> step),
    Expr: lambda condition: Chain("c", EXTRACT >> SALES.reload(run_if=condition)),
    Wait: lambda wait: Chain("c", EXTRACT >> SALES.reload(wait=wait)),
    Repeat: lambda repeat: Chain("c", EXTRACT >> SALES >> EXTRACT, repeat=repeat),
    Space: lambda space: Chain("c", EXTRACT >> App("Finance", id={space: guid(9)})),
    Policy: lambda policy: Chain("c", EXTRACT >> SALES, policy=policy),
    Connections: lambda names: Chain("c", EXTRACT >> SALES, connections=names),
    Alert: lambda alert: Chain("c", EXTRACT >> SALES, on_failure=alert),
    Webhook: lambda webhook: Chain("c", EXTRACT >> SALES, on_failure=webhook),
}
"""For each kind of part a chain in which nothing but this part can be wrong."""


def codes(text: str) -> set[str]:
    part = eval(text, dict(NAMES))
    return {finding.code for finding in check(CHAIN_OF[type(part)](part))}


def test_every_code_has_a_meaning():
    assert set(EXPLANATIONS) == {*PROBLEMS, *OF_RUNS}


@pytest.mark.parametrize("code", EXPLANATIONS)
def test_a_meaning_is_one_sentence(code):
    text = EXPLANATIONS[code].text
    assert text[0].isupper()
    assert text.endswith(".")
    assert ". " not in text
    assert "  " not in text


@pytest.mark.parametrize("code", [code for code, meaning in EXPLANATIONS.items() if meaning.bad])
def test_examples_show_what_they_are_for(code):
    assert code in codes(EXPLANATIONS[code].bad)
    assert codes(EXPLANATIONS[code].good) == set()


def test_no_example_stands_alone():
    assert all(bool(meaning.bad) == bool(meaning.good) for meaning in EXPLANATIONS.values())
