"""QL25: misspelt names of variables, tables and fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.groups import (
    app_has_expanded_names,
    app_has_unknown_code,
    group_tables,
    group_variables,
    group_words_read,
    set_for_includers,
)
from qscriptgen.lint.analyses.includes import has_included_code, has_unknown_code
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.subroutines import parameters_of
from qscriptgen.lint.analyses.tables import tables_of
from qscriptgen.lint.analyses.variables import (
    has_expanded_names,
    settings_of,
    variable_names_of,
    words_read,
)
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import SYSTEM_VARIABLES, Suggestions, suggestion
from qscriptgen.script.expression import Literal, Name, Numeral
from qscriptgen.script.parts import Assign, Drop, Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript


_GENERATED = "qsg_"
_READERS = ("LET", "ASSIGNMENT", "IF", "ELSEIF", "SWITCH", "CASE", "SLEEP", "DO", "LOOP", "FOR")
_EXITS = ("EXIT SCRIPT", "EXIT FOR", "EXIT DO", "EXIT SUB", "EXIT ERROR")
_SYSTEM_NAMES = ("ErrorMode", "ScriptError", "ScriptErrorCount", "ScriptErrorList")
_TABLE_FUNCTIONS = {
    "peek": 2,
    "noofrows": 0,
    "nooffields": 0,
    "tablenumber": 0,
    "fieldname": 1,
    "fieldnumber": 1,
}
"""Which argument of a function is the name of a table."""


@rule("QL251", "unknown-variable", "warning")
def unknown_variable(script: LintedScript) -> Iterator[Violation]:
    """An expression reads a variable that nothing sets, and whose name is similar to another.

    Why: an unknown name gives NULL or an error, and a condition on it always has the same result.
    The app or an include may set a variable, so a name that is not similar to another is reported
    only if it has the prefix ``qsg_``.

    Bad:
        LET vRows = 1;
        IF vRosw > 0 THEN
            TRACE rows;
        END IF

    Good:
        LET vRows = 1;
        IF vRows > 0 THEN
            TRACE rows;
        END IF
    """
    if has_expanded_names(script) or app_has_expanded_names(script):
        return
    known = variable_names_of(script)
    others = group_variables(script.group)
    expected = _expected(script)
    suggestions = Suggestions([*known.values(), *_SYSTEM_NAMES])
    for number in script.of_kind(*_READERS, *_EXITS):
        for name in _plain_names(script, number):
            low = name.name.lower()
            if low in known or low in others or SYSTEM_VARIABLES.fullmatch(low):
                continue
            hint = suggestions.hint(name.name)
            if hint or (low.startswith(_GENERATED) and low not in expected):
                yield Violation(name.span, f"nothing in this script sets {name.name}", hint)
    for setting in settings_of(script):
        low = setting.name.name.lower()
        if setting.clears and not any(low in names for names in (known, others, expected)):
            hint = suggestions.hint(setting.name.name)
            if hint or (low.startswith(_GENERATED) and not has_unknown_code(script)):
                yield Violation(
                    setting.name.span, f"{setting.name.name} is emptied but never set", hint
                )


def _expected(script: LintedScript) -> frozenset[str]:
    """The variables that may come with the reload: the line above sets a value for their absence.

    Such lines are ``LET v = '-';`` and ``LET v = KeepChar(w, '0123456789');`` for the variable w.
    """
    found: set[str] = set()
    for number in script.of_kind("LET"):
        above = script.statements[number - 1].parts if number else None
        here = script.statements[number].parts
        if not isinstance(above, Assign) or not isinstance(here, Assign):
            continue
        if _target(here) == _target(above) and isinstance(above.expression, Literal | Numeral):
            found.update(name.name.lower() for name in _plain_names(script, number))
    return frozenset(found)


def _target(parts: Assign) -> str:
    return parts.name.name.lower() if isinstance(parts.name, Name) else ""


def _plain_names(script: LintedScript, number: int) -> Iterator[Name]:
    for node in script.nodes_of.get(number, ()):
        if isinstance(node, Name) and node.name not in ("", "*") and "$(" not in node.name:
            yield node


@rule("QL252", "unread-variable", "warning")
def unread_variable(script: LintedScript) -> Iterator[Violation]:
    """A variable is set and never read, and its name is similar to another or starts with ``qsg_``.

    Why: a misspelt name on the left side sets another variable, and the intended one keeps its old
    value. Variables that the app shows are set and not read as well, so other names are not
    reported.

    Bad:
        LET vRows = 0;
        LET vRosw = NoOfRows('Sales');
        TRACE $(vRows) rows;

    Good:
        LET vRows = NoOfRows('Sales');
        TRACE $(vRows) rows;
    """
    if has_unknown_code(script) or has_expanded_names(script) or app_has_unknown_code(script):
        return
    for_includers = set_for_includers(script)
    sets = [s for s in settings_of(script) if not s.clears and s.number not in for_includers]
    read, read_by_others = words_read(script), group_words_read(script.group)
    names = variable_names_of(script)
    known = [names[low] for low in names if low in read or low in read_by_others]
    suggestions = Suggestions([*known, *_SYSTEM_NAMES])
    seen: set[str] = set()
    for setting in sets:
        low = setting.name.name.lower()
        if low in read or low in read_by_others or low in seen:
            continue
        if low in parameters_of(script) or SYSTEM_VARIABLES.fullmatch(low):
            continue  # a SUB returns what it sets its parameters to
        seen.add(low)
        if script.statements[setting.number].kind.startswith("FOR"):
            continue
        hint = suggestions.hint(setting.name.name)
        if hint or low.startswith(_GENERATED):
            yield Violation(
                setting.name.span, f"nothing in this script reads {setting.name.name}", hint
            )


@rule("QL253", "unknown-table", "warning")
def unknown_table(script: LintedScript) -> Iterator[Violation]:
    """A table is used that nothing makes, and whose name is similar to another.

    Why: Peek and TableNumber give NULL, and a DROP or RESIDENT fails.

    Bad:
        Sales:
        LOAD 1 AS Amount AUTOGENERATE 1;
        LET vRows = NoOfRows('Slaes');

    Good:
        Sales:
        LOAD 1 AS Amount AUTOGENERATE 1;
        LET vRows = NoOfRows('Sales');
    """
    tables = tables_of(script)
    if tables is None:
        return
    suggestions = Suggestions(tables.values())
    for span, name in _tables_used(script):
        low = name.lower()
        if low in tables or low in group_tables(script.group) or "$(" in name or not name:
            continue
        hint = suggestions.hint(name)
        if hint or (low.startswith(_GENERATED) and not has_included_code(script)):
            yield Violation(span, f"nothing in this script makes a table {name}", hint)


def _tables_used(script: LintedScript) -> Iterator[tuple[tuple[int, int], str]]:
    """The names of tables that must exist, with their places."""
    for _, call in script.calls:
        at = _TABLE_FUNCTIONS.get(call.name.lower())
        if at is not None and len(call.args) > at and isinstance(call.args[at], Literal):
            literal = call.args[at]
            yield literal.span, getattr(literal, "value", "")
    for number in script.of_kind("DROP"):
        parts = script.statements[number].parts
        if isinstance(parts, Drop) and parts.what == "TABLE":
            yield from ((node.span, node.name) for node in parts.names if isinstance(node, Name))
    for number in script.of_kind("STORE"):
        parts = script.statements[number].parts
        if isinstance(parts, Store):
            yield from ((node.span, node.name) for node in parts.tables if isinstance(node, Name))
    for number in script.of_kind("LOAD"):
        parts = script.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and source.kind == "RESIDENT" and isinstance(source.value, Name):
            yield source.value.span, source.value.name


@rule("QL255", "key-without-partner", "warning")
def key_without_partner(script: LintedScript) -> Iterator[Violation]:
    """The key of a nested SELECT is not a column of it.

    Why: the wizard of the connector lists each key among the columns of its SELECT; without it, the
    rows of a level can't be related to those of another one.

    Bad:
        SQL SELECT "up", (SELECT "id", "pu" FROM "data" FK "down")
        FROM JSON (wrap on) "root" PK "up";

    Good:
        SQL SELECT "up", (SELECT "id", "down" FROM "data" FK "down")
        FROM JSON (wrap on) "root" PK "up";
    """
    for request in requests_of(script):
        # The wizard turns columns that are not selected into comments.
        unwanted = "".join(t.text for t in request.statement.tokens if t.kind == "comment")
        waiting = [request.rest.root]
        while waiting:
            node = waiting.pop()
            waiting += node.children
            if not node.columns or (node is request.rest.root and not node.children):
                continue
            names = {(column.alias or column.name).value for column in node.columns}
            names |= {column.name.value for column in node.columns}
            for key in (node.primary_key, node.foreign_key):
                known = key is None or key.expands or f'"{key.value}"' in unwanted
                if key and not known and key.value not in names:
                    message = f"{key.value} is not a column of its SELECT"
                    yield Violation(key.span, message, suggestion(key.value, names))
