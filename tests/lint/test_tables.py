"""The tables of answers, and what drops and reads tables."""

import pytest

from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.tables import (
    answer_label,
    answer_words,
    dropped_tables,
    first_row_reads,
    used_tables,
)
from qscriptgen.lint.model import LintedScript

SELECT = 'SQL SELECT "id" AS "a", (SELECT "b" FROM "n" FK "f") FROM JSON (wrap on) "root";\n'

LABELS = {
    "own": (f"T: {SELECT}", "T"),
    "none": (SELECT, None),
    "above a LOAD": (f"T: LOAD *; {SELECT}", "T"),
    "above two": (f"T: NOCONCATENATE LOAD *; LOAD a; {SELECT}", "T"),
    "of a LOAD with a source": (f"T: LOAD * RESIDENT X; {SELECT}", None),
    "added to another": (f"CONCATENATE (T) LOAD *; {SELECT}", None),
    "of an expansion": (f"$(t): {SELECT}", None),
    "after another statement": (f"T: LET x = 1; {SELECT}", None),
}


@pytest.mark.parametrize("name", LABELS)
def test_label_of_an_answer(name):
    text, expected = LABELS[name]
    script = LintedScript.from_text(text)
    (request,) = requests_of(script)
    label = answer_label(script, request.number)
    assert (label and label.name) == expected


def test_tables_and_fields_of_an_answer():
    text = f"T: LOAD *, 1 AS One; {SELECT}U: LOAD a AS Two RESIDENT T;\nV: LOAD x AS y FROM f;\n"
    assert answer_words(LintedScript.from_text(text)) == {"t", "a", "b", "one", "u", "two"}


def test_tables_and_fields_of_loads_above_a_request():
    text = f"{SELECT}T: LOAD *, a AS Three;\nLOAD * FROM f;\n"
    assert answer_words(LintedScript.from_text(text)) == {"a", "b"}
    text = f"LOAD 1 AS x RESIDENT y;\nLOAD *, 1 AS One; {SELECT}"
    assert answer_words(LintedScript.from_text(text)) == {"a", "b", "one"}


def test_dropped_tables():
    script = LintedScript.from_text("DROP TABLES A, [b c]; DROP FIELD x; DROP TABLE $(t);")
    assert list(dropped_tables(script)) == [(0, {"a", "b c"}), (2, {"*"})]


def test_reads_of_first_rows():
    text = "LET a = Peek('x', 0, 'T') & Peek('y', 0) & Peek('z') & Peek('w', -1, 'U') & Peek(v, 0);"
    assert first_row_reads(LintedScript.from_text(text)) == ({"t"}, {"y"})


def test_used_tables():
    text = "STORE A INTO x; STORE * FROM B INTO y; C: LOAD * RESIDENT D; LOAD * FROM E;"
    assert used_tables(LintedScript.from_text(text)) == {"a", "b", "d"}
