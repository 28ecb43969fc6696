"""Reads the disk: what one path holds, and which scripts a folder has."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.errors import OutputError
from qscriptgen.write.file_format import decode

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class PathContent:
    """What one path holds: a file with its text, or an obstacle, or neither."""

    data: bytes = b""
    text: str | None = None
    obstacle: str = ""
    identity: tuple[int, int] | None = None


def read_path(file: Path) -> PathContent:
    """Read what a path holds; what can't be read as UTF-8 text is described as an obstacle."""
    try:
        status = file.stat()
        # Reading a pipe would wait for ever.
        if not stat.S_ISREG(status.st_mode):
            what = "folder" if stat.S_ISDIR(status.st_mode) else "special file"
            return PathContent(obstacle=f"it is a {what}")
        data = file.read_bytes()
        return PathContent(data, decode(data), identity=(status.st_dev, status.st_ino))
    except (FileNotFoundError, NotADirectoryError):
        # Windows does not distinguish the two.
        blocking = next((p for p in file.parents if p.exists() and not p.is_dir()), None)
        return PathContent(
            obstacle=f"'{blocking}' stands where a folder should be" if blocking else ""
        )
    except OSError as error:
        return PathContent(obstacle=f"it can't be read: {error.strerror or error}")
    except UnicodeDecodeError:
        return PathContent(obstacle="it is not UTF-8 text")


def list_scripts(folder: Path) -> list[Path]:
    """List the ``*.qvs`` directly inside a folder, sorted; none if there is no such folder.

    Raises:
        OutputError: The folder exists but can't be listed.
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
