"""The context in which operators and functions run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.interpretation import read_as_number
from qscriptgen.script.evaluation.values import value_text

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.scope import Scope
    from qscriptgen.script.evaluation.settings import Settings
    from qscriptgen.script.evaluation.values import Value


@dataclass(frozen=True, slots=True)
class Context:
    """The reload and its settings, with the implicit conversions between texts and numbers."""

    scope: Scope
    settings: Settings

    def number(self, value: Value) -> float | None:
        """The number of a value, None if it has none and its text cannot be read as one."""
        if value.number is not None or value.text is None:
            return value.number
        return read_as_number(value.text, self.settings)

    def integer(self, value: Value) -> int | None:
        """The number of a value without its fraction."""
        found = self.number(value)
        return None if found is None else int(found)

    def text(self, value: Value) -> str:
        """The text of a value, empty for NULL."""
        if value.text is not None:
            return value.text
        return value_text(value, self.settings.decimal_sep) or ""

    def number_without_reading(self, value: Value) -> float | None:
        """The number of a value, for functions that distinguish texts from numbers."""
        if value.number is None and self.answer("number-in-text") == "yes":
            return self.number(value)
        return value.number

    def answer(self, doubt: str) -> str:
        """The answer to a doubt."""
        return self.settings.answer(doubt)

    def truth(self, value: Value) -> bool | None:
        """Whether a value is true as a condition; None for NULL if logic has a third state.

        0 is false, any other number true. Source: "Script expressions" in
        https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/data_modelling_information.wip
        """
        if value.number is None and value.text is None:
            return None if self.answer("null-in-logic") == "unknown" else False
        found = self.number(value)
        return self.answer("text-as-condition") == "true" if found is None else found != 0
