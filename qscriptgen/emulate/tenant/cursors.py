"""The cursor of a page: a place in a list, written so that nobody reads it."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from qscriptgen.emulate.strict_json import strict_json
from qscriptgen.emulate.tenant.answers import bad_request

Key = tuple[int, float | str, int]
"""Where a reload stands in an order: whether it has a value, the value, its number."""


@dataclass(frozen=True, slots=True)
class PageCursor:
    """The place of a reload in the order of a field; ``forward`` goes on, else back."""

    field: str
    key: Key
    forward: bool = True

    def write(self) -> str:
        """The cursor as it stands in a URL; which way it goes is said by its parameter."""
        text = json.dumps([self.field, *self.key], separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str, field: str, *, forward: bool) -> PageCursor:
    """The cursor that a URL has, for the order of a field.

    Raises:
        Refusal: 400, as it is not a cursor of this tenant, or belongs to another order.
    """
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        members = strict_json(urlsafe_b64decode(padded).decode())
    except ValueError:
        raise bad_request("The cursor can't be read.") from None
    value = str if field == "status" else float
    kinds = (str, int, value, int)
    if not isinstance(members, list) or tuple(map(type, members)) != kinds or members[0] != field:
        raise bad_request("The cursor belongs to another list.")
    _, missing, value_at, serial = members
    return PageCursor(field, (missing, value_at, serial), forward)
