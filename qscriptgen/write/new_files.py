"""Writes files that do not exist yet: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from qscriptgen.errors import OutputError


def write_new(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write new files; if some already exist, return these and write nothing.

    Raises:
        OutputError: One of them can't be written; then none is left.
    """
    existing = tuple(file for file in files if os.path.lexists(file))
    if existing:
        return existing
    made: list[Path] = []
    try:
        for file, data in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            # Exclusive: a file that another process has written in between is not overwritten.
            with file.open("xb") as stream:
                made.append(file)
                stream.write(data)
    except BaseException as error:
        for begun in made:
            begun.unlink(missing_ok=True)
        if isinstance(error, OSError):
            reason = error.strerror or error
            raise OutputError(f"can't write '{file.as_posix()}': {reason}") from error
        raise
    return ()
