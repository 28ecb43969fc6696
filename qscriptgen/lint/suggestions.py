"""Suggestions for unknown names: the most similar known name, and the names of the engine."""

from __future__ import annotations

import difflib
import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script.suggestions import find_transposed_word

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM_VARIABLES = re.compile(
    r"scripterror\w*|errormode|(money)?(decimal|thousand)sep|(long)?(month|day)names"
    r"|(money|time|date|timestamp)format|numericalabbreviation|floppy|cd|qvpath|qvroot|qvworkpath"
    r"|qvworkroot|winpath|winroot|hide\w*|stripcomments|verbatim|openurltimeout|collationlocale"
    r"|createsearchindexonreload|firstweekday|brokenweeks|referenceday|firstmonthofyear|longdaynames"
    r"|\$?\d*|include|must_include|null|true|false|pi"
)
"""Variables that the engine sets, and words that look like one; in lower case."""


_SIMILAR = 0.8  # twice the letters that two words share, for each letter of both
_MOST_SCREENED = 500_000
_MOST_COMPARED = 10_000
_LONGEST = 200


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` for the most similar of the known names, empty if none is similar."""
    return Suggestions(known).hint(word)


class Suggestions:
    """Finds the most similar of the same known names for one word after another.

    The work is words times names, so after very many comparisons it finds nothing more.
    """

    def __init__(self, known: Iterable[str]) -> None:
        """Take the known names; letter case does not count, but hints keep it."""
        self._known = known
        self._found: dict[str, str] = {}
        self._screened = self._compared = 0

    @cached_property
    def _spellings(self) -> dict[str, str]:
        return {choice.lower(): choice for choice in self._known}

    @cached_property
    def _measured(self) -> list[tuple[str, int, int]]:
        return [(low, len(low), _letters(low)) for low in self._spellings]

    def name(self, word: str) -> str:
        """The most similar name other than the word itself, empty if none is similar."""
        low = word.lower()
        if low not in self._found:
            self._found[low] = self._spellings.get(self._find(low), "")
        return self._found[low]

    def hint(self, word: str) -> str:
        """``did you mean 'x'?`` for the most similar name."""
        found = self.name(word)
        return f"did you mean '{found}'?" if found else ""

    def _find(self, word: str) -> str:
        """The most similar known name in lower case, empty if none is similar."""
        if self._screened > _MOST_SCREENED or self._compared > _MOST_COMPARED:
            return ""
        if len(word) > _LONGEST:
            return ""
        if found := find_transposed_word(word, self._spellings):
            return found
        size, letters = len(word), _letters(word)
        # A name with too few letters in common can't be similar; this is much faster to find out.
        candidates = [
            name
            for name, length, others in self._measured
            if 5
            * min(size - (letters & ~others).bit_count(), length - (others & ~letters).bit_count())
            >= 2 * (size + length)
            and name != word
        ]
        self._screened += len(self._measured)
        self._compared += len(candidates)
        matches = difflib.get_close_matches(word, candidates, n=_SOME, cutoff=_SIMILAR)
        return next((name for name in matches if not _differs_in_part(word, name)), "")


def _differs_in_part(word: str, name: str) -> bool:
    """Whether names made of parts, such as ``Data.Source_Path``, differ in a whole part."""
    one, other = _SEPARATOR.split(word), _SEPARATOR.split(name)
    if len(one) != len(other):
        few, many = sorted((one, other), key=len)
        rest = iter(many)
        return all(part in rest for part in few)
    return len(one) > 1 and any(
        part != its
        and sorted(part) != sorted(its)
        and difflib.SequenceMatcher(None, part, its).ratio() < _SIMILAR_PARTS
        for part, its in zip(one, other, strict=True)
    )


_SEPARATOR = re.compile(r"[._]")
_SIMILAR_PARTS = 0.6
_SOME = 3


@lru_cache(maxsize=100_000)
def _letters(word: str) -> int:
    """The letters of a word as bits; letters that share a bit only make words more similar."""
    return sum({1 << ord(letter) % 64 for letter in word})
