"""What an app's own script does is not a breach of the chain's, and odd requests are no error."""

from __future__ import annotations

from typing import Any

import pytest

from qscriptgen import (
    Answer,
    App,
    Behaviour,
    Chain,
    Expr,
    Scenario,
    Wait,
    load_scenarios,
    render,
    simulate,
)
from qscriptgen.simulation.contract import PROMISES
from tests.support.matrix import extract, finance, guid, sales
from tests.support.played import SAMPLES, patterns

WAITS = Chain("c", extract >> sales.reload(wait=Wait("20m")))
ANSWERS = Chain(
    "c",
    extract
    >> App("Stock", id=guid(7)).reload(
        wait=Wait("20m"), answer=Answer("lib://DataFiles/stock.csv", ("vRows",))
    ),
)
PASSES = Chain("c", extract >> sales.reload(variables={"vRows": Expr("vRows")}))
CODES = {promise.code for promise in PROMISES.values()} | {"QE007"}

OWN: dict[str, tuple[Chain, dict[str, Any]]] = {
    "sleeps before": (WAITS, {"before": "Sleep 30000;"}),
    "sleeps after": (WAITS, {"after": "Sleep 30000;"}),
    "notes when it ended": (WAITS, {"after": "LET vEnd = Now();"}),
    "notes how long it took": (
        WAITS,
        {"before": "LET vS = Now();", "after": "LET vSeconds = Round((Now() - vS) * 86400);"},
    ),
    "uses an answer": (ANSWERS, {"after": "LET vTotal = vRows * 2;"}),
    "clears an answer": (ANSWERS, {"after": "SET vRows=;"}),
    "traces a line like ours": (WAITS, {"before": "TRACE qsg event=owner chain=c app=Extract;"}),
    "passes a value of its own": (PASSES, {"before": "LET vRows = 7;"}),
}


def broken(run):
    """The findings that name a broken promise."""
    return [finding.message for finding in run.findings if finding.code in CODES]


@pytest.mark.parametrize("name", OWN)
def test_own_script_breaks_no_promise(name):
    chain, around = OWN[name]
    answering = Behaviour(before="LET vRows = 7;")
    apps = {"Extract": Behaviour(**around), "Stock": answering}
    named = {app.name for app in chain.all_apps}
    run = simulate(chain, Scenario(apps={k: v for k, v in apps.items() if k in named}))
    assert broken(run) == []
    assert run.ok


@pytest.mark.parametrize("begins", ["2026-03-01T05:00:00", "2026-01-10T23:50"])
def test_a_result_has_the_times_of_its_scenario(begins):
    chain = patterns()["controller-sequence"].chain
    assert broken(simulate(chain, Scenario(begins=begins))) == []


@pytest.mark.parametrize(
    "spec", sorted(SAMPLES.glob("*/scenario.yaml")), ids=lambda p: p.parent.name
)
def test_no_sample_breaks_a_promise_in_its_scenarios(spec):
    (chain,) = {
        pattern.chain.name: pattern.chain
        for name, pattern in patterns().items()
        if name.partition("/")[0] == spec.parent.name
    }.values() or (None,)
    if chain is None:
        pytest.skip("a plain sample promises nothing")
    for scenario in load_scenarios(spec):
        assert broken(simulate(chain, scenario)) == []


ODD = {
    "no object": 'BODY "[]"',
    "variables that are none": 'BODY "{""appId"":""$(qsg_App)"",""variables"":null}"',
    "variables in a list": 'BODY "{""appId"":""$(qsg_App)"",""variables"":[]}"',
    "no JSON": 'BODY "appId"',
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_body_is_no_error_of_ours(name):
    chain = Chain("c", extract >> [sales, finance])
    (script,) = render(chain)
    text = script.text
    body = 'BODY "{""appId"":""$(qsg_App)""}"'
    assert body in text
    run = simulate(chain, scripts={"Extract": text.replace(body, ODD[name])})
    assert run.reloads
