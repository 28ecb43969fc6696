"""A world: one answer to every doubt."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from qscriptgen.emulate.doubts import DOUBTS
from qscriptgen.errors import QscriptgenError


class WorldError(QscriptgenError):
    """A doubt or an answer that does not exist."""


@dataclass(frozen=True)
class World:
    """Answers to doubts; what is left out has the likeliest answer.

    Raises:
        WorldError: A doubt or an answer is not known.
    """

    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for name, answer in self.answers.items():
            if name not in DOUBTS:
                near = difflib.get_close_matches(name, DOUBTS, n=1)
                hint = f"; did you mean '{near[0]}'?" if near else ""
                raise WorldError(f"there is no doubt '{name}'{hint}")
            if answer not in DOUBTS[name].answers:
                known = ", ".join(DOUBTS[name].answers)
                raise WorldError(f"'{answer}' is not an answer to {name}; the answers are {known}")

    def __hash__(self) -> int:
        return hash(frozenset(self.answers.items()))

    def answer(self, doubt: str) -> str:
        """The answer to a doubt."""
        return self.answers.get(doubt, DOUBTS[doubt].default)

    @property
    def name(self) -> str:
        """``default``, or the answers that differ from it as ``doubt=answer,...``."""
        other = [
            f"{name}={answer}"
            for name, answer in sorted(self.answers.items())
            if answer != DOUBTS[name].default
        ]
        return ",".join(other) or "default"


def parse_world(text: str) -> World:
    """The world that a text names: ``default``, or ``doubt=answer,...``.

    Raises:
        WorldError: It is neither, or a doubt or an answer is not known.
    """
    if text.strip() in ("", "default"):
        return World()
    answers = {}
    for part in text.split(","):
        name, equals, answer = part.partition("=")
        if not equals:
            raise WorldError(
                f"'{part.strip()}' is not doubt=answer; write default, or doubt=answer"
            )
        answers[name.strip()] = answer.strip()
    return World(answers)
