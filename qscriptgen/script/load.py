"""Reads a LOAD: its fields, its source, and the clauses behind it.

Forms: https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json, rule LoadStatement.
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
    """The parts of a LOAD, from the token behind that word on."""
    distinct = bool(cursor.take("distinct"))
    fields = _fields(cursor)
    clauses = _Clauses()
    while not cursor.done:
        clause = cursor.word()
        if clause in _CLAUSES:
            start = cursor.token
            cursor.at += 1
            _READ.get(clause, _source)(cursor, clauses, start)
        else:
            cursor.finish("FROM, RESIDENT, WHERE or another clause", _CLAUSES)
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
        cursor.open,
    )


def _fields(cursor: TokenCursor) -> tuple[Field, ...]:
    fields = [_field(cursor)]
    while _another(cursor):
        fields.append(_field(cursor))
    return tuple(fields)


def _another(cursor: TokenCursor) -> bool:
    """Whether the list of fields goes on; over what should not be there, if need be."""
    if cursor.take(","):
        return True
    if not (cursor.done or cursor.word() in _CLAUSES):
        cursor.finish("',', AS, FROM, RESIDENT or another clause", _CLAUSES)
        _skip(cursor)
    return bool(cursor.take(","))


def _field(cursor: TokenCursor) -> Field:
    start = cursor.token.start
    if cursor.take("*"):
        return Field((start, start + 1), Name((start, start + 1), "*", ""))
    expression = cursor.expression(_STOPS)
    alias = cursor.named("a field name") if cursor.take("as") else None
    return Field((start, (alias or expression).span[1]), expression, alias)


def _skip(cursor: TokenCursor) -> None:
    """Go on to where the next field or clause may start."""
    while not cursor.done and cursor.token.text != "," and cursor.word() not in _CLAUSES:
        cursor.at += 1


def _source(cursor: TokenCursor, clauses: _Clauses, start: Token) -> None:
    """Read what rows come from; the keyword is read already."""
    kind = start.text.upper()
    at = cursor.token
    if kind == "AUTOGENERATE":
        value = cursor.expression(_STOPS)
    elif kind == "FROM_FIELD":
        value = Missing(cursor.parenthesis() or (at.start, at.start))
    else:
        value = cursor.phrase(_CLAUSES)
        if isinstance(value, Missing):
            cursor.lacks("a table, a path or data")
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
    cursor.need("by")
    clauses.group_by = cursor.expressions(_STOPS)


def _order(cursor: TokenCursor, clauses: _Clauses, _: Token) -> None:
    cursor.need("by")
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
