"""Reads the parts of statements, with one function for each kind of statement.

Grammar: https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json; EXIT ERROR:
https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptControlStatements/exit%20error.htm
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from qscriptgen.script import parts
from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.expression import Expansion, Missing, Name
from qscriptgen.script.keywords import REGULAR, words
from qscriptgen.script.load import read_load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script.expression import Node
    from qscriptgen.script.source import ScriptProblem
    from qscriptgen.script.tokens import Token


def read_parts(
    kind: str, code: Sequence[Token]
) -> tuple[parts.Parts | None, tuple[ScriptProblem, ...]]:
    """Read the parts of a statement; return them and the problems.

    Args:
        kind: The kind of the statement.
        code: Its tokens from the keyword on, without white space and comments, and an end token.
    """
    read = _READ.get(kind)
    if read is None:
        return None, ()
    cursor = TokenCursor(code, _SKIPPED.get(kind, 1))
    found = read(cursor)
    return found, tuple(cursor.problems)


def _let(cursor: TokenCursor) -> parts.Assign:
    name = cursor.require_name("a variable")
    if not cursor.take("="):
        cursor.require_end("'='")
        return parts.Assign(name)
    if cursor.at_end:
        return parts.Assign(name)
    start = cursor.token.start
    expression = cursor.expression()
    cursor.require_end("an operator or ';'")
    return parts.Assign(name, (start, cursor.tokens[-2].end), expression)


def _set(cursor: TokenCursor) -> parts.Assign:
    name = cursor.require_name("a variable")
    if not cursor.take("="):
        cursor.require_end("'='")
        return parts.Assign(name)
    return parts.Assign(name, None if cursor.at_end else cursor.rest())


def _alone(cursor: TokenCursor) -> None:
    """A keyword that ends or splits a block stands alone; the engine ignores text after it."""
    cursor.require_end("';' or the end of the line")


def _end(cursor: TokenCursor) -> None:
    """END IF as two words or as one."""
    cursor.take("if", "sub", "switch")
    _alone(cursor)


def _if(cursor: TokenCursor) -> parts.Subject:
    expression = cursor.expression(_THEN)
    if not cursor.take("then") and not cursor.has_expansion:
        cursor.report_missing("THEN on the same line", ("then",), kind="missing-then")
    cursor.require_end()
    return parts.Subject(expression)


def _subject(cursor: TokenCursor) -> parts.Subject:
    expression = cursor.expression()
    cursor.require_end()
    return parts.Subject(expression)


def _condition(cursor: TokenCursor) -> parts.Condition:
    word = _WORDS[cursor.take("while", "until")]
    expression = cursor.expression() if word else None
    cursor.require_end("WHILE, UNTIL or the end of the line", ("while", "until"))
    return parts.Condition(word, expression)


def _for(cursor: TokenCursor) -> parts.For:
    variable = cursor.require_name("a variable")
    cursor.require("=")
    first = cursor.expression(_BOUNDS)
    if not cursor.has_expansion:
        cursor.require("to")
    else:
        cursor.take("to")
    last = Missing(first.span) if cursor.at_end else cursor.expression(_BOUNDS)
    step = cursor.expression() if cursor.take("step") else None
    cursor.require_end()
    return parts.For(variable, first, last, step)


def _for_each(cursor: TokenCursor) -> parts.ForEach:
    cursor.take("each")
    variable = cursor.require_name("a variable")
    cursor.require("in")
    items = cursor.expressions()
    cursor.require_end()
    return parts.ForEach(variable, items)


def _next(cursor: TokenCursor) -> parts.Next:
    variable = cursor.name()
    cursor.require_end()
    return parts.Next(variable)


def _case(cursor: TokenCursor) -> parts.Case:
    values = cursor.expressions()
    cursor.require_end()
    return parts.Case(values)


def _sub(cursor: TokenCursor) -> parts.Sub:
    name = cursor.require_name("a name")
    parameters: tuple[Expansion | Name, ...] = ()
    if cursor.take("(") and not cursor.take(")"):
        parameters = cursor.require_names("a parameter")
        cursor.require(")")
    cursor.require_end()
    return parts.Sub(name, parameters)


def _call(cursor: TokenCursor) -> parts.CallSub:
    name = cursor.require_name("a name")
    arguments: tuple[Node, ...] = ()
    if cursor.take("(") and not cursor.take(")"):
        arguments = cursor.expressions()
        cursor.require(")")
    cursor.require_end("'(' or the end of the line")
    return parts.CallSub(name, arguments)


_EXITS = ("script", "for", "do", "sub", "error")
"""The words after EXIT."""


def _exit(cursor: TokenCursor) -> parts.Exit:
    what = cursor.take(*_EXITS).upper()
    if not what and not cursor.has_expansion:
        cursor.report_missing("SCRIPT, FOR, DO, SUB or ERROR", _EXITS)
    message = cursor.expression(_WHEN) if what == "ERROR" else None
    word = _WORDS[cursor.take("when", "unless")]
    condition = cursor.expression() if word else None
    cursor.require_end("WHEN, UNLESS or the end of the line", ("when", "unless"))
    return parts.Exit(what, word, condition, message)


def _load(cursor: TokenCursor) -> parts.Load:
    return read_load(cursor)


def _drop(cursor: TokenCursor) -> parts.Drop:
    mapping = cursor.take("mapping")
    what = _DROPPED.get(cursor.take(*_DROPPED), "")
    if not what:
        cursor.report_missing("TABLE, FIELD, VARIABLE or MAPPING TABLE", _DROPPED)
        what = _DROPPED.get(cursor.take_misspelt(*_DROPPED), "")
    names = cursor.require_names("a name")
    tables = cursor.require_names("a table") if cursor.take("from") else ()
    cursor.require_end("',' or ';'")
    return parts.Drop(f"MAPPING {what}" if mapping else what, names, tables)


def _store(cursor: TokenCursor) -> parts.Store:
    fields, names = ((), ()) if cursor.take("*") else _stored(cursor)
    if cursor.take("from") or cursor.take_misspelt("from"):
        tables = cursor.require_names("a table")
    else:
        fields, names, tables = (), (), fields
    if not (cursor.take("into") or cursor.take_misspelt("into") or cursor.has_expansion):
        cursor.report_missing("INTO", ("into",))
    path = cursor.path_or_table()
    form = cursor.parenthesis()
    cursor.require_end()
    return parts.Store(fields, tables, path, form, names)


def _stored(
    cursor: TokenCursor,
) -> tuple[tuple[Name | Expansion, ...], tuple[Name | Expansion | None, ...]]:
    """The fields or tables to store, and their names in the file."""
    found = []
    while True:
        field = cursor.require_name("a table")
        found.append((field, cursor.require_name("a name") if cursor.take("as") else None))
        if not cursor.take(","):
            return tuple(field for field, _ in found), tuple(name for _, name in found)


def _connect(cursor: TokenCursor) -> parts.Connect:
    word = cursor.take("lib", "odbc", "oledb", "custom").upper()
    cursor.take("connect", "connect32", "connect64")
    if not cursor.has_expansion:
        cursor.require("to")
    else:
        cursor.take("to")
    return parts.Connect(word, cursor.path_or_table())


_INCLUDE = re.compile(r"\$\(\s*(must_)?include\s*=\s*(.*?)\s*\)", re.IGNORECASE | re.DOTALL)


def parse_include(text: str) -> tuple[bool, str] | None:
    """Whether a ``$(Include=...)`` is a Must_Include, and its path; None for other expansions."""
    match = _INCLUDE.fullmatch(text)
    return (bool(match[1]), match[2]) if match else None


def _include(cursor: TokenCursor) -> parts.Include:
    token = cursor.token
    must, path = parse_include(token.text) or (False, "")
    return parts.Include(must, path, (token.start, token.end))


def _raw(cursor: TokenCursor) -> parts.Raw:
    return parts.Raw(cursor.rest())


_THEN = words("then")
_BOUNDS = words("to step")
_WHEN = words("when unless")
_WORDS: dict[str, parts.Word] = {
    "": "",
    "while": "WHILE",
    "until": "UNTIL",
    "when": "WHEN",
    "unless": "UNLESS",
}
_DROPPED = {
    "table": "TABLE",
    "tables": "TABLE",
    "field": "FIELD",
    "fields": "FIELD",
    "variable": "VARIABLE",
    "variables": "VARIABLE",
}
_SKIPPED = {"ASSIGNMENT": 0, "SELECT": 0, "INCLUDE": 0, "CONNECT": 0, "EXPANSION": 0, "UNKNOWN": 0}
_READ: dict[str, Callable[[TokenCursor], parts.Parts | None]] = {
    **dict.fromkeys((*REGULAR.values(), "EXPANSION", "UNKNOWN"), _raw),
    "LET": _let,
    "ASSIGNMENT": _let,
    "SET": _set,
    "IF": _if,
    "ELSEIF": _if,
    **dict.fromkeys(("ELSE", "DEFAULT"), _alone),
    **dict.fromkeys(("END IF", "END SUB", "END SWITCH"), _end),
    "SWITCH": _subject,
    "SLEEP": _subject,
    "DO": _condition,
    "LOOP": _condition,
    "FOR": _for,
    "FOR EACH": _for_each,
    "NEXT": _next,
    "CASE": _case,
    "SUB": _sub,
    "CALL": _call,
    "LOAD": _load,
    "DROP": _drop,
    "STORE": _store,
    "CONNECT": _connect,
    "INCLUDE": _include,
    **dict.fromkeys(
        ("EXIT SCRIPT", "EXIT FOR", "EXIT DO", "EXIT SUB", "EXIT ERROR", "EXIT"), _exit
    ),
}
