"""What is edited in a library, or in the lines that call it, is noticed by the reader or in a run.

The scripts in a library are snippets word for word, whose mutants are made of the samples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from qscriptgen import Behaviour, Scenario, World, simulate
from qscriptgen.outline import outline_chain, outline_library
from qscriptgen.script import parse
from tests.support.included import NIGHTLY, included
from tests.support.mutants import mutants

pytestmark = pytest.mark.proof

# -- every mutant of what only the include form has ------------------------------------------------

OUTLINES = outline_chain(NIGHTLY)
LINES, LIBRARY = included(NIGHTLY)
PLACE = outline_library(NIGHTLY).place
OWN = r" *(SUB|END SUB|CALL|LET qsg_Library|& '\|)"
"""How the lines of a library begin that no snippet has."""

EQUAL = {
    ("drop ;", "$(Must_Include=lib://:DataFiles/nightly-library.qvs);"),
    ("drop ;", "Exit Error"),
}
"""Mutants that are equal in every run: semicolons where the next word ends the statement, too."""


@dataclass(frozen=True)
class Situation:
    """What a run of the chain meets.

    ``library`` is the text of the file, None where there is none. ``mode`` is script that stands
    before the lines in the app that is reloaded, ``sales`` how Sales reloads.
    """

    library: str | None = LIBRARY
    mode: str = ""
    world: World = field(default_factory=World)
    sales: Behaviour = field(default_factory=Behaviour)


LIBRARIES = (LIBRARY, "", LIBRARY.replace(" 1|'", " 2|'"), None)
MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 2;\n")
OF_LINES = (
    *(Situation(library, mode) for library in LIBRARIES for mode in MODES),
    Situation(world=World({"errormode-readable": "no"})),  # ErrorMode has no value until it is set
    Situation(mode=MODES[1], world=World({"literal-is-dual": "no"})),  # '0' is not a number
)
"""Which library is there, and what the lines find in ErrorMode."""

OF_LIBRARY = (
    Situation(),
    Situation(sales=Behaviour(outcome="NEVER")),  # many looks at a status, and a cancel
)
"""How often each SUB is called, and what it finds in the table of answers."""


def readable(text):
    """Whether the reader finds nothing wrong with a text."""
    return not parse(text).problems


def done(lines, situation, start="Extract"):
    """What becomes of the chain from an app on, with the words of what failed."""
    apps = {"Sales": situation.sales}
    apps[start] = replace(apps.get(start, Behaviour()), before=situation.mode)
    files = {} if situation.library is None else {PLACE: situation.library}
    scenario = Scenario(start=start, files=files, apps=apps)
    run = simulate(NIGHTLY, scenario, situation.world, scripts=lines)
    ends = [(r.app, r.status, r.error) for r in run.reloads]
    return ends, run.requests, [*map(left_behind, run.states.values())]


def left_behind(state):
    """What is not empty in an app, and the SUBs that it knows."""
    return (
        {name: value for name, value in state.variables.items() if value},
        state.tables,
        state.subs,
    )


def chosen(text, lines=""):
    """The mutants of lines that begin so, as far as the reader takes them."""
    below = text.split("\n")
    found = (mutant for mutant in mutants(text) if re.match(lines, below[mutant.line - 1]))
    return [mutant for mutant in found if readable(mutant.text)]


def differs(lines, situations, known, start="Extract"):
    """Whether a run in one of the situations is not as it is known to be."""
    pairs = zip(situations, known, strict=True)
    return any(done(lines, situation, start) != right for situation, right in pairs)


def described(mutant, text):
    """What a mutant does, and how its line begins."""
    line = text.split("\n")[mutant.line - 1].strip()
    return mutant.name.partition(" @")[0], line.partition(" '")[0]


@pytest.mark.parametrize("path", LINES)
def test_every_mutant_of_lines_is_noticed(path):
    app = next(outline.app for outline in OUTLINES if outline.path == path)
    known = [done(LINES, situation, app) for situation in OF_LINES]
    equal = set()
    for mutant in chosen(LINES[path]):
        if not differs({**LINES, path: mutant.text}, OF_LINES, known, app):
            equal.add(described(mutant, LINES[path]))
    assert equal == EQUAL


def test_every_mutant_of_what_only_a_library_has_is_noticed():
    known = [done(LINES, situation) for situation in OF_LIBRARY]
    for mutant in chosen(LIBRARY, OWN):
        edited = [replace(situation, library=mutant.text) for situation in OF_LIBRARY]
        assert differs(LINES, edited, known), mutant.name
