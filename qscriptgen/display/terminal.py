"""Text that lines up on a terminal, with any characters."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import combining, east_asian_width

Item = TypeVar("Item")

_CUT = "..."
_KEPT_END = 5


def format_clock(at: float) -> str:
    """Format a time since the start as ``h:mm:ss``."""
    minutes, second = divmod(int(max(at, 0)), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}"


def clean(text: str) -> str:
    """Make one line in which nothing can move the cursor or change a colour."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


def count_columns(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


def fit(text: str, columns: int) -> str:
    """Clean the text, and pad or cut it to exactly so many columns; its end is kept."""
    text = clean(text)
    if count_columns(text) > columns:
        end = text[-_KEPT_END:]
        text = _cut_end(text, columns - len(_CUT) - count_columns(end)) + _CUT + end
    return text + " " * (columns - count_columns(text))


def cut(text: str, columns: int) -> str:
    """Clean the text, and cut it to at most so many columns."""
    text = clean(text).rstrip()
    return text if count_columns(text) <= columns else _cut_end(text, columns - len(_CUT)) + _CUT


def _cut_end(text: str, columns: int) -> str:
    while text and count_columns(text) > columns:
        text = text[:-1]
    return text


def wrap(text: str, columns: int, indent: str = "", hang: str | None = None) -> list[str]:
    """Clean the text, and break it into lines of at most so many columns."""
    text, later = clean(text), indent if hang is None else hang
    # textwrap counts characters, and a character takes two columns at most.
    most = columns // 2 if any(count_columns(c) > 1 for c in text) else columns
    lines = textwrap.wrap(
        text, most, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False
    )
    return lines or [indent.rstrip()]


@dataclass(frozen=True)
class Gap(Generic[Item]):
    """Items that are left out of a list."""

    items: tuple[Item, ...]


def shorten_list(
    items: Sequence[Item], most: int, matters: Callable[[Item], bool]
) -> list[Item | Gap[Item]]:
    """Keep at most ``most`` of the items: the first, the last, and some that matter between."""
    if len(items) <= most:
        return list(items)
    end = max(most // 12, 1)
    most_marked = most // 4
    kept = {*range(most - most_marked - end), *range(len(items) - end, len(items))}
    marked = [n for n, item in enumerate(items) if n not in kept and matters(item)]
    kept.update(marked[:most_marked])
    lines: list[Item | Gap[Item]] = []
    gap: list[Item] = []
    for number, item in enumerate(items):
        if number not in kept:
            gap.append(item)
            continue
        if gap:
            lines.append(Gap(tuple(gap)))
            gap = []
        lines.append(item)
    return lines
