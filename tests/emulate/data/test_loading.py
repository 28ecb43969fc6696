import pytest

from qscriptgen.emulate.errors import ScriptFault
from tests.emulate.data.fake_host import grid, host, table

AB = "T: LOAD * INLINE [a,b\n1,x\n2,y\n3,z];"

SOURCES = {
    "inline": ("T: LOAD * INLINE [\na, b\n1,  x y \n\n];", {"T": table("a b", ("1", "x y"))}),
    "inline without rows": ("T: LOAD * INLINE [a];", {"T": table("a")}),
    "inline in quotes": ('T: LOAD * INLINE "a\n1";', {"T": table("a", ("1",))}),
    "inline with a delimiter": (
        "T: LOAD * INLINE [a|b\n1|,] (delimiter is '|');",
        {"T": table("a b", ("1", ","))},
    ),
    "inline with tabs": (
        "T: LOAD * INLINE [a\tb\n1\t2] (delimiter is '\\t');",
        {"T": table("a b", ("1", "2"))},
    ),
    "inline with quotes": (
        "T: LOAD * INLINE [a,b\n 'x,y' ,\"it's\"\n'',don't];",
        {"T": table("a b", ("x,y", "it's"), ("", "don't"))},
    ),
    "inline without quotes": (
        "T: LOAD * INLINE [a,b\n'x,y'] (no quotes);",
        {"T": table("a b", ("'x", "y'"))},
    ),
    "empty values are empty texts": (
        "T: LOAD a, IsNull(b) AS n INLINE [a,b\n1,];",
        {"T": table("a n", ("1", "0"))},
    ),
    "autogenerate": (
        "T: LOAD 1+1 AS two, 'x' AS t AUTOGENERATE 2;",
        {"T": table("two t", ("2", "x"), ("2", "x"))},
    ),
    "autogenerate of nothing": ("T: LOAD 1 AS a AUTOGENERATE (0);", {"T": table("a")}),
    "resident": (
        AB + "U: LOAD b, a*2 AS c RESIDENT T WHERE a > 1;",
        {
            "T": table("a b", ("1", "x"), ("2", "y"), ("3", "z")),
            "U": table("b c", ("y", "4"), ("z", "6")),
        },
    ),
    "a table that grows by itself": (
        "T: LOAD * INLINE [a\n1\n2]; CONCATENATE (T) LOAD a+2 AS a RESIDENT T;",
        {"T": table("a", ("1",), ("2",), ("3",), ("4",))},
    ),
    "star and more": (
        "T: LOAD *, a & '!' AS c, b AS d INLINE [a,b\n1,x];",
        {"T": table("a b c d", ("1", "x", "1!", "x"))},
    ),
    "names of other fields": (
        'T: LOAD [a b], "c-d" AS [e], 1+1 INLINE [a b,c-d\n1,2];',
        {"T": (["a b", "e", "1+1"], [("1", "2", "2")])},
    ),
    "distinct": (
        "T: LOAD DISTINCT * INLINE [a,b\n1,x\n01,x\n1,X\n1,x];",
        {"T": table("a b", ("1", "x"), ("1", "X"))},
    ),
    "first": ("T: FIRST (1+1) LOAD * INLINE [a\n1\n2\n3];", {"T": table("a", ("1",), ("2",))}),
    "first before what is not known": (
        "T: FIRST 1 LOAD * INLINE [a\n1\n\n2,3];",
        {"T": table("a", ("1",))},
    ),
    "preceding": (
        "T: LOAD c+1 AS d WHERE c > 2; LOAD a*2 AS c INLINE [a\n1\n2];",
        {"T": table("d", ("5",))},
    ),
    "some fields in another order": (
        "T: LOAD c, a INLINE [a,b,c\n1,2,3];",
        {"T": table("c a", ("3", "1"))},
    ),
    "one field of two": ("T: LOAD b INLINE [a,b\n1,2];", {"T": table("b", "2")}),
    "three levels": (
        "T: LOAD e & 'x' AS f; LOAD c & d AS e; LOAD a AS c, b AS d INLINE [a,b\n1,2];",
        {"T": table("f", ("12x",))},
    ),
    "peek sees the rows so far": (
        "T: LOAD a, Peek('s') + a AS t, Alt(Peek('s'), 0) + a AS s INLINE [a\n1\n2\n3];",
        {"T": table("a t s", ("1", None, "1"), ("2", "3", "3"), ("3", "6", "6"))},
    ),
    "peek from above a preceding load": (
        "T: LOAD c, Alt(Peek(c), 7) AS p; LOAD a AS c INLINE [a\n1\n2];",
        {"T": table("c p", ("1", "7"), ("2", "1"))},
    ),
    "exists sees the rows so far": (
        "T: LOAD a INLINE [a\n1]; CONCATENATE (T) LOAD a INLINE [a\n2\n2\n1] WHERE NOT Exists(a);",
        {"T": table("a", ("1",), ("2",))},
    ),
    "fields of other tables": (
        "S: LOAD * INLINE [x,y\n1,one\n2,two]; T: LOAD a, Lookup(y, x, a, 'S') AS l,"
        "Peek(y, 0, 'S') AS p, Exists(x, a) AS e INLINE [a\n2\n3];",
        {
            "S": table("x y", ("1", "one"), ("2", "two")),
            "T": table("a l p e", ("2", "two", "one", "-1"), ("3", None, "one", "0")),
        },
    ),
    "no of rows while loading": (
        "T: LOAD a, NoOfRows('T') AS n INLINE [a\n5\n6];",
        {"T": table("a n", ("5", "0"), ("6", "1"))},
    ),
    "null as condition": ("T: LOAD * INLINE [a\n1] WHERE Null();", {"T": table("a")}),
}


@pytest.mark.parametrize(("script", "expected"), SOURCES.values(), ids=SOURCES)
def test_a_load_gives_the_rows_of_its_source(script, expected):
    assert host().run(script).shown() == expected


def test_a_value_in_modern_quotes_may_hold_quotes_delimiters_and_lines():
    made = host().run('T: LOAD * INLINE [a,b\n"x ""y""\n,",\'] (msq);')
    assert made.shown() == {"T": table("a b", ('x "y"\n,', "'"))}


ORDERS = {
    "numbers": ("10,2,-1", "a", "-1,2,10"),
    "down": ("10,2,-1", "a DESC", "10,2,-1"),
    "texts": ("b,c,a", "a asc", "a,b,c"),
    "digits are no texts": ("9,10", "a", "9,10"),
}


@pytest.mark.parametrize(("values", "order", "expected"), ORDERS.values(), ids=ORDERS)
def test_order_by_sorts_the_rows_of_a_table(values, order, expected):
    data = "a\n" + values.replace(",", "\n")
    made = host().run(
        f"T: LOAD * INLINE [{data}]; U: NOCONCATENATE LOAD a RESIDENT T ORDER BY {order};"
    )
    assert ",".join(row[0] for row in made.shown()["U"][1]) == expected


def test_order_by_keeps_rows_that_are_equal_as_they_were():
    made = host().run(
        "T: LOAD * INLINE [a,b\n2,x\n1,y\n2,w\n1,v]; U: LOAD b AS c RESIDENT T ORDER BY a, b;"
        "V: LOAD b AS d RESIDENT T ORDER BY a DESC;"
    )
    assert made.shown()["U"][1] == [("v",), ("y",), ("w",), ("x",)]
    assert made.shown()["V"][1] == [("x",), ("w",), ("y",), ("v",)]


TARGETS = {
    "same fields": (
        "T: LOAD 1 AS a, 2 AS b {g}; U: LOAD 4 AS b, 3 AS a {g};",
        {"T": table("a b", "12", "34")},
    ),
    "other fields": (
        "T: LOAD 1 AS a {g}; U: LOAD 2 AS b {g};",
        {"T": table("a", "1"), "U": table("b", "2")},
    ),
    "a part of the fields": (
        "T: LOAD 1 AS a, 2 AS b {g}; U: LOAD 3 AS a {g};",
        {"T": table("a b", "12"), "U": table("a", "3")},
    ),
    "fields differ by letter case": (
        "T: LOAD 1 AS a {g}; U: LOAD 2 AS A {g};",
        {"T": table("a", "1"), "U": table("A", "2")},
    ),
    "noconcatenate": (
        "T: LOAD 1 AS a {g}; U: NOCONCATENATE LOAD 2 AS a {g};",
        {"T": table("a", "1"), "U": table("a", "2")},
    ),
    "a label that is in use": (
        "T: LOAD 1 AS a {g}; T: LOAD 2 AS b {g}; T: LOAD 3 AS c {g};",
        {"T": table("a", "1"), "T-1": table("b", "2"), "T-2": table("c", "3")},
    ),
    "noconcatenate with a label that is in use": (
        "T: LOAD 1 AS a {g}; T: NOCONCATENATE LOAD 2 AS a {g};",
        {"T": table("a", "1"), "T-1": table("a", "2")},
    ),
    "concatenate to the last": (
        "T: LOAD 1 AS a {g}; U: LOAD 2 AS b {g}; V: CONCATENATE LOAD 3 AS c {g};",
        {"T": table("a", "1"), "U": table("b c", ("2", None), (None, "3"))},
    ),
    "concatenate to one": (
        "T: LOAD 1 AS a {g}; U: LOAD 2 AS b {g}; CONCATENATE ([T]) LOAD 3 AS a, 4 AS c {g};",
        {"T": table("a c", ("1", None), ("3", "4")), "U": table("b", "2")},
    ),
    "concatenate fewer fields": (
        "T: LOAD 1 AS a, 2 AS b {g}; CONCATENATE (T) LOAD 3 AS b {g};",
        {"T": table("a b", ("1", "2"), (None, "3"))},
    ),
    "add": ("T: LOAD 1 AS a {g}; U: ADD LOAD 2 AS a {g};", {"T": table("a", "1", "2")}),
    "add to one": (
        "T: LOAD 1 AS a {g}; ADD CONCATENATE (T) LOAD 2 AS b {g};",
        {"T": table("a b", ("1", None), (None, "2"))},
    ),
    "add to nothing": ("T: ADD LOAD 1 AS a {g};", {"T": table("a", "1")}),
    "replace": ("T: LOAD 1 AS a {g}; T: REPLACE LOAD 2 AS a {g};", {"T": table("a", "2")}),
    "replace without a label": (
        "T: LOAD 1 AS a {g}; REPLACE LOAD 2 AS a {g};",
        {"T": table("a", "2")},
    ),
    "replace nothing": (
        "U: LOAD 1 AS b {g}; T: REPLACE LOAD 2 AS a {g};",
        {"U": table("b", "1"), "T": table("a", "2")},
    ),
    "only": ("T: REPLACE ONLY LOAD 1 AS a {g}; T: ADD ONLY LOAD 1 AS a {g};", {}),
    "names without a label": (
        "LOAD 1 AS a {g}; LOAD 2 AS b {g}; LOAD * INLINE [c];",
        {
            "AUTOGENERATE01": table("a", "1"),
            "AUTOGENERATE02": table("b", "2"),
            "INLINE01": table("c"),
        },
    ),
    "two labels": ("T: U: LOAD 1 AS a {g};", {"U": table("a", "1")}),
}


@pytest.mark.parametrize(("script", "expected"), TARGETS.values(), ids=TARGETS)
def test_rows_go_into_the_table_that_their_fields_and_prefixes_say(script, expected):
    assert host().run(script.replace("{g}", "AUTOGENERATE 1")).shown() == expected


def test_names_of_tables_that_differ_in_case_are_two_tables_or_one():
    script = "T: LOAD 1 AS a AUTOGENERATE 1; t: LOAD 2 AS b AUTOGENERATE 1;"
    assert list(host().run(script).memory.tables) == ["T", "t"]
    assert list(host("table-case=no").run(script).memory.tables) == ["T", "t-1"]
    assert host("table-case=no").run(script + "DROP TABLE t;").shown() == {"t-1": table("b", "2")}


PARTIAL = {
    "plain": ("U: LOAD 2 AS b AUTOGENERATE 1;", {"T": table("a", "1")}),
    "select": ("U: SQL SELECT b;", {"T": table("a", "1")}),
    "mapping": ("U: MAPPING LOAD 1 AS x, 2 AS y AUTOGENERATE 1;", {"T": table("a", "1")}),
    "add": ("U: ADD LOAD 2 AS a AUTOGENERATE 1;", {"T": table("a", "1", "2")}),
    "add only": ("U: ADD ONLY LOAD 2 AS a AUTOGENERATE 1;", {"T": table("a", "1", "2")}),
    "replace": ("T: REPLACE LOAD 2 AS a AUTOGENERATE 1;", {"T": table("a", "2")}),
    "replace only": ("T: REPLACE ONLY LOAD 2 AS a AUTOGENERATE 1;", {"T": table("a", "2")}),
    "replace a select": (
        "U: REPLACE LOAD b; SQL SELECT b;",
        {"T": table("a", "1"), "U": table("b", "7")},
    ),
    "a missing table is not looked for": ("U: LOAD * RESIDENT Missing;", {"T": table("a", "1")}),
}


@pytest.mark.parametrize(("script", "expected"), PARTIAL.values(), ids=PARTIAL)
def test_a_partial_reload_runs_what_adds_or_replaces(script, expected):
    before = host().run("T: LOAD 1 AS a AUTOGENERATE 1;")
    made = host(partial=True, answer=grid("b", (7,)))
    made.memory.tables.update(before.memory.copy().tables)
    assert made.run(script).shown() == expected


def test_a_select_makes_a_table_of_all_its_columns():
    made = host(answer=grid("id status", ("r1", "QUEUED"), ("r2", None)))
    assert made.run("R: SQL SELECT id, status;").shown() == {
        "R": table("id status", ("r1", "QUEUED"), ("r2", None))
    }


def test_a_load_above_a_select_takes_its_rows():
    made = host(answer=grid("id status", ("r1", "QUEUED"), ("r2", None)))
    made.run("R: LOAD id AS key, If(IsNull(status), '-', status) AS s; SQL SELECT id, status;")
    assert made.shown() == {"R": table("key s", ("r1", "QUEUED"), ("r2", "-"))}


def test_a_select_without_rows_makes_an_empty_table_or_none():
    script = "R: LOAD id WHERE id = 'x'; SQL SELECT id;"
    assert host(answer=grid("id")).run(script).shown() == {"R": table("id")}
    assert host("no-rows=none", answer=grid("id")).run(script).shown() == {}
    rows = grid("id", ("y",))
    assert host("no-rows=none", answer=rows).run(script).shown() == {"R": table("id")}


def test_equal_numbers_of_a_field_are_written_as_the_first_of_them():
    made = host().run(
        "T: LOAD * INLINE [a,b\n01,1.0\n1,1]; U: LOAD *, 1 AS c INLINE [a\n1.00\n0x];"
    )
    assert made.shown()["T"][1] == [("01", "1.0"), ("01", "1.0")]
    assert made.shown()["U"][1] == [("01", "1"), ("0x", "1")]


def test_how_a_number_is_written_is_forgotten_with_the_tables_that_have_it():
    made = host().run(
        "T: LOAD * INLINE [a\n01\n02]; U: LOAD *, 5 AS k INLINE [a\n2]; DROP TABLE T;"
        "V: LOAD *, 6 AS m INLINE [a\n1\n2];"
    )
    assert made.shown()["V"][1] == [("1", "6"), ("02", "6")]
    made.run("DROP TABLES U, V; W: LOAD * INLINE [a\n2.0];")
    assert made.shown()["W"][1] == [("2.0",)]


def test_loaded_texts_are_numbers_where_the_settings_read_them_so():
    script = "T: LOAD a, IsNum(a) AS n INLINE [a\n1;5\n1.5\n2026-01-05\nx] (delimiter is '|');"
    rows = host(decimal_sep=";", thousand_sep=" ").run(script).memory.tables["T"].rows
    assert [row[0].number for row in rows] == [1.5, 1.5, 46027, None]


def test_verbatim_keeps_the_blanks_around_values():
    script = "T: LOAD * INLINE [a,b\n x , 1];"
    made = host(variables={"Verbatim": "1"}).run(script)
    assert made.shown()["T"] == table("a b", (" x ", " 1"))
    assert made.memory.tables["T"].rows[0][1].number == 1
    assert host(variables={"Verbatim": "0"}).run(script).shown()["T"] == table("a b", ("x", "1"))


def test_nullinterpret_and_nulldisplay_say_what_is_null():
    script = "T: LOAD * INLINE [a,b\n,-\n-,]; "
    assert host(variables={"NullInterpret": "-"}).run(script).shown()["T"][1] == [
        ("", None),
        (None, ""),
    ]
    assert host(variables={"NullInterpret": ""}).run(script).shown()["T"][1] == [
        (None, "-"),
        ("-", None),
    ]
    made = host(variables={"NullDisplay": "?"}, answer=grid("id x", (None, 1)))
    assert made.run("R: LOAD id & '!' AS y; SQL SELECT id;").shown()["R"][1] == [("?!",)]


def test_a_mapping_table_is_no_table():
    made = host().run(
        "M: MAPPING LOAD * INLINE [a,b\n1,x\n2,y];"
        "T: LOAD ApplyMap('M', 2, 'no') AS c AUTOGENERATE 1;"
    )
    assert made.shown() == {"T": table("c", "y")}


FAILING = {
    "a row that fails": "U: LOAD If(a = 2, Left(a, 1, 2, 3), a) AS a RESIDENT T WHERE a < 3;",
    "concatenate": "CONCATENATE (T) LOAD If(a = 2, TableName(), a) AS z RESIDENT T;",
    "replace": "T: REPLACE LOAD If(a = 2, TableName(), 1.0) AS a AUTOGENERATE 3;",
    "missing field": "U: LOAD missing RESIDENT T;",
    "missing table": "U: LOAD a RESIDENT Missing;",
    "new numbers": "V: LOAD Num(a + 7, '0.0') AS a, If(a = 2, TableName(), a) AS n RESIDENT T;",
    "mapping": "M: MAPPING LOAD a, TableName() RESIDENT T;",
}


@pytest.mark.parametrize("script", FAILING.values(), ids=FAILING)
def test_a_load_that_fails_changes_nothing(script):
    made = host().run("T: LOAD * INLINE [a\n1\n02\n3]; U: LOAD 5 AS u AUTOGENERATE 1;")
    before = made.memory.copy()
    with pytest.raises(ScriptFault):
        made.run(script)
    assert made.memory == before
    assert list(made.memory.tables) == list(before.tables)
    assert (made.scope.record, made.scope.loading) == (None, None)


FAULTS = {
    "table": ("T: LOAD * RESIDENT Missing;", 10),
    "table of concatenate": ("CONCATENATE (Missing) LOAD 1 AS a AUTOGENERATE 1;", 10),
    "file": ("T: LOAD * FROM [lib://x.qvd] (qvd);", 8),
    "field": ("T: LOAD b INLINE [a];", 11),
    "field of an expression": ("T: LOAD If(1=1, 1, b) AS c INLINE [a];", 11),
    "field of a condition": ("T: LOAD a INLINE [a] WHERE Len(b) > 0;", 11),
    "field of an order": ("S: LOAD * INLINE [a]; T: LOAD a AS c RESIDENT S ORDER BY b;", 11),
    "a name without data": ("T: LOAD b AUTOGENERATE 1;", 11),
    "field that the level below drops": ("T: LOAD b; LOAD a INLINE [a,b];", 11),
    "row of Peek": ("T: LOAD Peek('a', z) AS b INLINE [a];", 11),
    "value of Exists": ("T: LOAD a INLINE [a] WHERE Exists(a, z);", 11),
    "value of Lookup": ("T: LOAD Lookup(x, y, z, 'S') AS b INLINE [a];", 11),
    "one name twice": ("T: LOAD *, a INLINE [a];", 1),
    "one name twice in the data": ("T: LOAD * INLINE [a,a];", 1),
    "no end of an expression": ("T: LOAD 1+ AS a AUTOGENERATE 1;", 2),
    "a count that can't be read": ("FIRST (1+) LOAD * INLINE [a];", 2),
    "a prefix that can't be read": ("CONCATENATE (T U) LOAD 1 AS a AUTOGENERATE 1;", 2),
}


@pytest.mark.parametrize(("script", "code"), FAULTS.values(), ids=FAULTS)
def test_a_load_fails_with_the_code_of_what_is_missing(script, code):
    with pytest.raises(ScriptFault) as caught:
        host().run(script)
    assert caught.value.code == code
