"""What naming rules and variables do to fields and values on their way into a table.

Sources: Alias, Map, NullAsValue and Qualify in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
and NullDisplay and NullValue in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/value_handling_variables.md
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation import NULL, NotEmulated, Value
from qscriptgen.script.evaluation.context import Context
from qscriptgen.script.evaluation.operators import equal
from qscriptgen.script.evaluation.values import text

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.prepared import BoundLoad, Row

Change = Callable[[Value], Value]


def shown(rows: Iterable[Row], host: Host) -> Iterable[Row]:
    """The rows of a connection, with NullDisplay in the place of NULL if that is set."""
    symbol = host.memory.variables.get("NullDisplay", NULL)
    if symbol.is_null:
        return rows
    instead = text(host.text(symbol))
    return (tuple(instead if value == NULL else value for value in row) for row in rows)


def aliased(bound: BoundLoad, host: Host) -> tuple[str, ...]:
    """The names of a LOAD's fields after ALIAS.

    Raises:
        NotEmulated: A field that has an alias gets a name, or is the name, by AS.
    """
    alias = dict(host.memory.naming.alias)
    if not alias:
        return bound.names
    for name, renamed, step in zip(bound.names, bound.renamed, bound.steps, strict=True):
        read = bound.inputs[step] if isinstance(step, int) else ""
        if renamed and (name in alias or read in alias):
            raise NotEmulated(f"ALIAS of a field that has a name by AS, '{name}',")
    return tuple(alias.get(name, name) for name in bound.names)


def unaliased(names: Sequence[str], host: Host) -> None:
    """Make sure that ALIAS has no say in fields which a preceding LOAD takes.

    Raises:
        NotEmulated: It has.
    """
    for name, _ in host.memory.naming.alias:
        if name in names:
            raise NotEmulated(f"ALIAS of '{name}' below a preceding LOAD")


def qualified(names: tuple[str, ...], table: str, host: Host) -> tuple[str, ...]:
    """The names of fields after QUALIFY.

    Args:
        names: The names before.
        table: The label of the table, or what stands behind FROM; empty where neither is there.
        host: The running script.

    Raises:
        NotEmulated: One has to be qualified, and it is not known by which name.
    """
    naming = host.memory.naming
    if not naming.rules:
        return names
    on = [bool(naming.rule("QUALIFY", name)) for name in names]
    if any(on) and not table:
        raise NotEmulated("QUALIFY of a table without a label, or with CONCATENATE,")
    return tuple(f"{table}.{name}" if q else name for name, q in zip(names, on, strict=True))


def filled(
    rows: Iterable[Row], names: Sequence[str], final: Sequence[str], host: Host
) -> Iterable[Row]:
    """The rows with NullValue in the place of NULL, for the fields of NULLASVALUE.

    Args:
        rows: The rows.
        names: The names of the fields before they were qualified.
        final: Their names after it.
        host: The running script.
    """
    words = _words("NULLASVALUE", names, final, host)
    places = [place for place, word in enumerate(words) if word]
    if not places:
        return rows
    symbol = host.memory.variables.get("NullValue", NULL)
    instead = text(host.text(symbol))

    def fill(value: Value) -> Value:
        return instead if value.is_null else value

    return _changed(rows, [(place, fill) for place in places])


def mapped(
    rows: Iterable[Row], names: Sequence[str], final: Sequence[str], host: Host
) -> Iterable[Row]:
    """The rows with what MAP ... USING makes of their values; arguments as those of `filled`.

    Raises:
        NotEmulated: The mapping table does not exist.
    """
    words = _words("MAP", names, final, host)
    changes = [(place, _mapping(word, host)) for place, word in enumerate(words) if word]
    return _changed(rows, changes) if changes else rows


def _words(kind: str, names: Sequence[str], final: Sequence[str], host: Host) -> list[str]:
    """For each field the word of the rule for it.

    Raises:
        NotEmulated: The rules differ for a name and the qualified name.
    """
    naming = host.memory.naming
    words = [naming.rule(kind, name) for name in final] if naming.rules else []
    if words and names != final and words != [naming.rule(kind, name) for name in names]:
        raise NotEmulated(f"{kind} of a field that QUALIFY renames")
    return words


def _mapping(name: str, host: Host) -> Change:
    pairs = host.scope.mapping(name)
    if pairs is None:
        raise NotEmulated(f"MAP ... USING '{name}', which does not exist,")
    context = Context(host.scope, host.settings)

    def change(value: Value) -> Value:
        return next((new for old, new in pairs if equal(old, value, context)), value)

    return change


def _changed(rows: Iterable[Row], changes: list[tuple[int, Change]]) -> Iterator[Row]:
    for row in rows:
        values = list(row)
        for place, change in changes:
            values[place] = change(values[place])
        yield tuple(values)
