"""The choices that a chain makes on the way to a start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qscriptgen.outline.due import Choice

if TYPE_CHECKING:
    from qscriptgen.chain import Step, Turn
    from qscriptgen.outline.due import Path


def turned(turns: Iterable[Turn]) -> Path:
    """The branches of forks that are taken, outermost first."""
    return tuple(
        Choice(turn.fork, tuple(condition.code for condition, _ in turn.fork.branches), turn.branch)
        for turn in turns
    )


def own(step: Step) -> Path:
    """The condition that a reload has for itself."""
    return (Choice(step, (step.run_if.code,), 0),) if step.run_if else ()
