"""The tables of a script: their names, the answers they hold, and what drops or reads them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.constants import ANY
from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.model import LintedScript, analysis
from qscriptgen.script.expression import Literal, Name, Numeral
from qscriptgen.script.parts import Drop, Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qscriptgen.script.rest import RestColumn, Select

_MAY_DROP_ANY = ("CALL", "INCLUDE", "EXPANSION", "UNKNOWN", "RENAME")
"""Statements that may drop or rename any table."""


def answer_label(script: LintedScript, number: int) -> Name | None:
    """The label of the table that a request makes, also through the LOADs above it.

    None where there is no label, where it is an expansion, and where the rows are added to another
    table.
    """
    while True:
        statement = script.statements[number]
        if any(prefix.kind not in LABELS for prefix in statement.prefixes):
            return None
        if statement.label is not None:
            return statement.label if isinstance(statement.label, Name) else None
        above = script.statements[number - 1].parts if number else None
        if not isinstance(above, Load) or above.source is not None or above.has_expansion:
            return None
        number -= 1


LABELS = frozenset(("NOCONCATENATE", "ADD", "REPLACE", "WHEN", "UNLESS"))
"""Prefixes with which a table keeps its label."""


def dropped_tables(script: LintedScript) -> Iterator[tuple[int, set[str]]]:
    """The statements that drop tables, and the tables in lower case; `ANY` if a name is unknown."""
    for number in script.of_kind("DROP"):
        parts = script.statements[number].parts
        if isinstance(parts, Drop) and parts.what == "TABLE":
            yield (
                number,
                {name.name.lower() if isinstance(name, Name) else ANY for name in parts.names},
            )


@dataclass(frozen=True)
class KeptAnswers:
    """The answers that may still be there when a statement is reached."""

    bits: dict[str, int]
    states: dict[int, int]

    @classmethod
    def of(cls, script: LintedScript) -> KeptAnswers:
        """The answers of a script.

        Each request has two bits: one if its answer is there, and one if its answer was dropped.
        """
        made: dict[int, tuple[int, str]] = {}
        bits: dict[str, int] = {}
        for request in requests_of(script):
            label = answer_label(script, request.number)
            if label is not None:
                name, bit = label.name.lower(), 4 ** len(made)
                made[request.number] = bit, name
                bits[name] = bits.get(name, 0) | bit
        every = sum(bits.values())
        dropped = dict.fromkeys(script.of_kind(*_MAY_DROP_ANY), every)
        for number, names in dropped_tables(script):
            known = sum(bits.get(name, 0) for name in names)
            dropped[number] = every if ANY in names else known

        def change(number: int, state: int) -> int:
            if number in made:
                bit, name = made[number]
                return (state & ~(bits[name] * 3)) | bit
            now_dropped = state & dropped.get(number, 0)
            return (state & ~now_dropped) | (now_dropped * 2)

        return cls(bits, control_flow(script).propagate(lambda _: 0, change) if made else {})

    def may_be_there(self, number: int, name: str) -> bool:
        """Whether a table may be there that no path from its request has dropped."""
        state = self.states.get(number, 0)
        return bool(state & ~(state >> 1) & self.bits[name.lower()])


def first_row_reads(script: LintedScript) -> tuple[set[str], set[str]]:
    """The tables whose first row Peek reads, and the fields that it reads without a table."""
    tables, fields = set(), set()
    for _, call in script.calls:
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
    """The names of the fields of an answer, in lower case."""
    return ((column.alias or column.name).value.lower() for column in columns_of(select))


def columns_of(select: Select) -> Iterator[RestColumn]:
    """The columns of an answer, including those of nested SELECTs."""
    waiting = [select]
    while waiting:
        node = waiting.pop()
        yield from node.columns
        waiting += node.children


@analysis
def answer_words(script: LintedScript) -> set[str]:
    """The tables and fields of answers, and the tables and fields that are loaded from them."""
    words = set()
    for request in requests_of(script):
        label = answer_label(script, request.number)
        words |= {label.name.lower()} if label else set()
        words.update(fields_of(request.rest.root))
        words |= _above(script, request.number)
    for number in script.of_kind("LOAD"):
        parts = script.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and isinstance(source.value, Name) and source.value.name.lower() in words:
            words |= _names_given(script, number) | _above(script, number)
    return words


def _above(script: LintedScript, number: int) -> set[str]:
    """The names that the LOADs above a statement give."""
    words: set[str] = set()
    while number and script.statements[number - 1].kind == "LOAD":
        number -= 1
        parts = script.statements[number].parts
        if not isinstance(parts, Load) or parts.source is not None:
            break
        words |= _names_given(script, number)
    return words


def _names_given(script: LintedScript, number: int) -> set[str]:
    """The label of a LOAD, and the new names of its fields."""
    statement = script.statements[number]
    words = {statement.label.name.lower()} if isinstance(statement.label, Name) else set()
    if isinstance(statement.parts, Load):
        aliases = (field.alias for field in statement.parts.fields)
        words |= {alias.name.lower() for alias in aliases if isinstance(alias, Name)}
    return words


@analysis
def used_tables(script: LintedScript) -> set[str]:
    """The tables that are stored or loaded from, in lower case."""
    found = {
        name.name.lower()
        for statement in script.statements
        if isinstance(statement.parts, Store)
        for name in statement.parts.tables
        if isinstance(name, Name)
    }
    for number in script.of_kind("LOAD"):
        parts = script.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and source.kind == "RESIDENT" and isinstance(source.value, Name):
            found.add(source.value.name.lower())
    return found


@analysis
def tables_of(script: LintedScript) -> Mapping[str, str] | None:
    """The first spelling of each table that a script makes, None where a name is an expansion."""
    found: dict[str, str] = {}
    for statement in script.statements:
        if statement.labels and not all(isinstance(label, Name) for label in statement.labels):
            return None
        if isinstance(statement.label, Name):
            found.setdefault(statement.label.name.lower(), statement.label.name)
    for number in script.of_kind("RENAME"):
        words = [token.text.strip("\"[]'`") for token in script.statements[number].code[:-1]]
        for before, name in pairwise(words):
            if before.lower() == "to":
                found.setdefault(name.lower(), name)
    return found
