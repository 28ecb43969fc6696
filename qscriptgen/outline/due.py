"""From the turns on the way to each start to the forks of a script."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from qscriptgen.outline.data import Fork


@dataclass(frozen=True)
class Choice:
    """A branch that must be taken: the number of a condition, or their count for none of them."""

    fork: Hashable
    conditions: tuple[str, ...]
    branch: int


Path = tuple[Choice, ...]


def due(paths: Sequence[tuple[int, Path]]) -> tuple[tuple[int, ...], tuple[Fork, ...]]:
    """The starts that are always due, and the forks that decide about the others.

    Args:
        paths: The number of each start with the choices that lead to it, outermost first.
    """
    always = tuple(dict.fromkeys(number for number, path in paths if not path))
    forks: list[Fork] = []
    _collect(paths, None, forks)
    return always, tuple(forks)


def _collect(
    paths: Sequence[tuple[int, Path]], under: tuple[int, int] | None, forks: list[Fork]
) -> None:
    """Add the forks that these paths begin with, and then those inside their branches."""
    beginning: dict[Hashable, list[tuple[int, Path]]] = {}
    for number, path in paths:
        if path:
            beginning.setdefault(path[0].fork, []).append((number, path))
    for members in beginning.values():
        conditions, fork = members[0][1][0].conditions, len(forks) + 1
        inside: list[list[tuple[int, Path]]] = [[] for _ in range(len(conditions) + 1)]
        for number, path in members:
            inside[path[0].branch].append((number, path[1:]))
        direct = [dict.fromkeys(n for n, rest in branch if not rest) for branch in inside]
        forks.append(Fork(fork, conditions, tuple(map(tuple, direct)), under))
        for branch, rest in enumerate(inside, 1):
            _collect(rest, (fork, branch), forks)
