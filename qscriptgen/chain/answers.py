"""What an app that was started gives back."""

from __future__ import annotations

from pydantic import field_validator
from pydantic.dataclasses import dataclass

from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed


@dataclass(frozen=True, config=MODEL)
class Answer(Placed):
    """Variables that an app stores at its end, and that the app that started it takes over.

    The answer carries a ticket of the start that asked for it, so that an old one is never taken
    for a new one. Values arrive as texts, as the app that was started shows them.

    Args:
        file: Where it is stored: ``lib://DataFiles/sales-answer.qvd``, or ``.csv``. Both apps must
            reach it by this name, and no other start may use it.
        variables: The names of the variables, the same in both apps.
    """

    file: str
    variables: tuple[str, ...]

    @field_validator("variables", mode="before")
    @classmethod
    def _hashable(cls, names: object) -> object:
        return tuple(names) if isinstance(names, list) else names
