"""What a request sends: the texts of its entries after expansion, as far as they are known."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.lint.known import Values, fill
from qscriptgen.lint.memory import UNKNOWN
from qscriptgen.script import find_expansions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Request
    from qscriptgen.script import Span
    from qscriptgen.script.rest import Entry, RestText

_APP_ID = re.compile(r'("{1,8})appId\1\s*:\s*\1(?P<id>[^"]*)\1')


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: what is written, or what an expansion brings.

    ``text`` has `UNKNOWN` in the place of what is not known.
    """

    span: Span
    text: str
    written: bool


@dataclass(frozen=True, eq=False)
class Argument:
    """One text of an entry, between its quotes; every offset in it can be told in the script."""

    text: RestText
    pieces: tuple[Piece, ...]

    @cached_property
    def raw(self) -> str:
        """The text after expansion, its quotes still doubled."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def value(self) -> str:
        """The text as the connector takes it."""
        return self.raw.replace('""', '"')

    @property
    def known(self) -> bool:
        """Whether all of it is known."""
        return UNKNOWN not in self.raw

    @property
    def brought(self) -> bool:
        """Whether a part of it comes from a variable."""
        return any(not piece.written for piece in self.pieces)

    def place(self, at: int) -> tuple[Span, bool]:
        """Where an offset of ``raw`` comes from, and whether it is written there."""
        for piece in self.pieces:
            if at < len(piece.text):
                start = piece.span[0] + at
                return ((start, start + 1), True) if piece.written else (piece.span, False)
            at -= len(piece.text)
        return self.text.span, True

    def raw_offset(self, at: int) -> int:
        """The offset in ``raw`` of one in ``value``."""
        raw = 0
        for _ in range(at):
            raw += 2 if self.raw.startswith('""', raw) else 1
        return raw


@dataclass(frozen=True, eq=False)
class Sent:
    """A request with all that it sends."""

    request: Request
    arguments: tuple[tuple[Entry, tuple[Argument, ...]], ...]

    @classmethod
    def of(cls, text: str, request: Request) -> Sent:
        """What a request of a script sends.

        Args:
            text: The text of the script.
            request: The request.
        """
        found = [
            (entry, tuple(_argument(text, item, request.known) for item in entry.arguments))
            for entry in request.rest.entries
        ]
        return cls(request, tuple(found))

    def each(self, *keywords: str) -> Iterator[tuple[Entry, tuple[Argument, ...]]]:
        """The entries of some keywords with their texts."""
        return ((entry, texts) for entry, texts in self.arguments if entry.keyword in keywords)

    @cached_property
    def body(self) -> Argument | None:
        """The body, None where the request has none of its own."""
        return next((texts[0] for _, texts in self.each("BODY") if texts), None)

    @cached_property
    def url(self) -> Argument | None:
        """The URL, None where it is that of the connection."""
        return next((texts[0] for _, texts in self.each("URL") if texts), None)

    @cached_property
    def to_reloads(self) -> bool | None:
        """Whether the URL is that of all reloads; None where nobody can say."""
        if self.url is None:
            return None
        path = re.split(r"[?#]", self.url.value)[0].rstrip("/ ")
        if path.endswith(UNKNOWN):
            return None
        return path.endswith("/reloads")

    @cached_property
    def starts(self) -> bool:
        """Whether this starts a reload: a body with the id of an app, or one sent to /reloads."""
        if self.body is None or self.to_reloads is False:
            return False
        return bool(self.to_reloads) or '"appId"' in self.body.value

    @cached_property
    def app_id(self) -> tuple[str, int] | None:
        """The id of the app that it starts, and where it begins in the body as sent."""
        found = _APP_ID.search(self.body.raw) if self.starts and self.body else None
        return (found["id"], found.start("id")) if found else None


def json_of(value: str) -> tuple[str, bool]:
    """A shape as JSON with stand-ins, and whether one stands outside a text in quotes."""
    if UNKNOWN not in value:
        return value, False
    found, quoted, loose, escaped = [], False, False, False
    for sign in value:
        if sign == UNKNOWN:
            loose = loose or not quoted
            found.append("x" if quoted else "0")
        else:
            quoted ^= sign == '"' and not escaped
            found.append(sign)
        escaped = quoted and sign == "\\" and not escaped
    return "".join(found), loose


def json_fault(value: str) -> tuple[int, str] | None:
    """Where a text stops to be JSON and why, None where it is JSON."""
    try:
        json.loads(value, parse_constant=_no_constant, parse_int=float, strict=False)
    except json.JSONDecodeError as error:
        return min(error.pos, len(value)), error.msg
    except (ValueError, RecursionError) as error:
        return 0, str(error) if isinstance(error, ValueError) else "too deep"
    return None


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


def _argument(text: str, item: RestText, known: Values) -> Argument:
    start, end = item.span
    if not text[start:end].startswith('"'):
        # A bare expansion, which brings the quotes too and maybe more than one text.
        return Argument(item, (Piece(item.span, UNKNOWN, written=False),))
    start, end = start + 1, end - 1
    pieces, at = [], start
    for dollar in find_expansions(text[start:end]):
        if dollar.depth:
            continue
        low, high = dollar.span[0] + start, dollar.span[1] + start
        if at < low:
            pieces.append(Piece((at, low), text[at:low], written=True))
        pieces.append(Piece((low, high), fill(text[low:high], known), written=False))
        at = high
    if at < end:
        pieces.append(Piece((at, end), text[at:end], written=True))
    return Argument(item, tuple(pieces))
