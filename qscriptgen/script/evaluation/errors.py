"""Errors for expressions that cannot be evaluated.

- QscriptgenError
    - NotEmulated: the engine may evaluate it, but this evaluator does not know the result
    - EvaluationError: the engine would not evaluate it either
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from qscriptgen.errors import QscriptgenError

if TYPE_CHECKING:
    from qscriptgen.script.source import Span


class NotEmulated(QscriptgenError):
    """Something whose effect is not known: it never counts as passed, nor as a script's error."""

    def __init__(self, construct: str, span: Span | None = None) -> None:
        self.construct, self.span = construct, span
        super().__init__(f"{construct} is not emulated")

    def at(self, span: Span) -> Self:
        """The same error with a span, unless it has one already."""
        return self if self.span else type(self)(self.construct, span)


class EvaluationError(QscriptgenError):
    """An expression that the engine would reject."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        self.message, self.span = message, span
        super().__init__(message)

    def at(self, span: Span) -> Self:
        """The same error with a span, unless it has one already."""
        return self if self.span else type(self)(self.message, span)
