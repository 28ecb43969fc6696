"""Reads JSON as strictly as it is defined (RFC 8259)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NoReturn


def strict_json(text: str, *, number: Callable[[str], object] | None = None) -> object:
    """What a JSON text says.

    A member that is there twice is an error: which one counts is not defined.

    Args:
        text: The text.
        number: What a number becomes, given as it is written; without it, an int or a float.

    Raises:
        ValueError: The text is not JSON, has NaN or Infinity, names a member twice, or nests too
            deep for any reader.
    """
    try:
        found: object = json.loads(
            text,
            parse_int=number,
            parse_float=number,
            parse_constant=_no_constant,
            object_pairs_hook=_members,
        )
    except RecursionError:
        raise ValueError("it nests too deep") from None
    return found


def _no_constant(word: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python takes for JSON and nobody else does."""
    raise ValueError(f"{word} is not JSON")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member is there twice")
    return members
