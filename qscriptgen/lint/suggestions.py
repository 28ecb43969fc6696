"""Which names the engine has, and which known one is meant by one that is not."""

from __future__ import annotations

import difflib
import re
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.script.suggestions import transposed_word

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM_VARIABLES = re.compile(
    r"scripterror\w*|errormode|(money)?(decimal|thousand)sep|(long)?(month|day)names"
    r"|(money|time|date|timestamp)format|numericalabbreviation|floppy|cd|qvpath|qvroot|qvworkpath"
    r"|qvworkroot|winpath|winroot|hide\w*|stripcomments|verbatim|openurltimeout|collationlocale"
    r"|createsearchindexonreload|firstweekday|brokenweeks|referenceday|firstmonthofyear|longdaynames"
    r"|\$?\d*|include|must_include|null|true|false|pi"
)
"""Variables that the engine sets itself, and words that look like one; in lower case."""


_NEAR = 0.8  # twice the letters that two words share, for each letter of both
_MOST_LOOKED_AT = 500_000
_MOST_COMPARED = 10_000
_LONGEST = 200


def near(word: str, known: Iterable[str]) -> str:
    """``did you mean x?`` for the nearest of the known names, nothing if none is near."""
    return Nearest(known).hint(word)


class Nearest:
    """Finds the nearest of the same names for one word after another.

    The work is words times names, so after very many comparisons it finds nothing more.
    """

    def __init__(self, known: Iterable[str]) -> None:
        """Take the names; letter case does not count, but is kept in the hint."""
        self._known = known
        self._found: dict[str, str] = {}
        self._looked_at = self._compared = 0

    @cached_property
    def _choices(self) -> dict[str, str]:
        return {choice.lower(): choice for choice in self._known}

    @cached_property
    def _measured(self) -> list[tuple[str, int, int]]:
        return [(low, len(low), _letters(low)) for low in self._choices]

    def name(self, word: str) -> str:
        """The nearest name but the word itself, nothing if none is near."""
        low = word.lower()
        if low not in self._found:
            self._found[low] = self._choices.get(self._nearest(low), "")
        return self._found[low]

    def hint(self, word: str) -> str:
        """``did you mean x?`` for the nearest name."""
        found = self.name(word)
        return f"did you mean {found}?" if found else ""

    def _nearest(self, word: str) -> str:
        if self._looked_at > _MOST_LOOKED_AT or self._compared > _MOST_COMPARED:
            return ""
        if len(word) > _LONGEST:
            return ""
        if found := transposed_word(word, self._choices):
            return found
        size, letters = len(word), _letters(word)
        # What has too few letters in common can't be near, and this is found out much faster.
        could = [
            name
            for name, length, its in self._measured
            if 5 * min(size - (letters & ~its).bit_count(), length - (its & ~letters).bit_count())
            >= 2 * (size + length)
            and name != word
        ]
        self._looked_at += len(self._measured)
        self._compared += len(could)
        matches = difflib.get_close_matches(word, could, n=_SOME, cutoff=_NEAR)
        return next((name for name in matches if not _other_segment(word, name)), "")


def _other_segment(word: str, name: str) -> bool:
    """Whether names made of parts, as ``Data.Source_Path``, differ in a whole part."""
    one, other = _PARTED.split(word), _PARTED.split(name)
    if len(one) != len(other):
        few, many = sorted((one, other), key=len)
        rest = iter(many)
        return all(part in rest for part in few)
    return len(one) > 1 and any(
        mine != its
        and sorted(mine) != sorted(its)
        and difflib.SequenceMatcher(None, mine, its).ratio() < _ALIKE
        for mine, its in zip(one, other, strict=True)
    )


_PARTED = re.compile(r"[._]")
_ALIKE = 0.6
_SOME = 3


def _letters(word: str) -> int:
    """The letters of a word as bits; those that share a bit only make it look nearer."""
    return sum({1 << ord(letter) % 64 for letter in word})
