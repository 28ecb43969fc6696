"""Makes changes on the disk; each file is replaced as a whole or left as it was."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from qscriptgen.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.write.changes import Action, Change


def apply(
    changes: Iterable[Change], *, force: bool = False, prune: bool = False
) -> tuple[Change, ...]:
    """Write and remove what ``Change.choose_action`` allows; return the changes that were refused.

    Args:
        changes: What ``compare`` found.
        force: Overwrite edits by hand. A file that is not ours stays nevertheless.
        prune: Remove stale files, edited ones only with ``force``.

    Raises:
        OutputError: Some files couldn't be written or removed; all others were.
    """
    refused: list[Change] = []
    failures: list[str] = []
    for change in changes:
        act = change.choose_action(force=force, prune=prune)
        if act == "refuse":
            refused.append(change)
        try:
            _make_change(change, act)
        except OSError as error:
            failures.append(f"can't {act} '{change.file.as_posix()}': {error.strerror or error}")
    if failures:
        failures.append("free some space or check the permissions there; all other files are done")
        raise OutputError("\n".join(failures))
    return tuple(refused)


def _make_change(change: Change, act: Action) -> None:
    if act == "write" and change.new is not None:
        # The target of a link, so that the link stays; realpath does not raise for a loop of links.
        _replace(Path(os.path.realpath(change.file)), change.form.encode(change.new))
    elif act == "remove":
        change.file.unlink(missing_ok=True)


def _replace(file: Path, data: bytes) -> None:
    """Replace the file in one step, so that a reader sees either the old text or the new one."""
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
