"""Suggests the known word that is nearest to a misspelt one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MIN_SIMILARITY = 0.75
"""The ratio of `difflib.SequenceMatcher`: letters in common, of all letters of both words."""

_LONGEST = 40


def find_nearest_word(word: str, known: Collection[str], similarity: float = MIN_SIMILARITY) -> str:
    """Find the known word that is nearest to a word; empty if none is near enough.

    Args:
        word: A word in lower case that is not known.
        known: The known words in lower case.
        similarity: The ratio that is near enough; a word with two letters swapped always is.
    """
    if len(word) > _LONGEST:
        return ""
    if found := find_transposed_word(word, known):
        return found
    near = difflib.get_close_matches(word, known, n=1, cutoff=similarity)
    return near[0] if near else ""


def find_transposed_word(word: str, known: Collection[str]) -> str:
    """Find the known word that differs from a word by two swapped letters; empty if none does."""
    for at in range(len(word) - 1):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other != word and other in known:
            return other
    return ""
