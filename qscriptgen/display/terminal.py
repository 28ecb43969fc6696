"""Text that lines up on a terminal, whatever is in it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import combining, east_asian_width

Item = TypeVar("Item")

_CUT = "..."
_KEPT_END = 5


def clock(at: float) -> str:
    """A time since the start as ``h:mm:ss``."""
    minutes, second = divmod(int(max(at, 0)), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}"


def clean(text: str) -> str:
    """One line in which nothing can move the cursor or change a colour."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "?" for c in text)


def width(text: str) -> int:
    """How many columns a terminal needs for it."""
    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


def fit(text: str, columns: int) -> str:
    """The text, cleaned, padded with spaces or cut to exactly so many columns; its end is kept."""
    text = clean(text)
    if width(text) > columns:
        end = text[-_KEPT_END:]
        text = _start(text, columns - len(_CUT) - width(end)) + _CUT + end
    return text + " " * (columns - width(text))


def cut(text: str, columns: int) -> str:
    """The text, cleaned, and without what is beyond so many columns."""
    text = clean(text).rstrip()
    return text if width(text) <= columns else _start(text, columns - len(_CUT)) + _CUT


def _start(text: str, columns: int) -> str:
    while text and width(text) > columns:
        text = text[:-1]
    return text


def wrap(text: str, columns: int, indent: str = "", hang: str | None = None) -> list[str]:
    """The text, cleaned, in lines of at most so many columns."""
    text, later = clean(text), indent if hang is None else hang
    # It counts characters, and one of them needs two columns at most.
    most = columns // 2 if any(width(c) > 1 for c in text) else columns
    lines = textwrap.wrap(
        text, most, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False
    )
    return lines or [indent.rstrip()]


@dataclass(frozen=True)
class Gap(Generic[Item]):
    """Items that are left out of a list."""

    items: tuple[Item, ...]


def shortened(
    items: Sequence[Item], most: int, matters: Callable[[Item], bool]
) -> list[Item | Gap[Item]]:
    """At most ``most`` of the items: the first, the last, and between them some that matter."""
    if len(items) <= most:
        return list(items)
    end = max(most // 12, 1)
    told = most // 4
    kept = {*range(most - told - end), *range(len(items) - end, len(items))}
    marked = [n for n, item in enumerate(items) if n not in kept and matters(item)]
    kept.update(marked[:told])
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
