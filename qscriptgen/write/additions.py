"""Writes files where there are none yet: all of them, or nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from qscriptgen.errors import OutputError


def add(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write new files; those that are there already come back, and then nothing is written.

    Raises:
        OutputError: One of them can't be written; none of them is there then.
    """
    there = tuple(file for file in files if os.path.lexists(file))
    if there:
        return there
    made: list[Path] = []
    try:
        for file, data in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            # Exclusive: what somebody else has put there in between is not overwritten.
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
