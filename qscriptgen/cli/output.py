"""What a command prints on standard output, also where that takes no more."""

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
        _give_up()
        raise QscriptgenError(f"can't write to standard output: {error.strerror}") from error


def _give_up() -> None:
    """Lead what is still to be written nowhere, or Python would try, and fail, when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
