import json

import pytest

from qscriptgen.emulate.connector import MOST_BYTES, read_answer
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.emulate.exchange import Failure, HttpResponse
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest
from qscriptgen.script.evaluation import NULL, NotEmulated, Settings, Value
from tests.support.typing import not_none

FLAT = 'SELECT "id", "n", "b", "none" FROM JSON (wrap on) "root"'
LIST = '''SELECT
    "__KEY_root",
    (SELECT "href", "__FK_next" FROM "next" FK "__FK_next"),
    (SELECT "id" AS "qsg_id", "__KEY_data", "__FK_data",
        (SELECT "@Value" AS "tag", "__FK_tags" FROM "tags" FK "__FK_tags" ArrayValueAlias "tag"),
        (SELECT "a", "__FK_meta" FROM "meta" FK "__FK_meta")
     FROM "data" PK "__KEY_data" FK "__FK_data")
FROM JSON (wrap on) "root" PK "__KEY_root"'''
ANSWER = {
    "data": [
        {"id": "x", "tags": ["t1", "t2"], "meta": {"a": 1}},
        {"id": "y", "tags": [], "meta": None},
        {"tags": ["t3"]},
    ],
    "next": {"href": "https://t/next"},
}


def grid(sql, body, *, settings=None, status=200, **answers):
    statement, problems = parse_rest(sql)
    assert not problems
    world = World({name.replace("_", "-"): answer for name, answer in answers.items()})
    body = body if isinstance(body, str) else json.dumps(body)
    return read_answer(not_none(statement), HttpResponse(status, body), world, settings=settings)


def shown(grid):
    """The rows with plain values, NULL as None."""
    return [tuple(v.text if v.text is not None else v.number for v in row) for row in grid.rows]


def rows(sql, body, **answers):
    return shown(grid(sql, body, **answers))


def test_an_object_is_one_row():
    found = grid(FLAT, {"id": "x", "n": 1.5, "b": True, "other": [1]}, status=201)
    assert found.fields == ("id", "n", "b", "none")
    assert found.rows == [(Value(None, "x"), Value(1.5), Value(None, "True"), NULL)]


def test_an_array_is_a_row_for_each_element():
    assert rows(FLAT, [{"id": "x"}, {"id": "y", "n": None}]) == [
        ("x", None, None, None),
        ("y", None, None, None),
    ]


def test_an_array_of_scalars():
    sql = 'SELECT "@Value" FROM JSON (wrap on) "root" ArrayValueAlias "@Value"'
    assert rows(sql, ["a", 2, False]) == [("a",), (2,), ("False",)]
    off = 'SELECT "@Value", "k" FROM JSON (wrap off) "data" PK "k" ArrayValueAlias "@Value"'
    assert rows(off, {"data": ["a", "b"]}) == [("a", 1), ("b", 2)]


def test_a_tree_has_a_row_for_each_node_with_only_its_own_columns():
    found = grid(LIST, ANSWER)
    assert found.fields == (
        *("__KEY_root", "href", "__FK_next", "qsg_id", "__KEY_data", "__FK_data"),
        *("tag", "__FK_tags", "a", "__FK_meta"),
    )
    assert [dict(zip(found.fields, row, strict=True)) for row in shown(found)] == [
        dict.fromkeys(found.fields) | row
        for row in (
            {"__KEY_root": 1},
            {"href": "https://t/next", "__FK_next": 1},
            {"qsg_id": "x", "__KEY_data": 1, "__FK_data": 1},
            {"tag": "t1", "__FK_tags": 1},
            {"tag": "t2", "__FK_tags": 1},
            {"a": 1, "__FK_meta": 1},
            {"qsg_id": "y", "__KEY_data": 2, "__FK_data": 1},
            {"__KEY_data": 3, "__FK_data": 1},
            {"tag": "t3", "__FK_tags": 3},
        )
    ]


def test_rows_come_in_the_order_of_the_world():
    sql = '''SELECT "i", "k", (SELECT "i" AS "c", "f" FROM "c" FK "f"),
        (SELECT "i" AS "d" FROM "d") FROM JSON (wrap on) "root" PK "k"'''
    body = [{"i": "p", "c": [{"i": "p1"}, {"i": "p2"}], "d": {"i": "pd"}}, {"i": "q"}]

    def order(answer):
        return [
            "".join(v for v in row if isinstance(v, str))
            for row in rows(sql, body, row_order=answer)
        ]

    assert order("parents-first") == ["p", "p1", "p2", "pd", "q"]
    assert order("children-first") == ["p1", "p2", "pd", "p", "q"]
    assert order("reversed") == ["q", "pd", "p2", "p1", "p"]


def test_columns_come_in_the_order_of_the_world():
    sql = 'SELECT "z", (SELECT "m" FROM "c"), "a" AS "B" FROM JSON (wrap on) "root"'
    body = {"z": 1, "a": 2, "c": {"m": 3}}
    kept, other = grid(sql, body), grid(sql, body, column_order="sorted")
    assert (kept.fields, shown(kept)) == (("z", "m", "B"), [(1, None, 2), (None, 3, None)])
    assert (other.fields, shown(other)) == (("B", "m", "z"), [(2, None, 1), (None, 3, None)])


def test_a_level_without_columns_gives_no_rows_but_is_gone_through():
    sql = 'SELECT (SELECT (SELECT "x" FROM "b") FROM "a") FROM JSON (wrap on) "root"'
    assert rows(sql, {"a": [{"b": {"x": 1}}, {}, {"b": [{"x": 2}]}]}) == [(1,), (2,)]


def test_keys_count_by_the_name_of_the_node_and_need_not_be_listed():
    sql = '''SELECT (SELECT "k1", (SELECT "f3" FROM "next" FK "f3") FROM "links" PK "k1"),
        (SELECT (SELECT "k2", "f2" FROM "links" PK "k2" FK "f2") FROM "data" PK "k0")
        FROM JSON (wrap on) "root"'''
    body = {"links": {"next": {}}, "data": [{"links": {}}, {"links": {}}]}
    assert rows(sql, body) == [
        (1, None, None, None),
        (None, 1, None, None),
        (None, None, 2, 1),
        (None, None, 3, 2),
    ]


def test_arrays_in_arrays_go_by_the_name_of_the_outer_one():
    sql = '''SELECT (SELECT "k",
            (SELECT "@Value", "f" FROM "values" FK "f" ArrayValueAlias "@Value")
        FROM "values" PK "k") FROM JSON (wrap on) "root"'''
    expected = [(1, None, None), (None, "a", 1), (None, "b", 1), (2, None, None)]
    found = rows(sql, {"values": [["a", "b"], [], ["c"]]})
    assert found[:3] == expected[:3]
    # The arrays inside have numbers of their own under the same name.
    outer, inner = [row for row in found if row[0]], [row for row in found if row[1]]
    assert [row[2] for row in inner] == [outer[0][0], outer[0][0], outer[2][0]]


def test_keys_of_an_unlisted_fk_column_are_members():
    sql = 'SELECT "x", "%FK_L0" FROM JSON (wrap on) "root" PK "%KEY_L1"'
    assert rows(sql, {"x": "a"}) == [("a", None)]


def test_wrap_off_is_the_only_member():
    sql = 'SELECT "id" FROM JSON (wrap off) "data"'
    assert rows(sql, {"data": [{"id": 1}, {"id": 2}]}) == [(1,), (2,)]
    assert rows(sql, {"data": {"id": 1}}) == [(1,)]
    assert rows(sql, {"data": None}, wrap_off_mismatch="error") == []


@pytest.mark.parametrize(
    "body", [{"id": 1}, {"data": [{"id": 1}], "links": {}}, [{"data": {"id": 1}}], {}, "null"]
)
def test_wrap_off_with_another_name_is_a_doubt(body):
    sql = 'SELECT "id" FROM JSON (wrap off) "data"'
    assert rows(sql, body) == []
    assert grid(sql, body, no_rows="none") is None
    with pytest.raises(ScriptFault, match="'data' is not the only member"):
        grid(sql, body, wrap_off_mismatch="error")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"id": 1}, [(1,)]),
        ({"data": [{"id": 1}], "links": {}}, [(None,)]),
        ([{"id": 1}, {"id": 2}], [(1,), (2,)]),
    ],
)
def test_wrap_off_with_another_name_may_be_as_wrap_on(body, found):
    sql = 'SELECT "id" FROM JSON (wrap off) "data"'
    assert rows(sql, body, wrap_off_mismatch="row") == found
    assert rows(sql.replace("off", "on"), body) == found
    assert rows(sql, {"data": {"id": 7}}, wrap_off_mismatch="row") == [(7,)]


@pytest.mark.parametrize("body", ["null", [[]]])
def test_wrap_off_as_wrap_on_is_not_known_where_wrap_on_is_not(body):
    with pytest.raises(NotEmulated, match="null or an array of arrays"):
        rows('SELECT "id" FROM JSON (wrap off) "data"', body, wrap_off_mismatch="row")


def test_no_rows_make_a_table_or_none():
    assert grid(FLAT, []).fields == ("id", "n", "b", "none")
    assert grid(FLAT, [], no_rows="none") is None
    assert grid(FLAT, [{}], no_rows="none").rows == [(NULL,) * 4]


def one(written, **answers):
    (row,) = grid('SELECT "x" FROM JSON (wrap on) "root"', f'{{"x":{written}}}', **answers).rows
    return row[0]


@pytest.mark.parametrize(
    ("answer", "true", "false"),
    [
        ("True", Value(None, "True"), Value(None, "False")),
        ("true", Value(None, "true"), Value(None, "false")),
        ("number", Value(-1.0), Value(0.0)),
    ],
)
def test_booleans_are_a_doubt(answer, true, false):
    assert (one("true", json_boolean=answer), one("false", json_boolean=answer)) == (true, false)


def test_numbers_are_numeric_and_long_whole_ones_keep_their_digits():
    assert one("1e3") == Value(1000.0)
    assert one("-12345678901234") == Value(-12345678901234.0)
    assert one("123456789012345") == Value(123456789012345.0, "123456789012345")
    assert one("-12345678901234567890").text == "-12345678901234567890"
    assert one("0.1234567890123456") == Value(0.1234567890123456)
    assert one("9" * 300).text == "9" * 300
    with pytest.raises(NotEmulated, match="the number 1e999"):
        one("1e999")


def test_texts_stay_texts_unless_the_world_reads_numbers_in_them():
    assert one('"12e3"') == Value(None, "12e3")
    assert one('""') == Value(None, "")
    assert one('"2026-01-05T06:00:00.000Z"', json_text="number").number is None
    assert one('"QUEUED"', json_text="number") == Value(None, "QUEUED")
    assert one('"0012"', json_text="number") == Value(12.0, "0012")
    exponent = {"json_text": "number", "exponent_in_text": "text"}
    assert one('"12e3"', **exponent) == Value(None, "12e3")
    assert one('"1;5"', json_text="number", settings=Settings(decimal_sep=";")).number == 1.5


@pytest.mark.parametrize(
    "body",
    [
        "<html></html>", "ok", " ", '{"id":1', '{"id":1,"id":2}', '{"a":{"id":1,"id":1}}',
        '{"id":NaN}', '{"id":-Infinity}', '{"id":"a\tb"}', '{"id":"a\nb"}', "{'id':1}", '{"id":1}x',
        '{"id":01}', '{"id":1,}', "\ufeff{}", '{"a":' + "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
    ],
)  # fmt: skip
def test_what_is_not_json_is_a_fault(body):
    with pytest.raises(ScriptFault, match="not JSON") as caught:
        grid(FLAT, body)
    assert caught.value.code == 12


@pytest.mark.parametrize("code", ["12", "1", "5"])
@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (Failure("timed out"), "Connector reply error: timed out"),
        (HttpResponse(429, '{"errors":[]}'), "HTTP protocol error 429 (Too Many Requests)"),
        (HttpResponse(599), "HTTP protocol error 599 (unknown)"),
        (HttpResponse(400, "{}"), "400 (Bad Request)"),
        (HttpResponse(204), "the answer has no body"),
        (HttpResponse(200, "<p>"), "not JSON"),
        (
            HttpResponse(200, " " * MOST_BYTES + "{}"),
            "Message too large: (Connector error: Received",
        ),
    ],
)
def test_every_failure_has_the_code_of_the_world(answer, text, code):
    statement, _ = parse_rest(FLAT)
    with pytest.raises(ScriptFault) as caught:
        read_answer(not_none(statement), answer, World({"rest-error-code": code}))
    assert caught.value.code == int(code)
    assert text in caught.value.text


def test_an_empty_answer_may_be_no_rows():
    assert grid(FLAT, "", status=204, empty_answer="no-rows").rows == []
    assert grid(FLAT, "", empty_answer="no-rows", no_rows="none") is None
    with pytest.raises(ScriptFault):
        grid(FLAT, " ", empty_answer="no-rows")


def test_the_size_is_counted_in_bytes():
    assert rows(FLAT, "{}" + " " * (MOST_BYTES - 2)) == [(None,) * 4]
    with pytest.raises(ScriptFault, match="Message too large"):
        grid(FLAT, '{"id":"' + "ä" * (MOST_BYTES // 2) + '"}')


@pytest.mark.parametrize("status", [100, 199, 300, 302, 399])
def test_other_statuses_are_not_emulated(status):
    with pytest.raises(NotEmulated, match=f"HTTP status {status}"):
        grid(FLAT, {}, status=status)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "id", "id" FROM JSON (wrap on) "root"',
        'SELECT "id", "n" AS "id" FROM JSON (wrap on) "root"',
        'SELECT "id", (SELECT "id" FROM "data") FROM JSON (wrap on) "root"',
        'SELECT "k", (SELECT "k", "f" FROM "data" FK "f") FROM JSON (wrap on) "root" PK "k"',
    ],
)
def test_a_column_twice_is_a_fault(sql):
    with pytest.raises(ScriptFault, match=r"there are 2 columns '(id|k)'"):
        grid(sql, {"id": 1})


SCALARS = 'SELECT "@Value" FROM JSON (wrap on) "root" ArrayValueAlias "@Value"'
CHILD = 'SELECT (SELECT "x" FROM "a") FROM JSON (wrap on) "root"'


@pytest.mark.parametrize(
    ("sql", "body", "what"),
    [
        ('SELECT "a" FROM CSV (header on, delimiter ",", quote "\'") "s"', {}, "FROM CSV"),
        ('SELECT "a" FROM XML "s"', {}, "FROM XML"),
        ('SELECT "Date" FROM JSON "_response_header" PK "k"', {}, "_response_header"),
        ('SELECT "Date" FROM JSON "root"', {}, "without"),
        (FLAT, {"id": {}}, "the column 'id', which is not a scalar"),
        (FLAT, {"id": []}, "the column 'id', which is not a scalar"),
        (FLAT, "null", "null or an array of arrays"),
        (FLAT, [[]], "null or an array of arrays"),
        (FLAT, "12", "the node 'root', which is a scalar"),
        (FLAT, ["a"], "the node 'root' with a scalar"),
        (FLAT, [None], "the node 'root' with null"),
        (SCALARS, {"@Value": 1}, "the node 'root' with an object"),
        (SCALARS, [None], "the node 'root' with null"),
        (CHILD, {"a": "x"}, "the node 'a', which is a scalar"),
        (CHILD, {"a": [["x"]]}, "the node 'a' with an array"),
        ('SELECT (SELECT "k", (SELECT "x" FROM "b") FROM "a" PK "k") FROM JSON (wrap on) "r"',
         {"a": [[{"x": 1}]]}, "the node 'b' of an array"),
        ('SELECT "@Value", "x" FROM JSON (wrap on) "root" ArrayValueAlias "@Value"',
         ["a"], "the node 'root' with a scalar"),
        ('SELECT "k" AS "z" FROM JSON (wrap on) "root" PK "k"', {}, "the key 'k' AS 'z'"),
        ('SELECT "z" AS "k" FROM JSON (wrap on) "root" PK "k"', {}, "the key 'z' AS 'k'"),
        ('SELECT "z" AS "v" FROM JSON (wrap on) "root" ArrayValueAlias "v"', {}, "ArrayValueAlias"),
        ('SELECT "a", "a" AS "b" FROM JSON (wrap on) "root"', {}, "the column 'a' twice"),
        ('SELECT (SELECT "x" FROM "a"), (SELECT "y" FROM "a") FROM JSON (wrap on) "root"', {},
         "the SELECT from 'a' twice"),
        ('SELECT (SELECT "f" FROM "a" FK "f") FROM JSON (wrap on) "root"', {}, "FK below a node"),
        ('SELECT "f" FROM JSON (wrap on) "root" FK "f"', {}, "FK below a node"),
        ('SELECT "$(x)" FROM JSON (wrap on) "root"', {}, r"\$\(...\) that is left"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_emulated(sql, body, what):
    with pytest.raises(NotEmulated, match=what):
        grid(sql, body)


def test_a_statement_without_a_name_is_not_emulated():
    statement, problems = parse_rest('SELECT "a" FROM JSON (wrap on)')
    assert problems
    with pytest.raises(NotEmulated, match="lacks a name"):
        read_answer(not_none(statement), HttpResponse(200, "{}"), World())


def test_selects_as_deep_as_they_are_read():
    depth = 49
    sql = 'SELECT "x", ' + '(SELECT "k", ' * depth + '"z"' + ' FROM "a")' * depth
    sql = sql.replace('"k"', '"k0"', 1) + ' FROM JSON (wrap on) "root"'
    for level in range(1, depth):
        sql = sql.replace('"k",', f'"k{level}",', 1)
    body = '{"a":' * depth + '{"z":"end"}' + "}" * depth
    assert rows(sql, body)[-1][-1] == "end"
