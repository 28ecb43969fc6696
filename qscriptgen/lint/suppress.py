"""Comments that keep a finding back: ``// qscriptgen: ignore QL301``.

At the end of a line it is about this line, on a line of its own about the next one that holds more
than comments. Codes or names are parted by commas, codes by spaces too; a comment without one keeps
nothing back. What follows them is the reason, for whoever reads the script, best behind ``--``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script import ParsedScript, Span

_CODE = r"[a-z]+\d+\b(?!-)"
_WORD = rf"(?:{_CODE}|[a-z]+(?:-[a-z]+)+)"
_COMMENT = re.compile(
    r"(?://|/\*)\s*qscriptgen:\s*ignore\b[ \t:]*"
    rf"(?P<words>(?:{_WORD}(?:[ \t]*,[ \t]*{_WORD}|[ \t]+{_CODE})*)?)",
    re.I,
)

_SLIP = re.compile(r"(?://|/\*).*?\bqscriptgen\b\W*(?:ignore|disable|noqa)\b(?P<words>.*)", re.I)


@dataclass(frozen=True)
class Suppression:
    """A comment that keeps findings back: which, and on which line.

    With a ``slip`` it is only meant to: what it says is not how that is written.
    """

    span: Span
    words: tuple[str, ...]
    line: int
    slip: bool = False


def suppressions(script: ParsedScript) -> Iterator[Suppression]:
    """Every such comment of a script, in order."""
    found = {token: said for token in script.comments if (said := _said(token.text))}
    about = _lines(script) if found else {}
    for token, (words, slip) in found.items():
        yield Suppression((token.start, token.end), words, about[token.start], slip)


def _said(comment: str) -> tuple[tuple[str, ...], bool] | None:
    """What a comment names, and whether it is a slip; None for any other comment."""
    if right := _COMMENT.match(comment):
        return tuple(re.split(r"[ \t,]+", right["words"].lower())) if right["words"] else (), False
    if slip := _SLIP.match(comment):
        return tuple(re.findall(_CODE, slip["words"].lower())), True
    return None


def _lines(script: ParsedScript) -> dict[int, int]:
    """The line that each comment is about, by where the comment starts."""
    found: dict[int, int] = {}
    below: dict[int, int] = {}
    for token in reversed(script.comments):
        line, column = script.source.position(token.start)
        last, end = script.source.position(token.end)
        before = script.source.line(line)[: column - 1].strip()
        behind = script.source.line(last)[end - 1 :].strip()
        if not before and not behind:
            below[line] = below.get(last + 1, last + 1)
        found[token.start] = line if before or behind else below[line]
    return found
