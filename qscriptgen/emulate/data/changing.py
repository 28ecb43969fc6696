"""DROP and RENAME.

Source: Drop field, Drop table, Rename field and Rename table in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.naming import (
    Run,
    cursor_behind,
    ended,
    name_at,
    pairs_at,
    unreadable,
)
from qscriptgen.emulate.data.prepared import checked, field_missing, plain_name
from qscriptgen.emulate.errors import GENERAL, TABLE_NOT_FOUND, ScriptFault
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.parts import Drop

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.memory import Table
    from qscriptgen.script import Statement


def _drop(statement: Statement, host: Host) -> None:
    parts = checked(statement).parts
    if (
        not isinstance(parts, Drop)
        or parts.what not in _DROP
        or (parts.tables and parts.what != "FIELD")
    ):
        raise NotEmulated("this form of DROP")
    tables = [plain_name(table, "a table") for table in parts.tables]
    for node in parts.names:
        _DROP[parts.what](plain_name(node, f"a {parts.what.lower()}"), tables, host)


def _missing(fault: ScriptFault, host: Host) -> None:
    if host.world.answer("drop-missing") == "yes":
        raise fault


def _drop_table(name: str, _: Sequence[str], host: Host) -> None:
    table = host.scope.table(name)
    if table is None:
        _missing(ScriptFault(TABLE_NOT_FOUND, f"Table '{name}' not found"), host)
    else:
        del host.memory.tables[table.name]
        host.memory.forget(table.fields)


def _drop_mapping(name: str, _: Sequence[str], host: Host) -> None:
    if host.memory.mappings.pop(name, None) is None:
        _missing(ScriptFault(TABLE_NOT_FOUND, f"Table '{name}' not found"), host)


def _drop_variable(name: str, _: Sequence[str], host: Host) -> None:
    """See https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/Drop-Variable.htm."""
    if host.memory.variables.pop(name, None) is None:
        raise NotEmulated(f"DROP VARIABLE of '{name}', which does not exist,")


def _drop_field(name: str, tables: Sequence[str], host: Host) -> None:
    """From the tables that are named, or from all; it has to be in each that is named."""
    owners = _owners(name, tables, host)
    if any(len(table.fields) == 1 for table in owners):
        raise NotEmulated("DROP of the only field of a table")
    for table in owners:
        place = table.fields.index(name)
        table.fields = [*table.fields[:place], *table.fields[place + 1 :]]
        table.rows = [(*row[:place], *row[place + 1 :]) for row in table.rows]
    host.memory.forget([name])


def _owners(name: str, tables: Sequence[str], host: Host) -> list[Table]:
    if not tables:
        owners = [table for table in host.memory.tables.values() if name in table.fields]
        if not owners:
            _missing(field_missing(name), host)
        return owners
    owners = []
    for wanted in tables:
        table = host.scope.table(wanted)
        if table is None:
            _missing(ScriptFault(TABLE_NOT_FOUND, f"Table '{wanted}' not found"), host)
        elif name not in table.fields:
            _missing(field_missing(name), host)
        else:
            owners.append(table)
    return owners


def _rename(statement: Statement, host: Host) -> None:
    """Names that a mapping table has and the app lacks are passed over."""
    cursor = cursor_behind(statement)
    what = cursor.take(*_RENAME)
    if not what:
        raise unreadable(cursor, "FIELD or TABLE")
    rename = _RENAME[what]
    if not cursor.take("using"):
        for old, new in pairs_at(cursor, "to", "a name"):
            if not rename(old, new, host):
                raise _not_renamed(what, old)
        return
    name = name_at(cursor, "a mapping table")
    ended(cursor)
    pairs = host.scope.mapping(name)
    if pairs is None:
        raise NotEmulated(f"RENAME ... USING '{name}', which does not exist,")
    for key, value in pairs:
        rename(host.text(key), host.text(value), host)


def _not_renamed(what: str, name: str) -> ScriptFault | NotEmulated:
    if what.startswith("table"):
        return ScriptFault(TABLE_NOT_FOUND, f"Table '{name}' not found")
    return NotEmulated(f"RENAME of the field '{name}', which does not exist,")


def _rename_table(old: str, new: str, host: Host) -> bool:
    table = host.scope.table(old)
    if table is None:
        return False
    other = host.scope.table(new)
    if other is not None and other is not table:
        raise ScriptFault(GENERAL, f"Table '{new}' already exists")
    tables = list(host.memory.tables.values())
    table.name = new
    host.memory.tables.clear()
    host.memory.tables.update({each.name: each for each in tables})
    return True


def _rename_field(old: str, new: str, host: Host) -> bool:
    memory = host.memory
    if not memory.holds(old):
        return False
    if old != new and memory.holds(new):
        raise NotEmulated(f"RENAME of a field to '{new}', which there is already,")
    for table in memory.tables.values():
        table.fields = [new if name == old else name for name in table.fields]
    memory.forms[new] = memory.forms.pop(old, {})
    return True


_DROP: Mapping[str, Callable[[str, Sequence[str], Host], None]] = {
    "TABLE": _drop_table,
    "FIELD": _drop_field,
    "VARIABLE": _drop_variable,
    "MAPPING TABLE": _drop_mapping,
}
_RENAME: Mapping[str, Callable[[str, str, Host], bool]] = {
    "field": _rename_field,
    "fields": _rename_field,
    "table": _rename_table,
    "tables": _rename_table,
}
CHANGING: Mapping[str, Run] = {"DROP": _drop, "RENAME": _rename}
"""What each of these statements does, by its kind."""
