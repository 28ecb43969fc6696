"""Matches texts against masks with ``*`` for any characters and ``?`` for one."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=10_000)
def matches(text: str, mask: str) -> bool:
    """Whether the whole text matches the mask.

    Backtracking only returns to the last ``*``, so no mask takes exponential time.
    """
    at = in_mask = 0
    star, resume = -1, 0
    while at < len(text):
        if in_mask < len(mask) and mask[in_mask] == "*":
            star, resume = in_mask, at
            in_mask += 1
        elif in_mask < len(mask) and mask[in_mask] in ("?", text[at]):
            at, in_mask = at + 1, in_mask + 1
        elif star >= 0:
            resume += 1
            at, in_mask = resume, star + 1
        else:
            return False
    return not mask[in_mask:].strip("*")
