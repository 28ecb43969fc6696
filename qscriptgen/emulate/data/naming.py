"""Statements that set rules for the fields which are loaded behind them.

Sources: Alias, Map, NullAsValue and Qualify with their opposites in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
and for MAP in a partial reload
https://help.qlik.com/en-us/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptPrefixes/Add.htm
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.memory import NamingRule
from qscriptgen.emulate.data.prefixes import read_prefixes, runs
from qscriptgen.emulate.data.prepared import plain_name
from qscriptgen.emulate.errors import SYNTAX, ScriptFault
from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.evaluation import NotEmulated

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.script import Statement

Run = Callable[["Statement", "Host"], None]


def cursor_behind(statement: Statement) -> TokenCursor:
    """A cursor behind the keyword of a statement."""
    return TokenCursor(statement.code, 1)


def name_at(cursor: TokenCursor, what: str) -> str:
    """The name that has to stand at a cursor.

    Raises:
        ScriptFault: There is none.
        NotEmulated: It is not expanded.
    """
    name = cursor.name()
    if name is None:
        raise unreadable(cursor, what)
    return plain_name(name, what)


def ended(cursor: TokenCursor) -> None:
    """Make sure that nothing is left.

    Raises:
        ScriptFault: Something is.
    """
    if not cursor.at_end:
        raise unreadable(cursor, "the end of the statement")


def pairs_at(cursor: TokenCursor, word: str, what: str) -> list[tuple[str, str]]:
    """The pairs of names, joined by a word, that are all that stands at a cursor.

    Raises:
        ScriptFault: Something else stands there.
        NotEmulated: A name is not expanded.
    """
    pairs: list[tuple[str, str]] = []
    while not pairs or cursor.take(","):
        old = name_at(cursor, what)
        if not cursor.take(word):
            raise unreadable(cursor, word.upper())
        pairs.append((old, name_at(cursor, what)))
    ended(cursor)
    return pairs


def unreadable(cursor: TokenCursor, what: str) -> ScriptFault:
    """The error of a statement that lacks something at a cursor."""
    return ScriptFault(SYNTAX, f"{what} is expected before '{cursor.token.text or ';'}'")


def _masks(cursor: TokenCursor) -> list[str]:
    """The fields of a list, which may be masks: bare with ``*`` and ``?``, or in quotes."""
    masks = [_mask(cursor)]
    while cursor.take(","):
        masks.append(_mask(cursor))
    return masks


def _mask(cursor: TokenCursor) -> str:
    """One field or mask; the pieces of a bare mask stand side by side."""
    pieces: list[str] = []
    end = cursor.token.start
    while not cursor.at_end and cursor.token.text != "," and cursor.token.start == end:
        pieces.append(cursor.take("*", "?") or name_at(cursor, "a field"))
        end = cursor.tokens[cursor.at - 1].end
    if not pieces:
        raise unreadable(cursor, "a field")
    return "".join(pieces)


def _switch(kind: str, word: str) -> Run:
    """Turn something on or off for the fields of a list."""

    def run(statement: Statement, host: Host) -> None:
        cursor = cursor_behind(statement)
        masks = _masks(cursor)
        ended(cursor)
        _set_rules(kind, masks, word, host)

    return run


def _set_rules(kind: str, masks: list[str], word: str, host: Host) -> None:
    for mask in masks:
        host.memory.naming = host.memory.naming.with_rule(NamingRule(kind, mask, word))


def _map(statement: Statement, host: Host) -> None:
    """In a partial reload only with ADD or REPLACE."""
    words = read_prefixes(statement).words
    if not runs(words, partial=host.partial):
        return
    cursor = cursor_behind(statement)
    masks = _masks(cursor)
    if not cursor.take("using"):
        raise unreadable(cursor, "USING")
    name = name_at(cursor, "a mapping table")
    ended(cursor)
    if host.scope.mapping(name) is None:
        raise NotEmulated(f"MAP ... USING '{name}', which does not exist,")
    _set_rules("MAP", masks, name, host)


def _alias(statement: Statement, host: Host) -> None:
    """A later alias for the same field takes the place of the one before."""
    cursor = cursor_behind(statement)
    alias = dict([*host.memory.naming.alias, *pairs_at(cursor, "as", "a field")])
    host.memory.naming = replace(host.memory.naming, alias=tuple(alias.items()))


NAMING: Mapping[str, Run] = {
    "QUALIFY": _switch("QUALIFY", "on"),
    "UNQUALIFY": _switch("QUALIFY", ""),
    "NULLASVALUE": _switch("NULLASVALUE", "on"),
    "NULLASNULL": _switch("NULLASVALUE", ""),
    "UNMAP": _switch("MAP", ""),
    "MAP": _map,
    "ALIAS": _alias,
}
"""What each of these statements does, by its kind."""
