import pytest

from qscriptgen.emulate.data.memory import Memory, NamingRule
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.data.fake_host import grid, host, table

LOADED = "T: LOAD 1 AS a, 2 AS ab, Null() AS n AUTOGENERATE 1;"

QUALIFIED = {
    "nothing": ("", "a ab n"),
    "all": ("QUALIFY *;", "T.a T.ab T.n"),
    "one": ("QUALIFY ab;", "a T.ab n"),
    "a list": ("QUALIFY a, [n], z;", "T.a ab T.n"),
    "a bare mask": ("QUALIFY a*;", "T.a T.ab n"),
    "a bare mask for one": ("QUALIFY a?, ?;", "T.a T.ab T.n"),
    "a mask in quotes": ('QUALIFY "a?";', "a T.ab n"),
    "a mask in apostrophes": ("QUALIFY '?';", "T.a ab T.n"),
    "all but some": ('QUALIFY *; UNQUALIFY "a*";', "a ab T.n"),
    "all but one, then that": ("QUALIFY *; UNQUALIFY a; QUALIFY a;", "T.a T.ab T.n"),
    "all, then none": ("QUALIFY *; QUALIFY a; UNQUALIFY *;", "a ab n"),
    "one, then all but it": ("UNQUALIFY a; QUALIFY *;", "T.a T.ab T.n"),
    "letter case": ("QUALIFY A;", "a ab n"),
}


@pytest.mark.parametrize(("before", "fields"), QUALIFIED.values(), ids=QUALIFIED)
def test_qualify_puts_the_label_before_the_fields_of_its_masks(before, fields):
    assert host().run(before + LOADED).shown()["T"][0] == fields.split()


def test_qualify_takes_the_label_also_where_the_table_gets_another_name():
    made = host().run("S: LOAD 1 AS s AUTOGENERATE 1; QUALIFY *; S: LOAD 2 AS a AUTOGENERATE 1;")
    assert made.shown() == {"S": table("s", "1"), "S-1": table("S.a", "2")}
    made.run("S: LOAD 3 AS a AUTOGENERATE 1;")
    assert made.shown()["S-1"] == table("S.a", "2", "3")


def test_qualify_takes_the_name_of_a_file_where_there_is_no_label():
    files = {"lib://Space:DataFiles/x.qvd": grid("A B", (1, 2))}
    made = host(files=files).run("QUALIFY B; LOAD * FROM [lib://Space:DataFiles/x.qvd] (qvd);")
    assert made.shown() == {"x": table("A x.B", ("1", "2"))}


def test_qualified_fields_are_peeked_by_their_whole_name():
    made = host().run("QUALIFY *; T: LOAD a, Peek('T.a') AS p, Peek('a') AS q INLINE [a\n1\n2];")
    assert made.shown()["T"][1] == [("1", None, None), ("2", "1", None)]


def test_qualify_of_what_a_preceding_load_takes_is_a_doubt():
    script = "QUALIFY *; R: LOAD {} AS x; SQL SELECT id;"
    rows = grid("id", ("r1",))
    assert host(answer=rows).run(script.format("id")).shown() == {"R": table("R.x", ("r1",))}
    with pytest.raises(ScriptFault, match="'id' not found"):
        host("qualify-lower=yes", answer=rows).run(script.format("id"))
    made = host("qualify-lower=yes", answer=rows).run(script.format("[R.id]"))
    assert made.shown() == {"R": table("R.x", ("r1",))}


@pytest.mark.parametrize("kept", ["", 'UNQUALIFY "r_*";'])
def test_names_with_an_own_prefix_escape_qualify_only_with_unqualify(kept):
    made = host("qualify-lower=yes", answer=grid("r_id", ("x",)))
    script = f"QUALIFY *; {kept} R: LOAD r_id; SQL SELECT r_id;"
    if kept:
        assert made.run(script).shown() == {"R": table("r_id", "x")}
    else:
        with pytest.raises(ScriptFault):
            made.run(script)


NULLS = {
    "not": ("", {}, [("1", None)]),
    "without a symbol": ("NULLASVALUE *;", {}, [("1", "")]),
    "with a symbol": ("NULLASVALUE n;", {"NullValue": "<NULL>"}, [("1", "<NULL>")]),
    "another field": ("NULLASVALUE a;", {"NullValue": "<NULL>"}, [("1", None)]),
    "turned off": ("NULLASVALUE *; NULLASNULL n;", {}, [("1", None)]),
}


@pytest.mark.parametrize(("before", "variables", "rows"), NULLS.values(), ids=NULLS)
def test_nullasvalue_fills_null_in(before, variables, rows):
    made = host(variables=variables).run(before + "T: LOAD 1 AS a, Null() AS n AUTOGENERATE 1;")
    assert made.shown()["T"][1] == rows


def test_nullasvalue_of_what_a_preceding_load_takes_is_a_doubt():
    script = "NULLASVALUE id; R: LOAD IsNull(id) AS x; SQL SELECT id;"
    rows = grid("id", (None,))
    assert host(answer=rows).run(script).shown()["R"][1] == [("0",)]
    assert host("nullasvalue-lower=no", answer=rows).run(script).shown()["R"][1] == [("-1",)]
    script = "NULLASVALUE x; R: LOAD IsNull(x) AS y; LOAD Null() AS x; SQL SELECT id;"
    assert host(answer=rows).run(script).shown()["R"][1] == [("0",)]


MAP = "M: MAPPING LOAD * INLINE [k,v\n1,one\n<NULL>,nothing\nx,y];"
MAPPED = {
    "a number": ("MAP a USING M;", "1", "one"),
    "a text": ("MAP * USING M;", "'x'", "y"),
    "an unknown value": ("MAP * USING M;", "2", "2"),
    "the computed value, once": ("MAP a USING M;", "0 + 1", "one"),
    "another field": ("MAP b USING M;", "1", "1"),
    "unmapped": ("MAP * USING M; UNMAP a;", "1", "1"),
    "behind NULLASVALUE": ("SET; NULLASVALUE *; MAP * USING M;", "Null()", "nothing"),
    "the last one": (
        MAP.replace("M:", "N:").replace("one", "uno") + "MAP * USING M; MAP a USING N;",
        "1",
        "uno",
    ),
}


@pytest.mark.parametrize(("before", "expression", "expected"), MAPPED.values(), ids=MAPPED)
def test_map_using_changes_what_is_stored(before, expression, expected):
    made = host(variables={"NullValue": "<NULL>"})
    made.run(MAP + before.removeprefix("SET;") + f"T: LOAD {expression} AS a AUTOGENERATE 1;")
    assert made.shown()["T"][1] == [(expected,)]


def test_map_using_leaves_the_values_inside_of_expressions_alone():
    made = host().run(MAP + "MAP * USING M; T: LOAD a+1 AS b, Peek('b') AS p INLINE [a\n0\n1];")
    assert made.shown()["T"][1] == [("one", None), ("2", "one")]
    made.run("U: LOAD c + 1 AS d; LOAD 1 AS c AUTOGENERATE 1;")
    assert made.shown()["U"][1] == [("2",)]


IN_PARTIAL = {"MAP a": 0, "ADD MAP a": 1, "REPLACE ONLY MAP a": 1}


@pytest.mark.parametrize(("words", "rules"), IN_PARTIAL.items(), ids=IN_PARTIAL)
def test_a_partial_reload_maps_only_what_is_added_or_replaced(words, rules):
    made = host(partial=True)
    made.memory.mappings["M"] = []
    made.run(f"{words} USING M;")
    assert len(made.memory.naming.rules) == rules
    made = host()
    made.memory.mappings["M"] = []
    made.run(f"{words} USING M;")
    assert len(made.memory.naming.rules) == (0 if "ONLY" in words else 1)


ALIASED = {
    "a field": ("ALIAS a AS b;", "T: LOAD a INLINE [a,c\n1,2];", "b"),
    "all fields": ("ALIAS a AS [b x], z AS y;", "T: LOAD * INLINE [a,c\n1,2];", "b x|c"),
    "the later one": ("ALIAS a AS b; ALIAS a AS d;", "T: LOAD a, c INLINE [a,c\n1,2];", "d|c"),
    "expressions read the source": ("ALIAS a AS b;", "T: LOAD a + 1 AS n INLINE [a,c\n1,2];", "n"),
    "names below that have none": ("ALIAS z AS y;", "T: LOAD a; LOAD * INLINE [a];", "a"),
    "with qualify": ("ALIAS a AS b; QUALIFY *;", "T: LOAD a INLINE [a,c\n1,2];", "T.b"),
}


@pytest.mark.parametrize(("before", "loaded", "fields"), ALIASED.values(), ids=ALIASED)
def test_alias_renames_fields_that_are_loaded(before, loaded, fields):
    assert host().run(before + loaded).shown()["T"][0] == fields.split("|")


def test_rules_do_not_grow_in_a_loop():
    made = host().run('QUALIFY *; UNQUALIFY "q_*", b; NULLASVALUE a;' * 50)
    assert made.memory.naming.rules == (
        NamingRule("QUALIFY", "*", "on"),
        NamingRule("QUALIFY", "q_*", ""),
        NamingRule("QUALIFY", "b", ""),
        NamingRule("NULLASVALUE", "a", "on"),
    )
    assert made.run("ALIAS a AS b;" * 50).memory.naming.alias == (("a", "b"),)


def test_an_app_keeps_neither_rules_nor_mapping_tables():
    made = host().run(
        MAP + "MAP * USING M; QUALIFY a; ALIAS x AS y; T: LOAD 1 AS b AUTOGENERATE 1;"
    )
    kept = made.memory.saved()
    assert kept.tables == made.memory.tables
    assert (kept.mappings, kept.naming) == ({}, Memory().naming)
    assert made.memory.mappings
    assert made.memory.naming.rules


UNREADABLE = [
    "QUALIFY;",
    "QUALIFY a b;",
    "QUALIFY a,;",
    "QUALIFY (a);",
    "MAP a M;",
    "MAP a USING;",
    "MAP a USING M N;",
    "ALIAS a;",
    "ALIAS a AS;",
    "ALIAS a AS b c;",
    "UNMAP a,,b;",
]


@pytest.mark.parametrize("script", UNREADABLE)
def test_a_rule_that_can_not_be_read_is_a_fault(script):
    made = host()
    made.memory.mappings["M"] = []
    with pytest.raises(ScriptFault) as caught:
        made.run(script)
    assert caught.value.code == 2


UNKNOWN = {
    "no label": "QUALIFY *; LOAD 1 AS a AUTOGENERATE 1;",
    "resident without a label": "T: LOAD 1 AS a AUTOGENERATE 1; QUALIFY *; LOAD a AS b RESIDENT T;",
    "concatenate": "T: LOAD * INLINE [a]; QUALIFY *; CONCATENATE (T) LOAD 1 AS a AUTOGENERATE 1;",
    "rule by a name that qualify changes": "QUALIFY *; NULLASVALUE a; T: LOAD a INLINE [a];",
    "map of a name that qualify changes": MAP
    + "QUALIFY *; MAP a USING M; T: LOAD 1 AS a AUTOGENERATE 1;",
    "missing mapping table": "MAP a USING M;",
    "dropped mapping table": MAP
    + "MAP a USING M; DROP MAPPING TABLE M; T: LOAD 1 AS a AUTOGENERATE 1;",
    "mapping table under a rule": "NULLASVALUE *;" + MAP,
    "alias of a name by AS": "ALIAS a AS b; T: LOAD 1 AS a AUTOGENERATE 1;",
    "alias of a field that has a name by AS": "ALIAS a AS b; T: LOAD a AS c INLINE [a];",
    "nothing to fill in": "T: LOAD * INLINE [a\n1]; NULLASVALUE b;"
    "CONCATENATE (T) LOAD 1 AS a, 2 AS b AUTOGENERATE 1;",
    "nothing to fill in below": "T: LOAD * INLINE [a,b]; NULLASVALUE b;"
    "CONCATENATE (T) LOAD 1 AS a AUTOGENERATE 1;",
    "alias below": "ALIAS a AS b; T: LOAD a; LOAD a INLINE [a];",
    "alias of a lower source": "ALIAS a AS b; T: LOAD c; LOAD 1 AS c, a AS d INLINE [a];",
    "unexpanded": "QUALIFY $(x);",
}


@pytest.mark.parametrize("script", UNKNOWN.values(), ids=UNKNOWN)
def test_rules_whose_effect_is_not_known_are_not_emulated(script):
    with pytest.raises(NotEmulated):
        host().run(script)


def test_rules_of_both_names_that_agree_are_followed():
    made = host().run("QUALIFY *; NULLASVALUE *; T: LOAD Null() AS a AUTOGENERATE 1;")
    assert made.shown() == {"T": table("T.a", ("",))}
