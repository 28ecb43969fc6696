"""The REST connector: makes a request of a SELECT, and rows of what is answered."""

from __future__ import annotations

from qscriptgen.emulate.connector.connection import Connection
from qscriptgen.emulate.connector.reply import MOST_BYTES
from qscriptgen.emulate.connector.request import build_request
from qscriptgen.emulate.connector.rows import read_answer

__all__ = ["MOST_BYTES", "Connection", "build_request", "read_answer"]
