"""The command line: parse arguments, call, print. Commands are imported when they are called."""

from __future__ import annotations

from qscriptgen.cli.main import main

__all__ = ["main"]
