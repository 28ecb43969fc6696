"""From the forks of a flow to flat rows: which starts are due under which conditions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import reduce

from qscriptgen.plan.data import Row


@dataclass(frozen=True)
class Choice:
    """A branch that must be taken: the number of a condition, or their count for none of them."""

    fork: Hashable
    conditions: tuple[str, ...]
    branch: int


Path = tuple[Choice, ...]


def due(paths: Sequence[tuple[int, Path]]) -> tuple[tuple[int, ...], tuple[tuple[Row, ...], ...]]:
    """The starts that are always due, and the rows of each outermost fork.

    Args:
        paths: The number of each start with the choices that lead to it, outermost first.
    """
    always = tuple(dict.fromkeys(number for number, path in paths if not path))
    return always, tuple(_rows(fork) for fork in _by_fork(paths))


def _by_fork(paths: Sequence[tuple[int, Path]]) -> list[list[tuple[int, Path]]]:
    forks: dict[Hashable, list[tuple[int, Path]]] = {}
    for number, path in paths:
        if path:
            forks.setdefault(path[0].fork, []).append((number, path))
    return list(forks.values())


def _rows(paths: Sequence[tuple[int, Path]]) -> tuple[Row, ...]:
    """The rows of one fork; the last one has no conditions, so that exactly one row holds."""
    conditions = paths[0][1][0].conditions
    rows: list[Row] = []
    for branch in range(len(conditions) + 1):
        held = conditions[branch : branch + 1]
        inner = [(number, path[1:]) for number, path in paths if path[0].branch == branch]
        always, forks = due(inner)
        start: tuple[Row, ...] = (Row((), always),)
        inside = reduce(_product, forks, start)
        rows += [Row((*held, *row.conditions), row.starts) for row in inside]
    return tuple(rows)


def _product(left: tuple[Row, ...], right: tuple[Row, ...]) -> tuple[Row, ...]:
    """Rows for two forks side by side; in this order the first that holds is the right one."""
    return tuple(
        Row((*a.conditions, *b.conditions), tuple(sorted({*a.starts, *b.starts})))
        for a in left
        for b in right
    )
