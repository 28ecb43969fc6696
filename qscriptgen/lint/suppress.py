"""Comments that keep a finding back: ``// qscriptgen: ignore QL301``.

At the end of a line it is about this line, on a line of its own about the one below it. Codes or
names are parted by commas, codes by spaces too; a comment without one keeps nothing back. What
follows them is the reason, for whoever reads the script, best behind ``--``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script import Script, Span

_CODE = r"[a-z]+\d+\b(?!-)"
_WORD = rf"(?:{_CODE}|[a-z]+(?:-[a-z]+)+)"
_COMMENT = re.compile(
    r"(?://|/\*)\s*qscriptgen:\s*ignore\b[ \t:]*"
    rf"(?P<words>(?:{_WORD}(?:[ \t]*,[ \t]*{_WORD}|[ \t]+{_CODE})*)?)",
    re.I,
)


@dataclass(frozen=True)
class Suppression:
    """A comment that keeps findings back: which, and on which line."""

    span: Span
    words: tuple[str, ...]
    line: int


def suppressions(script: Script) -> Iterator[Suppression]:
    """Every such comment of a script, in order."""
    for token in script.comments:
        found = _COMMENT.match(token.text)
        if not found:
            continue
        line, column = script.source.position(token.start)
        alone = not script.source.line(line)[: column - 1].strip()
        words = tuple(re.split(r"[ \t,]+", found["words"].lower())) if found["words"] else ()
        yield Suppression((token.start, token.end), words, line + 1 if alone else line)
