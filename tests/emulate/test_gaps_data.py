"""Statements about data: what their errors name, and what rare forms of them do."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.engine import Played, play
from qscriptgen.emulate.world import parse_world
from qscriptgen.script.evaluation import NotEmulated

T = "T:\nLOAD * INLINE [a,b\n1,x\n2,y];\n"
M = "M:\nMAPPING LOAD * INLINE [k,v\nx,new];\n"


def run(script: str, **options) -> Played:
    options["world"] = parse_world(options.get("world", ""))
    return play(script, **options)


FAULTS = {
    "drop of a table": ("DROP TABLE Gone;", 10, "'Gone'"),
    "drop of a mapping table": ("DROP MAPPING TABLE Gone;", 10, "'Gone'"),
    "drop of a field": ("DROP FIELD gone;", 11, "'gone'"),
    "drop of a field of a table": ("DROP FIELD gone FROM T;", 11, "'gone'"),
    "drop of a field of no table": ("DROP FIELD a FROM Gone;", 10, "'Gone'"),
    "rename of a table": ("RENAME TABLE Gone TO U;", 10, "'Gone'"),
    "rename to a table that is there": (
        "U:\nLOAD 1 AS c AUTOGENERATE 1;\nRENAME TABLE T TO U;",
        1,
        "'U'",
    ),
    "rename of nothing": ("RENAME a TO b;", 2, "before 'a'"),
    "rename without TO": ("RENAME FIELD a;", 2, "before ';'"),
    "rename with another word": ("RENAME FIELD a AS b;", 2, "before 'AS'"),
    "rename with too much": ("RENAME FIELD a TO b c;", 2, "before 'c'"),
    "alias without a name": ("ALIAS a AS;", 2, "before ';'"),
    "map without a field": ("MAP USING M;", 2, "before 'M'"),
    "map without USING": ("MAP a;", 2, "before ';'"),
    "map without a table": ("MAP a USING;", 2, "before ';'"),
    "a list without a field": ("QUALIFY a, ;", 2, "before ';'"),
}


@pytest.mark.parametrize(("script", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_error_says_what_is_missing_or_where(script, code, words):
    played = run(T + script)
    assert (played.status, played.code) == ("FAILED", code)
    assert words in played.error


REFUSED = {
    "drop of a variable": ("DROP VARIABLE gone;", "'gone'"),
    "drop of the only field": ("U:\nLOAD 1 AS c AUTOGENERATE 1;\nDROP FIELD c;", "the only field"),
    "rename of a field": ("RENAME FIELD gone TO b;", "'gone'"),
    "rename to a field that is there": ("RENAME FIELD a TO b;", "'b'"),
    "rename by a map": ("RENAME FIELDS USING Gone;", "'Gone'"),
    "map by a map": ("MAP a USING Gone;", "'Gone'"),
    "map by a map that is gone": (M + "MAP a USING M;\nDROP MAPPING TABLE M;\n" + T, "'M'"),
}


@pytest.mark.parametrize(("script", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_emulated_is_named(script, words):
    with pytest.raises(NotEmulated, match=words):
        run(T + script)


@pytest.mark.parametrize("mask", ["a?", "?1", "[a?]", "*?", "?*"])
def test_mask_has_a_question_mark_for_one_character(mask):
    played = run(f"QUALIFY {mask};\nT:\nLOAD 1 AS a1, 2 AS cc1 AUTOGENERATE 1;\n")
    fields = ("T.a1", "T.cc1") if "*" in mask else ("T.a1", "cc1")
    assert played.tables["T"].fields == fields


def test_field_that_lost_a_table_can_be_renamed_and_loaded_again():
    script = (
        "T:\nLOAD * INLINE [a\nx];\nU:\nLOAD * INLINE [a,b\ny,z];\nDROP TABLE U;\n"
        "RENAME FIELD a TO c;\nCONCATENATE (T)\nLOAD 1 AS c AUTOGENERATE 1;\n"
    )
    played = run(script)
    assert played.status == "SUCCEEDED"
    assert [row[0].text or row[0].number for row in played.tables["T"].rows] == ["x", 1]
