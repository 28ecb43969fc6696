"""What is edited in a library, or in the lines that call it, is noticed: read back, or in a run.

The scripts in a library are snippets word for word, whose mutants are made of the samples.
"""

from __future__ import annotations

import re

import pytest

from qscriptgen import Scenario, simulate
from qscriptgen.outline import outline_chain, outline_library, outline_starts
from qscriptgen.simulation import called, calling, planned, shown
from tests.support.included import CHILDS, GIVES, NIGHTLY, included
from tests.support.mutants import mutants

EDITS = {
    "another file": ("DataFiles/", "DataFiles/x"),
    "a file that may be missing": ("Must_Include", "Include"),
    "another entry": ("'|nightly/extract 1|'", "'|nightly/extract 2|'"),
    "another list": ("Index(qsg_Library", "Index(qsg_ErrorMode"),
    "another mode": ("SET ErrorMode = 1;", "SET ErrorMode = 0;"),
    "a list that is not emptied before": ("LET qsg_Library = 'none';\n", ""),
    "an end that is no failure": ("Exit Error 'C", "TRACE 'C"),
    "a list left behind": ("SET qsg_Library=;\nCALL", "CALL"),
    "another script": ("CALL qsg_nightly.extract", "CALL qsg_nightly.sales"),
    "two calls": ("CALL qsg_nightly.extract", "CALL qsg_nightly.extract\nCALL qsg_nightly.extract"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_edited_in_the_lines_is_seen(edit):
    lines, library = included(NIGHTLY)
    outline = outline_starts(NIGHTLY)[0]
    text = lines[outline.path]
    edited = text.replace(*EDITS[edit])
    assert edited != text
    try:
        found, script = called(edited, library)
    except (AssertionError, LookupError, ValueError):
        return
    assert (found, shown(script)) != (calling(outline_library(NIGHTLY), outline), planned(outline))


LIBRARY_EDITS = {
    "a list without the script": ("'|nightly/extract 1|'", "'||'"),
    "a list that does not come last": (r"\Z", "SET x = 1;\n"),
    "a SUB with a parameter": ("SUB qsg_nightly_post", "SUB qsg_nightly_post(a)"),
    "something beside the SUBs": (r"\nSUB qsg_nightly_look", "\nTRACE x;\nSUB qsg_nightly_look"),
    "another call": ("CALL qsg_nightly_look", "CALL qsg_nightly_poll"),
    "a call that is gone": (r" +CALL qsg_nightly_post\n", ""),
    "a SUB that drops nothing": ("DROP TABLE qsg_Answer;", ""),
}


@pytest.mark.parametrize("edit", LIBRARY_EDITS)
def test_what_is_edited_in_the_library_is_seen(edit):
    lines, library = included(NIGHTLY)
    outline = outline_starts(NIGHTLY)[0]
    edited = re.sub(*LIBRARY_EDITS[edit], library, count=1)
    assert edited != library
    try:
        found, script = called(lines[outline.path], edited)
    except (AssertionError, LookupError, ValueError):
        return
    assert (found, shown(script)) != (calling(outline_library(NIGHTLY), outline), planned(outline))


CHILD_EDITS = {
    "another default": ("= 'delta'", "= 'full'"),
    "another variable": (r"Len\(vRun\)", "Len(vDay)"),
    "ErrorMode left behind": (r"(?s)(SUB qsg_gives\.stock_start.*?)LET ErrorMode = \w+;", r"\1"),
    "a variable left behind": ("SET qsg_Length=;", ""),
    "another file": (r"INTO \[lib://D", "INTO [lib://X"),
    "a value that is written as it is": ("CALL qsg_gives_encode", ""),
    "a table left behind": (r"(?s)(STORE qsg_Answer.*?)CALL qsg_gives_drop", r"\1"),
    "fewer passes": ("FOR qsg_Pass = 1 TO 256", "FOR qsg_Pass = 1 TO 25"),
}


@pytest.mark.parametrize("edit", CHILD_EDITS)
def test_what_is_edited_in_the_library_of_a_child_is_seen(edit):
    lines, library = included(GIVES)
    outlines = {outline.path: outline for outline in outline_chain(GIVES)}
    edited = re.sub(*CHILD_EDITS[edit], library, count=1)
    assert edited != library
    texts = [(outlines[path], called(lines[path], edited)[1]) for path in CHILDS]
    assert any(shown(script) != planned(outline) for outline, script in texts)


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


def told(lines, library):
    """What the lines of each app do with a library, None where they cannot be read back."""
    try:
        found = [called(lines[outline.path], library) for outline in OUTLINES]
        return [(calls, shown(script)) for calls, script in found]
    except (AssertionError, LookupError, ValueError):
        return None


MEANT = [(calling(outline_library(NIGHTLY), outline), planned(outline)) for outline in OUTLINES]


def done(lines, library, start="Extract"):
    """What becomes of the chain from an app on, with the words of what failed."""
    files = {} if library is None else {outline_library(NIGHTLY).place: library}
    run = simulate(NIGHTLY, Scenario(start=start, files=files), scripts=lines)
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
@pytest.mark.parametrize("path", LINES)
def test_every_mutant_of_lines_is_noticed(path):
    app = next(outline.app for outline in OUTLINES if outline.path == path)
    meant = [done(LINES, held, app) for held in FILES]
    survivors = []
    for mutant in mutants(LINES[path]):
        lines = {**LINES, path: mutant.text}
        if told(lines, LIBRARY) == MEANT and [done(lines, held, app) for held in FILES] == meant:
            survivors.append((mutant.name, LINES[path].split("\n")[mutant.line - 1].strip()))
    found = {(name.partition(" @")[0], line.partition(" '")[0]) for name, line in survivors}
    assert found == {(what, line) for line, what in SURVIVORS.items()}


@pytest.mark.proof
def test_every_mutant_of_what_only_a_library_has_is_noticed():
    below = LIBRARY.split("\n")
    meant = done(LINES, LIBRARY)
    survivors = [
        mutant.name
        for mutant in mutants(LIBRARY)
        if OWN.match(below[mutant.line - 1])
        and told(LINES, mutant.text) == MEANT
        and done(LINES, mutant.text) == meant
    ]
    assert survivors == []
