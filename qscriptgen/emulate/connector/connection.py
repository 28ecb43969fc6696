"""A REST connection as it is kept in a space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Connection:
    """What the dialog of a REST connection asks for.

    ``space`` is the name of the space that holds it, empty for a personal one. ``method`` is GET or
    POST; no statement can change it. ``timeout_s`` counts from the request to the whole answer.
    """

    name: str
    method: str
    url: str
    space: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: str | None = None
    allow_with_connection: bool = True
    timeout_s: float = 30.0
