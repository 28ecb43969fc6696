"""Suggests the known word that a misspelt one is closest to."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MIN_SIMILARITY = 0.75
"""The ratio of `difflib.SequenceMatcher`: letters in common, of all letters of both words."""

_LONGEST = 40


def closest_word(word: str, known: Collection[str], similarity: float = MIN_SIMILARITY) -> str:
    """The known word that is closest to a word; empty if none is close enough.

    Args:
        word: A word in lower case that is not known.
        known: The known words in lower case.
        similarity: The ratio that is close enough; a word with two letters swapped always is.
    """
    if len(word) > _LONGEST:
        return ""
    if found := transposed_word(word, known):
        return found
    close = difflib.get_close_matches(word, known, n=1, cutoff=similarity)
    return close[0] if close else ""


def transposed_word(word: str, known: Collection[str]) -> str:
    """The known word that differs from a word by two swapped letters; empty if there is none."""
    for at in range(len(word) - 1):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other != word and other in known:
            return other
    return ""
