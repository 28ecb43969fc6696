"""Findings as text and as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qscriptgen.diagnostics import (
    Finding,
    Place,
    count_severities,
    did_you_mean,
    format_findings,
    sort_findings,
)


def finding(line: int = 3, column: int = 5, **changes: Any) -> Finding:
    members: dict[str, Any] = {
        "code": "QC101",
        "name": "app-id-no-guid",
        "severity": "error",
        "message": "the id 'x' is not a GUID",
        "hint": "copy it",
        **changes,
    }
    return Finding(Place("chain.py", line, column), **members)


def test_the_first_line():
    assert finding().line() == "chain.py:3:5: QC101 the id 'x' is not a GUID"
    assert str(Place("a b.py")) == "a b.py:1:1"


def test_text_with_source_caret_and_hint():
    assert finding().text('a = App("A", id="x")').splitlines() == [
        "chain.py:3:5: QC101 the id 'x' is not a GUID",
        '    a = App("A", id="x")',
        "        ^",
        "    hint: copy it",
    ]


@pytest.mark.parametrize(
    ("source", "column", "shown"),
    [
        ("abc\n", 1, ["    abc", "    ^"]),
        ("abc", 3, ["    abc", "      ^"]),
        ("\t\tabc", 3, ["    \t\tabc", "    \t\t^"]),
        ("a\tb", 3, ["    a\tb", "     \t^"]),
        ("abc", 4, ["    abc", "       ^"]),
        ("\u00e4\u00f6x", 3, ["    \u00e4\u00f6x", "      ^"]),
        ("", 1, ["    ", "    ^"]),
    ],
)
def test_the_caret_stands_below_the_column(source, column, shown):
    assert finding(column=column, hint="").text(source).split("\n")[1:] == shown


def test_text_without_source_and_hint():
    assert finding(hint="").text() == "chain.py:3:5: QC101 the id 'x' is not a GUID"
    assert finding().text() == "chain.py:3:5: QC101 the id 'x' is not a GUID\n    hint: copy it"


def test_the_json_form():
    record = finding().json()
    assert list(record) == [
        "path",
        "line",
        "column",
        "code",
        "name",
        "severity",
        "message",
        "hint",
    ]
    assert json.loads(json.dumps(record)) == {
        "path": "chain.py",
        "line": 3,
        "column": 5,
        "code": "QC101",
        "name": "app-id-no-guid",
        "severity": "error",
        "message": "the id 'x' is not a GUID",
        "hint": "copy it",
    }


def test_findings_are_sorted_by_place_then_code_each_once():
    shuffled = [finding(12), finding(3, 9), finding(3), finding(3, code="QC001"), finding(3)]
    assert sort_findings(shuffled) == (
        finding(3, code="QC001"),
        finding(3),
        finding(3, 9),
        finding(12),
    )


def test_places_are_sorted_by_number_and_not_by_text():
    places = [Place("a.py", 10), Place("a.py", 9, 2), Place("a.py", 9, 10), Place("B.py")]
    assert sorted(places) == [places[3], places[1], places[2], places[0]]


def test_a_report_shows_lines_where_they_can_be_read():
    lines = {("chain.py", 3): "    a = 1\n"}
    found = [finding(hint=""), finding(4)]
    assert format_findings(found, lambda path, line: lines.get((path, line))).splitlines() == [
        "chain.py:3:5: QC101 the id 'x' is not a GUID",
        "        a = 1",
        "        ^",
        "chain.py:4:5: QC101 the id 'x' is not a GUID",
        "    hint: copy it",
    ]
    assert format_findings([], lambda path, line: None) == ""


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("cancle", ["fail", "cancel"], "did you mean 'cancel'?"),
        ("Shared", ["shared", "managed"], "did you mean 'shared'?"),
        ("sales", ["Sales", "Report"], "did you mean 'Sales'?"),
        ("net sales", ["NET SALES", "REPORT"], "did you mean 'NET SALES'?"),
        ("x", ["skip", "fail"], "known: fail, skip"),
        ("", ["skip"], "known: skip"),
    ],
)
def test_did_you_mean(word, known, said):
    assert did_you_mean(word, known) == said
    assert did_you_mean(word, reversed(known)) == said


def test_severities_are_counted():
    found = [finding(), finding(line=4), finding(severity="info")]
    assert count_severities(found) == "2 errors, 1 info"
    assert count_severities(found[2:]) == "1 info"
