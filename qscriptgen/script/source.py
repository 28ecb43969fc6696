"""Positions in a text: spans, problems at a span, and the line and column of an offset."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]
"""Start and end offset in characters; the end is the offset after the last character."""


@dataclass(frozen=True, slots=True)
class ScriptProblem:
    """Something in a script that the engine would reject, or read in another way than intended.

    ``kind`` is the stable name of a sort of problem, as in ``missing-semicolon``; the message
    quotes the words of the script.
    """

    span: Span
    kind: str
    message: str
    hint: str = ""


@dataclass(frozen=True)
class SourceText:
    """A text that gives the line and column of an offset."""

    text: str

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1; CRLF, CR and LF end a line."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, without its end."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]
