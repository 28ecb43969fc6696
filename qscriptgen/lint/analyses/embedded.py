"""Lines inside a statement that look like another statement, because a ``;`` is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.script.keywords import NEW_STATEMENT

if TYPE_CHECKING:
    from qscriptgen.script import Statement

_LINE = re.compile(r"[\r\n][ \t]*(?P<line>(?P<word>[A-Za-z]+)\b(?P<rest>[^\r\n]*))")
_STATEMENT = {
    "let": re.compile(r"\s+[\w.$\"\[][^=]*=", re.ASCII),
    "set": re.compile(r"\s+[\w.$\"\[][^=,]*=", re.ASCII),
    "if": re.compile(r"\s.*\bthen\b", re.IGNORECASE),
    "elseif": re.compile(r"\s.*\bthen\b", re.IGNORECASE),
    "else": re.compile(r"\s*;?\s*$"),
    "end": re.compile(r"\s+(if|sub|switch)\b", re.IGNORECASE),
    "endif": re.compile(r"\s*;?\s*$"),
    "endsub": re.compile(r"\s*;?\s*$"),
    "endswitch": re.compile(r"\s*;?\s*$"),
    "for": re.compile(r"\s+(each\s|.*=.*\bto\b)", re.IGNORECASE),
    "next": re.compile(r"(\s+\w+)?\s*;?\s*$"),
    "do": re.compile(r"\s*(while\b.*|until\b.*)?;?\s*$", re.IGNORECASE),
    "loop": re.compile(r"\s*(while\b.*|until\b.*)?;?\s*$", re.IGNORECASE),
    "switch": re.compile(r"\s+\S+\s*;?\s*$"),
    "sub": re.compile(r"\s+[\w.]+\s*(\(.*)?$"),
    "call": re.compile(r"\s+[\w.$]+\s*(\(.*|;?\s*$)"),
    "drop": re.compile(r"\s+(table|field|mapping)s?\s", re.IGNORECASE),
    "store": re.compile(r"\s.*\binto\b", re.IGNORECASE),
    "lib": re.compile(r"\s+connect\s+to\b", re.IGNORECASE),
    "exit": re.compile(r"\s+(script|for|do|sub|error)\b", re.IGNORECASE),
    "sleep": re.compile(r"\s+[\d$(v]"),
    "disconnect": re.compile(r"\s*;?\s*$"),
    "trace": re.compile(r"\s.*;\s*$"),
    **dict.fromkeys(
        ("qualify", "unqualify", "unmap", "nullasnull", "nullasvalue"),
        re.compile(r"\s+[\w\"\[*].*;"),
    ),
}
"""How a line continues that is a statement, and not text that begins with such a word."""

assert frozenset(_STATEMENT) >= NEW_STATEMENT


def statement_inside(statement: Statement) -> tuple[int, str] | None:
    """The start of a line inside a statement that looks like another statement, and the line."""
    text = str(statement)
    if "\n" not in text and "\r" not in text:
        return None
    quoted = [
        (token.start, token.end)
        for token in statement.tokens
        if token.kind in ("string", "quoted", "bracket", "comment") and "\n" in token.text
    ]
    for found in _LINE.finditer(text):
        continuation = _STATEMENT.get(found["word"].lower())
        start = statement.span[0] + found.start("line")
        if continuation is None or any(low <= start < high for low, high in quoted):
            continue
        if continuation.match(found["rest"]):
            return start, found["line"].strip()[:40]
    return None


_SOURCE = re.compile(
    r"\b(from\s*(?:[\[$'\"(]|(?:json|csv|xml)\b)|resident\s|autogenerate\b|inline\s*[\[$])",
    re.IGNORECASE,
)
_READS = (
    r"(?:load(?=\s*[\r\n]|\s+(?:[*\[\"]|distinct\b|\w+[ \t]*(?:[,(\r\n]|as\b|from\b)))"
    r"|(?:sql[ \t]+)?select\s+[*(\"])[^\r\n]*"
)
_LOAD = re.compile(rf"[\r\n][ \t]*(?P<line>{_READS})", re.IGNORECASE)
"""A line that starts a LOAD or a SELECT, and does not continue like a sentence."""


def load_in_text(statement: Statement) -> tuple[int, str] | None:
    """The start of a LOAD or SELECT with its source inside a text, and its first line."""
    text = str(statement)
    found = _LOAD.search(text)
    if not found or not _SOURCE.search(text, found.start()):
        return None
    return statement.span[0] + found.start("line"), found["line"].strip()[:40]


_VALUE = re.compile(r"=[ \t]*(?:'[^'\r\n]*'|[\w.$()-]+)[ \t]*(?=[\r\n])")
_AFTER_VALUE = re.compile(
    r"[ \t]*[\r\n]\s*(?:(?P<label>(?:\w+|\[[^\]\r\n]*\]|\"[^\"\r\n]*\"):)\s*)?"
    rf"(?:(?:noconcatenate|mapping)\s+)?(?P<line>{_READS})",
    re.IGNORECASE,
)


def load_after_value(statement: Statement) -> tuple[int, str] | None:
    """The start of a LOAD, or of its label, after the value of a SET, and its first line.

    The value is one word or one text, as a LOAD can be a value itself: ``SET v = LOAD * FROM x;``.
    """
    text = str(statement)
    value = _VALUE.match(text, text.find("="))
    found = value and _AFTER_VALUE.match(text, value.end())
    if not found or not _SOURCE.search(text, found.start("line")):
        return None
    group = "label" if found["label"] else "line"
    return statement.span[0] + found.start(group), found[group].strip()[:40]
