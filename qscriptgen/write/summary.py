"""Say what was or would be done to the files, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

from qscriptgen.write.changes import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.write.changes import Change


def summarize(
    changes: Sequence[Change], *, check: bool = False, force: bool = False, prune: bool = False
) -> str:
    """Format a line for each file that differs, with a hint if it stays; then the count.

    Args:
        changes: What ``compare`` found.
        check: Nothing was written, so say what would be done.
        force: As given to ``apply``.
        prune: As given to ``apply``.
    """
    lines: list[str] = []
    for change in changes:
        if change.kind != "same":
            lines.append(_format_line(change, check=check, force=force, prune=prune))
            lines += _give_hints(change, force=force, prune=prune)
    return "\n".join([*lines, _format_count(changes, check=check)])


def make_json_record(change: Change) -> dict[str, str | None]:
    """Make the record of the JSON form; ``text`` is None for a stale file."""
    return {
        "chain": change.chain,
        "app": change.app,
        "path": change.file.as_posix(),
        "change": change.kind,
        "checksum": change.checksum,
        "text": change.new,
    }


def _format_line(change: Change, *, check: bool, force: bool, prune: bool) -> str:
    line = f"{change.kind} {change.file.as_posix()}"
    if change.kind not in ("edited", "stale"):
        return line
    done = {"write": "overwritten", "remove": "removed"}.get(
        change.choose_action(force=force, prune=prune)
    )
    would = "would be " if check else ""
    return f"{line} ({would}{done})" if done else f"{line} (kept)"


def _give_hints(change: Change, *, force: bool, prune: bool) -> list[str]:
    """What to do about a file that stays: one line or none."""
    if change.choose_action(force=force, prune=prune) not in ("keep", "refuse"):
        return []
    if not change.is_ours:
        hint = f"{change.obstacle}; move it away, or choose another output folder"
    elif change.kind == "edited":
        hint = "it was edited by hand; move the edit into the chain or a template, or use --force"
    elif change.intact:
        hint = "its chain no longer has this script; --prune removes it"
    else:
        hint = "it is stale, but was edited by hand; --prune --force removes it"
    return [f"    hint: {hint}"]


def _format_count(changes: Sequence[Change], *, check: bool) -> str:
    kinds = Counter(change.kind for change in changes)
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in get_args(ChangeKind) if kinds[kind])
    pending = check and set(kinds) - {"same"}
    return f"{counts or 'no scripts'}{'; nothing was written' if pending else ''}."
