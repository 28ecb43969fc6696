"""Random documents under random trees of SELECTs: nothing is lost, nothing is there twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import tests.support.strategies  # noqa: F401  its profile has no deadline
from qscriptgen.emulate.connector import read_answer
from qscriptgen.emulate.exchange import HttpResponse
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_rest
from tests.support.typing import not_none

NAMES = ("data", "links", "self", "meta")
ORDERS = ("parents-first", "children-first", "reversed")


@dataclass
class Case:
    """A statement, an answer, and what the rows have to be: made together, by other means."""

    fields: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    joins: list[tuple[str, str, str, str]] = field(default_factory=list)
    serial: count[int] = field(default_factory=count)
    sql: str = ""
    body: str = ""


@dataclass
class Tree:
    """One SELECT: its columns by output name, its keys, and its sort of node."""

    name: str
    sort: str
    columns: dict[str, str]
    key: str
    up: str
    children: list[Tree]


@st.composite
def trees(draw, case, depth=0, name="root"):
    serial = next(case.serial)
    sorts = ("object", "list") if depth in (0, 3) else ("object", "list", "scalars", "nested")
    sort = draw(st.sampled_from(sorts))
    if sort in ("scalars", "nested"):
        return Tree(name, sort, {f"c{serial}": "@Value"}, f"k{serial}", f"f{serial}", [])
    members = draw(st.lists(st.sampled_from("abc"), unique=True))
    children = []
    if depth < 3:
        names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=not depth, max_size=3))
        children += [draw(trees(case, depth + 1, child)) for child in names]
    columns = {f"c{serial}{member}": member for member in members}
    return Tree(name, sort, columns, f"k{serial}", f"f{serial}", children)


def select(draw, case, tree, top=True):
    """The text of a SELECT, its items in any order; notes the order of the columns."""
    own = [f'"{member}" AS "{name}"' for name, member in tree.columns.items()]
    own += [f'"{tree.key}"'] + ([] if top else [f'"{tree.up}"'])
    if tree.sort == "nested":
        own = [f'"{tree.key}"', f'"{tree.up}"']
    texts = []
    for item in draw(st.permutations([*own, *range(len(tree.children))])):
        if isinstance(item, int):
            texts.append(f"({select(draw, case, tree.children[item], top=False)})")
        else:
            case.fields.append(item.split('"')[-2])
            texts.append(item)
    keys = f'PK "{tree.key}"' + ("" if top else f' FK "{tree.up}"')
    if tree.sort == "scalars":
        keys += f' ArrayValueAlias "{next(iter(tree.columns))}"'
    if tree.sort == "nested":
        (column,) = tree.columns
        case.fields += [column, f"{tree.up}i"]
        texts.append(
            f'(SELECT "@Value" AS "{column}", "{tree.up}i" FROM "{tree.name}"'
            f' FK "{tree.up}i" ArrayValueAlias "{column}")'
        )
    source = f'JSON (wrap on) "{tree.name}"' if top else f'"{tree.name}"'
    return f"SELECT {', '.join(texts)} FROM {source} {keys}"


def node(draw, case, tree, above):
    """An object with members that may be missing; notes its row and the row above it."""
    mark, row = f"n{next(case.serial)}", dict[str, str]()
    data: dict[str, Any] = {}
    case.rows.append(row)
    for name, member in tree.columns.items():
        sort = draw(st.sampled_from(("text", "text", "missing", "null")))
        if sort == "text":
            row[name] = data[member] = f"v{next(case.serial)}"
        elif sort == "null":
            data[member] = None
    data["unasked"] = {"id": mark}
    place = (tree, len(case.rows) - 1)
    note(case, tree.up, place, above)
    for child in tree.children:
        made = below(draw, case, child, place)
        if made is not None:
            data[child.name] = made
    return data


def note(case, column, place, above):
    if above is not None:
        case.joins.append((column, place[1], above[0].key, above[1]))


def scalars(draw, case, tree, above, column):
    found = []
    for _ in range(draw(st.sampled_from((2, 1, 0)))):
        found.append(f"v{next(case.serial)}")
        case.rows.append({next(iter(tree.columns)): found[-1]})
        note(case, column, (tree, len(case.rows) - 1), above)
    return found


def below(draw, case, tree, above):
    if draw(st.integers(0, 9)) == 9:
        return None
    if tree.sort == "object":
        return node(draw, case, tree, above)
    if tree.sort == "scalars":
        return scalars(draw, case, tree, above, tree.up)
    found = []
    for _ in range(draw(st.sampled_from((2, 1, 3, 0)))):
        if tree.sort == "list":
            found.append(node(draw, case, tree, above))
        else:
            case.rows.append({})
            place = (tree, len(case.rows) - 1)
            note(case, tree.up, place, above)
            found.append(scalars(draw, case, tree, place, f"{tree.up}i"))
    return found


@st.composite
def cases(draw):
    case = Case()
    tree = draw(trees(case))
    case.sql = select(draw, case, tree)
    if tree.sort == "object":
        document = node(draw, case, tree, None)
    else:
        document = [
            node(draw, case, tree, None) for _ in range(draw(st.sampled_from((2, 1, 3, 0))))
        ]
    case.body = json.dumps(document)
    return case


def read(case, order="parents-first", columns="kept"):
    statement, problems = parse_rest(case.sql)
    assert not problems
    world = World({"row-order": order, "column-order": columns})
    grid = not_none(read_answer(not_none(statement), HttpResponse(200, case.body), world))
    return grid.fields, [dict(zip(grid.fields, row, strict=True)) for row in grid.rows]


def plain(row):
    """What a row has of the answer, without keys and NULLs."""
    return sorted((name, v.text) for name, v in row.items() if v.text is not None)


@given(cases(), st.sampled_from(ORDERS), st.sampled_from(("kept", "sorted")))
def test_every_scalar_is_in_one_row_with_those_of_its_node(case, order, columns):
    fields, rows = read(case, order, columns)
    assert list(fields) == (case.fields if columns == "kept" else sorted(case.fields))
    assert sorted(map(plain, rows)) == sorted(sorted(row.items()) for row in case.rows)


@given(cases(), st.sampled_from(ORDERS))
def test_keys_join_each_row_to_the_one_above_it(case, order):
    _, rows = read(case, order)
    found = []
    for row in rows:
        ups = {name: v.number for name, v in row.items() if name[0] == "f" and not v.is_null}
        assert len(ups) <= 1
        for column, number in ups.items():
            (key,) = {key for name, _, key, _ in case.joins if name == column}
            (above,) = [other for other in rows if other[key].number == number]
            found.append((column, plain(row), key, plain(above)))
    expected = [
        (column, sorted(case.rows[own].items()), key, sorted(case.rows[above].items()))
        for column, own, key, above in case.joins
    ]
    assert sorted(found) == sorted(expected)


@given(cases())
def test_the_order_of_rows_changes_nothing_else(case):
    (_, first), (_, last), (_, back) = (read(case, order) for order in ORDERS)
    assert back == first[::-1]
    key = [sorted((name, repr(v)) for name, v in row.items()) for row in first]
    assert sorted(key) == sorted(sorted((name, repr(v)) for name, v in row.items()) for row in last)
    for column, _, key_of, _ in case.joins:
        for rows, sign in ((first, 1), (last, -1)):
            for place, row in enumerate(rows):
                if not row[column].is_null:
                    (above,) = [at for at, other in enumerate(rows) if other[key_of] == row[column]]
                    assert sign * (place - above) > 0
