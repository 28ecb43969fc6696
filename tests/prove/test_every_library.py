"""What no chain may do in the include form: go on without its library, or leave more than SUBs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from matrix import CHAINS

from qscriptgen import Behaviour, Scenario, render, simulate
from qscriptgen.emulate import Run
from qscriptgen.plan import plan_chain, plan_library

WHOLE = {name: chain for name, chain in CHAINS.items() if not chain.plain}
MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 1;\n", "SET ErrorMode = 2;\n")
OTHERS = {
    "missing": lambda library: None,
    "empty": lambda library: "",
    "of another format": lambda library: library.replace(" 1|'", " 2|'"),
}

every_chain = pytest.mark.parametrize("name", WHOLE)


@cache
def texts(name: str, form: str) -> dict[str, str]:
    """The scripts of a chain by their paths."""
    return {script.path: script.text for script in render(WHOLE[name], form=form)}


def alone(name: str, path: str, app: str, *, form="include", mode="", library=None) -> Run:
    """A reload of one app with one of its scripts; those of all others are empty."""
    chain = WHOLE[name]
    scripts = {plan.path: "" for plan in plan_chain(chain)}
    files = {} if library is None else {plan_library(chain).place: library}
    scenario = Scenario(start=app, files=files, apps={app: Behaviour(before=mode)}, until="12h")
    scripts[path] = texts(name, form)[path]
    return simulate(chain, scenario, scripts=scripts)


@every_chain
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("other", OTHERS)
def test_a_reload_asks_nothing_and_fails_where_the_library_is(other, mode, name):
    library = OTHERS[other](texts(name, "include")[plan_library(WHOLE[name]).path])
    for plan in plan_chain(WHOLE[name]):
        found = alone(name, plan.path, plan.app, mode=mode, library=library)
        (caller,) = found.reloads
        assert (caller.status, found.requests) == ("FAILED", ()), plan.path
        state = found.states[caller.reload_id]
        assert not state.tables
        assert bool(state.subs) == bool(library)
        if other == "missing":
            assert plan_library(WHOLE[name]).place in caller.error
        else:
            assert "does not hold the script of " in caller.error, plan.path


@every_chain
@pytest.mark.parametrize("mode", MODES)
def test_what_a_script_does_and_leaves_is_the_same_but_for_the_subs(mode, name):
    library = texts(name, "include")[plan_library(WHOLE[name]).path]
    for plan in plan_chain(WHOLE[name]):
        snippet = alone(name, plan.path, plan.app, form="snippet", mode=mode, library=library)
        lines = alone(name, plan.path, plan.app, mode=mode, library=library)
        assert done(lines) == done(snippet), plan.path
        state = lines.states[lines.reloads[0].reload_id]
        assert state.subs, plan.path
        prefix = plan_library(WHOLE[name]).prefix
        assert {sub.lower().partition(".")[0][: len(prefix)] for sub in state.subs} == {prefix}
        kept = [n for n, value in state.variables.items() if n.startswith("qsg_") and value]
        assert kept == [], plan.path


def done(run: Run) -> tuple[object, ...]:
    """What became of each reload, what was asked, and what the first one leaves."""
    state = run.states[run.reloads[0].reload_id]
    filled = {name: value for name, value in state.variables.items() if value}
    left = replace(state, variables=filled, subs=type(state.subs)(), code=0, told=())
    asked = [(sent.method, sent.url, sent.body, sent.status) for sent in run.requests]
    return [(r.app, r.status) for r in run.reloads], asked, left
