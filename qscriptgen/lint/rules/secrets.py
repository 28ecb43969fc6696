"""QL3, fourth part: secrets in the script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.requests import Argument, requests_of
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script import find_expansions
from qscriptgen.script.expression import Literal
from qscriptgen.script.parts import Assign
from qscriptgen.secret_patterns import SECRET_HINT, SECRET_PATTERNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span

_PAIR = 2
_HEADERS = frozenset(("authorization", "x-api-key", "api-key", "apikey", "cookie"))
_SECRET_NAME = re.compile(r"api_?key|token|secret|passw(?:or)?d|pwd", re.IGNORECASE)
_SECRET_VALUE = re.compile(r"(?=(?:\D*\d){3})(?=[^A-Za-z]*[A-Za-z])[\w.~+/=-]{16,}", re.ASCII)
_PLACEHOLDER = re.compile(r"your|example|xxx|here|dummy|test|\.\.\.", re.IGNORECASE)


@rule("QL312", "literal-secret", "warning")
def literal_secret(script: LintedScript) -> Iterator[Violation]:
    """The script contains a token, key or password.

    Why: everybody who can open the app, its log or its export can read and use it.

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (HTTPHEADER "Authorization" "Bearer k3y0a1b2c3d4e5f6");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (HTTPHEADER "Content-Type" "application/json");
        DROP TABLE Answer;
    """
    end = 0
    by_name = list(_by_name(script))
    named = {name for name, _ in by_name}
    found = [*_in_requests(script, named), *_by_pattern(script), *(place for _, place in by_name)]
    for span, message in sorted(found):
        if end <= span[0]:
            end = span[1]
            yield Violation(span, message, SECRET_HINT)


def _in_requests(script: LintedScript, named: Collection[str]) -> Iterator[tuple[Span, str]]:
    """Secrets in headers and queries with such a name, and in URLs and bodies.

    A variable that is reported where it is set is not reported again.
    """
    for request in requests_of(script):
        for entry, texts in request.entries("HTTPHEADER", "QUERY"):
            name = texts[0].value.strip() if len(texts) == _PAIR else ""
            header = entry.keyword == "HTTPHEADER" and name.lower() in _HEADERS
            value = texts[1] if header or _SECRET_NAME.search(name) else None
            if value and _is_readable(value, named, header=header):
                yield value.text.span, f"this is the value of {name} in plain text"
        for _, texts in request.entries("URL", "BODY"):
            yield from _in_text(texts[0]) if texts else ()


def _is_readable(value: Argument, named: Collection[str], *, header: bool) -> bool:
    """Whether a text is a secret that can be read in the script."""
    plain = value.value.strip()
    if header and plain and not value.has_expansion:
        return True
    secret = _SECRET_VALUE.fullmatch(_SCHEME.sub("", plain))
    if not secret or _PLACEHOLDER.search(plain):
        return False
    names = (dollar.name.strip().lower() for dollar in find_expansions(value.text.value))
    return not any(name in named for name in names)


def _in_text(text: Argument) -> Iterator[tuple[Span, str]]:
    """Secrets after their names in a URL, a form or JSON."""
    for found in _NAMED.finditer(text.raw):
        start, written = text.origin(found.start("value"))
        value = found["value"]
        if not _SECRET_VALUE.fullmatch(value) or _PLACEHOLDER.search(value):
            continue
        span = (start[0], start[0] + len(value)) if written else start
        yield span, f"this is the value of {found['name']} in plain text"


_NAMED = re.compile(
    r"(?<![\w-])(?P<name>[\w-]{0,40}?(?:api_?key|token|secret|passw(?:or)?d|pwd)[\w-]{0,40})"
    rf"(?:=|\"{{1,8}}\s*:\s*\"{{1,8}})(?P<value>[\w.~+/-]{{16,}}+)(?!{UNKNOWN})",
    re.ASCII | re.IGNORECASE,
)
_SCHEME = re.compile(r"^(?:bearer|basic|token|apikey)\s+", re.IGNORECASE)


def _by_pattern(script: LintedScript) -> Iterator[tuple[Span, str]]:
    for kind, pattern in SECRET_PATTERNS.items():
        for found in pattern.finditer(script.text):
            yield found.span(), f"this is {kind}"


def _by_name(script: LintedScript) -> Iterator[tuple[str, tuple[Span, str]]]:
    """Variables with such a name, in lower case, with the places of their values."""
    for number in script.of_kind("LET", "SET", "ASSIGNMENT"):
        parts = script.statements[number].parts
        if not isinstance(parts, Assign) or parts.value is None:
            continue
        if not isinstance(parts.expression, Literal | None):
            continue
        name = getattr(parts.name, "name", "")
        value = script.text[parts.value[0] : parts.value[1]].strip("'\"")
        secret = _SECRET_NAME.search(name) and _SECRET_VALUE.fullmatch(value)
        if secret and not _PLACEHOLDER.search(value):
            yield name.lower(), (parts.value, f"the value of {name} looks like a secret")
