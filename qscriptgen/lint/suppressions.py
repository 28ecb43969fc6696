"""Comments that suppress findings: ``// qscriptgen: ignore QL301``.

At the end of a line, a comment is about that line; on a line of its own, it is about the next line
that has more than comments. It names codes or names, separated by commas; codes also by spaces. A
comment without one suppresses nothing. The reason may follow, best after ``--``.
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

_MALFORMED = re.compile(
    r"(?://|/\*).*?\bqscriptgen\b\W*(?:ignore|disable|noqa)\b(?P<words>.*)", re.I
)


@dataclass(frozen=True)
class Suppression:
    """A comment that suppresses findings on a line: the codes or names, and the line.

    A ``malformed`` comment is not in the right form, and suppresses nothing.
    """

    span: Span
    words: tuple[str, ...]
    line: int
    malformed: bool = False


def suppressions(script: ParsedScript) -> Iterator[Suppression]:
    """Every such comment of a script, in order."""
    found = {token: read for token in script.comments if (read := _read(token.text))}
    lines = _lines(script) if found else {}
    for token, (words, malformed) in found.items():
        yield Suppression((token.start, token.end), words, lines[token.start], malformed)


def _read(comment: str) -> tuple[tuple[str, ...], bool] | None:
    """What a comment names, and whether it is malformed; None for any other comment."""
    if right := _COMMENT.match(comment):
        return tuple(re.split(r"[ \t,]+", right["words"].lower())) if right["words"] else (), False
    if malformed := _MALFORMED.match(comment):
        return tuple(re.findall(_CODE, malformed["words"].lower())), True
    return None


def _lines(script: ParsedScript) -> dict[int, int]:
    """The line that each comment is about, by the start of the comment."""
    found: dict[int, int] = {}
    next_code: dict[int, int] = {}
    for token in reversed(script.comments):
        line, column = script.source.position(token.start)
        last, end = script.source.position(token.end)
        before = script.source.line(line)[: column - 1].strip()
        after = script.source.line(last)[end - 1 :].strip()
        if not before and not after:
            next_code[line] = next_code.get(last + 1, last + 1)
        found[token.start] = line if before or after else next_code[line]
    return found
