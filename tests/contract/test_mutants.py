"""The list of mutants itself: each breaks something in the code, and none is there twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from qscriptgen import load_chains, render
from qscriptgen.script import parse
from tests.support.matrix import CHAINS
from tests.support.mutants import EDITS, counted, mutants
from tests.support.typing import not_none

SAMPLES = Path(__file__).parents[2] / "samples"
SCRIPTS = {
    f"{name}-{script.app}": script.text
    for name, chain in {
        **CHAINS,
        **{
            spec.parent.name: chain
            for spec in sorted(SAMPLES.glob("*/chain.py"))
            for chain in load_chains(spec)
        },
    }.items()
    for script in render(chain)
}
WAIT = SCRIPTS["wait-tries-Extract"]
FAN = SCRIPTS["fan-out-mixed-Extract"]

every_script = pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)


def of(name, text):
    """The mutants of one edit of a few lines, as their texts."""
    return [mutant.text for mutant in EDITS[name](text)]


@every_script
def test_every_mutant_is_another_script_with_a_name_of_its_own(text):
    found = list(mutants(text))
    assert len({mutant.name for mutant in found}) == len(found)
    assert len({mutant.text for mutant in found} - {text}) == len(found)


@every_script
def test_comments_stay(text):
    comments = Counter(token.text for token in parse(text).comments)
    for mutant in mutants(text):
        for comment, times in comments.items():
            assert mutant.text.count(comment) >= times, mutant.name


@every_script
def test_an_edit_begins_on_the_line_that_its_name_tells(text):
    lines = text.split("\n")
    for name, line, edited in mutants(text):
        found = not_none(re.fullmatch(r".+ @ line (\d+):(\d+)", name))
        assert int(found[1]) == line
        column = int(found[2]) - 1
        same = [*lines[: line - 1], lines[line - 1][:column]]
        assert edited.startswith("\n".join(same))
        assert edited.count("\n") <= text.count("\n")


def test_every_edit_finds_something_in_a_script_that_waits():
    # There is no CASE, unwrapped loop or such that only one of them has.
    assert not [name for name, times in (counted(WAIT) | counted(FAN)).items() if not times]
    assert all(times for times in counted(WAIT).values())


def test_mutants_are_the_same_each_time_and_can_be_had_by_edit():
    assert list(mutants(WAIT)) == list(mutants(WAIT))
    loops, words = EDITS["edit_loops"], EDITS["drop_words"]
    assert list(mutants(WAIT, loops, words)) == [*loops(WAIT), *words(WAIT)]


def test_each_statement_is_left_out_once():
    assert counted(WAIT)["drop_statements"] == len(parse(WAIT).statements)
    for kind in ("END IF", "NEXT", "SLEEP", "DROP", "TRACE", "CONNECT", "DISCONNECT", "UNMAP"):
        assert any(m.name.startswith(f"drop {kind} @") for m in mutants(WAIT)), kind


EXAMPLES = {
    "drop_words": (
        "T:\nNOCONCATENATE LOAD a RESIDENT S;\nIF a THEN\nEND IF",
        [
            "T:\n LOAD a RESIDENT S;\nIF a THEN\nEND IF",
            "\nNOCONCATENATE LOAD a RESIDENT S;\nIF a THEN\nEND IF",
            "T:\nNOCONCATENATE LOAD a RESIDENT S;\nIF a \nEND IF",
        ],
    ),
    "drop_semicolons": (
        "SET a=; // ;\nTRACE x;",
        ["SET a= // ;\nTRACE x;", "SET a=; // ;\nTRACE x"],
    ),
    "edit_quotes": ("SET a='';", ["SET a=';", "SET a=''';"]),
    "edit_conditions": (
        "EXIT FOR WHEN a;",
        ["EXIT FOR WHEN not (a);", "EXIT FOR WHEN (1 = 1);", "EXIT FOR WHEN (1 = 0);"],
    ),
    "edit_loops": (
        "FOR i = 1 TO 20\nNEXT",
        ["FOR i = 1 TO 1\nNEXT", "FOR i = 1 TO 200\nNEXT"],
    ),
    "edit_operators": ("LET a = b >= 1;", ["LET a = b > 1;", "LET a = b < 1;"]),
    "edit_numbers": (
        "LET a = 2.5 & 'x=9'; TRACE 1;",
        [
            f"LET a = {new}; TRACE 1;"
            for new in ("3.5 & 'x=9'", "1.5 & 'x=9'", "0 & 'x=9'", "2.5 & 'x=0'")
        ],
    ),
    "edit_alphabets": (
        "LET a = KeepChar(b, '01');",
        [f"LET a = KeepChar(b, '{new}');" for new in "01"] + ["LET a = KeepChar(b, '');"],
    ),
    "drop_arguments": (
        "LET a = F(b, c);\nSWITCH a\nCASE 1, 2\nEND SWITCH",
        [
            *(f"LET a = {new};\nSWITCH a\nCASE 1, 2\nEND SWITCH" for new in ("b", "F(c)", "F(b)")),
            *(f"LET a = F(b, c);\nSWITCH a\nCASE {new}\nEND SWITCH" for new in "21"),
        ],
    ),
    "drop_operands": ("LET a = not b and c;", ["LET a = c;", "LET a = not b;", "LET a = b and c;"]),
    "drop_parameters": (
        'SQL SELECT "a" FROM JSON "b" WITH CONNECTION (URL "h?c=1&d=2");',
        [
            f'SQL SELECT "a" FROM JSON "b" WITH CONNECTION (URL "h{new}");'
            for new in ("&d=2", "?c=1")
        ],
    ),
    "unwrap_blocks": ("IF a THEN\n  SET b=;\nEND IF", ["\n  SET b=;\n"]),
    "compare_ids_as_they_are": ("LET a = 'x$(b)' = 'x$(c)';", ["LET a = '$(b)' = '$(c)';"]),
    "misspell_status": (
        "LET a = 'CANCELED';",
        [f"LET a = '{new}';" for new in ("ACNCELED", "CANCELLED", "CANCELING")],
    ),
    "misspell_name": (
        "SET qsg_App = '$(aa)';",
        ["SET qsg_pAp = '$(aa)';", "SET qsg_App = '$(aaa)';"],
    ),
    "misspell_function": (
        "LET a = If(Len(b), 1);",
        ["LET a = fI(Len(b), 1);", "LET a = If(eLn(b), 1);"],
    ),
    "misspell_keyword": (
        "EXIT FOR WHEN a;",
        ["XEIT FOR WHEN a;", "EXIT OFR WHEN a;", "EXIT FOR HWEN a;"],
    ),
    "misspell_text": ("LET a = GetSysAttr('tenantUrl');", ["LET a = GetSysAttr('etnantUrl');"]),
    "misspell_traces": ("TRACE at $(b);", ["TRACE ta $(b);", "TRACE at $(bb);"]),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_an_edit_does(name):
    text, expected = EXAMPLES[name]
    assert set(of(name, text)) == set(expected)


def test_parts_of_requests_go_with_their_commas():
    text = (
        'SQL SELECT "a", "k", (SELECT "b" AS "c", "k" FROM "d" FK "k")\n'
        'FROM JSON (wrap on) "root" PK "k"\n'
        'WITH CONNECTION (URL "u", BODY "{}");'
    )
    found = {m.name.split(" @")[0]: m.text for m in EDITS["drop_parts_of_requests"](text)}
    assert found["drop column a"] == text.replace('"a", ', " ")
    assert found["drop column b"] == text.replace('"b" AS "c",', "")
    assert found["drop URL"] == text.replace('URL "u",', "")
    assert found["drop BODY"] == text.replace(', BODY "{}"', "")
    assert found["drop key"] == text.replace(' FK "k"', " ")
    assert found["drop wrap"] == text.replace("(wrap on)", "")
    assert found["wrap off"] == text.replace("(wrap on)", "(wrap off)")


def test_sql_of_other_connections_has_no_parts():
    assert not of("drop_parts_of_requests", "SQL SELECT a FROM b;")


def test_characters_that_are_kept_are_no_words():
    assert of("misspell_text", "LET a = PurgeChar('bc', 'DEF');") == [
        "LET a = PurgeChar('cb', 'DEF');"
    ]
