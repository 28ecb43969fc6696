"""What no chain may do in the include form: go on without its library, or leave more than SUBs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from qscriptgen import Behaviour, Scenario, render, simulate
from qscriptgen.emulate import Run
from qscriptgen.outline import outline_chain, outline_library
from qscriptgen.script_form import ScriptForm
from tests.support.matrix import CHAINS

WHOLE = {name: chain for name, chain in CHAINS.items() if not chain.plain}
MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 1;\n", "SET ErrorMode = 2;\n")
OTHERS = {
    "missing": lambda library: None,
    "empty": lambda library: "",
    "of another format": lambda library: library.replace(" 1|'", " 2|'"),
}

every_chain = pytest.mark.parametrize("name", WHOLE)


@cache
def texts(name: str, form: ScriptForm) -> dict[str, str]:
    """The scripts of a chain by their paths."""
    return {script.path: script.text for script in render(WHOLE[name], form=form)}


def alone(name: str, path: str, app: str, *, form="include", mode="", library=None) -> Run:
    """A reload of one app with one of its scripts; those of all others are empty."""
    chain = WHOLE[name]
    scripts = {outline.path: "" for outline in outline_chain(chain)}
    files = {} if library is None else {outline_library(chain).place: library}
    scenario = Scenario(start=app, files=files, apps={app: Behaviour(before=mode)}, until="12h")
    scripts[path] = texts(name, form)[path]
    return simulate(chain, scenario, scripts=scripts)


@every_chain
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("other", OTHERS)
def test_a_reload_asks_nothing_and_fails_where_the_library_is(other, mode, name):
    library = OTHERS[other](texts(name, "include")[outline_library(WHOLE[name]).path])
    for outline in outline_chain(WHOLE[name]):
        found = alone(name, outline.path, outline.app, mode=mode, library=library)
        (caller,) = found.reloads
        assert (caller.status, found.requests) == ("FAILED", ()), outline.path
        state = found.states[caller.reload_id]
        assert not state.tables
        assert bool(state.subs) == bool(library)
        if other == "missing":
            assert outline_library(WHOLE[name]).place in caller.error
        else:
            assert "does not hold the script of " in caller.error, outline.path


@every_chain
@pytest.mark.parametrize("mode", MODES)
def test_what_a_script_does_and_leaves_is_the_same_but_for_the_subs(mode, name):
    library = texts(name, "include")[outline_library(WHOLE[name]).path]
    for outline in outline_chain(WHOLE[name]):
        snippet = alone(name, outline.path, outline.app, form="snippet", mode=mode, library=library)
        lines = alone(name, outline.path, outline.app, mode=mode, library=library)
        assert done(lines) == done(snippet), outline.path
        state = lines.states[lines.reloads[0].reload_id]
        assert state.subs, outline.path
        prefix = outline_library(WHOLE[name]).prefix
        assert {sub.lower().partition(".")[0][: len(prefix)] for sub in state.subs} == {prefix}
        kept = [n for n, value in state.variables.items() if n.startswith("qsg_") and value]
        assert kept == [], outline.path


def done(run: Run) -> tuple[object, ...]:
    """What became of each reload, what was asked, and what the first one leaves."""
    state = run.states[run.reloads[0].reload_id]
    filled = {name: value for name, value in state.variables.items() if value}
    left = replace(state, variables=filled, subs=type(state.subs)(), code=0, told=())
    asked = [(sent.method, sent.url, sent.body, sent.status) for sent in run.requests]
    return [(r.app, r.status) for r in run.reloads], asked, left
