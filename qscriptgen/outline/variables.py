"""The variables that a start passes to its app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.chain import Expr

if TYPE_CHECKING:
    from qscriptgen.chain import Step


def fixed_variables(step: Step) -> tuple[tuple[str, str], ...]:
    """The variables whose values are known before the script runs."""
    return tuple((k, v) for k, v in step.variables.items() if not isinstance(v, Expr))


def expression_variables(step: Step) -> tuple[tuple[str, str], ...]:
    """The variables whose values the script evaluates, each with its expression."""
    return tuple((k, v.code.strip()) for k, v in step.variables.items() if isinstance(v, Expr))
