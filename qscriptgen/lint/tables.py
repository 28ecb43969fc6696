"""The tables that requests make: how they are called, who drops them, and who reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.lint.known import ANY
from qscriptgen.script.expression import Literal, Name, Numeral
from qscriptgen.script.parts import Drop, Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.rest import RestColumn, Select

_ELSEWHERE = ("CALL", "INCLUDE", "EXPANSION", "UNKNOWN", "RENAME")
"""What may drop or rename any table."""


def answer_of(unit: Unit, number: int) -> Name | None:
    """The label of the table that a request makes, also where LOADs stand on top of it.

    None where it has none, where a variable brings it, and where its rows are meant to be added
    to another table.
    """
    while True:
        statement = unit.statements[number]
        if any(prefix.kind not in LABELS for prefix in statement.prefixes):
            return None
        if statement.label is not None:
            return statement.label if isinstance(statement.label, Name) else None
        above = unit.statements[number - 1].parts if number else None
        if not isinstance(above, Load) or above.source is not None or above.open:
            return None
        number -= 1


LABELS = frozenset(("NOCONCATENATE", "ADD", "REPLACE", "WHEN", "UNLESS"))
"""Prefixes that leave a table its label."""


def drops(unit: Unit) -> Iterator[tuple[int, set[str]]]:
    """The statements that drop tables, and which, in lower case; `ANY` where that is unknown."""
    for number in unit.of_kind("DROP"):
        parts = unit.statements[number].parts
        if isinstance(parts, Drop) and parts.what == "TABLE":
            yield (
                number,
                {name.name.lower() if isinstance(name, Name) else ANY for name in parts.names},
            )


@dataclass(frozen=True)
class Undropped:
    """Which answers are still there, never dropped since, when a statement is reached."""

    bits: dict[str, int]
    held: dict[int, int]

    @classmethod
    def of(cls, unit: Unit) -> Undropped:
        """What is still there in a script.

        Each request has two bits: its answer is there, and its answer was dropped.
        """
        made: dict[int, tuple[int, str]] = {}
        bits: dict[str, int] = {}
        for request in unit.requests:
            label = answer_of(unit, request.number)
            if label is not None:
                name, bit = label.name.lower(), 4 ** len(made)
                made[request.number] = bit, name
                bits[name] = bits.get(name, 0) | bit
        every = sum(bits.values())
        gone = dict.fromkeys(unit.of_kind(*_ELSEWHERE), every)
        for number, names in drops(unit):
            known = sum(bits.get(name, 0) for name in names)
            gone[number] = every if ANY in names else known

        def change(number: int, held: int) -> int:
            if number in made:
                bit, name = made[number]
                return (held & ~(bits[name] * 3)) | bit
            there = held & gone.get(number, 0)
            return (held & ~there) | (there * 2)

        return cls(bits, unit.flow.carried(lambda _: 0, change) if made else {})

    def before(self, number: int, name: str) -> bool:
        """Whether an answer of this name may be there that no way from its request has dropped."""
        held = self.held.get(number, 0)
        return bool(held & ~(held >> 1) & self.bits[name.lower()])


def first_rows(unit: Unit) -> tuple[set[str], set[str]]:
    """The tables whose first row is read by Peek, and fields of which no table is told."""
    tables, fields = set(), set()
    for _, call in unit.calls:
        if call.name.lower() != "peek" or len(call.args) < _ROW + 1:
            continue
        field, row, *table = call.args
        if not isinstance(row, Numeral) or row.value != 0:
            continue
        if table and isinstance(table[0], Literal):
            tables.add(table[0].value.lower())
        elif not table and isinstance(field, Literal):
            fields.add(field.value.lower())
    return tables, fields


_ROW = 1


def fields_of(select: Select) -> Iterator[str]:
    """The names that the columns of an answer get, in lower case."""
    return ((column.alias or column.name).value.lower() for column in columns_of(select))


def columns_of(select: Select) -> Iterator[RestColumn]:
    """The columns of an answer, those of the SELECTs in it too."""
    waiting = [select]
    while waiting:
        node = waiting.pop()
        yield from node.columns
        waiting += node.children


def answer_words(unit: Unit) -> set[str]:
    """What answers are called, their fields, and tables and fields that are loaded from them."""
    words = set()
    for request in unit.requests:
        label = answer_of(unit, request.number)
        words |= {label.name.lower()} if label else set()
        words.update(fields_of(request.rest.root))
        words |= _above(unit, request.number)
    for number in unit.of_kind("LOAD"):
        parts = unit.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and isinstance(source.value, Name) and source.value.name.lower() in words:
            words |= _names(unit, number) | _above(unit, number)
    return words


def _above(unit: Unit, number: int) -> set[str]:
    """The names that the LOADs on top of a statement give."""
    words: set[str] = set()
    while number and unit.statements[number - 1].kind == "LOAD":
        number -= 1
        parts = unit.statements[number].parts
        if not isinstance(parts, Load) or parts.source is not None:
            break
        words |= _names(unit, number)
    return words


def _names(unit: Unit, number: int) -> set[str]:
    statement = unit.statements[number]
    words = {statement.label.name.lower()} if isinstance(statement.label, Name) else set()
    if isinstance(statement.parts, Load):
        aliases = (field.alias for field in statement.parts.fields)
        words |= {alias.name.lower() for alias in aliases if isinstance(alias, Name)}
    return words


def kept_tables(unit: Unit) -> set[str]:
    """The tables that are stored or loaded from, in lower case."""
    found = {
        name.name.lower()
        for statement in unit.statements
        if isinstance(statement.parts, Store)
        for name in statement.parts.tables
        if isinstance(name, Name)
    }
    for number in unit.of_kind("LOAD"):
        parts = unit.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and source.kind == "RESIDENT" and isinstance(source.value, Name):
            found.add(source.value.name.lower())
    return found
