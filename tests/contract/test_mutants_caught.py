"""What a mutant does differently is noticed: by the reader or in a run.

One mutant of each edit of each statement of the samples; all of them by
`python -m tests.support.all_mutants`.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.support.budget import is_part, part
from tests.support.mutants import EDITS, mutants
from tests.support.mutation import (
    Habits,
    cases,
    judge,
    label,
    listed,
    selection,
    shape,
    sources,
    survivors,
)

pytestmark = pytest.mark.proof
FEW = 1
"""So many runs show that an entry is about a survivor; by hand it has all."""


ONE_OF = 12
"""In the gate, one of so many mutants is made."""


@cache
def selected():
    return part(selection(), ONE_OF, key=lambda chosen: chosen[2].name)


@cache
def habits():
    return Habits()


def missed(source, mutant):
    """What becomes of a mutant, if nobody notices it and it is not listed."""
    name = label(source.text, mutant)
    if listed(source.name, name):
        return ""
    runs = cases(source.name) if source.pattern else ()
    fate = judge(source, mutant.text, habits().ordered(source.name, name, runs) if runs else ())
    habits().keep(name, fate)
    return "" if fate.caught else f"{fate.word} {source.name} | {name} {fate.case or ''}"


@pytest.mark.parametrize("edit", EDITS)
def test_a_mutant_is_noticed_or_listed(edit):
    found = [missed(source, mutant) for name, source, mutant in selected() if name == edit]
    assert not any(found), "\n" + "\n".join(filter(None, found))


@pytest.mark.skipif(is_part(), reason="takes the whole selection")
def test_the_selection_has_every_edit_and_every_line_of_code():
    assert {edit for edit, _, _ in selected()} == set(EDITS)
    chosen = {
        shape(label(source.text, mutant)).partition(" ")[2] for _, source, mutant in selected()
    }
    for source in sources().values():
        for mutant in EDITS["drop_statements"](source.text):
            assert shape(label(source.text, mutant)).partition(" ")[2] in chosen


@pytest.mark.skipif(is_part(), reason="takes every mutant of every sample")
def test_every_entry_is_about_a_survivor():
    """Of the mutants that an entry is about, one at least is noticed neither now nor here."""
    unused = set(survivors())
    for source in sources().values():
        runs = cases(source.name)[:FEW] if source.pattern else ()
        for mutant in mutants(source.text):
            name = label(source.text, mutant)
            about = [entry for entry in unused if entry.fits(source.name, name)]
            if about and not judge(source, mutant.text, runs).caught:
                unused -= {*about}
    assert not unused, "\n".join(f"{entry.scripts} | {entry.label}" for entry in unused)


def test_every_entry_has_a_reason():
    assert all(entry.scripts and entry.label and entry.why for entry in survivors())
