"""What breaks a promise."""

from __future__ import annotations

from typing import NamedTuple


class Breach(NamedTuple):
    """A promise that a reload has broken: its number, and what was seen.

    ``code`` is that of its finding, where it is not the promise's.
    """

    promise: int
    message: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.promise} {self.message}"
