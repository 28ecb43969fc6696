"""LOAD and SELECT: rows go from their source through every LOAD above it into a table.

Each row goes all the way before the next is read, so that what looks into the table sees the rows
before. Sources: Load in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
and, for the prefixes, script_prefix.md in the same folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from qscriptgen.emulate.data.finishing import aliased, filled, mapped, qualified, shown, unaliased
from qscriptgen.emulate.data.memory import MOST_ROWS
from qscriptgen.emulate.data.prefixes import Prefixes, read_prefixes, runs
from qscriptgen.emulate.data.prepared import (
    EVERYTHING,
    BoundLoad,
    bind,
    checked,
    plain_name,
    prepare,
    unique,
)
from qscriptgen.emulate.data.sources import RowSource, open_source, whole_number
from qscriptgen.emulate.data.targets import nothing_dropped, target, undone
from qscriptgen.script.evaluation import NULL, NotEmulated
from qscriptgen.script.evaluation.context import Context

if TYPE_CHECKING:
    from qscriptgen.emulate.data.host import Host
    from qscriptgen.emulate.data.memory import Memory, Table
    from qscriptgen.emulate.data.prepared import Level, Row
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.script import Statement
    from qscriptgen.script.evaluation import Value
    from qscriptgen.script.expression import Node


def load(statements: Sequence[Statement], lowest: Grid | None, host: Host) -> None:
    """Load rows into a table; one that fails changes nothing.

    Args:
        statements: One LOAD or SELECT, or a stack of LOADs with the topmost first, all expanded.
        lowest: The rows of the SELECT, which may be the one statement or stand below the last
            LOAD; None if that has a source of its own.
        host: The running script.

    Raises:
        ScriptFault: A table, a file or a field is missing, or an expression is wrong.
        NotEmulated: It is not known what the engine would do.
    """
    top = checked(statements[0])
    prefixes = read_prefixes(top)
    if not runs(prefixes.words, partial=host.partial):
        return
    levels = tuple(map(prepare, statements))
    _refuse(statements, levels)
    label = plain_name(top.label, "a label") if top.label else ""
    with _reading(host), undone(host.memory):
        source = _limited(_lowest(levels[-1], lowest, host), prefixes, levels, host)
        by = _qualifier(label, source, prefixes, levels)
        source = _below(source, levels, by, host)
        bound = bind(levels[0], source.fields)
        if "MAPPING" in prefixes.words:
            _fill_mapping(bound, source, label, host)
        else:
            final = unique(qualified(aliased(bound, host), by, host))
            if lowest and not lowest.rows and host.world.answer("no-rows") == "none":
                nothing_dropped(final, label, prefixes, host)
                return
            table = target(final, label, source, prefixes, host)
            _fill(table, final, bound, source, levels[0], host)


def _refuse(statements: Sequence[Statement], levels: Sequence[Level]) -> None:
    """Nothing but its topmost LOAD may have a label, a prefix or DISTINCT."""
    for statement, level in zip(statements[1:], levels[1:], strict=True):
        if statement.prefixes or statement.labels or level.distinct:
            raise NotEmulated("a label, prefix or DISTINCT below a preceding LOAD")


@contextmanager
def _reading(host: Host) -> Iterator[None]:
    """Leave the record and the table that are being loaded as they were."""
    scope = host.scope
    before = scope.record, scope.loading, scope.number
    try:
        yield
    finally:
        scope.record, scope.loading, scope.number = before


def _lowest(level: Level, lowest: Grid | None, host: Host) -> RowSource:
    """The rows from outside of the statements."""
    if lowest is None:
        return open_source(level, host)
    return RowSource(lowest.fields, shown(lowest.rows, host), connected=True)


def _limited(
    source: RowSource, prefixes: Prefixes, levels: Sequence[Level], host: Host
) -> RowSource:
    """No more rows than FIRST says."""
    if prefixes.first is None:
        return source
    top = levels[0]
    above = source.connected and top is not EVERYTHING
    if len(levels) > 1 or above or top.where or top.distinct or top.order:
        raise NotEmulated("FIRST with WHERE, DISTINCT, ORDER BY or a preceding LOAD")
    return replace(source, rows=islice(source.rows, whole_number(prefixes.first, "FIRST", host)))


def _qualifier(label: str, source: RowSource, prefixes: Prefixes, levels: Sequence[Level]) -> str:
    """What QUALIFY puts before names: the label, or the name behind FROM; empty if not known."""
    if "CONCATENATE" in prefixes.words:
        return ""
    behind = levels[-1].source
    return label or (source.name if behind and behind.kind == "FROM" else "")


def _below(source: RowSource, levels: Sequence[Level], by: str, host: Host) -> RowSource:
    """What the topmost LOAD reads."""
    if source.connected and levels[0] is not EVERYTHING:
        source = _lowered(source, by, host)
    for level in reversed(levels[1:]):
        bound = bind(level, source.fields)
        unaliased(source.fields, host)
        rows = _run(bound, source, None, host)
        source = _lowered(replace(source, fields=bound.names, rows=rows), by, host)
    return source


def _lowered(source: RowSource, by: str, host: Host) -> RowSource:
    """The rows of a statement that a preceding LOAD takes, with what rules do to them there."""
    names = final = source.fields
    unaliased(names, host)
    if host.world.answer("qualify-lower") == "yes":
        final = unique(qualified(names, by, host))
    rows = source.rows
    if host.world.answer("nullasvalue-lower") == "yes":
        rows = filled(rows, names, final, host)
    return RowSource(final, rows, source.name, source.numbered, source.connected, raw=False)


def _run(bound: BoundLoad, source: RowSource, loading: str | None, host: Host) -> Iterable[Row]:
    """The rows that a LOAD gives for those that it reads."""
    if bound.where is None and bound.pick is not None:
        return map(bound.pick, source.rows)
    return _evaluated(bound, source, loading, host)


def _evaluated(
    bound: BoundLoad, source: RowSource, loading: str | None, host: Host
) -> Iterator[Row]:
    scope, evaluate, settings = host.scope, host.evaluate, host.settings
    context = Context(scope, settings)
    inputs, where, pick = bound.inputs, bound.where, bound.pick
    steps = [_step(step, evaluate) for step in bound.steps]
    for number, row in enumerate(source.rows, 1):
        # The LOADs of a stack take turns, so each says anew which record is its own.
        scope.record, scope.loading = dict(zip(inputs, row, strict=True)), loading
        scope.number = number if source.raw else None
        if where is None or context.truth(evaluate(where)):
            yield pick(row) if pick else tuple([step(row) for step in steps])


def _step(step: int | Node, evaluate: Callable[[Node], Value]) -> Callable[[Row], Value]:
    """How a value is got: copied from the record, or evaluated."""
    return itemgetter(step) if isinstance(step, int) else lambda _: evaluate(step)


def _fill(
    table: Table,
    final: tuple[str, ...],
    bound: BoundLoad,
    below: RowSource,
    level: Level,
    host: Host,
) -> None:
    """Append the rows that the topmost LOAD makes of those below it."""
    if level.distinct and table.rows:
        raise NotEmulated("DISTINCT into a table that has rows")
    names = aliased(bound, host)
    rows = _run(bound, below, table.name, host)
    rows = mapped(filled(rows, names, final, host), names, final, host)
    _append(table, final, rows, host.memory, distinct=level.distinct)


def _append(
    table: Table,
    names: tuple[str, ...],
    rows: Iterable[Row],
    memory: Memory,
    *,
    distinct: bool,
) -> None:
    """Append rows; equal numbers in a field are written as the first of them was.

    Source: "Number interpretation" in
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
    """
    forms = [memory.forms.setdefault(name, {}) for name in names]
    places = {name: place for place, name in enumerate(names)}
    order = [places.get(name, -1) for name in table.fields]
    straight = order == list(range(len(names)))
    seen: set[Row] = set()
    append = table.rows.append
    for row in islice(rows, MOST_ROWS + 1):
        values = [
            value if value.number is None else form.setdefault(value.number, value)
            for value, form in zip(row, forms, strict=True)
        ]
        if not straight:
            values = [NULL if place < 0 else values[place] for place in order]
        stored = tuple(values)
        if distinct:
            if stored in seen:
                continue
            seen.add(stored)
        append(stored)
    if len(table.rows) > MOST_ROWS:
        raise NotEmulated(f"a table of more than {MOST_ROWS:,} rows")


def _fill_mapping(bound: BoundLoad, source: RowSource, label: str, host: Host) -> None:
    """Make a mapping table: keys and values, of which none is ever a field."""
    naming, mappings = host.memory.naming, host.memory.mappings
    if len(bound.names) != 2:  # noqa: PLR2004 - a key and a value
        raise NotEmulated("a mapping table without exactly two fields")
    if not label or label in mappings:
        raise NotEmulated("a mapping table without a label, or whose label is in use,")
    if any(naming.rule(kind, name) for kind in ("MAP", "NULLASVALUE") for name in bound.names):
        raise NotEmulated("a mapping table of fields under MAP or NULLASVALUE")
    mappings[label] = [(row[0], row[1]) for row in _run(bound, source, None, host)]
