"""Functions that read loaded tables, fields and mapping tables.

Sources:
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/inter-record_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/table_functions.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/mapping_functions.md
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/ChartFunctions/InterRecordFunctions/fieldindex.htm
https://help.qlik.com/en-us/sense/1.1/Subsystems/Hub/Content/ChartFunctions/InterRecordFunctions/fieldvalue.htm
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.errors import EvaluationError, NotEmulated
from qscriptgen.script.evaluation.functions.adapters import (
    FunctionTable,
    LazyFunction,
    Steps,
    argument_at,
    strict,
)
from qscriptgen.script.evaluation.operators import equal
from qscriptgen.script.evaluation.values import FALSE, NULL, boolean, check_length, number, text
from qscriptgen.script.expression import Call, Name, Node

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value


def _field_name(node: Node, context: Context) -> Steps:
    """The name of a field: in a LOAD, a bare name is the name, not the field's value."""
    if isinstance(node, Name) and context.scope.in_load:
        return text(node.name)
    return (yield node)


def _peek(call: Call, context: Context) -> Steps:
    field = yield from _field_name(call.args[0], context)
    row = (yield call.args[1]) if len(call.args) > 1 else number(-1)
    third = argument_at(call.args, 2)
    table = (yield third) if third else _current_table(context)
    place = context.number(row)
    if field.is_null or table.is_null or place is None or not place.is_integer():
        return NULL
    name = context.text(table)
    rows = context.scope.rows(name)
    if rows is None:
        return _no_table(name, context)
    at = int(place) if place >= 0 else rows + int(place)
    value = context.scope.cell(name, context.text(field), at) if 0 <= at < rows else None
    return NULL if value is None else value


def _current_table(context: Context) -> Value:
    table = context.scope.current_table()
    if table is None:
        raise NotEmulated("a table function without a table name")
    return text(table)


def _no_table(name: str, context: Context) -> Value:
    if context.answer("missing-table") == "error":
        raise EvaluationError(f"there is no table '{name}'")
    return NULL


def _exists(call: Call, context: Context) -> Steps:
    field = yield from _field_name(call.args[0], context)
    name = context.text(field)
    if len(call.args) > 1:
        value = yield call.args[1]
    else:
        current = context.scope.field(name) if context.scope.in_load else None
        if current is None:
            raise NotEmulated("Exists with one argument where the field does not exist")
        value = current
    known = context.scope.values(name)
    if known is None:
        raise NotEmulated(f"Exists of the field '{name}', which is not loaded,")
    return boolean(any(equal(value, other, context) for other in known))


def _lookup(call: Call, context: Context) -> Steps:
    wanted = context.text((yield from _field_name(call.args[0], context)))
    key = context.text((yield from _field_name(call.args[1], context)))
    value = yield call.args[2]
    fourth = argument_at(call.args, 3)
    table = context.text((yield fourth) if fourth else _current_table(context))
    rows = context.scope.rows(table)
    if rows is None:
        return _no_table(table, context)
    for row in range(rows):
        other = context.scope.cell(table, key, row)
        if other is not None and equal(value, other, context):
            return context.scope.cell(table, wanted, row) or NULL
    return NULL


def _of_table(get: Callable[[str, Context], int | None]) -> Callable[..., Value]:
    def run(values: Sequence[Value], context: Context) -> Value:
        name = context.text(values[0])
        found = get(name, context)
        return _no_table(name, context) if found is None else number(found)

    return strict(run)


def _no_of_fields(table: str, context: Context) -> int | None:
    fields = context.scope.fields(table)
    return None if fields is None else len(fields)


def _table_number(values: Sequence[Value], context: Context) -> Value:
    """By the name of the table; the scope decides whether letter case matters."""
    name = context.text(values[0])
    if context.scope.rows(name) is None:
        return NULL
    lowered = [table.lower() for table in context.scope.tables()]
    exact = list(context.scope.tables())
    return number(exact.index(name) if name in exact else lowered.index(name.lower()))


def _nth(names: Sequence[str], place: float | None, first: int) -> Value:
    if place is None or not place.is_integer() or not 0 <= place - first < len(names):
        return NULL
    return text(names[int(place) - first])


def _table_name(values: Sequence[Value], context: Context) -> Value:
    return _nth(context.scope.tables(), context.number(values[0]), 0)


def _field_name_of(values: Sequence[Value], context: Context) -> Value:
    table = context.text(values[1])
    fields = context.scope.fields(table)
    if fields is None:
        return _no_table(table, context)
    return _nth(fields, context.number(values[0]), 1)


def _field_number(values: Sequence[Value], context: Context) -> Value:
    fields = list(context.scope.fields(context.text(values[1])) or ())
    name = context.text(values[0])
    return number(fields.index(name) + 1) if name in fields else FALSE


def _distinct_values(value: Value, context: Context) -> Sequence[Value]:
    name = context.text(value)
    found = context.scope.values(name)
    if found is None:
        raise NotEmulated(f"the values of the field '{name}', which is not loaded,")
    return found


def _field_value(values: Sequence[Value], context: Context) -> Value:
    place = context.integer(values[1])
    found = _distinct_values(values[0], context)
    if place is None:
        return NULL
    if not 1 <= place <= len(found):
        raise NotEmulated("FieldValue at a position that the field does not have")
    return found[place - 1]


def _field_value_count(values: Sequence[Value], context: Context) -> Value:
    return number(len(_distinct_values(values[0], context)))


def _field_index(values: Sequence[Value], context: Context) -> Value:
    """The position of a value among the values of a field, 0 if it is not one of them."""
    for place, value in enumerate(_distinct_values(values[0], context), 1):
        if equal(value, values[1], context):
            return number(place)
    return FALSE


def _mapping_rows(value: Value, context: Context) -> Sequence[tuple[Value, Value]]:
    name = context.text(value)
    found = context.scope.mapping(name)
    if found is None:
        raise EvaluationError(f"there is no mapping table '{name}'")
    return found


def _apply_map(values: Sequence[Value], context: Context) -> Value:
    for key, value in _mapping_rows(values[0], context):
        if equal(key, values[1], context):
            return value
    return values[-1]


def _map_substring(values: Sequence[Value], context: Context) -> Value:
    """Replaces every key, from left to right, without searching in the replacements."""
    pairs = [(context.text(a), context.text(b)) for a, b in _mapping_rows(values[0], context)]
    whole, written, at, length = context.text(values[1]), [], 0, 0
    while at < len(whole):
        fits = {key: new for key, new in pairs if key and whole.startswith(key, at)}
        if len(fits) > 1:
            raise NotEmulated("MapSubString where several keys match")
        key, new = next(iter(fits.items()), (whole[at], whole[at]))
        written.append(new)
        length += len(new)
        check_length(length)
        at += len(key)
    return text("".join(written))


def _rec_no(values: Sequence[Value], context: Context) -> Value:
    """The number of the record that a LOAD reads from its source."""
    found = context.scope.record_number()
    if found is None:
        raise NotEmulated("RecNo outside of a LOAD, or in a preceding LOAD,")
    return number(found)


TABLES: FunctionTable = {
    "applymap": _apply_map,
    "fieldindex": strict(_field_index),
    "fieldname": strict(_field_name_of),
    "fieldnumber": strict(_field_number),
    "fieldvalue": strict(_field_value),
    "fieldvaluecount": strict(_field_value_count),
    "mapsubstring": strict(_map_substring),
    "nooffields": _of_table(_no_of_fields),
    "noofrows": _of_table(lambda table, context: context.scope.rows(table)),
    "nooftables": lambda values, context: number(len(context.scope.tables())),
    "recno": _rec_no,
    "tablename": strict(_table_name),
    "tablenumber": strict(_table_number),
}

LAZY_TABLES: Mapping[str, LazyFunction] = {
    "exists": _exists,
    "lookup": _lookup,
    "peek": _peek,
}
