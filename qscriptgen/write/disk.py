"""Looks at the disk: what one path holds, and which scripts a folder has."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.errors import OutputError
from qscriptgen.write.form import decode

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Found:
    """What one path holds: a file with its text, or an obstacle, or nothing of both."""

    data: bytes = b""
    text: str | None = None
    obstacle: str = ""
    identity: tuple[int, int] | None = None


def look(file: Path) -> Found:
    """What is there; whatever can't be read as UTF-8 text is an obstacle, said in a clause."""
    try:
        status = file.stat()
        # Reading a pipe would wait for ever.
        if not stat.S_ISREG(status.st_mode):
            what = "folder" if stat.S_ISDIR(status.st_mode) else "special file"
            return Found(obstacle=f"it is a {what}")
        data = file.read_bytes()
        return Found(data, decode(data), identity=(status.st_dev, status.st_ino))
    except (FileNotFoundError, NotADirectoryError):
        # Windows does not tell the two apart.
        blocking = next((p for p in file.parents if p.exists() and not p.is_dir()), None)
        return Found(obstacle=f"'{blocking}' stands where a folder should be" if blocking else "")
    except OSError as error:
        return Found(obstacle=f"it can't be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return Found(obstacle="it is not UTF-8 text")


def script_files(folder: Path) -> list[Path]:
    """The ``*.qvs`` directly inside a folder, sorted; none if there is no such folder.

    Raises:
        OutputError: The folder is there but can't be listed.
    """
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == ".qvs")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise OutputError(
            f"'{folder}' can't be listed: {error.strerror or error}; make it readable,"
            " or choose another output folder"
        ) from error
