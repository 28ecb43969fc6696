"""Statements about data: what their errors name, and what rare forms of them do."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.data.memory import Memory, Naming, NamingRule, Table
from qscriptgen.emulate.engine import PlayedScript, play
from qscriptgen.emulate.world import parse_world
from qscriptgen.script.evaluation import NotEmulated

T = "T:\nLOAD * INLINE [a,b\n1,x\n2,y];\n"
M = "M:\nMAPPING LOAD * INLINE [k,v\nx,new];\n"


def run(script: str, **options) -> PlayedScript:
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
    "two fields of one name": ("U:\nLOAD 1 AS c, 2 AS [x y], 3 AS [x y] AUTOGENERATE 1;", 1, "x y"),
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


def loaded(script: str, **options) -> list[tuple[str | float | None, ...]]:
    """The rows of T: texts, or numbers that have none."""
    rows = run(script, **options).tables["T"].rows
    return [tuple(v.number if v.text is None else v.text for v in row) for row in rows]


@pytest.mark.parametrize(
    ("inline", "rows"),
    [
        ("[a\n''\n1]", [("",), ("1",)]),
        ('[a\n1\n""]', [("1",), ("",)]),
        ("[a\n'x\"\"y']", [('x""y',)]),
        ('[a\n"x"] (no quotes)', [('"x"',)]),
        ('[a\n"x""y"] (msq)', [('x"y',)]),
        ("[aXb\n1X2] (delimiter is 'X')", [("1", "2")]),
        ("[a\n\tx\t\n  y  ]", [("\tx\t",), ("y",)]),
    ],
)
def test_value_in_the_script_is_as_it_is_written(inline, rows):
    assert loaded(f"T:\nLOAD * INLINE {inline};\n") == rows


@pytest.mark.parametrize("written", ["''", "'x'", "'x y'"])
def test_other_quotes_than_those_of_msq_are_not_emulated(written):
    with pytest.raises(NotEmulated, match="a quote within a value"):
        run(f"T:\nLOAD * INLINE [a\n{written}] (msq);\n")


@pytest.mark.parametrize("form", ["header is 1 line", "header is 1 lines"])
def test_lines_of_a_header_are_passed_over(form):
    files = {"lib://a.txt": "some head\na\n1\n"}
    script = f"T:\nLOAD * FROM [lib://a.txt] (txt, embedded labels, {form});\n"
    assert loaded(script, files=files) == [("1",)]


@pytest.mark.parametrize("code", [10, 13, 34, 39, 44])
def test_value_that_a_reader_could_take_for_two_is_stored_in_quotes(code):
    table = f"T:\nLOAD 'x' & Chr({code}) & 'y' AS a AUTOGENERATE 1;\n"
    doubled = chr(code) * (2 if code == 34 else 1)
    found = run(f"{table}STORE T INTO [lib://d/t] (txt);").files
    assert found["lib://d/t"] == f'a\r\n"x{doubled}y"\r\n'


@pytest.mark.parametrize("path", ["lib://x?.csv", "lib://*.csv"])
def test_path_with_a_mask_is_not_emulated(path):
    with pytest.raises(NotEmulated, match="a path with a mask"):
        run(f"T:\nLOAD * FROM [{path}] (txt, embedded labels);")


@pytest.mark.parametrize("path", ["lib://d\\sub\\T.csv", "lib://d/sub/T.csv", "lib://d:T.csv"])
def test_table_without_a_label_is_called_as_its_file(path):
    script = f"LOAD * FROM [{path}] (txt, embedded labels);"
    assert loaded(script, files={path: "a\n1"}) == [("1",)]


@pytest.mark.parametrize("count", ["n", "1 + n", "Max(n, 1)"])
def test_number_of_rows_that_depends_on_a_name_is_not_emulated(count):
    with pytest.raises(NotEmulated):
        run(f"SET n = 1;\nT:\nLOAD 1 AS a AUTOGENERATE {count};")


def test_number_of_rows_may_be_a_text_that_is_a_number():
    assert len(loaded("T:\nLOAD 1 AS a AUTOGENERATE '3';")) == 3


@pytest.mark.parametrize("rule", ["MAP a USING N", "NULLASVALUE b"])
def test_mapping_table_of_fields_under_a_rule_is_not_emulated(rule):
    script = f"N:\nMAPPING LOAD 1 AS x, 2 AS y AUTOGENERATE 1;\n{rule};\n"
    with pytest.raises(NotEmulated, match="under MAP or NULLASVALUE"):
        run(script + "M:\nMAPPING LOAD * INLINE [a,b];\n")


def test_rule_takes_the_place_of_those_that_it_covers():
    naming = Naming()
    for mask in ("a", "b*", "a", "*"):
        naming = naming.with_rule(NamingRule("NULLASVALUE", mask, "on"))
    assert naming.rules == (NamingRule("NULLASVALUE", "*", "on"),)


def test_copy_of_a_memory_has_lists_of_its_own():
    memory = Memory(tables={"T": Table("T", ["a"], [])})
    copy = memory.copy()
    memory.tables["T"].fields.append("b")
    memory.tables["T"].rows.append(())
    assert (copy.tables["T"].fields, copy.tables["T"].rows) == (["a"], [])


def test_alias_is_also_for_fields_that_are_called_as_they_are_computed():
    script = "ALIAS [1 + 1] AS two;\nT:\nLOAD 1 + 1 AUTOGENERATE 1;\n"
    assert run(script).tables["T"].fields == ("two",)
