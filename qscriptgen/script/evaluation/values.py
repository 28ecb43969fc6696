"""Values of expressions: NULL, a number, a text, or a dual of both."""

from __future__ import annotations

import math
from dataclasses import dataclass

from qscriptgen.script.evaluation.errors import EvaluationError

_DIGITS = 14
_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an expression; a dual has a number and a text, NULL has neither.

    A number without a text gets its text in the standard format when the text is needed.
    """

    number: float | None = None
    text: str | None = None

    @property
    def is_null(self) -> bool:
        """Whether this is NULL; an empty text is not NULL."""
        return self.number is None and self.text is None


NULL = Value()
TRUE = Value(-1.0)
FALSE = Value(0.0)


def number(value: float) -> Value:
    """A plain number; NULL if it is out of the range of doubles."""
    try:
        value = float(value)
    except OverflowError:
        return NULL
    return Value(value) if math.isfinite(value) else NULL


def text(value: str) -> Value:
    """A plain text."""
    return Value(None, value)


def dual(written: str, value: float) -> Value:
    """A number that is displayed as a text."""
    return Value(float(value), written) if math.isfinite(value) else NULL


def boolean(value: bool) -> Value:
    """-1 for true, 0 for false."""
    return TRUE if value else FALSE


def number_text(value: float, decimal_sep: str = ".") -> str:
    """A number as the engine writes it: at most 14 significant digits.

    Source: Text(pi()) is 3.1415926535898 in
    https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/interpretation_functions.md
    """
    written = f"{value:.{_DIGITS}g}"
    return "0" if written == "-0" else written.replace(".", decimal_sep)


def value_text(value: Value, decimal_sep: str = ".") -> str | None:
    """The text of a value, None for NULL."""
    if value.text is not None:
        return value.text
    return None if value.number is None else number_text(value.number, decimal_sep)


def check_length(length: int) -> None:
    """Check the length of a text before it is made.

    Raises:
        EvaluationError: It would be longer than ten million characters.
    """
    if length > _LONGEST:
        raise EvaluationError("the text would have more than 10,000,000 characters")
