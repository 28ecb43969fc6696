"""How much of the proofs a run goes through: all, or a seeded part that fits into the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar
from zlib import crc32

T = TypeVar("T")

SEED = 1
"""Another number takes another part."""

_is_part = False


def take_part() -> None:
    """From now on, proofs go through their part only."""
    global _is_part  # noqa: PLW0603  (the option of the command line is known once, at the start)
    _is_part = True


def is_part() -> bool:
    """Whether proofs go through their part only."""
    return _is_part


def part(items: Iterable[T], one_of: int, key: Callable[[T], object] = str) -> list[T]:
    """All items, or of so many each time about one, chosen by its key and the seed."""
    if not _is_part:
        return list(items)
    return [item for item in items if crc32(f"{SEED} {key(item)}".encode()) % one_of == 0]
