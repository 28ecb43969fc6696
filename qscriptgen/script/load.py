"""Reads a LOAD: its fields, its source, and its other clauses.

Grammar: https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json, LoadStatement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.expression import Missing, Name
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Field, From, Load, Order
from qscriptgen.script.tokens import Token

if TYPE_CHECKING:
    from qscriptgen.script.expression import Node

_SOURCES = words("from resident inline autogenerate from_field extension")
_STOPS = _SOURCES | words("where while as")
_CLAUSES = _SOURCES | words("where while group order")


@dataclass(slots=True)
class _Clauses:
    source: From | None = None
    where: Node | None = None
    while_: Node | None = None
    group_by: tuple[Node, ...] = ()
    order_by: tuple[Order, ...] = ()


def read_load(cursor: TokenCursor) -> Load:
    """Read the parts of a LOAD, from the token after that word on."""
    distinct = bool(cursor.take("distinct"))
    fields = _fields(cursor)
    clauses = _Clauses()
    while not cursor.at_end:
        clause = cursor.word()
        if clause in _CLAUSES:
            start = cursor.token
            cursor.at += 1
            _READ.get(clause, _source)(cursor, clauses, start)
        else:
            cursor.require_end("FROM, RESIDENT, WHERE or another clause", _CLAUSES)
            cursor.at += 1
            _skip(cursor)
    return Load(
        fields,
        distinct,
        clauses.source,
        clauses.where,
        clauses.while_,
        clauses.group_by,
        clauses.order_by,
        cursor.has_expansion,
    )


def _fields(cursor: TokenCursor) -> tuple[Field, ...]:
    fields = [_field(cursor)]
    while _has_next_field(cursor):
        fields.append(_field(cursor))
    return tuple(fields)


def _has_next_field(cursor: TokenCursor) -> bool:
    """Whether another field follows; skips tokens that should not be there."""
    if cursor.take(","):
        return True
    if not (cursor.at_end or cursor.word() in _CLAUSES):
        cursor.require_end("',', AS, FROM, RESIDENT or another clause", _CLAUSES)
        _skip(cursor)
    return bool(cursor.take(","))


def _field(cursor: TokenCursor) -> Field:
    start = cursor.token.start
    if cursor.take("*"):
        return Field((start, start + 1), Name((start, start + 1), "*", ""))
    expression = cursor.expression(_STOPS)
    alias = cursor.require_name("a field name") if cursor.take("as") else None
    return Field((start, (alias or expression).span[1]), expression, alias)


def _skip(cursor: TokenCursor) -> None:
    """Skip tokens up to where the next field or clause may start."""
    while not cursor.at_end and cursor.token.text != "," and cursor.word() not in _CLAUSES:
        cursor.at += 1


def _source(cursor: TokenCursor, clauses: _Clauses, start: Token) -> None:
    """Read the source of the rows; the keyword has been read."""
    kind = start.text.upper()
    at = cursor.token
    if kind == "AUTOGENERATE":
        value = cursor.expression(_STOPS)
    elif kind == "FROM_FIELD":
        value = Missing(cursor.parenthesis() or (at.start, at.start))
    else:
        value = cursor.path_or_table(_CLAUSES)
        if isinstance(value, Missing):
            cursor.report_missing("a table, a path or data")
    end = value.span[1]
    form = cursor.parenthesis()
    span = (start.start, form[1] if form else end)
    clauses.source = From(kind, span, (at.start, end), value, form)


def _where(cursor: TokenCursor, clauses: _Clauses, start: Token) -> None:
    value = cursor.expression(_STOPS)
    if start.text.lower() == "where":
        clauses.where = value
    else:
        clauses.while_ = value


def _group(cursor: TokenCursor, clauses: _Clauses, _: Token) -> None:
    cursor.require("by")
    clauses.group_by = cursor.expressions(_STOPS)


def _order(cursor: TokenCursor, clauses: _Clauses, _: Token) -> None:
    cursor.require("by")
    keys = [_key(cursor)]
    while cursor.take(","):
        keys.append(_key(cursor))
    clauses.order_by = tuple(keys)


def _key(cursor: TokenCursor) -> Order:
    return Order(cursor.expression(_STOPS), cursor.take("asc", "desc").upper())


_READ: dict[str, Callable[[TokenCursor, _Clauses, Token], None]] = {
    "where": _where,
    "while": _where,
    "group": _group,
    "order": _order,
}
