"""Dollar-sign expansion: replaces ``$(...)`` with text before a statement runs.

| key | source |
| --- | --- |
| help | https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |

- It is pure substitution and ignores quotes, its result is expanded again, and more than 1,000
  levels are not calculated: help, dollar-sign-expansions.html.
- ``$(v)`` of an unknown variable is empty, ``$(#v)`` then 0: help,
  dollar-sign-expansion-using-variable.htm.
- ``$(v(a, b))`` puts its arguments, split at every comma, in the placeholders ``$1``, ``$2`` of the
  value, and their number in ``$0``; a placeholder without argument stays: help,
  dollar-sign-expansion-using-parameters.htm.
- The forms: grammar, the tokens that start with ``EXPANSION``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from qscriptgen.script.readers import parse_include
from qscriptgen.script.source import ScriptProblem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LEVELS = 1000
"""How many levels of expansions may result from each other; the limit of the engine."""

MOST_EXPANSIONS = 100_000
MOST_TEXT = 10_000_000
"""Limits for one text, so that a value that contains itself twice ends too."""

DollarKind = Literal["variable", "number", "expression", "call", "include", "must_include"]


@dataclass(frozen=True, slots=True)
class DollarExpansion:
    """A ``$(...)`` in a text.

    ``name`` is the variable, the expression, or the path of an include. ``arguments`` are those of
    a call, as raw text. ``depth`` counts the expansions around it.
    """

    span: Span
    kind: DollarKind
    name: str
    arguments: tuple[str, ...] = ()
    depth: int = 0


class Lookup(Protocol):
    """The source of the values of expansions."""

    def value(self, name: str) -> str | None:
        """The text of a variable, None if there is no such variable."""

    def number(self, name: str) -> str:
        """The number of a variable with a decimal point, ``0`` if it has none."""

    def evaluate(self, expression: str) -> str:
        """The text of the value of an expression."""


@dataclass(frozen=True, slots=True)
class ExpandedText:
    """A text after expansion, and the problems where it could not be expanded."""

    text: str
    problems: tuple[ScriptProblem, ...] = ()


def find_expansions(text: str) -> tuple[DollarExpansion, ...]:
    """Find all expansions of a text, including those inside others, in the order of their starts.

    Those that are not closed, and those inside more than 200 others, are left out.
    """
    found = [
        _expansion(text[start + 2 : end - 1], (start, end), depth)
        for start, end, depth in _spans(text)
        if depth < _MOST_NESTED
    ]
    return tuple(sorted(found, key=lambda expansion: expansion.span[0]))


def expand(text: str, lookup: Lookup) -> ExpandedText:
    """Replace every ``$(...)`` of a text, the innermost first.

    Includes stay, with their paths expanded, since a file is read statement by statement.
    """
    if "$(" not in text:
        return ExpandedText(text)
    return _Expander(lookup).expand(text)


def substitute_arguments(value: str, arguments: tuple[str, ...]) -> str:
    """Replace ``$1``, ``$2`` in the value of a variable by arguments, and ``$0`` by their number.

    A placeholder without an argument stays as it is.
    """

    def argument(match: re.Match[str]) -> str:
        digits = match[1]
        number = int(digits) if len(digits) <= _DIGITS else len(arguments) + 1
        if number == 0:
            return str(len(arguments))
        return arguments[number - 1] if number <= len(arguments) else match[0]

    return _PLACEHOLDER.sub(argument, value)


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and depth of each closed expansion, found by counting parentheses."""
    opened: list[int] = []  # starts of expansions, -1 for other parentheses inside them
    depth = 0
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark == "$(":
            opened.append(match.start())
            depth += 1
        elif opened and mark == "(":
            opened.append(-1)
        elif opened and mark == ")":
            start = opened.pop()
            if start >= 0:
                depth -= 1
                yield start, match.end(), depth


def _expansion(body: str, span: Span, depth: int = 0) -> DollarExpansion:
    """The expansion whose text between ``$(`` and ``)`` is the body."""
    included = parse_include(f"$({body})")
    if included:
        return DollarExpansion(
            span, "must_include" if included[0] else "include", included[1], (), depth
        )
    text = body.strip()
    if text.startswith("#"):
        return DollarExpansion(span, "number", text[1:].strip(), (), depth)
    if text.startswith("="):
        return DollarExpansion(span, "expression", text[1:], (), depth)
    call = _CALL.fullmatch(text)
    if call:
        arguments = tuple(call[2].split(",")) if call[2].strip() else ()
        return DollarExpansion(span, "call", call[1].strip(), arguments, depth)
    return DollarExpansion(span, "variable", text, (), depth)


@dataclass(slots=True)
class _Level:
    """A text that is being expanded: the marks that are left, and the parts that are done."""

    text: str
    marks: Iterator[re.Match[str]]
    start: int  # of the expansion in the outermost text that resulted in this one
    at: int = 0
    parts: list[list[str]] = field(default_factory=lambda: [[]])
    opened: list[int] = field(default_factory=list)  # as in _spans


class _Expander:
    """Expands a text and the results of its expansions, with the levels on an explicit stack."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.stack: list[_Level] = []
        self.problems: list[ScriptProblem] = []
        self.count = self.size = 0

    def expand(self, text: str) -> ExpandedText:
        """The text after expansion."""
        self._enter(text, 0)
        while True:
            level = self.stack[-1]
            mark = next(level.marks, None)
            if mark is not None:
                self._read_mark(level, mark)
                continue
            done = self._leave(level)
            if not self.stack:
                return ExpandedText(done, tuple(self.problems))
            self.stack[-1].parts[-1].append(done)

    def _enter(self, text: str, start: int) -> None:
        self.stack.append(_Level(text, _MARK.finditer(text), start))

    def _read_mark(self, level: _Level, match: re.Match[str]) -> None:
        """Read up to a ``$(`` or a parenthesis; replace the expansion that it closes, if any."""
        level.parts[-1].append(level.text[level.at : match.start()])
        level.at = match.end()
        mark = match[0]
        if mark == "$(":
            level.opened.append(match.start())
            level.parts.append([])
            return
        if level.opened and mark == "(":
            level.opened.append(-1)
        elif level.opened:
            start = level.opened.pop()
            if start >= 0:
                self._replace(level, start, match.end())
                return
        level.parts[-1].append(mark)

    def _replace(self, level: _Level, start: int, end: int) -> None:
        body = "".join(level.parts.pop())
        span = (start, end) if len(self.stack) == 1 else (level.start, level.start)
        if len(self.stack) > MOST_LEVELS:
            self._report(span, f"more than {MOST_LEVELS} levels of expansion", body)
        elif self.count >= MOST_EXPANSIONS or self.size >= MOST_TEXT:
            self._report(span, "the expansion does not end", body)
        else:
            self.count += 1
            value = self._value(body, span)
            self.size += len(value)
            if "$(" in value and not parse_include(value):
                self._enter(value, span[0])
            else:
                level.parts[-1].append(value)
            return
        level.parts[-1].append(f"$({body})")

    def _value(self, body: str, span: Span) -> str:
        """The text that replaces an expansion."""
        expansion = _expansion(body, span)
        match expansion.kind:
            case "number":
                return self.lookup.number(expansion.name)
            case "expression":
                return self.lookup.evaluate(expansion.name)
            case "include" | "must_include":
                return f"$({body})"
        value = self.lookup.value(expansion.name) or ""
        return (
            substitute_arguments(value, expansion.arguments) if expansion.kind == "call" else value
        )

    def _leave(self, level: _Level) -> str:
        """The text of a level without marks left; expansions that are not closed stay."""
        self.stack.pop()
        level.parts[-1].append(level.text[level.at :])
        if len(level.parts) > 1:
            start = next(start for start in level.opened if start >= 0)
            at = start if not self.stack else level.start
            self.problems.append(ScriptProblem((at, at + 2), "unclosed", "'$(' is not closed"))
        return "$(".join("".join(parts) for parts in level.parts)

    def _report(self, span: Span, message: str, body: str) -> None:
        """Report a limit that is reached, once for each position in the outermost text."""
        if all(problem.span != span for problem in self.problems[-1:]):
            hint = f"the last expansion was $({body[:40]})"
            self.problems.append(ScriptProblem(span, "too-deep", message, hint))


_MARK = re.compile(r"\$\(|[()]")
_CALL = re.compile(r"([^()]*[^()$])\((.*)\)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\$(\d+)")
_DIGITS = 9  # of a placeholder; no call has a billion arguments
_MOST_NESTED = 200
