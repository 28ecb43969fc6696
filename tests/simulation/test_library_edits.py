"""What is edited in a library, or in the lines that call it, is noticed by the reader or in a run.

The scripts in a library are snippets word for word, whose mutants are made of the samples.
"""

from __future__ import annotations

import re

import pytest

from qscriptgen import Behaviour, Scenario, simulate
from qscriptgen.outline import outline_chain, outline_library
from qscriptgen.script import parse
from tests.support.budget import is_part
from tests.support.included import NIGHTLY, included
from tests.support.mutants import mutants

# -- every mutant of what only the include form has ------------------------------------------------

OUTLINES = outline_chain(NIGHTLY)
LINES, LIBRARY = included(NIGHTLY)
OWN = re.compile(r" *(SUB|END SUB|CALL|LET qsg_Library|& '\|)")
"""How the lines of a library begin that no snippet has."""
FILES = (LIBRARY, "", LIBRARY.replace(" 1|'", " 2|'"), None)
SURVIVORS = {
    "$(Must_Include=lib://:DataFiles/nightly-library.qvs);": "drop ;",
    "Exit Error": "drop ;",
}
"""Semicolons where the next word ends the statement, too."""


def readable(text):
    """Whether the reader finds nothing wrong with a text."""
    return not parse(text).problems


MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 2;\n")


def done(lines, library, start="Extract", mode=""):
    """What becomes of the chain from an app on, with the words of what failed."""
    files = {} if library is None else {outline_library(NIGHTLY).place: library}
    run = simulate(
        NIGHTLY,
        Scenario(start=start, files=files, apps={start: Behaviour(before=mode)}),
        scripts=lines,
    )
    state = run.states[run.reloads[0].reload_id]
    kept = {name: value for name, value in state.variables.items() if value}
    return (
        [(r.app, r.status, r.error) for r in run.reloads],
        run.requests,
        kept,
        state.tables,
        state.subs,
    )


@pytest.mark.proof
@pytest.mark.skipif(is_part(), reason="takes every mutant")
@pytest.mark.parametrize("path", LINES)
def test_every_mutant_of_lines_is_noticed(path):
    app = next(outline.app for outline in OUTLINES if outline.path == path)
    cases = [(held, app, mode) for held in FILES for mode in MODES]
    meant = [done(LINES, *case) for case in cases]
    survivors = []
    for mutant in mutants(LINES[path]):
        lines = {**LINES, path: mutant.text}
        same = (done(lines, *case) == known for case, known in zip(cases, meant, strict=True))
        if readable(mutant.text) and all(same):
            survivors.append((mutant.name, LINES[path].split("\n")[mutant.line - 1].strip()))
    found = {(name.partition(" @")[0], line.partition(" '")[0]) for name, line in survivors}
    assert found == {(what, line) for line, what in SURVIVORS.items()}


@pytest.mark.proof
@pytest.mark.skipif(is_part(), reason="takes every mutant")
def test_every_mutant_of_what_only_a_library_has_is_noticed():
    below = LIBRARY.split("\n")
    meant = done(LINES, LIBRARY)
    survivors = [
        mutant.name
        for mutant in mutants(LIBRARY)
        if OWN.match(below[mutant.line - 1])
        and readable(mutant.text)
        and done(LINES, mutant.text) == meant
    ]
    assert survivors == []
