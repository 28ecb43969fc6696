"""JSON without what only Python reads."""

from __future__ import annotations

import json
from typing import NoReturn


def strict_json(text: str) -> object:
    """What a JSON text says.

    Raises:
        ValueError: It is no JSON, has NaN or Infinity, names a member twice, or nests too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_members, parse_constant=_constant)
    except RecursionError:
        raise ValueError("it nests too deep") from None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
