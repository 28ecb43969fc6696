import pytest

from qscriptgen.emulate.data.loading import load
from qscriptgen.emulate.grid import Grid
from qscriptgen.script import parse_statements
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.data.fake_host import grid, host

T = "T: LOAD * INLINE [a,b\n1,x\n2,y];"
FILES: dict[str, str | Grid] = {"lib://x.qvd": grid("a", (1,)), "lib://x.csv": "a\n1"}

REFUSED = {
    "left join": (T + "LEFT JOIN (T) LOAD * RESIDENT T;", "LEFT JOIN"),
    "join": (T + "JOIN LOAD * RESIDENT T;", "JOIN"),
    "keep": (T + "INNER KEEP (T) LOAD * RESIDENT T;", "INNER KEEP"),
    "crosstable": ("CROSSTABLE (a, b) LOAD * INLINE [a];", "CROSSTABLE"),
    "generic": ("GENERIC LOAD * INLINE [a];", "GENERIC"),
    "sample": ("SAMPLE 0.5 LOAD * INLINE [a];", "SAMPLE"),
    "buffer": ("BUFFER LOAD * INLINE [a];", "BUFFER"),
    "merge": ("MERGE LOAD * INLINE [a];", "MERGE"),
    "group by": (T + "U: LOAD a, Count(b) AS n RESIDENT T GROUP BY a;", "GROUP BY"),
    "aggregation": (T + "U: LOAD Sum(a) AS n RESIDENT T;", "the aggregation Sum"),
    "aggregation without rows": ("U: LOAD If(1, Max(a)) AS n INLINE [a];", "the aggregation Max"),
    "unknown function without rows": ("U: LOAD NoSuch(a) AS n INLINE [a];", "the function NoSuch"),
    "while": ("U: LOAD 1 AS a AUTOGENERATE 1 WHILE IterNo() < 3;", "WHILE in a LOAD"),
    "a record number above another LOAD": (
        "U: LOAD RecNo() AS a, b; LOAD 1 AS b AUTOGENERATE 1;",
        "RecNo outside of a LOAD",
    ),
    "a counter": ("U: LOAD RowNo() AS a AUTOGENERATE 1;", "the function RowNo"),
    "from_field": (T + "U: LOAD * FROM_FIELD (T, a);", "LOAD with FROM_FIELD"),
    "order by without resident": ("U: LOAD * INLINE [a] ORDER BY a;", "ORDER BY without RESIDENT"),
    "order by a number": (T + "U: LOAD a AS c RESIDENT T ORDER BY 1;", "anything but a field"),
    "order of NULL": (
        "S: LOAD Null() AS a AUTOGENERATE 1; U: LOAD a AS c RESIDENT S ORDER BY a;",
        "or are NULL",
    ),
    "order of numbers and texts": (
        "S: LOAD * INLINE [a\n1\nx]; U: LOAD a AS c RESIDENT S ORDER BY a;",
        "ORDER BY where some values are not numbers",
    ),
    "order of letter case": (
        "S: LOAD * INLINE [a\nB\na]; U: LOAD a AS c RESIDENT S ORDER BY a;",
        "depends on the language",
    ),
    "order of one word in two cases": (
        "S: LOAD * INLINE [a\nA\na]; U: LOAD a AS c RESIDENT S ORDER BY a;",
        "depends on the language",
    ),
    "order of other letters": (
        "S: LOAD * INLINE [a\nä\na]; U: LOAD a AS c RESIDENT S ORDER BY a;",
        "depends on the language",
    ),
    "a text as a field": ("U: LOAD 'x' AUTOGENERATE 1;", "a text without AS"),
    "autogenerate star": ("U: LOAD * AUTOGENERATE 1;", "LOAD * with AUTOGENERATE"),
    "autogenerate a name": ("U: LOAD 1 AS a AUTOGENERATE n;", "AUTOGENERATE with a bare name"),
    "autogenerate a part": ("U: LOAD 1 AS a AUTOGENERATE 1.5;", "but a whole number"),
    "autogenerate less than nothing": ("U: LOAD 1 AS a AUTOGENERATE (0-1);", "but a whole number"),
    "autogenerate NULL": ("U: LOAD 1 AS a AUTOGENERATE Null();", "but a whole number"),
    "first with where": ("U: FIRST 1 LOAD * INLINE [a] WHERE a = 1;", "FIRST with"),
    "first with a preceding load": ("U: FIRST 1 LOAD *; LOAD * INLINE [a];", "FIRST with"),
    "first with an order": (T + "FIRST 1 LOAD a AS c RESIDENT T ORDER BY a;", "FIRST with"),
    "first above a select": ("U: FIRST 1 LOAD *; SQL SELECT a;", "FIRST with"),
    "only alone": ("ONLY LOAD * INLINE [a];", "ONLY without"),
    "two targets": (
        "NOCONCATENATE CONCATENATE LOAD * INLINE [a];",
        "CONCATENATE with NOCONCATENATE",
    ),
    "an unexpanded LOAD": ("U: LOAD $(x) INLINE [a];", "an expansion that is left"),
    "an unexpanded label": ("$(x): LOAD * INLINE [a];", "a label"),
    "an unexpanded name": ("U: LOAD 1 AS [a]$(x) AUTOGENERATE 1;", "expansion"),
    "labels below": ("U: LOAD *; V: LOAD * INLINE [a];", "below a preceding LOAD"),
    "prefixes below": ("U: LOAD *; NOCONCATENATE LOAD * INLINE [a];", "below a preceding LOAD"),
    "distinct below": ("U: LOAD *; LOAD DISTINCT * INLINE [a];", "below a preceding LOAD"),
    "distinct into rows": (T + "LOAD DISTINCT * INLINE [a,b\n1,x];", "DISTINCT into"),
    "a select without a label": ("SQL SELECT a;", "without a label"),
    "a resident without a label": (T + "LOAD a AS c RESIDENT T;", "without a label"),
    "concatenate without a table": ("CONCATENATE LOAD * INLINE [a];", "without any table"),
    "two tables with the fields": (
        "S: LOAD * INLINE [a]; U: NOCONCATENATE LOAD * RESIDENT S; LOAD 2 AS a AUTOGENERATE 1;",
        "several tables",
    ),
    "replace where the label has other fields": (
        T + "T: REPLACE LOAD 1 AS c AUTOGENERATE 1;",
        "has other fields",
    ),
    "replace nothing without a label": ("REPLACE LOAD 1 AS c AUTOGENERATE 1;", "REPLACE with"),
    "replace with concatenate": (
        T + "REPLACE CONCATENATE (T) LOAD 1 AS a AUTOGENERATE 1;",
        "REPLACE with",
    ),
    "a mapping table of one field": ("M: MAPPING LOAD * INLINE [a];", "exactly two fields"),
    "a mapping table without a label": ("MAPPING LOAD * INLINE [a,b];", "without a label"),
    "a mapping table twice": ("M: MAPPING LOAD * INLINE [a,b];" * 2, "in use"),
    "peek below": ("U: LOAD *; LOAD Peek('a') AS b INLINE [a\n1];", "without a table name"),
    "inline of a qvd": ("U: LOAD * INLINE [a] (qvd);", "INLINE with"),
    "inline without labels": ("U: LOAD * INLINE [a] (no labels);", "INLINE with"),
    "inline of nothing": ("U: LOAD * INLINE [ ];", "data without any record"),
    "a name that is empty": ("U: LOAD * INLINE [a,\n1,2];", "a field without a name"),
    "too few values": ("U: LOAD * INLINE [a,b\n1];", "more or fewer values"),
    "too many values": ("U: LOAD * INLINE [a\n1,2];", "more or fewer values"),
    "a blank line": ("U: LOAD * INLINE [a\n1\n\n2];", "a blank line"),
    "quotes within quotes": ('U: LOAD * INLINE [a,b\n"x ""y""",2];', "a quote within"),
    "blanks in quotes": ("U: LOAD * INLINE [a\n' x'];", "blanks at the ends"),
    "another format": ("U: LOAD * INLINE [a] (fix);", "the format fix"),
    "a long delimiter": ("U: LOAD * INLINE [a] (delimiter is '||');", "the format delimiter is"),
    "a blank as delimiter": ("U: LOAD * INLINE [a] (delimiter is ' ');", "the format delimiter is"),
    "a header by name": ("U: LOAD * INLINE [a] (header is 'x' lines);", "the format header is"),
    "a mask": ("U: LOAD * FROM [lib://*.qvd] (qvd);", "a path with a mask"),
    "a text read as a qvd": ("U: LOAD * FROM [lib://x.csv] (qvd);", "read with the format (qvd)"),
    "a qvd read as text": (
        "U: LOAD * FROM [lib://x.qvd] (txt, no labels);",
        "read with the format",
    ),
    "a file without a format": ("U: LOAD * FROM [lib://x.qvd];", "that is left out"),
    "a text without labels or not": (
        "U: LOAD * FROM [lib://x.csv] (txt);",
        "read with the format (txt)",
    ),
}


@pytest.mark.parametrize(("script", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_is_not_emulated_and_leaves_nothing_behind(script, words):
    made = host(files=FILES, answer=grid("a", (1,)))
    with pytest.raises(NotEmulated) as caught:
        made.run(script)
    assert words in str(caught.value)
    assert made.memory == made.before
    assert (made.scope.record, made.scope.loading) == (None, None)


def test_an_add_in_a_partial_reload_needs_a_table():
    with pytest.raises(NotEmulated, match="ADD in a partial reload"):
        host(partial=True).run("T: ADD LOAD 1 AS a AUTOGENERATE 1;")


def test_a_replace_that_may_drop_a_table_for_nothing_is_not_emulated():
    made = host("no-rows=none", answer=grid("a"))
    made.run("U: LOAD 1 AS b AUTOGENERATE 1; T: REPLACE LOAD a; SQL SELECT a;")
    assert list(made.memory.tables) == ["U"]
    for script in ("U: REPLACE LOAD a; SQL SELECT a;", "T: REPLACE LOAD a AS b; SQL SELECT a;"):
        with pytest.raises(NotEmulated, match="REPLACE by a SELECT"):
            made.run(script)


def test_a_load_without_anything_below_it_is_not_emulated():
    with pytest.raises(NotEmulated, match="without a source"):
        load(parse_statements("T: LOAD a;"), None, host())
