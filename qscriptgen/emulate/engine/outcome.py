"""How a script ended, and what it asks for while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.emulate.connector import Connection
    from qscriptgen.emulate.exchange import HttpRequest


@dataclass(frozen=True, slots=True)
class Pause:
    """The script sleeps for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """The script sends a request through a connection, and wants the answer."""

    connection: Connection
    request: HttpRequest


Effect = Pause | Ask


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a script ended.

    ``code`` and ``error`` are those of the error that stopped it, ``line`` is where. ``deliberate``
    says that it was stopped by Exit Error.
    """

    succeeded: bool
    code: int = 0
    error: str = ""
    line: int = 0
    deliberate: bool = False
