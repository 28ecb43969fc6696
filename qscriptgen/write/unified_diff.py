"""Show what would change as a unified diff."""

from __future__ import annotations

import difflib
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.write.changes import Change


def diff(changes: Iterable[Change], *, force: bool = False, prune: bool = False) -> str:
    """Format the unified diff of what a run with these options would change, or ``""``."""
    return "".join(
        _diff_one(change)
        for change in changes
        if change.choose_action(force=force, prune=prune) in ("write", "remove")
    )


def _diff_one(change: Change) -> str:
    name = change.file.as_posix()
    if change.old == change.new:
        return f"{name}: only the line ends or the byte-order mark differ\n"
    lines = difflib.unified_diff(
        _split_lines(change.old),
        _split_lines(change.new),
        "/dev/null" if change.old is None else name,
        "/dev/null" if change.new is None else name,
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _split_lines(text: str | None) -> list[str]:
    """The lines with their ends; ``splitlines`` would also cut at a form feed and the like."""
    return list(StringIO(text or ""))
