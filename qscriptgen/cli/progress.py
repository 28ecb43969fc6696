"""How far a long command is, for whoever watches a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from qscriptgen.display.terminal import cut

_PATIENCE_S = 1.0
_PAUSE_S = 0.1
_COLUMNS = 79
_BACK = "\r"


class Tell(Protocol):
    """Says what is being done, as ``number`` of ``total``."""

    def __call__(self, number: int, total: int, what: str) -> None:
        """Tell it, if it is time."""


@contextmanager
def progress() -> Iterator[Tell]:
    """A function that shows a line on stderr, if that is a terminal and a second has gone by.

    The line is gone when the block ends, whatever it ends with.
    """
    due, shown = time.monotonic() + _PATIENCE_S, False
    watched = sys.stderr.isatty()

    def tell(number: int, total: int, what: str) -> None:
        nonlocal due, shown
        if watched and time.monotonic() >= due:
            due = time.monotonic() + _PAUSE_S
            line = cut(f"{number} of {total}: {what}", _COLUMNS)
            print(_BACK + line.ljust(_COLUMNS), end="", file=sys.stderr, flush=True)
            shown = True

    try:
        yield tell
    finally:
        if shown:
            print(_BACK + " " * _COLUMNS, end=_BACK, file=sys.stderr, flush=True)
