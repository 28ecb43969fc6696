"""The requests of a script, and what each of them sends as far as it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.api import RELOADS
from qscriptgen.lint.analyses.constants import Constants, constants_at, expand_known
from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.model import analysis
from qscriptgen.script import find_expansions, parse_rest
from qscriptgen.script.parts import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import RestStatement, ScriptProblem, Span, Statement
    from qscriptgen.script.rest import Entry, RestText

_APP_ID = re.compile(r'("{1,8})appId\1\s*:\s*\1(?P<id>[^"]*)\1')


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a text: it is ``literal``, or an expansion gives it.

    ``text`` has `UNKNOWN` in the place of what is not known.
    """

    span: Span
    text: str
    literal: bool


@dataclass(frozen=True, eq=False)
class Argument:
    """One text of an entry, between its quotes; each offset in it has a place in the script."""

    text: RestText
    pieces: tuple[TextPiece, ...]

    @cached_property
    def raw(self) -> str:
        """The text after expansion, with its quotes still doubled."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def value(self) -> str:
        """The text as the connector reads it."""
        return self.raw.replace('""', '"')

    @property
    def is_known(self) -> bool:
        """Whether all of it is known."""
        return UNKNOWN not in self.raw

    @property
    def has_expansion(self) -> bool:
        """Whether a part of it comes from an expansion."""
        return any(not piece.literal for piece in self.pieces)

    def origin(self, at: int) -> tuple[Span, bool]:
        """The place in the script of an offset of ``raw``, and whether it is literal there."""
        for piece in self.pieces:
            if at < len(piece.text):
                start = piece.span[0] + at
                return ((start, start + 1), True) if piece.literal else (piece.span, False)
            at -= len(piece.text)
        return self.text.span, True

    def raw_offset(self, at: int) -> int:
        """The offset in ``raw`` of an offset in ``value``."""
        raw = 0
        for _ in range(at):
            raw += 2 if self.raw.startswith('""', raw) else 1
        return raw


@dataclass(frozen=True, eq=False)
class RestRequest:
    """A SELECT of a REST connection, with all that it sends.

    ``script_text`` is the text of the whole script, ``number`` that of the statement in it, and
    ``constants`` is what is known of variables there.
    """

    script_text: str
    number: int
    statement: Statement
    rest: RestStatement
    problems: tuple[ScriptProblem, ...]
    constants: Constants

    @property
    def keyword_span(self) -> Span:
        """The place of the first word of the statement."""
        return self.statement.keyword.start, self.statement.keyword.end

    @cached_property
    def arguments(self) -> tuple[tuple[Entry, tuple[Argument, ...]], ...]:
        """The entries of the request with their texts."""
        text, known = self.script_text, self.constants
        return tuple(
            (entry, tuple(_argument(text, item, known) for item in entry.arguments))
            for entry in self.rest.entries
        )

    def entries(self, *keywords: str) -> Iterator[tuple[Entry, tuple[Argument, ...]]]:
        """The entries with some keywords, with their texts."""
        return ((entry, texts) for entry, texts in self.arguments if entry.keyword in keywords)

    @cached_property
    def body(self) -> Argument | None:
        """The body, None where the request has none of its own."""
        return next((texts[0] for _, texts in self.entries("BODY") if texts), None)

    @cached_property
    def url(self) -> Argument | None:
        """The URL, None where it is that of the connection."""
        return next((texts[0] for _, texts in self.entries("URL") if texts), None)

    @cached_property
    def to_reloads(self) -> bool | None:
        """Whether the URL is that of the list of reloads, None where it is not known."""
        if self.url is None:
            return None
        path = re.split(r"[?#]", self.url.value)[0].rstrip("/ ")
        if path.endswith(UNKNOWN):
            return None
        return path.endswith(f"/{RELOADS}")

    @cached_property
    def starts_reload(self) -> bool:
        """Whether it starts a reload: it sends a body with the id of an app, or one to /reloads."""
        if self.body is None or self.to_reloads is False:
            return False
        return bool(self.to_reloads) or '"appId"' in self.body.value

    @cached_property
    def app_id(self) -> tuple[str, int] | None:
        """The id of the app whose reload it starts, and its offset in the raw body."""
        found = _APP_ID.search(self.body.raw) if self.starts_reload and self.body else None
        return (found["id"], found.start("id")) if found else None


@analysis
def requests_of(script: LintedScript) -> tuple[RestRequest, ...]:
    """Every SELECT of a REST connection that is written out."""
    return tuple(_requests(script))


def _requests(script: LintedScript) -> Iterator[RestRequest]:
    for number in script.of_kind("SQL", "SELECT"):
        statement = script.statements[number]
        if not isinstance(statement.parts, Raw):
            continue
        start, end = statement.parts.span
        rest, problems = parse_rest(script.text[start:end], start)
        if rest:
            known = constants_at(script, number)
            yield RestRequest(script.text, number, statement, rest, problems, known)


def _argument(text: str, item: RestText, known: Constants) -> Argument:
    """Split a text of an entry into what is literal and what is expanded."""
    start, end = item.span
    if not text[start:end].startswith('"'):
        # A bare expansion, which gives the quotes too, and maybe more than one text.
        return Argument(item, (TextPiece(item.span, UNKNOWN, literal=False),))
    start, end = start + 1, end - 1
    pieces, at = [], start
    for dollar in find_expansions(text[start:end]):
        if dollar.depth:
            continue
        low, high = dollar.span[0] + start, dollar.span[1] + start
        if at < low:
            pieces.append(TextPiece((at, low), text[at:low], literal=True))
        pieces.append(TextPiece((low, high), expand_known(text[low:high], known), literal=False))
        at = high
    if at < end:
        pieces.append(TextPiece((at, end), text[at:end], literal=True))
    return Argument(item, tuple(pieces))
