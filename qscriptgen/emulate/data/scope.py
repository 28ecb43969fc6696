"""What an expression sees of an emulated reload."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.system import check_name
from qscriptgen.script.evaluation.values import NULL, text

if TYPE_CHECKING:
    from qscriptgen.emulate.data.circumstances import Circumstances
    from qscriptgen.emulate.data.memory import Memory, Table
    from qscriptgen.emulate.world import World
    from qscriptgen.script.evaluation import Value


@dataclass
class ReloadScope:
    """A `qscriptgen.script.evaluation.Scope` over the memory of an app and its circumstances.

    ``clock`` gives the present. The loader sets ``record``, the record that is being read (None
    outside a LOAD), ``loading``, the table that it goes into, and ``number``, which record of the
    source it is. ``errors`` are the messages of all errors so far.
    """

    memory: Memory
    circumstances: Circumstances
    world: World
    clock: Callable[[], datetime]
    record: Mapping[str, Value] | None = None
    loading: str | None = None
    number: int | None = None
    errors: list[str] = field(default_factory=list)
    _exact: bool = field(init=False, repr=False)
    _chance: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._exact = self.world.answer("table-case") == "yes"
        self._chance = random.Random(self.circumstances.seed)

    @property
    def in_load(self) -> bool:
        """Whether a name is a field: there is a record."""
        return self.record is not None

    @property
    def partial(self) -> bool:
        """Whether this is a partial reload."""
        return self.circumstances.partial

    def variable(self, name: str) -> Value | None:
        """The value of a variable, None if it was never set."""
        found = self.memory.variables.get(name)
        if found is None and name == "ScriptErrorList" and self.errors:
            return text("\n".join(self.errors))
        if found is None:
            check_name(name)
        return found

    def field(self, name: str) -> Value | None:
        """The value of a field in the record, None if that has no such field."""
        return None if self.record is None else self.record.get(name)

    def record_number(self) -> int | None:
        """Which record of the source is being read, from 1; None where that is not known."""
        return self.number

    def now(self) -> datetime:
        """The time of this call."""
        return self.clock()

    def started(self) -> datetime:
        """When the reload began."""
        return self.circumstances.started

    def last_reload(self) -> datetime | None:
        """When the reload before ended."""
        return self.circumstances.last_reload

    def random(self) -> float:
        """The next random number; the same seed gives the same numbers."""
        return self._chance.random()

    def table(self, name: str) -> Table | None:
        """The table of a name, None if there is none."""
        return self.memory.table(name, exact=self._exact)

    def tables(self) -> Sequence[str]:
        """The names of the tables, in load order."""
        return tuple(self.memory.tables)

    def current_table(self) -> str | None:
        """The table that is being loaded."""
        return self.loading

    def fields(self, table: str) -> Sequence[str] | None:
        """The names of a table's fields, None if there is no such table."""
        found = self.table(table)
        return None if found is None else found.fields

    def rows(self, table: str) -> int | None:
        """The number of a table's rows, None if there is no such table."""
        found = self.table(table)
        return None if found is None else len(found.rows)

    def cell(self, table: str, field: str, row: int) -> Value | None:
        """The value in a row counted from 0, None if the table has no such field or row."""
        found = self.table(table)
        if found is None or field not in found.fields or not 0 <= row < len(found.rows):
            return None
        return found.rows[row][found.fields.index(field)]

    def values(self, field: str) -> Sequence[Value] | None:
        """The distinct values of a field in load order, None if there is no such field."""
        found = [table for table in self.memory.tables.values() if field in table.fields]
        if not found:
            return None
        distinct: dict[Value, None] = {}
        for table in found:
            place = table.fields.index(field)
            distinct.update(dict.fromkeys(row[place] for row in table.rows))
        distinct.pop(NULL, None)
        return tuple(distinct)

    def mapping(self, name: str) -> Sequence[tuple[Value, Value]] | None:
        """The rows of a mapping table, None if there is none of this name."""
        return self.memory.mappings.get(name)

    def attribute(self, name: str) -> str:
        """What GetSysAttr knows by this name; how the tenant's address looks is a doubt."""
        found = self.circumstances.attributes.get(name, "")
        if name != "tenantUrl" or not found:
            return found
        host = found.removeprefix("https://").rstrip("/")
        return _ADDRESSES[self.world.answer("tenant-url")].format(host)

    def system(self, function: str) -> str | None:
        """What a function without arguments gives, None if nobody said."""
        return self.circumstances.facts.get(function)


_ADDRESSES = {"scheme": "https://{}", "host": "{}", "slash": "https://{}/"}
