"""The answer as a JSON document whose numbers are kept as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias, cast

from qscriptgen.emulate.strict_json import strict_json


@dataclass(frozen=True, slots=True)
class JsonNumber:
    """A number, not converted: a long one would lose digits."""

    text: str


Scalar: TypeAlias = str | bool | JsonNumber | None
Json: TypeAlias = "dict[str, Json] | list[Json] | Scalar"


def read_document(text: str) -> Json:
    """What a JSON text says; raises ValueError as `strict_json` does."""
    return cast("Json", strict_json(text, number=JsonNumber))
