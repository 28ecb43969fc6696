"""Where the rows of a LOAD come from: a table, data in the script, a file, or nothing.

RowSource, where no other is named: Load in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, repeat
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.delimited import Cell, Format, is_blank, read_format, records
from qscriptgen.emulate.data.memory import MOST_ROWS
from qscriptgen.emulate.data.prepared import field_missing, plain_name, unique
from qscriptgen.emulate.errors import FILE_NOT_FOUND, TABLE_NOT_FOUND, ScriptFault
from qscriptgen.emulate.grid import Grid
from qscriptgen.script.evaluation import NULL, NotEmulated, Value
from qscriptgen.script.evaluation.interpretation import number_in, read_as_number
from qscriptgen.script.evaluation.values import dual, text
from qscriptgen.script.expression import Name, children

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.memory import Table
    from qscriptgen.emulate.data.prepared import Level, Row
    from qscriptgen.script.expression import Node
    from qscriptgen.script.parts import From


@dataclass(frozen=True, slots=True)
class RowSource:
    """Rows on their way; ``name`` is what a table without a label is called after, if known.

    ``numbered`` says that such a table gets a number in any case, as INLINE01, ``connected`` that
    the rows are those of a SELECT, ``raw`` that they are read as they are, so that RecNo counts
    them.
    """

    fields: tuple[str, ...]
    rows: Iterable[Row]
    name: str = ""
    numbered: bool = False
    connected: bool = False
    raw: bool = True


def open_source(level: Level, host: Host) -> RowSource:
    """The rows that a LOAD reads.

    Raises:
        ScriptFault: The table or file does not exist, or has no such field.
        NotEmulated: The source is of a kind that is not emulated.
    """
    source = level.source
    if source is None:
        raise NotEmulated("a LOAD without a source")
    if source.kind not in _OPEN:
        raise NotEmulated(f"LOAD with {source.kind}")
    return _OPEN[source.kind](level, source, host)


def table_named(name: str, host: Host) -> Table:
    """The table of a name.

    Raises:
        ScriptFault: There is none.
    """
    table = host.scope.table(name)
    if table is None:
        raise ScriptFault(TABLE_NOT_FOUND, f"Table '{name}' not found")
    return table


def _resident(level: Level, source: From, host: Host) -> RowSource:
    """The rows that the table has now, also if the LOAD appends to it."""
    table = table_named(plain_name(source.value, "the table behind RESIDENT"), host)
    rows: Iterable[Row] = islice(table.rows, len(table.rows))
    if level.order:
        rows = _sorted(list(rows), table, level, host)
    return RowSource(tuple(table.fields), rows)


def _sorted(rows: list[Row], table: Table, level: Level, host: Host) -> list[Row]:
    """The rows in order; those that are equal in all keys keep theirs."""
    for name, down in reversed(level.order):
        if name not in table.fields:
            raise field_missing(name)
        place = table.fields.index(name)
        rows.sort(key=_sort_key([row[place] for row in rows], place), reverse=down)
    return rows


def _sort_key(values: list[Value], place: int) -> Callable[[Row], float | str]:
    """What rows are sorted by, for one field.

    Raises:
        NotEmulated: Its order is not known: of NULL, of numbers and texts together, or of texts
            for which it matters how letter case is sorted.
    """
    if all(value.number is not None for value in values):
        return lambda row: row[place].number or 0.0
    if any(value.number is not None or value.text is None for value in values):
        raise NotEmulated(
            "ORDER BY where some values are not numbers, and others are, or are NULL,"
        )
    texts = sorted({value.text or "" for value in values})
    plain = all(text.isascii() for text in texts)
    if not plain or sorted(texts, key=str.casefold) != texts or _folds(texts):
        raise NotEmulated("ORDER BY of texts whose order depends on the language")
    return lambda row: row[place].text or ""


def _folds(texts: list[str]) -> bool:
    return len({text.casefold() for text in texts}) < len(texts)


def _autogenerate(level: Level, source: From, host: Host) -> RowSource:
    if any(not column.name for column in level.columns):
        raise NotEmulated("LOAD * with AUTOGENERATE")
    count = whole_number(source.value, "AUTOGENERATE", host)
    if count > MOST_ROWS:
        raise NotEmulated(f"AUTOGENERATE of more than {MOST_ROWS:,} rows")
    return RowSource((), repeat((), count), "AUTOGENERATE", numbered=True)


def whole_number(node: Node, what: str, host: Host) -> int:
    """The number of rows that a clause says.

    Raises:
        ScriptFault: The engine would not evaluate it.
        NotEmulated: It is not a whole number, or depends on a name: a field or a variable?
    """
    if any(isinstance(part, Name) for part in _all_nodes(node)):
        raise NotEmulated(f"{what} with a bare name")
    found = number_in(host.evaluate(node), host.settings)
    if found is None or found < 0 or not found.is_integer():
        raise NotEmulated(f"{what} of anything but a whole number")
    return int(found)


def _all_nodes(node: Node) -> Iterator[Node]:
    pending = [node]
    while pending:
        at = pending.pop()
        yield at
        pending += children(at)


def _inline(level: Level, source: From, host: Host) -> RowSource:
    form = read_format(level.form)
    if form.kind == "qvd" or form.labels is False:
        raise NotEmulated(f"INLINE with the format {level.form}")
    fields, rows = _read(plain_name(source.value, "the data of INLINE"), form, host)
    return RowSource(fields, rows, "INLINE", numbered=True)


def _file(level: Level, source: From, host: Host) -> RowSource:
    path = plain_name(source.value, "a path")
    form = read_format(level.form)
    if "*" in path or "?" in path:
        raise NotEmulated("a path with a mask")
    if path not in host.files:
        raise ScriptFault(FILE_NOT_FOUND, f"Cannot open file '{path}'")
    found = host.files[path]
    name = path.replace("\\", "/").rpartition("/")[2].rpartition(":")[2]
    name = (name.rpartition(".")[0] or name)[:_LONGEST_NAME]
    if isinstance(found, Grid) and form.kind == "qvd":
        return RowSource(found.fields, found.rows, name)
    if isinstance(found, Grid) or form.kind != "txt" or form.labels is None:
        raise NotEmulated(f"'{path}' read with the format {level.form or 'that is left out'}")
    fields, rows = _read(found, form, host)
    return RowSource(fields, rows, name)


def _read(written: str, form: Format, host: Host) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The fields and rows of a text; it says how many columns there are in its first record."""
    found = records(written, form)
    if not found:
        raise NotEmulated("data without any record")
    cells = _values(host)
    if form.labels is False:
        fields = tuple(f"@{number}" for number in range(1, len(found[0]) + 1))
    else:
        fields = tuple(cell.text.strip() for cell in found.pop(0))
    if not all(fields):
        raise NotEmulated("a field without a name")
    return unique(fields), (tuple(map(cells, record)) for record in _whole(found, len(fields)))


def _whole(found: list[list[Cell]], width: int) -> Iterator[list[Cell]]:
    """The records as they are read: FIRST may never come to one whose meaning is not known.

    Raises:
        NotEmulated: It is a blank line, or has more or fewer values than there are fields.
    """
    for record in found:
        if is_blank(record):
            raise NotEmulated("a blank line between records")
        if len(record) != width:
            raise NotEmulated("a record with more or fewer values than there are fields")
        yield record


def _values(host: Host) -> Callable[[Cell], Value]:
    """How a text becomes a value: a number where it can be read as one, by the settings.

    Sources: "Number interpretation" in
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
    and, for NullInterpret,
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/value_handling_variables.md
    """
    settings, variables = host.settings, host.memory.variables
    verbatim = number_in(variables.get("Verbatim", NULL), settings) == 1
    symbol = variables.get("NullInterpret", NULL)
    null = None if symbol.is_null else host.text(symbol).strip()

    def value(cell: Cell) -> Value:
        stripped = cell.text.strip(" ")
        if cell.quoted and not verbatim and stripped != cell.text:
            raise NotEmulated("blanks at the ends of a value in quotes")
        if stripped == null:
            return NULL
        written = cell.text if verbatim else stripped
        found = read_as_number(written, settings)
        return text(written) if found is None else dual(written, found)

    return value


_LONGEST_NAME = 32
"""How much of a file's name a table is called by; "Table names" in the source of `_values`."""

_OPEN: Mapping[str, Callable[[Level, From, Host], RowSource]] = {
    "RESIDENT": _resident,
    "AUTOGENERATE": _autogenerate,
    "INLINE": _inline,
    "FROM": _file,
}
