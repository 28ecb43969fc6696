"""Forks: the choices on the way to each start, and how a script makes them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.chain import Step, Turn


@dataclass(frozen=True)
class ScriptFork:
    """A place where the first condition that holds decides what is due.

    ``branches`` are the numbers of the starts that are due in each, one more than there are
    conditions: the last is taken when none holds. Both count from 1. A fork inside a branch of
    another has that one's number and branch in ``under`` and is not evaluated elsewhere.
    """

    number: int
    conditions: tuple[str, ...]
    branches: tuple[tuple[int, ...], ...]
    under: tuple[int, int] | None = None


@dataclass(frozen=True)
class Choice:
    """A branch that must be taken: the number of a condition, or their count for none of them."""

    fork: Hashable
    conditions: tuple[str, ...]
    branch: int


ChoicePath = tuple[Choice, ...]
"""The choices that lead to a start, outermost first."""

NumberedPath = tuple[int, ChoicePath]
"""The number of a start, and one way that leads to it."""


def fork_choices(turns: Iterable[Turn]) -> ChoicePath:
    """The choices at the forks of a flow."""
    return tuple(
        Choice(turn.fork, tuple(condition.code for condition, _ in turn.fork.branches), turn.branch)
        for turn in turns
    )


def own_choice(step: Step) -> ChoicePath:
    """The choice that a step makes by its own ``run_if``."""
    return (Choice(step, (step.run_if.code,), 0),) if step.run_if else ()


def arrange_forks(
    paths: Sequence[NumberedPath],
) -> tuple[tuple[int, ...], tuple[ScriptFork, ...]]:
    """The starts that are always due, and the forks that decide about the others."""
    always = tuple(dict.fromkeys(number for number, path in paths if not path))
    forks: list[ScriptFork] = []
    _collect(paths, None, forks)
    return always, tuple(forks)


def _collect(
    paths: Sequence[NumberedPath], under: tuple[int, int] | None, forks: list[ScriptFork]
) -> None:
    """Add the forks that these paths begin with, and then those inside their branches."""
    beginning: dict[Hashable, list[NumberedPath]] = {}
    for number, path in paths:
        if path:
            beginning.setdefault(path[0].fork, []).append((number, path))
    for members in beginning.values():
        conditions, fork = members[0][1][0].conditions, len(forks) + 1
        inside: list[list[NumberedPath]] = [[] for _ in range(len(conditions) + 1)]
        for number, path in members:
            inside[path[0].branch].append((number, path[1:]))
        direct = [dict.fromkeys(n for n, rest in branch if not rest) for branch in inside]
        forks.append(ScriptFork(fork, conditions, tuple(map(tuple, direct)), under))
        for branch, rest in enumerate(inside, 1):
            _collect(rest, (fork, branch), forks)
