"""What holds for any data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.grid import Grid
from qscriptgen.script.evaluation import NULL, NotEmulated, Value
from qscriptgen.script.evaluation.values import dual, number, text
from tests.emulate.data.fake_host import host

NUMBERS = st.integers(-5, 5).map(number) | st.floats(-1e6, 1e6).map(number)
VALUES = (
    st.just(NULL)
    | NUMBERS
    | st.text(max_size=4).map(text)
    | st.integers(0, 3).map(lambda n: dual(f"n{n}", n))
)
NAMES = st.lists(st.sampled_from(["a", "b", "a b", "]", 'c"d', "*", "é"]), min_size=1, unique=True)


@st.composite
def grids(draw, names=NAMES, most=6):
    fields = draw(names)
    rows = draw(st.lists(st.tuples(*[VALUES] * len(fields)), max_size=most))
    return Grid(tuple(fields), rows)


def loaded(grid):
    return host(answer=grid).run("T: SQL SELECT x;")


def expected(grid):
    """The rows, with each number of a field written as the first of its kind."""
    forms: dict[tuple[str, float], Value] = {}
    return [
        tuple(
            value if value.number is None else forms.setdefault((name, value.number), value)
            for name, value in zip(grid.fields, row, strict=True)
        )
        for row in grid.rows
    ]


@given(grids())
def test_a_select_stores_its_rows_but_for_how_numbers_are_written(grid):
    made = loaded(grid).memory.tables["T"]
    assert (tuple(made.fields), made.rows) == (grid.fields, expected(grid))


@given(grids())
def test_a_copy_of_a_table_has_the_same_rows(grid):
    made = loaded(grid).run("U: NOCONCATENATE LOAD * RESIDENT T;").memory.tables
    assert (made["U"].fields, made["U"].rows) == (made["T"].fields, made["T"].rows)


@given(grids())
def test_what_is_stored_and_loaded_is_the_same(grid):
    made = loaded(grid)
    before = made.memory.tables["T"]
    made.run("STORE T INTO [lib://x.qvd]; DROP TABLE T; T: LOAD * FROM [lib://x.qvd] (qvd);")
    assert made.memory.tables["T"] == before


PLAIN = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, unique=True)


@given(grids(PLAIN), grids(PLAIN), grids(PLAIN))
def test_rows_are_never_lost_where_tables_are_concatenated(one, two, three):
    parts = (one, two, three)
    made = host()
    for place, part in enumerate(parts):
        made.answer = part
        made.run("T: SQL SELECT x;" if place == 0 else "CONCATENATE (T) SQL SELECT x;")
    found = made.memory.tables["T"]
    assert len(found.rows) == sum(len(part.rows) for part in parts)
    assert set(found.fields) == {name for part in parts for name in part.fields}
    assert {len(row) for row in found.rows} <= {len(found.fields)}
    assert sum(value != NULL for row in found.rows for value in row) == sum(
        value != NULL for part in parts for row in part.rows for value in row
    )


@given(grids(PLAIN), grids(PLAIN))
def test_tables_are_concatenated_by_themselves_if_and_only_if_they_have_the_same_fields(one, two):
    made = loaded(one)
    made.answer = two
    made.run("U: SQL SELECT x;")
    assert ("U" not in made.memory.tables) == (set(one.fields) == set(two.fields))
    assert sum(len(t.rows) for t in made.memory.tables.values()) == len(one.rows) + len(two.rows)


@given(grids(PLAIN), grids(PLAIN), st.integers(0, 6))
def test_a_load_that_fails_in_any_row_changes_nothing(one, two, row):
    made = loaded(one)
    before = made.memory.copy()
    made.answer = two
    first = two.fields[0]
    script = (
        f"T: LOAD *, If(NoOfRows('T') = {len(one.rows) + row}, TableName(), 1) AS z; SQL SELECT x;"
    )
    failing = script.replace("T: ", f"CONCATENATE (T) /* {first} */ ")
    if row < len(two.rows):
        with pytest.raises(ScriptFault):
            made.run(failing)
        assert made.memory == before
        assert [list(forms) for forms in made.memory.forms.values()] == [
            list(forms) for forms in before.forms.values()
        ]
    else:
        made.run(failing)
        assert len(made.memory.tables["T"].rows) == len(one.rows) + len(two.rows)


@given(grids())
def test_distinct_keeps_each_row_once_in_its_order(grid):
    made = host(answer=grid).run("T: LOAD DISTINCT *; SQL SELECT x;")
    assert made.memory.tables["T"].rows == list(dict.fromkeys(expected(grid)))


@given(st.lists(st.floats(-1e9, 1e9), max_size=8))
def test_order_by_sorts_numbers(numbers):
    grid = Grid(("a",), [(number(n),) for n in numbers])
    made = loaded(grid).run("U: LOAD a AS b RESIDENT T ORDER BY a DESC;")
    found = [row[0].number for row in made.memory.tables["U"].rows]
    assert found == sorted(numbers, reverse=True)


@given(st.text(max_size=30))
def test_any_inline_data_is_read_or_refused(data):
    clean = data.replace("]", "").replace("$(", "")
    made = host()
    try:
        made.run(f"T: LOAD * INLINE [{clean}];")
    except (NotEmulated, ScriptFault):
        assert made.memory.tables == {}
    else:
        table = made.memory.tables["T"]
        assert all(len(row) == len(table.fields) for row in table.rows)


# Without digits: texts that are equal as numbers share the form of the first of them.
CELLS = st.text("ab,;'\" x-", min_size=1, max_size=5)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=4))
def test_texts_survive_a_text_file(rows):
    made = host(
        answer=Grid(("f", "g"), [tuple(map(text, row)) for row in rows]),
        variables={"Verbatim": "1"},
    )
    made.run("T: SQL SELECT x; STORE T INTO [lib://x.csv] (txt); DROP TABLE T;")
    made.run("T: LOAD * FROM [lib://x.csv] (txt, embedded labels, msq);")
    found = [tuple(value.text for value in row) for row in made.memory.tables["T"].rows]
    assert found == rows
