"""QL25: names of variables, tables and fields that are nearly those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.names import SYSTEM, Nearest, near
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.lint.siblings import of_others, tables_of, words_read
from qscriptgen.script.expression import Literal, Name, Numeral
from qscriptgen.script.parts import Assign, Drop, Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit

_OURS = "qsg_"
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
def unknown_variable(unit: Unit) -> Iterator[Hit]:
    """An expression reads a variable that nothing sets, and that is nearly called like another.

    Why: the value of an unknown name is NULL or an error, and a condition on it goes one way for
    ever. A variable may come from the app or from an include, so names unlike all others, but for
    those with the prefix ``qsg_``, are left alone.

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
    if unit.unsure_names or unit.siblings.unsure_to(unit):
        return
    known = unit.variable_names
    others = unit.siblings.variables
    expected = _expected(unit)
    nearest = Nearest([*known.values(), *_SYSTEM_NAMES])
    for number in unit.of_kind(*_READERS, *_EXITS):
        for name in _bare(unit, number):
            low = name.name.lower()
            if low in known or low in others or SYSTEM.fullmatch(low):
                continue
            hint = nearest.hint(name.name)
            if hint or (low.startswith(_OURS) and low not in expected):
                yield Hit(name.span, f"nothing in this script sets {name.name}", hint)
    for setting in unit.settings:
        low = setting.name.name.lower()
        if setting.clears and not any(low in names for names in (known, others, expected)):
            hint = nearest.hint(setting.name.name)
            if hint or (low.startswith(_OURS) and not unit.open_names):
                yield Hit(setting.name.span, f"{setting.name.name} is emptied and never set", hint)


def _expected(unit: Unit) -> frozenset[str]:
    """What may come with the reload: it is read where the line above has the value without it.

    So ``LET v = '-';`` above ``LET v = KeepChar(w, '0123456789');`` knows that w may not be there.
    """
    found: set[str] = set()
    for number in unit.of_kind("LET"):
        above = unit.statements[number - 1].parts if number else None
        here = unit.statements[number].parts
        if not isinstance(above, Assign) or not isinstance(here, Assign):
            continue
        if _target(here) == _target(above) and isinstance(above.expression, Literal | Numeral):
            found.update(name.name.lower() for name in _bare(unit, number))
    return frozenset(found)


def _target(parts: Assign) -> str:
    return parts.name.name.lower() if isinstance(parts.name, Name) else ""


def _bare(unit: Unit, number: int) -> Iterator[Name]:
    for node in unit.nodes_of.get(number, ()):
        if isinstance(node, Name) and node.name not in ("", "*") and "$(" not in node.name:
            yield node


@rule("QL252", "unread-variable", "warning")
def unread_variable(unit: Unit) -> Iterator[Hit]:
    """A variable is set and never read, and it is nearly called like another, or is one of ours.

    Why: a misspelt name on the left side sets another variable, and the one that was meant keeps
    its old value. Variables that the app shows are set and not read too, so names unlike all
    others, but for those with the prefix ``qsg_``, are left alone.

    Bad:
        LET vRows = 0;
        LET vRosw = NoOfRows('Sales');
        TRACE $(vRows) rows;

    Good:
        LET vRows = NoOfRows('Sales');
        TRACE $(vRows) rows;
    """
    if unit.open_names or unit.unsure_names or unit.siblings.open_to(unit):
        return
    apart = of_others(unit)
    sets = [s for s in unit.settings if not s.clears and s.number not in apart]
    read = words_read(unit) | unit.siblings.read
    known = {name for name in read if name in unit.variable_names} | set(_SYSTEM_NAMES)
    nearest = Nearest(unit.variable_names.get(name, name) for name in known)
    seen: set[str] = set()
    for setting in sets:
        low = setting.name.name.lower()
        if low in read or low in seen or low in unit.parameters or SYSTEM.fullmatch(low):
            continue  # a SUB hands back what it sets its parameters to
        seen.add(low)
        if unit.statements[setting.number].kind.startswith("FOR"):
            continue
        hint = nearest.hint(setting.name.name)
        if hint or low.startswith(_OURS):
            yield Hit(setting.name.span, f"nothing in this script reads {setting.name.name}", hint)


@rule("QL253", "unknown-table", "warning")
def unknown_table(unit: Unit) -> Iterator[Hit]:
    """A table is asked for that nothing makes, and that is nearly called like another.

    Why: Peek gives NULL, TableNumber says that it is not there, and a DROP or RESIDENT fails.

    Bad:
        Sales:
        LOAD 1 AS Amount AUTOGENERATE 1;
        LET vRows = NoOfRows('Slaes');

    Good:
        Sales:
        LOAD 1 AS Amount AUTOGENERATE 1;
        LET vRows = NoOfRows('Sales');
    """
    tables = tables_of(unit)
    if tables is None:
        return
    nearest = Nearest(tables.values())
    for span, name in _asked(unit):
        low = name.lower()
        if low in tables or low in unit.siblings.tables or "$(" in name or not name:
            continue
        hint = nearest.hint(name)
        if hint or (low.startswith(_OURS) and not unit.open):
            yield Hit(span, f"nothing in this script makes a table {name}", hint)


def _asked(unit: Unit) -> Iterator[tuple[tuple[int, int], str]]:
    """Where a table is named that has to be there."""
    for _, call in unit.calls:
        at = _TABLE_FUNCTIONS.get(call.name.lower())
        if at is not None and len(call.args) > at and isinstance(call.args[at], Literal):
            literal = call.args[at]
            yield literal.span, getattr(literal, "value", "")
    for number in unit.of_kind("DROP"):
        parts = unit.statements[number].parts
        if isinstance(parts, Drop) and parts.what == "TABLE":
            yield from ((node.span, node.name) for node in parts.names if isinstance(node, Name))
    for number in unit.of_kind("STORE"):
        parts = unit.statements[number].parts
        if isinstance(parts, Store):
            yield from ((node.span, node.name) for node in parts.tables if isinstance(node, Name))
    for number in unit.of_kind("LOAD"):
        parts = unit.statements[number].parts
        source = parts.source if isinstance(parts, Load) else None
        if source and source.kind == "RESIDENT" and isinstance(source.value, Name):
            yield source.value.span, source.value.name


@rule("QL255", "key-without-partner", "warning")
def key_without_partner(unit: Unit) -> Iterator[Hit]:
    """The key of a nested SELECT is not a column of it.

    Why: the wizard of the connector lists each key among the columns of its SELECT; the rows of a
    level whose key is not listed can't be told apart from others.

    Bad:
        SQL SELECT "up", (SELECT "id", "pu" FROM "data" FK "down")
        FROM JSON (wrap on) "root" PK "up";

    Good:
        SQL SELECT "up", (SELECT "id", "down" FROM "data" FK "down")
        FROM JSON (wrap on) "root" PK "up";
    """
    for request in unit.requests:
        # The wizard comments columns out that nobody wants.
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
                    yield Hit(key.span, message, near(key.value, names))
