"""Carries changes out on the disk; each file is either replaced as a whole or left as it was."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from qscriptgen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.write.changes import Act, Change


def apply(
    changes: Iterable[Change], *, force: bool = False, prune: bool = False
) -> tuple[Change, ...]:
    """Write and remove what ``Change.act`` allows; the changes that were refused come back.

    Args:
        changes: What ``compare`` found.
        force: Give up hand edits. A file that is not ours stays all the same.
        prune: Remove stale files, edited ones only with ``force``.

    Raises:
        OutputError: Some files couldn't be written or removed; all the others have been.
    """
    refused: list[Change] = []
    failures: list[str] = []
    for change in changes:
        act = change.act(force=force, prune=prune)
        if act == "refuse":
            refused.append(change)
        try:
            _carry_out(change, act)
        except OSError as error:
            failures.append(f"can't {act} '{change.file.as_posix()}': {error.strerror or error}")
    if failures:
        failures.append("make room or check the rights there; all other files are done")
        raise OutputError("\n".join(failures))
    return tuple(refused)


def _carry_out(change: Change, act: Act) -> None:
    if act == "write" and change.new is not None:
        # The target of a link, so that the link stays; realpath does not raise on a loop of links.
        _replace(Path(os.path.realpath(change.file)), change.form.encode(change.new))
    elif act == "remove":
        change.file.unlink(missing_ok=True)


def _replace(file: Path, data: bytes) -> None:
    """Put ``data`` in place of the file at once: a reader sees the old text or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".qscriptgen-{secrets.token_hex(8)}.tmp")
    try:
        # Opened by name and not by tempfile, so that a new file gets its rights from the umask.
        with temporary.open("xb") as stream:
            stream.write(data)
        if file.exists():
            shutil.copymode(file, temporary)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
