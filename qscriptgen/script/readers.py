"""Reads what each sort of statement is made of, one function for each.

Forms: https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json; EXIT ERROR:
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
    """The parts of a statement, and what is wrong with them.

    Args:
        kind: The kind of the statement.
        code: Its tokens from the keyword on, without white space and comments, and an end.
    """
    read = _READ.get(kind)
    if read is None:
        return None, ()
    cursor = TokenCursor(code, _SKIPPED.get(kind, 1))
    found = read(cursor)
    return found, tuple(cursor.problems)


def _let(cursor: TokenCursor) -> parts.Assign:
    name = cursor.named("a variable")
    if not cursor.take("="):
        cursor.finish("'='")
        return parts.Assign(name)
    if cursor.done:
        return parts.Assign(name)
    start = cursor.token.start
    expression = cursor.expression()
    cursor.finish("an operator or ';'")
    return parts.Assign(name, (start, cursor.tokens[-2].end), expression)


def _set(cursor: TokenCursor) -> parts.Assign:
    name = cursor.named("a variable")
    if not cursor.take("="):
        cursor.finish("'='")
        return parts.Assign(name)
    return parts.Assign(name, None if cursor.done else cursor.rest())


def _alone(cursor: TokenCursor) -> None:
    """What ends or splits a block stands alone; text behind it would be lost."""
    cursor.finish("';' or the end of the line")


def _end(cursor: TokenCursor) -> None:
    """END IF in two words or in one."""
    _ = cursor.take("if") or cursor.take("sub") or cursor.take("switch")
    _alone(cursor)


def _if(cursor: TokenCursor) -> parts.Subject:
    expression = cursor.expression(_THEN)
    if not cursor.take("then") and not cursor.open:
        cursor.lacks("THEN on the same line", ("then",))
    cursor.finish()
    return parts.Subject(expression)


def _subject(cursor: TokenCursor) -> parts.Subject:
    expression = cursor.expression()
    cursor.finish()
    return parts.Subject(expression)


def _condition(cursor: TokenCursor) -> parts.Condition:
    word = _WORDS[cursor.take("while", "until")]
    expression = cursor.expression() if word else None
    cursor.finish("WHILE, UNTIL or the end of the line", ("while", "until"))
    return parts.Condition(word, expression)


def _for(cursor: TokenCursor) -> parts.For:
    variable = cursor.named("a variable")
    cursor.need("=")
    first = cursor.expression(_BOUNDS)
    if not cursor.open:
        cursor.need("to")
    else:
        cursor.take("to")
    last = Missing(first.span) if cursor.done else cursor.expression(_BOUNDS)
    step = cursor.expression() if cursor.take("step") else None
    cursor.finish()
    return parts.For(variable, first, last, step)


def _for_each(cursor: TokenCursor) -> parts.ForEach:
    cursor.take("each")
    variable = cursor.named("a variable")
    cursor.need("in")
    items = cursor.expressions()
    cursor.finish()
    return parts.ForEach(variable, items)


def _next(cursor: TokenCursor) -> parts.Next:
    variable = cursor.name()
    cursor.finish()
    return parts.Next(variable)


def _case(cursor: TokenCursor) -> parts.Case:
    values = cursor.expressions()
    cursor.finish()
    return parts.Case(values)


def _sub(cursor: TokenCursor) -> parts.Sub:
    name = cursor.named("a name")
    parameters: tuple[Expansion | Name, ...] = ()
    if cursor.take("(") and not cursor.take(")"):
        parameters = cursor.names("a parameter")
        cursor.need(")")
    cursor.finish()
    return parts.Sub(name, parameters)


def _call(cursor: TokenCursor) -> parts.CallSub:
    name = cursor.named("a name")
    arguments: tuple[Node, ...] = ()
    if cursor.take("(") and not cursor.take(")"):
        arguments = cursor.expressions()
        cursor.need(")")
    cursor.finish("'(' or the end of the line")
    return parts.CallSub(name, arguments)


_LEFT = ("script", "for", "do", "sub", "error")
"""What EXIT leaves."""


def _exit(cursor: TokenCursor) -> parts.Exit:
    what = cursor.take(*_LEFT).upper()
    if not what and not cursor.open:
        cursor.lacks("SCRIPT, FOR, DO, SUB or ERROR", _LEFT)
    message = cursor.expression(_WHEN) if what == "ERROR" else None
    word = _WORDS[cursor.take("when", "unless")]
    condition = cursor.expression() if word else None
    cursor.finish("WHEN, UNLESS or the end of the line", ("when", "unless"))
    return parts.Exit(what, word, condition, message)


def _load(cursor: TokenCursor) -> parts.Load:
    return read_load(cursor)


def _drop(cursor: TokenCursor) -> parts.Drop:
    mapping = cursor.take("mapping")
    what = _DROPPED.get(cursor.take(*_DROPPED), "")
    if not what:
        cursor.lacks("TABLE, FIELD, VARIABLE or MAPPING TABLE", _DROPPED)
        what = _DROPPED.get(cursor.slip(*_DROPPED), "")
    names = cursor.names("a name")
    tables = cursor.names("a table") if cursor.take("from") else ()
    cursor.finish("',' or ';'")
    return parts.Drop(f"MAPPING {what}" if mapping else what, names, tables)


def _store(cursor: TokenCursor) -> parts.Store:
    fields, names = ((), ()) if cursor.take("*") else _stored(cursor)
    if cursor.take("from") or cursor.slip("from"):
        tables = cursor.names("a table")
    else:
        fields, names, tables = (), (), fields
    if not (cursor.take("into") or cursor.slip("into") or cursor.open):
        cursor.lacks("INTO", ("into",))
    path = cursor.phrase()
    form = cursor.parenthesis()
    cursor.finish()
    return parts.Store(fields, tables, path, form, names)


def _stored(
    cursor: TokenCursor,
) -> tuple[tuple[Name | Expansion, ...], tuple[Name | Expansion | None, ...]]:
    """The fields, or the tables, that are stored, and the names that they get."""
    found = []
    while True:
        field = cursor.named("a table")
        found.append((field, cursor.named("a name") if cursor.take("as") else None))
        if not cursor.take(","):
            return tuple(field for field, _ in found), tuple(name for _, name in found)


def _connect(cursor: TokenCursor) -> parts.Connect:
    word = cursor.take("lib", "odbc", "oledb", "custom").upper()
    cursor.take("connect", "connect32", "connect64")
    if not cursor.open:
        cursor.need("to")
    else:
        cursor.take("to")
    return parts.Connect(word, cursor.phrase())


_INCLUDE = re.compile(r"\$\(\s*(must_)?include\s*=\s*(.*?)\s*\)", re.IGNORECASE | re.DOTALL)


def include(text: str) -> tuple[bool, str] | None:
    """Whether a ``$(Include=...)`` must be there, and its path; None for any other expansion."""
    match = _INCLUDE.fullmatch(text)
    return (bool(match[1]), match[2]) if match else None


def _include(cursor: TokenCursor) -> parts.Include:
    token = cursor.token
    must, path = include(token.text) or (False, "")
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
