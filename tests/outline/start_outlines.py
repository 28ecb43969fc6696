"""The outlines of chains whose apps start each other."""

from __future__ import annotations

from qscriptgen import Chain
from qscriptgen.outline import StartOutline, outline_starts
from tests.support.typing import as_type


def start_outlines(chain: Chain) -> list[StartOutline]:
    """The outlines of the apps that start others; all must be of this type."""
    return [as_type(StartOutline, outline) for outline in outline_starts(chain)]
