"""STORE: a table becomes a file.

Source: Store in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.emulate.data.delimited import read_format, write
from qscriptgen.emulate.data.prepared import checked, field_missing, plain_name, unique
from qscriptgen.emulate.data.sources import table_named
from qscriptgen.emulate.grid import Grid
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.parts import Store

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.memory import Table
    from qscriptgen.script import Statement


def store(statement: Statement, host: Host) -> None:
    """Write a table, or some of its fields, into a file; without a format that is a QVD.

    Raises:
        ScriptFault: The table or a field does not exist.
        NotEmulated: The format is another than qvd or txt, or says more than a delimiter.
    """
    parts = checked(statement).parts
    if not isinstance(parts, Store) or len(parts.tables) != 1:
        raise NotEmulated("STORE of several tables")
    start, end = parts.format or (0, 0)
    offset = statement.span[0]
    form = read_format(str(statement)[start - offset : end - offset] if parts.format else "(qvd)")
    path = plain_name(parts.path, "a path")
    table = table_named(plain_name(parts.tables[0], "a table"), host)
    names = [plain_name(field, "a field") for field in parts.fields] or table.fields
    given = zip(names, parts.names or [None] * len(names), strict=True)
    labels = [plain_name(label, "a name") if label else name for name, label in given]
    grid = _columns(table, tuple(names), unique(tuple(labels)))
    if form.kind == "qvd":
        host.files[path] = grid
    elif form.kind == "txt" and form.labels is None and form.quotes == "standard":
        rows = [list(map(host.text, row)) for row in grid.rows]
        host.files[path] = write(grid.fields, rows, form.delimiter)
    else:
        raise NotEmulated(f"STORE with the format {str(statement)[start - offset : end - offset]}")


def _columns(table: Table, names: tuple[str, ...], labels: tuple[str, ...]) -> Grid:
    for name in names:
        if name not in table.fields:
            raise field_missing(name)
    places = [table.fields.index(name) for name in names]
    return Grid(labels, [tuple([row[place] for place in places]) for row in table.rows])
