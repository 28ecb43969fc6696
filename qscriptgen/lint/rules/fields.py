"""QL25: fields that are read and that no table has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.tables import LABELS
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import Suggestions, suggestion
from qscriptgen.script.expression import Call, Literal, Name
from qscriptgen.script.parts import Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span
    from qscriptgen.script.rest import Select

_RENAMING = ("RENAME", "QUALIFY", "ALIAS")
_OF_OTHER_TABLES = frozenset(("exists", "peek", "lookup", "previous"))
"""Functions that may read a field of another table, or of the table that is being made."""
_OF_ANY_TABLE = frozenset(("fieldvalue", "fieldindex", "fieldvaluecount"))
"""Functions that take the name of a field of any table."""


@rule("QL254", "unknown-field", "error")
def unknown_field(script: LintedScript) -> Iterator[Violation]:
    """A LOAD reads a field that the SELECT or LOAD below it does not have.

    Why: the load fails, and under ErrorMode 0 the table is missing without an error.

    Bad:
        LOAD id, stauts;
        SQL SELECT "id", "status" FROM JSON (wrap on) "root" PK "key";

    Good:
        LOAD id, status;
        SQL SELECT "id", "status" FROM JSON (wrap on) "root" PK "key";
    """
    below = _fields_by_number(script)
    for number in script.of_kind("LOAD"):
        parts = script.statements[number].parts
        fields = below.get(number + 1)
        if fields is None or not isinstance(parts, Load) or parts.source:
            continue
        if parts.has_expansion and _may_expand_to_clauses(script, number):
            continue
        suggestions = Suggestions(fields)
        word = "LOAD" if script.statements[number + 1].kind == "LOAD" else "SELECT"
        for name in _names_read(script, number):
            if name.name not in fields:
                message = f"the {word} below has no field {name.name}"
                yield Violation(name.span, message, suggestions.hint(name.name))


def _may_expand_to_clauses(script: LintedScript, number: int) -> bool:
    """Whether an expansion stands outside all parentheses, where it may give a clause."""
    depth = 0
    for token in script.statements[number].code:
        if token.text.startswith("$(") and not depth:
            return True
        depth += {"(": 1, ")": -1}.get(token.text, 0)
    return False


def _names_read(script: LintedScript, number: int) -> Iterator[Name]:
    """The names that a LOAD reads from the table below it."""
    nodes = script.nodes_of.get(number, ())
    calls = [n for n in nodes if isinstance(n, Call) and n.name.lower() in _OF_OTHER_TABLES]
    others = {id(call.args[0]) for call in calls if call.args}
    for node in nodes:
        if isinstance(node, Name) and node.name not in ("", "*") and id(node) not in others:
            yield node


def _fields_by_number(script: LintedScript) -> dict[int, set[str]]:
    """The fields of each SELECT and LOAD, where all of them are known."""
    found = {
        request.number: fields
        for request in requests_of(script)
        if (fields := _fields_of(request.rest.root)) is not None
    }
    for number in () if script.of_kind(*_RENAMING) else script.of_kind("LOAD"):
        statement = script.statements[number]
        plain = all(prefix.kind in LABELS for prefix in statement.prefixes)
        if plain and isinstance(statement.parts, Load):
            names = _loaded_fields(statement.parts)
            if names is not None and not _may_expand_to_clauses(script, number):
                found[number] = names
    return found


def _fields_of(select: Select) -> set[str] | None:
    """The fields of an answer; None where an expansion or ``*`` may give others."""
    found: set[str] = set()
    waiting = [select]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        keys = (node.primary_key, node.foreign_key, node.array_value_alias)
        texts = [column.alias or column.name for column in node.columns]
        for text in (*texts, *filter(None, keys)):
            if text.expands or text.value == "*":
                return None
            found.add(text.value)
    return found


@rule("QL256", "unknown-field-of-table", "warning")
def unknown_field_of_table(script: LintedScript) -> Iterator[Violation]:
    """Peek or STORE uses a field that its table does not have.

    Why: Peek gives NULL, as if the answer were empty; STORE fails.

    Bad:
        Answer:
        LOAD 1 AS id AUTOGENERATE 1;
        LET vId = Peek('ID', 0, 'Answer');

    Good:
        Answer:
        LOAD 1 AS id AUTOGENERATE 1;
        LET vId = Peek('id', 0, 'Answer');
    """
    fields = _fields(script)
    for span, field, table in _fields_used(script):
        known = fields.get(table.lower())
        if known and field not in known and "$(" not in field:
            yield Violation(span, f"table {table} has no field {field}", suggestion(field, known))
    if None in fields.values():
        return
    every = {name for names in fields.values() for name in names or ()}
    suggestions = Suggestions(every)
    for _, call in script.calls:
        named = call.args[0] if call.args and call.name.lower() in _OF_ANY_TABLE else None
        if isinstance(named, Literal) and named.value not in every:
            hint = suggestions.hint(named.value)
            if hint:
                yield Violation(named.span, f"no table has a field {named.value}", hint)


def _fields_used(script: LintedScript) -> Iterator[tuple[Span, str, str]]:
    """The fields that are used: place, name, and the name of the table."""
    for _, call in script.calls:
        if call.name.lower() == "peek" and len(call.args) == len(("field", "row", "table")):
            field, _, table = call.args
            if isinstance(field, Literal) and isinstance(table, Literal):
                yield field.span, field.value, table.value
    for number in script.of_kind("STORE"):
        parts = script.statements[number].parts
        (of_table,) = (
            parts.tables if isinstance(parts, Store) and len(parts.tables) == 1 else (None,)
        )
        if isinstance(parts, Store) and isinstance(of_table, Name):
            for name in parts.fields:
                if isinstance(name, Name) and name.name != "*":
                    yield name.span, name.name, of_table.name


def _fields(script: LintedScript) -> dict[str, set[str] | None]:
    """The fields of each table, None where they are not known."""
    found: dict[str, set[str] | None] = {}
    changed = has_included_code(script) or bool(script.of_kind(*_RENAMING))
    answers = {request.number: _fields_of(request.rest.root) for request in requests_of(script)}
    for number in script.of_kind("LOAD", "SQL", "SELECT"):
        statement = script.statements[number]
        # What is joined or concatenated may change any table.
        changed = changed or any(prefix.kind not in LABELS for prefix in statement.prefixes)
    for number in script.of_kind("LOAD", "SQL", "SELECT"):
        statement = script.statements[number]
        if not isinstance(statement.label, Name):
            continue
        low = statement.label.name.lower()
        parts = statement.parts
        names = answers.get(number)
        if isinstance(parts, Load) and not _may_expand_to_clauses(script, number):
            names = _loaded_fields(parts)
        names = None if changed else names
        before = found.get(low, names)
        found[low] = before | names if before is not None and names is not None else None
    return found


def _loaded_fields(load: Load) -> set[str] | None:
    """The names of the fields of a LOAD; None where one of them is not written out."""
    names = [field.alias or field.expression for field in load.fields]
    found = {name.name for name in names if isinstance(name, Name)}
    return found if all(isinstance(name, Name) for name in names) and "*" not in found else None
