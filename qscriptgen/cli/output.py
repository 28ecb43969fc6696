"""Print to standard output, also when it can't be written."""

from __future__ import annotations

import os
import sys

import click

from qscriptgen.errors import QscriptgenError


def say(text: str) -> None:
    """Print a text as it is.

    Raises:
        QscriptgenError: Standard output can't be written, as on a full disk.
    """
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_the_rest()
        raise QscriptgenError(f"can't write to standard output: {error.strerror}") from error


def _discard_the_rest() -> None:
    """Send what is still buffered to nowhere, or Python would fail on it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
