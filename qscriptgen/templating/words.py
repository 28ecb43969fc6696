"""Pieces of sentences in the headers of scripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qscriptgen.duration import in_words

if TYPE_CHECKING:
    from qscriptgen.outline import Bound

_NAMED = 6


def listed(names: Sequence[str], last: str = "and") -> str:
    """``A``, ``A, B and C``, or the first few and how many more; ``last`` stands for the and."""
    if not names[1:]:
        return "".join(names)
    shown = [*names[:_NAMED], f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [*names]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def agreed(words: Iterable[str]) -> str:
    """The word that all say, or ``mixed``."""
    found = set(words)
    return found.pop() if len(found) == 1 else "mixed"


def bound_in_words(found: Bound) -> dict[str, object]:
    """The bound as a header promises it."""
    return {
        "sleep_s": found.sleep_s,
        "sleep": in_words(found.sleep_s),
        "requests": found.requests,
        "request_timeout": in_words(found.request_timeout_s),
    }


def names_in_words(names: Sequence[str]) -> str:
    """All the names: ``A``, or ``A, B and C``."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
