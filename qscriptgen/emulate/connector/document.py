"""Reads JSON as strictly as it is defined (RFC 8259), and keeps numbers as they are written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NoReturn, TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """A number, not converted: a long one would lose digits."""

    text: str


Scalar: TypeAlias = str | bool | Number | None
Json: TypeAlias = "dict[str, Json] | list[Json] | Scalar"


def read_document(text: str) -> Json:
    """What a JSON text says.

    A member that is there twice is an error: which one counts is not defined.

    Raises:
        ValueError: The text is not JSON, or too deep for any reader.
    """
    try:
        document: Json = json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
            object_pairs_hook=_members,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return document


def _no_constant(word: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python takes for JSON and nobody else does."""
    raise ValueError(f"{word} is not JSON")


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is there twice")
    return members
