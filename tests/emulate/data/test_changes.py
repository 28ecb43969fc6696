import pytest

from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.grid import Grid
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.evaluation.values import text
from tests.emulate.data.fake_host import grid, host, table

DATA = """
T: LOAD * INLINE [a,b
1,x
2,y];
U: LOAD * INLINE [a,c
01,z];
M: MAPPING LOAD * INLINE [k,v
a,new a
U,V
none,other];
"""
T, U = table("a b", ("1", "x"), ("2", "y")), table("a c", ("1", "z"))

CHANGED = {
    "drop a table": ("DROP TABLE T;", {"U": U}),
    "drop tables": ("drop tables U, [T];", {}),
    "drop a field everywhere": (
        "DROP FIELD a;",
        {"T": table("b", "x", "y"), "U": table("c", "z")},
    ),
    "drop a field of one table": ("DROP FIELD a FROM T;", {"T": table("b", "x", "y"), "U": U}),
    "drop fields": ("DROP FIELDS b;", {"T": table("a", "1", "2"), "U": U}),
    "drop a field of two tables": (
        "DROP FIELDS a FROM T, U;",
        {"T": table("b", "x", "y"), "U": table("c", "z")},
    ),
    "drop a mapping table": ("DROP MAPPING TABLE M;", {"T": T, "U": U}),
    "rename a table": ("RENAME TABLE T TO [My T];", {"My T": T, "U": U}),
    "rename a table to its name": ("RENAME TABLE T TO T;", {"T": T, "U": U}),
    "swap names": ("RENAME TABLES T TO X, U TO T, X TO U;", {"U": T, "T": U}),
    "rename a field": (
        "RENAME FIELD a TO z;",
        {"T": (["z", "b"], T[1]), "U": (["z", "c"], U[1])},
    ),
    "rename fields": (
        "RENAME FIELDS a TO z, c TO y;",
        {"T": (["z", "b"], T[1]), "U": (["z", "y"], U[1])},
    ),
    "rename a field to its name": ("RENAME FIELD a TO a;", {"T": T, "U": U}),
    "rename fields by a map": (
        "RENAME FIELDS USING M;",
        {"T": (["new a", "b"], T[1]), "U": (["new a", "c"], U[1])},
    ),
    "rename tables by a map": ("RENAME TABLES USING M;", {"T": T, "V": U}),
    "comments and tags": (
        "COMMENT TABLE T WITH 'x'; TAG FIELD a WITH 'x'; UNTAG FIELD a WITH 'x';",
        {"T": T, "U": U},
    ),
}


@pytest.mark.parametrize(("script", "expected"), CHANGED.values(), ids=CHANGED)
def test_statements_change_tables_and_fields(script, expected):
    assert host().run(DATA + script).shown() == expected


def test_renamed_tables_keep_their_place_and_fields_their_forms():
    made = host().run(DATA + "RENAME TABLE T TO Z; RENAME FIELD a TO n;")
    assert list(made.memory.tables) == ["Z", "U"]
    made.run("V: LOAD * INLINE [n\n01];")
    assert made.shown()["V"][1] == [("1",)]


def test_drop_mapping_table_and_drop_variable():
    made = host(variables={"v": "1", "w": "2"}).run(
        DATA + "DROP MAPPING TABLE M; DROP VARIABLES v;"
    )
    assert made.memory.mappings == {}
    assert made.memory.variables == {"w": text("2")}


MISSING = {
    "table": ("DROP TABLE Missing;", 10),
    "table in another letter case": ("DROP TABLE t;", 10),
    "mapping table": ("DROP MAPPING TABLE Missing;", 10),
    "field": ("DROP FIELD z;", 11),
    "field of a table": ("DROP FIELD c FROM T;", 11),
    "table of a field": ("DROP FIELD a FROM Missing;", 10),
    "one of two tables": ("DROP FIELD c FROM T, U;", 11),
}


@pytest.mark.parametrize(("script", "code"), MISSING.values(), ids=MISSING)
def test_drop_of_what_is_missing_is_a_fault_or_nothing(script, code):
    with pytest.raises(ScriptFault) as caught:
        host().run(DATA + script)
    assert caught.value.code == code
    host("drop-missing=no").run(DATA + script)


def test_drop_goes_as_far_as_it_finds_what_it_drops():
    made = host().run(DATA)
    with pytest.raises(ScriptFault):
        made.run("DROP TABLES T, Missing, U;")
    assert list(made.memory.tables) == ["U"]
    made = host("drop-missing=no").run(DATA + "DROP FIELD c FROM T, U;")
    assert made.shown() == {"T": T, "U": table("a", "1")}


FAULTS = {
    "rename to a table that exists": ("RENAME TABLE T TO U;", 1),
    "rename of a missing table": ("RENAME TABLE Missing TO X;", 10),
    "rename of nothing": ("RENAME T TO X;", 2),
    "rename without a new name": ("RENAME TABLE T TO;", 2),
    "rename without TO": ("RENAME TABLE T X;", 2),
    "rename with more": ("RENAME TABLE T TO X Y;", 2),
    "rename by a map with more": ("RENAME TABLES USING M X;", 2),
    "drop of nothing": ("DROP T;", 2),
    "store of a missing table": ("STORE Missing INTO [lib://x.qvd];", 10),
    "store of a missing field": ("STORE z FROM T INTO [lib://x.qvd];", 11),
    "store of a field twice": ("STORE a, a FROM T INTO [lib://x.qvd];", 1),
    "store without a path": ("STORE T;", 2),
}


@pytest.mark.parametrize(("script", "code"), FAULTS.values(), ids=FAULTS)
def test_a_change_that_is_not_possible_is_a_fault(script, code):
    made = host().run(DATA)
    before = made.memory.copy()
    with pytest.raises(ScriptFault) as caught:
        made.run(script)
    assert caught.value.code == code
    assert (made.memory, made.files) == (before, {})


UNKNOWN = {
    "the only field": "DROP FIELDS a, b FROM T;",
    "a missing variable": "DROP VARIABLE v;",
    "a table from another": "DROP TABLE T FROM U;",
    "a mapping field": "DROP MAPPING FIELD a;",
    "rename to a field that exists": "RENAME FIELD a TO b;",
    "rename of a missing field": "RENAME FIELD z TO y;",
    "rename by a missing map": "RENAME FIELDS USING Missing;",
    "an unexpanded name": "DROP TABLE $(x);",
    "store of two tables": "STORE a FROM T, U INTO [lib://x.qvd];",
    "store with another format": "STORE T INTO [lib://x.parquet] (parquet);",
    "store with labels": "STORE T INTO [lib://x.csv] (txt, no labels);",
    "store without quotes": "STORE T INTO [lib://x.csv] (txt, no quotes);",
    "store without a kind": "STORE T INTO [lib://x.csv] (delimiter is ';');",
}


@pytest.mark.parametrize("script", UNKNOWN.values(), ids=UNKNOWN)
def test_changes_whose_effect_is_not_known_are_not_emulated(script):
    with pytest.raises(NotEmulated):
        host().run(DATA + script)


STORED = {
    "qvd": ("STORE T INTO [lib://x.qvd] (qvd);", grid("a b", (1, "x"), (2, "y"))),
    "without a format": ("STORE T INTO lib://D/x.qvd;", None),
    "some fields": ("STORE b FROM T INTO 'lib://x.qvd';", grid("b", ("x",), ("y",))),
    "all fields": ("STORE * FROM T INTO [lib://x.qvd];", None),
    "txt": ("STORE T INTO [lib://x.csv] (txt);", "a,b\r\n1,x\r\n2,y\r\n"),
    "txt with a delimiter": (
        "STORE T INTO [lib://x.csv] (txt, delimiter is ';');",
        "a;b\r\n1;x\r\n2;y\r\n",
    ),
}


@pytest.mark.parametrize(("script", "expected"), STORED.values(), ids=STORED)
def test_store_writes_a_file(script, expected):
    (found,) = host().run(DATA + script).files.values()
    if isinstance(found, Grid):
        texts = [tuple(host().text(value) for value in row) for row in found.rows]
        fields = tuple((expected or grid("a b")).fields)
        assert found.fields == fields
        assert texts == [tuple(row[["a", "b"].index(f)] for f in fields) for row in T[1]]
    else:
        assert found == expected


def test_a_stored_file_does_not_change_with_its_table():
    made = host().run(DATA + "STORE T INTO [lib://x.qvd]; DROP FIELD b FROM T;")
    made.run("CONCATENATE (T) LOAD 5 AS a AUTOGENERATE 1;")
    assert len(made.files["lib://x.qvd"].rows) == 2
    made.run("DROP TABLE T; T: LOAD * FROM [lib://x.qvd] (qvd);")
    assert made.shown()["T"] == T


def test_text_files_quote_what_needs_it():
    made = host().run("T: LOAD 'a,b' AS x, 'it''s \"so\"' AS y, Null() AS z AUTOGENERATE 1;")
    made.run("STORE T INTO [lib://x.csv] (txt);")
    assert made.files["lib://x.csv"] == 'x,y,z\r\n"a,b","it\'s ""so""",\r\n'
    made.run("DROP TABLE T; T: LOAD * FROM [lib://x.csv] (txt, utf8, embedded labels, msq);")
    assert made.shown()["T"] == table("x y z", ("a,b", 'it\'s "so"', ""))


READ = {
    "labels": ("embedded labels", "a,b\n1,x\n", table("a b", ("1", "x"))),
    "no labels": ("no labels", "a,b\r\n1,x\r\n", table("@1 @2", ("a", "b"), ("1", "x"))),
    "a delimiter": ("embedded labels, delimiter is ';'", "a;b\n1;,", table("a b", ("1", ","))),
    "a bare delimiter": ("embedded labels, delimiter is |", "a|b\n1|,", table("a b", ("1", ","))),
    "a header": ("embedded labels, header is 1 lines", "x\na\n1", table("a", "1")),
}


@pytest.mark.parametrize(("form", "written", "expected"), READ.values(), ids=READ)
def test_a_text_file_is_read_by_its_format(form, written, expected):
    made = host(files={"lib://My data/f.csv": written})
    made.run(f"T: LOAD * FROM [lib://My data/f.csv] (txt, utf8, {form});")
    assert made.shown() == {"T": expected}


NAMES = {
    "lib://Space:DataFiles/folder/Sales 2026.v2.qvd": "Sales 2026.v2",
    "lib://DataFiles:plain": "plain",
    "lib://D/" + "x" * 40 + ".qvd": "x" * 32,
}


@pytest.mark.parametrize(("path", "name"), NAMES.items(), ids=NAMES.values())
def test_a_table_without_a_label_is_called_after_its_file(path, name):
    made = host(files={path: grid("a", (1,))}).run(f"LOAD a FROM [{path}] (qvd);")
    assert made.shown() == {name: table("a", "1")}
    made.run(f"LOAD a AS b FROM [{path}] (qvd);")
    assert list(made.memory.tables) == [name, f"{name}-1"]
