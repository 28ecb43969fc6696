"""From the forks of a flow to flat rows: which starts are due under which conditions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from qscriptgen.plan.data import Row


@dataclass(frozen=True)
class Choice:
    """A branch that must be taken: the number of a condition, or their count for none of them."""

    fork: Hashable
    conditions: tuple[str, ...]
    branch: int


Path = tuple[Choice, ...]
Rows = tuple[Row, ...]


def due(paths: Sequence[tuple[int, Path]]) -> tuple[tuple[int, ...], tuple[Rows, ...]]:
    """The starts that are always due, and groups of rows; of each group the first that holds.

    The last row of a group has no conditions, so that exactly one holds. A fork inside a branch
    joins the rows of its fork. Where a branch holds several, each becomes a group of its own that
    repeats the conditions of the branch: together they would need a row for each combination.

    Args:
        paths: The number of each start with the choices that lead to it, outermost first.
    """
    always = tuple(dict.fromkeys(number for number, path in paths if not path))
    return always, tuple(rows for fork in _by_fork(paths) for rows in _groups(fork))


def _by_fork(paths: Sequence[tuple[int, Path]]) -> list[list[tuple[int, Path]]]:
    forks: dict[Hashable, list[tuple[int, Path]]] = {}
    for number, path in paths:
        if path:
            forks.setdefault(path[0].fork, []).append((number, path))
    return list(forks.values())


def _groups(paths: Sequence[tuple[int, Path]]) -> list[Rows]:
    """The rows of one fork, and behind them those of forks that need a group of their own."""
    conditions = paths[0][1][0].conditions
    rows: list[Row] = []
    apart: list[Rows] = []
    for branch in range(len(conditions) + 1):
        held = conditions[branch : branch + 1]
        inner = [(number, path[1:]) for number, path in paths if path[0].branch == branch]
        always, groups = due(inner)
        if len(groups) == 1:
            within = tuple(Row(row.conditions, (*always, *row.starts)) for row in groups[0])
        else:
            within = (Row((), always),)
            earlier = tuple(Row((condition,), ()) for condition in conditions[:branch])
            apart += [(*earlier, *_under(held, group)) for group in groups]
        rows += [Row((*held, *row.conditions), row.starts) for row in within]
    return [tuple(rows), *apart]


def _under(held: tuple[str, ...], rows: Rows) -> Rows:
    """The rows as they are inside a branch, and nothing outside of it."""
    inside = tuple(Row((*held, *row.conditions), row.starts) for row in rows)
    return (*inside, Row((), ())) if held else inside
