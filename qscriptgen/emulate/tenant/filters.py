"""The filter of the list of reloads, a part of SCIM's (RFC 7644 section 3.4.2.2).

The attributes are status, partial and type, the operator is eq, and there are "and", "or" and
parentheses (https://qlik.dev/apis/rest/reloads); "or" is in capitals at
https://qlik.dev/changelog/57-reloads-api-improvements. "Not" and the other operators are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from qscriptgen.emulate.tenant.answers import bad_request
from qscriptgen.emulate.tenant.reload import ACTIVE, ENDED, TYPES, ReloadRecord

Matches = Callable[[ReloadRecord], bool]

_TOKEN = re.compile(r'\s*("[^"\\]*"|[()]|[A-Za-z]+)')
_DEEPEST = 50

_ATTRIBUTES: Mapping[str, tuple[Callable[[ReloadRecord], str], frozenset[str]]] = MappingProxyType(
    {
        "status": (lambda record: record.status, ACTIVE | ENDED),
        "type": (lambda record: record.type, TYPES),
        "partial": (
            lambda record: "true" if record.partial else "false",
            frozenset({"true", "false"}),
        ),
    }
)


def parse_filter(text: str) -> Matches:
    """Which reloads a filter lets pass.

    Raises:
        Refusal: 400, as it can't be read, or compares with a value that never is.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._at = self._depth = 0

    def read(self) -> Matches:
        matches = self._either()
        if self._peek():
            raise _unread(self._peek())
        return matches

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _took(self, word: str) -> bool:
        found = self._peek().lower() == word
        self._at += found
        return found

    def _either(self) -> Matches:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda record: any(p(record) for p in parts)

    def _both(self) -> Matches:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda record: all(p(record) for p in parts)

    def _one(self) -> Matches:
        if not self._took("("):
            return self._comparison()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise bad_request("The filter nests too deep.")
        matches = self._either()
        self._depth -= 1
        if not self._took(")"):
            raise _unread(self._peek())
        return matches

    def _comparison(self) -> Matches:
        name = self._take()
        if name.lower() not in _ATTRIBUTES:
            raise _unread(name)
        if not self._took("eq"):
            raise _unread(self._peek())
        attribute, values = _ATTRIBUTES[name.lower()]
        token = self._take()
        # SCIM writes booleans bare, the example of the documents puts them in quotes.
        quoted = token.startswith('"')
        value = token[1:-1] if quoted else token
        if value not in (values if quoted else values & {"true", "false"}):
            raise _unread(token)
        return lambda record: attribute(record) == value


def _split(text: str) -> list[str]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found:
            raise _unread(text[at:])
        tokens.append(found[1])
        at = found.end()
    return tokens


def _unread(where: str) -> Exception:
    return bad_request(f"The filter can't be read at '{where}'.")
