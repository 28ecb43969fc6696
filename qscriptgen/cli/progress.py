"""Show on a terminal how far a long command is."""

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


class ReportProgress(Protocol):
    """Reports what is being done, as ``number`` of ``total``."""

    def __call__(self, number: int, total: int, what: str) -> None:
        """Report it, if it is time."""


@contextmanager
def show_progress() -> Iterator[ReportProgress]:
    """Yield a function that shows a line on stderr, if that is a terminal and a second has passed.

    The line is removed when the block ends, also by an exception.
    """
    next_at, is_shown = time.monotonic() + _PATIENCE_S, False
    is_terminal = sys.stderr.isatty()

    def report(number: int, total: int, what: str) -> None:
        nonlocal next_at, is_shown
        if is_terminal and time.monotonic() >= next_at:
            next_at = time.monotonic() + _PAUSE_S
            line = cut(f"{number} of {total}: {what}", _COLUMNS)
            print(_BACK + line.ljust(_COLUMNS), end="", file=sys.stderr, flush=True)
            is_shown = True

    try:
        yield report
    finally:
        if is_shown:
            print(_BACK + " " * _COLUMNS, end=_BACK, file=sys.stderr, flush=True)
