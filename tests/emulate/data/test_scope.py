from datetime import datetime

import pytest

from qscriptgen.emulate.data.circumstances import Circumstances
from qscriptgen.emulate.data.memory import Memory, Table
from qscriptgen.emulate.data.scope import ReloadScope
from qscriptgen.emulate.world import World
from qscriptgen.script import parse_expression
from qscriptgen.script.evaluation import Scope, Settings, evaluate
from qscriptgen.script.evaluation.values import text, value_text
from tests.emulate.data.fake_host import NOON, host, value

DATA = """
T: LOAD * INLINE [a,b
1,x
01,y
2,];
U: LOAD a AS c, Null() AS n, 5 AS a RESIDENT T;
M: MAPPING LOAD * INLINE [k,v
1,one];
"""


def scope(world="", memory=None, **circumstances):
    answers = dict(part.split("=") for part in world.split(",") if part)
    made: Scope = ReloadScope(
        memory or Memory(), Circumstances(**circumstances), World(answers), lambda: NOON
    )
    return made


def test_a_scope_shows_tables_in_load_order():
    seen = host().run(DATA).scope
    assert seen.tables() == ("T", "U")
    assert (seen.fields("T"), seen.rows("T")) == (["a", "b"], 3)
    assert (seen.fields("t"), seen.rows("M"), seen.cell("X", "a", 0)) == (None, None, None)
    assert [value_text(cell) for cell in (seen.cell("T", "b", 0), seen.cell("U", "c", 2))] == [
        "x",
        "2",
    ]
    assert (seen.cell("T", "z", 0), seen.cell("T", "a", 3), seen.cell("T", "a", -1)) == (None,) * 3


def test_the_values_of_a_field_are_distinct_in_load_order_and_never_null():
    seen = host().run(DATA).scope
    assert list(map(value_text, seen.values("a"))) == ["1", "2", "5"]
    assert list(map(value_text, seen.values("b"))) == ["x", "y", ""]
    assert seen.values("n") == ()
    assert seen.values("z") is None


@pytest.mark.parametrize(("world", "rows"), [("", None), ("table-case=no", 3)])
def test_tables_are_found_in_other_letter_cases_or_not(world, rows):
    made = host(world).run(DATA)
    assert made.scope.rows("t") == rows
    assert made.scope.rows("T") == 3
    assert made.scope.rows("V") is None
    made.memory.tables["t"] = Table("t", ["z"], [])
    assert made.scope.rows("t") == 0


def test_a_mapping_is_found_by_its_name():
    seen = host().run(DATA).scope
    assert [tuple(map(value_text, pair)) for pair in seen.mapping("M")] == [("1", "one")]
    assert seen.mapping("m") is None


def test_fields_are_those_of_the_record():
    seen = scope()
    assert (seen.in_load, seen.field("a"), seen.current_table()) == (False, None, None)
    seen.record, seen.loading = {"a": text("x")}, "T"
    assert (seen.in_load, seen.field("a"), seen.field("b")) == (True, text("x"), None)
    assert seen.current_table() == "T"


def test_variables_are_those_of_the_memory():
    seen = scope(memory=Memory({"v": text("x")}))
    assert (seen.variable("v"), seen.variable("V")) == (text("x"), None)


def test_times_and_facts_are_what_it_is_told():
    began, ended = datetime(2026, 1, 2), datetime(2026, 1, 1)
    seen = scope(started=began, last_reload=ended, partial=True, facts={"OSUser": "me"})
    assert (seen.now(), seen.started(), seen.last_reload()) == (NOON, began, ended)
    assert seen.partial
    assert (seen.system("OSUser"), seen.system("ComputerName")) == ("me", None)
    assert not scope().partial


ADDRESSES = {
    "": "https://acme.eu.qlikcloud.com",
    "tenant-url=scheme": "https://acme.eu.qlikcloud.com",
    "tenant-url=host": "acme.eu.qlikcloud.com",
    "tenant-url=slash": "https://acme.eu.qlikcloud.com/",
}


@pytest.mark.parametrize("given", sorted(set(ADDRESSES.values())))
@pytest.mark.parametrize(("world", "shown"), ADDRESSES.items())
def test_the_address_of_the_tenant_looks_as_the_world_says(world, shown, given):
    seen = scope(world, attributes={"tenantUrl": given, "spaceName": "https://x/"})
    assert seen.attribute("tenantUrl") == shown
    assert seen.attribute("spaceName") == "https://x/"
    assert scope(world).attribute("tenantUrl") == ""


def test_random_numbers_are_those_of_the_seed():
    one, same, other = scope(seed=1), scope(seed=1), scope(seed=2)
    drawn = [one.random() for _ in range(3)]
    assert drawn == [same.random() for _ in range(3)]
    assert drawn != [other.random() for _ in range(3)]
    assert all(0 <= number < 1 for number in drawn)


def test_expressions_are_evaluated_in_it():
    made = host().run(DATA)
    node, _ = parse_expression("Peek('a', -1, 'T') + NoOfRows('U') + FieldValueCount('a')")
    assert evaluate(node, made.scope, Settings()) == value(8)


def test_a_copied_memory_is_independent():
    made = host(variables={"v": "1"}).run(DATA)
    kept = made.memory.copy()
    again = made.memory.copy()
    assert kept == made.memory
    made.memory.variables["v"] = text("2")
    made.run(
        "RENAME FIELD b TO z; QUALIFY *; DROP MAPPING TABLE M; UNQUALIFY *;"
        "CONCATENATE (T) LOAD 9 AS a AUTOGENERATE 1; RENAME TABLE U TO V;"
        "V: LOAD 1 AS x AUTOGENERATE 1;"
    )
    assert kept == again
