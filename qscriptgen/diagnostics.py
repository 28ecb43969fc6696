"""Findings: a problem with its place, its message and its hint, as text and as JSON."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, order=True)
class Place:
    """A position in a file; line and column count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Finding:
    """One problem: its place, its code, its severity, and what to do about it.

    ``code`` is stable and is never reused for another problem; ``name`` is its readable form.
    """

    place: Place
    code: str
    name: str
    severity: Severity
    message: str
    hint: str = ""

    def line(self) -> str:
        """The first line of the text form, ``path:line:column: CODE message``."""
        return f"{self.place}: {self.code} {self.message}"

    def text(self, source: str | None = None) -> str:
        """The text form, with the line of ``source`` and a caret below it, then the hint."""
        lines = [self.line()]
        if source is not None:
            excerpt, column = _cut_around(source.rstrip(), self.place.column)
            lines += [f"    {excerpt}", "    " + _caret(excerpt, column)]
        if self.hint:
            lines.append(f"    hint: {self.hint}")
        return "\n".join(lines)

    def json(self) -> dict[str, object]:
        """The record of the JSON form."""
        record = asdict(self)
        return {**record.pop("place"), **record}


RETIRED_CODES = frozenset(("QL406", "QL407", "QL408"))
"""Codes that no finding may get: those of findings that are gone, and gaps in the first lists.

Comments in scripts and old reports may still name them.
"""


def _cut_around(line: str, column: int) -> tuple[str, int]:
    """Cut a long line around a column; return the excerpt, and the column in it."""
    if len(line) <= _LONGEST_LINE:
        return line, column
    start = max(0, column - 1 - _AROUND)
    before = "..." if start else ""
    after = "..." if start + 2 * _AROUND < len(line) else ""
    return f"{before}{line[start : start + 2 * _AROUND]}{after}", column - start + len(before)


_LONGEST_LINE = 200
_AROUND = 60


def _caret(source: str, column: int) -> str:
    """Draw a caret below the column; the tabs of the line are kept, so that both align."""
    return "".join("\t" if c == "\t" else " " for c in source[: column - 1]) + "^"


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort the findings by their places, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda f: (f.place, f.code, f.message)))


def format_findings(
    findings: Iterable[Finding], read_line: Callable[[str, int], str | None]
) -> str:
    """Format all findings; ``read_line(path, line)`` returns the source line, or None."""
    return "\n".join(f.text(read_line(f.place.path, f.place.line)) for f in findings)


def count_severities(findings: Iterable[Finding]) -> str:
    """Count the findings of each severity: ``2 errors, 1 warning``."""
    severities = [finding.severity for finding in findings]
    counts = ((severities.count(one), one) for one in get_args(Severity))
    return ", ".join(f"{n} {one}{'s' if n > 1 else ''}" for n, one in counts if n)


def find_nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is nearest to this one, if one is near; letter case is ignored."""
    choices = {choice.lower(): choice for choice in sorted(known)}
    near = difflib.get_close_matches(word.lower(), choices, n=1)
    return choices[near[0]] if near else None


def find_nearest_name(word: str, names: Iterable[str]) -> str | None:
    """Find the name that is nearest to a word, if one is near; None for a code.

    That one number resembles another does not say which one was meant.
    """
    return None if word[-1:].isdigit() else find_nearest(word, names)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Ask ``did you mean 'x'?`` with the nearest known word, or list the known words."""
    known = list(known)
    near = find_nearest(word, known)
    return f"did you mean {near!r}?" if near is not None else f"known: {list_words(known)}"


def list_words(known: Iterable[str]) -> str:
    """List the words in alphabetical order, in one line."""
    choices = {choice.lower(): choice for choice in sorted(known)}
    return ", ".join(c if c.isprintable() else ascii(c) for c in choices.values())
