"""The reload in which an expression is evaluated."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from qscriptgen.script.evaluation.values import NULL, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Scope(Protocol):
    """The reload, as the caller describes it; the evaluator reads nothing from anywhere else.

    Names are passed as they are written: the scope decides whether letter case matters. A table
    that is being loaded has the rows that were loaded so far.
    """

    @property
    def in_load(self) -> bool:
        """Whether a name is a field, as in a LOAD, rather than a variable."""

    @property
    def partial(self) -> bool:
        """Whether this is a partial reload."""

    def variable(self, name: str) -> Value | None:
        """The value of a variable, None if it is not set."""

    def field(self, name: str) -> Value | None:
        """The value of a field in the current record, None if the input does not have the field."""

    def record_number(self) -> int | None:
        """The number of the record that is being read, from 1; None if it is not known."""

    def now(self) -> datetime:
        """The time of this call, in UTC."""

    def started(self) -> datetime:
        """When this reload began, in UTC."""

    def last_reload(self) -> datetime | None:
        """When the last finished reload ended, in UTC; None if there is none."""

    def random(self) -> float:
        """The next random number, at least 0 and below 1."""

    def tables(self) -> Sequence[str]:
        """The names of the loaded tables, in load order."""

    def current_table(self) -> str | None:
        """The table that is being loaded."""

    def fields(self, table: str) -> Sequence[str] | None:
        """The names of a table's fields, None if there is no such table."""

    def rows(self, table: str) -> int | None:
        """The number of a table's rows, None if there is no such table."""

    def cell(self, table: str, field: str, row: int) -> Value | None:
        """The value in a row counted from 0, None if the table has no such field or row."""

    def values(self, field: str) -> Sequence[Value] | None:
        """The distinct values of a field in load order, None if there is no such field."""

    def mapping(self, name: str) -> Sequence[tuple[Value, Value]] | None:
        """The rows of a mapping table, None if there is none of this name."""

    def attribute(self, name: str) -> str:
        """The value of an attribute of GetSysAttr; empty if it has none."""

    def system(self, function: str) -> str | None:
        """The value of a system function without arguments, None if it is not known."""


@dataclass
class MemoryScope:
    """A scope of plain data."""

    variables: Mapping[str, Value] = field(default_factory=dict)
    record: Mapping[str, Value] | None = None
    data: Mapping[str, Mapping[str, Sequence[Value]]] = field(default_factory=dict)
    mappings: Mapping[str, Sequence[tuple[Value, Value]]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    time: datetime = datetime(2026, 1, 1)
    start: datetime = datetime(2026, 1, 1)
    finished: datetime | None = None
    partial: bool = False
    loading: str | None = None
    number: int | None = None
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    @property
    def in_load(self) -> bool:
        """See `Scope`; true if there is a record."""
        return self.record is not None

    def variable(self, name: str) -> Value | None:
        """See `Scope`."""
        return self.variables.get(name)

    def field(self, name: str) -> Value | None:
        """See `Scope`."""
        return (self.record or {}).get(name)

    def record_number(self) -> int | None:
        """See `Scope`."""
        return self.number

    def now(self) -> datetime:
        """See `Scope`."""
        return self.time

    def started(self) -> datetime:
        """See `Scope`."""
        return self.start

    def last_reload(self) -> datetime | None:
        """See `Scope`."""
        return self.finished

    def random(self) -> float:
        """See `Scope`."""
        return self.chance.random()

    def tables(self) -> Sequence[str]:
        """See `Scope`."""
        return tuple(self.data)

    def current_table(self) -> str | None:
        """See `Scope`."""
        return self.loading

    def fields(self, table: str) -> Sequence[str] | None:
        """See `Scope`."""
        return tuple(self.data[table]) if table in self.data else None

    def rows(self, table: str) -> int | None:
        """See `Scope`."""
        if table not in self.data:
            return None
        return max((len(column) for column in self.data[table].values()), default=0)

    def cell(self, table: str, field: str, row: int) -> Value | None:
        """See `Scope`."""
        column = self.data.get(table, {}).get(field, ())
        return column[row] if 0 <= row < len(column) else None

    def values(self, field: str) -> Sequence[Value] | None:
        """See `Scope`."""
        columns = [table[field] for table in self.data.values() if field in table]
        found = [value for column in columns for value in column if value != NULL]
        return tuple(dict.fromkeys(found)) if columns else None

    def mapping(self, name: str) -> Sequence[tuple[Value, Value]] | None:
        """See `Scope`."""
        return self.mappings.get(name)

    def attribute(self, name: str) -> str:
        """See `Scope`."""
        return self.attributes.get(name, "")

    def system(self, function: str) -> str | None:
        """See `Scope`."""
        return self.facts.get(function)
