"""Which of some words is meant by one that is none of them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MIN_SIMILARITY = 0.75  # twice the letters that two words share, for each letter of both
_LONGEST = 40


def closest_word(word: str, known: Collection[str], least: float = MIN_SIMILARITY) -> str:
    """The known word that is nearest to one in lower case; nothing if none is near.

    Args:
        word: A word that is not known itself.
        known: The words in lower case.
        least: How near it has to be; one with two letters swapped always is.
    """
    if len(word) > _LONGEST:
        return ""
    if found := transposed_word(word, known):
        return found
    near = difflib.get_close_matches(word, known, n=1, cutoff=least)
    return near[0] if near else ""


def transposed_word(word: str, known: Collection[str]) -> str:
    """The known word that one is but for two letters that changed places; nothing if none is."""
    for at in range(len(word) - 1):
        other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if other != word and other in known:
            return other
    return ""
