"""Which table the rows of a LOAD go into, and how it becomes as it was if they do not.

Sources: Concatenate, NoConcatenate and "Table names" in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/script_prefix.md
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
and Replace in
https://help.qlik.com/en-us/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptPrefixes/Replace.htm
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.memory import Table
from qscriptgen.emulate.data.sources import table_named
from qscriptgen.script.evaluation import NULL, NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.memory import Memory
    from qscriptgen.emulate.data.prefixes import Prefixes
    from qscriptgen.emulate.data.sources import RowSource


def target(
    names: tuple[str, ...], label: str, source: RowSource, prefixes: Prefixes, host: Host
) -> Table:
    """The table that rows are appended to, with all fields that it needs; it may be a new one.

    Args:
        names: The fields of the rows.
        label: The label, empty if there is none.
        source: What a table without a label is called after.
        prefixes: The prefixes of the statement.
        host: The running script.

    Raises:
        ScriptFault: The table of CONCATENATE does not exist.
        NotEmulated: It is not known which table the engine would take.
    """
    words = prefixes.words
    relevant = None if "NOCONCATENATE" in words else _relevant(names, prefixes, host)
    if "REPLACE" in words:
        return _replacement(names, label, relevant, prefixes, host)
    if relevant is not None:
        _padded(relevant, names, host)
        _widen(relevant, names)
        return relevant
    if "ADD" in words and host.partial:
        raise NotEmulated("ADD in a partial reload where no table has these fields")
    return _new(free_name(label, source, host), names, host)


def nothing_dropped(names: tuple[str, ...], label: str, prefixes: Prefixes, host: Host) -> None:
    """Make sure that REPLACE would drop nothing, where rows that are not there make no table.

    Raises:
        NotEmulated: It would.
    """
    if "REPLACE" in prefixes.words and (
        host.scope.table(label) or _relevant(names, prefixes, host)
    ):
        raise NotEmulated("REPLACE by a SELECT that has no rows and makes no table")


def _relevant(names: tuple[str, ...], prefixes: Prefixes, host: Host) -> Table | None:
    """The table of CONCATENATE, or the one that has exactly these fields."""
    if prefixes.onto:
        return table_named(prefixes.onto, host)
    tables = host.memory.tables.values()
    if "CONCATENATE" in prefixes.words:
        if not tables:
            raise NotEmulated("CONCATENATE without any table")
        return list(tables)[-1]
    wanted = set(names)
    alike = [t for t in tables if len(t.fields) == len(wanted) and wanted.issuperset(t.fields)]
    if len(alike) > 1:
        raise NotEmulated("a LOAD whose fields are those of several tables")
    return alike[0] if alike else None


def _replacement(
    names: tuple[str, ...], label: str, old: Table | None, prefixes: Prefixes, host: Host
) -> Table:
    """The new table in the place of the one that REPLACE drops, if there is one to drop.

    The text of the help goes by the fields of a table, one of its examples by the label.
    """
    named = host.scope.table(label) if label else None
    if "CONCATENATE" in prefixes.words or (not label and old is None):
        raise NotEmulated("REPLACE with CONCATENATE, or without a label,")
    if named is not None and named is not old:
        raise NotEmulated("REPLACE where a table of this label has other fields")
    if old is not None:
        del host.memory.tables[old.name]
        host.memory.forget(old.fields)
    return _new(label or (old.name if old else ""), names, host)


def _padded(table: Table, names: tuple[str, ...], host: Host) -> None:
    """Make sure that NULLASVALUE has no say in fields which only some of the rows have.

    Raises:
        NotEmulated: It has.
    """
    for name in {*table.fields} ^ {*names}:
        if host.memory.naming.rule("NULLASVALUE", name):
            raise NotEmulated(f"NULLASVALUE of '{name}', which CONCATENATE leaves empty,")


def _new(name: str, names: tuple[str, ...], host: Host) -> Table:
    table = Table(name, list(names), [])
    host.memory.tables[name] = table
    return table


def _widen(table: Table, names: tuple[str, ...]) -> None:
    """Give a table the fields that it lacks; its rows have NULL there."""
    extra = [name for name in names if name not in table.fields]
    if extra:
        nulls = (NULL,) * len(extra)
        table.fields = [*table.fields, *extra]
        table.rows = [(*row, *nulls) for row in table.rows]


def free_name(label: str, source: RowSource, host: Host) -> str:
    """The name of a new table: its label or the name of its source, with a number if need be.

    Raises:
        NotEmulated: There is neither.
    """
    base = label or source.name
    if not base:
        raise NotEmulated("the name of a table from SELECT or RESIDENT without a label")
    if not label and source.numbered:
        candidates = (f"{base}{number:02}" for number in count(1))
    else:
        candidates = (base if number == 0 else f"{base}-{number}" for number in count())
    return next(name for name in candidates if host.scope.table(name) is None)


@contextmanager
def undone(memory: Memory) -> Iterator[None]:
    """Put tables and forms back as they were if what is done inside fails."""
    tables = {
        name: (table, table.fields, table.rows, len(table.rows))
        for name, table in memory.tables.items()
    }
    forms = {name: (known, len(known)) for name, known in memory.forms.items()}
    try:
        yield
    except BaseException:
        memory.tables.clear()
        for name, (table, fields, rows, length) in tables.items():
            del rows[length:]
            table.fields, table.rows = fields, rows
            memory.tables[name] = table
        memory.forms.clear()
        for name, (known, length) in forms.items():
            while len(known) > length:
                known.popitem()
            memory.forms[name] = known
        raise
