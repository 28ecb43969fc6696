"""Why an expression has no value.

- QscriptgenError
    - NotEmulated: it may well have one in the engine, but this evaluator can't tell which
    - EvaluationError: the engine would not give it one either
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from qscriptgen.errors import QscriptgenError

if TYPE_CHECKING:
    from qscriptgen.script.source import Span


class NotEmulated(QscriptgenError):
    """Something whose meaning is unknown here: never a pass, and never a fault of the script."""

    def __init__(self, construct: str, span: Span | None = None) -> None:
        self.construct, self.span = construct, span
        super().__init__(f"{construct} is not emulated")

    def at(self, span: Span) -> Self:
        """The same with a place, unless it has one already."""
        return self if self.span else type(self)(self.construct, span)


class EvaluationError(QscriptgenError):
    """An expression that the engine would refuse."""

    def __init__(self, message: str, span: Span | None = None) -> None:
        self.message, self.span = message, span
        super().__init__(message)

    def at(self, span: Span) -> Self:
        """The same with a place, unless it has one already."""
        return self if self.span else type(self)(self.message, span)
