"""Splits script text into tokens without losing a character of it.

| key | source |
| --- | --- |
| help | https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |

- Quotes, and how a quote is written inside itself: help, use-quotes-in-script.htm.
- ``$(``, ``$(=`` and the operators: grammar. Expansion ignores quotes, so the end of ``$(`` is
  found by counting parentheses: help, dollar-sign-expansions.html.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from itertools import islice
from typing import Literal, NamedTuple

TokenKind = Literal[
    "space",  # within a line
    "newline",  # a line end and all white space after it
    "comment",  # // or /* */
    "word",
    "number",
    "string",  # '...'
    "quoted",  # "..."
    "bracket",  # [...]
    "backtick",
    "expansion",  # $(...) with its content
    "path",  # lib://... without quotes
    "raw",  # the text of REM
    "punctuation",  # an operator or a mark of one or two characters
    "unclosed",  # a quote, comment or $( without end: up to the end of its line
    "end",  # the empty token after the last one, which parsers add
]

TRIVIA = frozenset({"space", "newline", "comment"})


class Token(NamedTuple):
    """A part of the text that starts at the offset ``start``."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the token."""
        return self.start + len(self.text)


_make: Callable[[tuple[str, str, int]], Token] = partial(tuple.__new__, Token)
"""Makes a token of its three parts without a Python call, as there are very many of them."""


def tokenize(text: str, offset: int = 0) -> tuple[Token, ...]:
    """Split any text into tokens; their joined texts are the text.

    Args:
        text: The script, or a part of one.
        offset: The offset of the text in the script that the starts of the tokens refer to.
    """
    tokens: list[Token] = []
    unclosed: frozenset[str] = frozenset()
    at = 0
    while at < len(text):
        at = _cut(text, at, _pattern(unclosed), tokens)
        last = tokens[-1]
        closed = _CLOSED.get(last.kind)
        if at == len(text) and closed and not closed.fullmatch(last.text):
            # No later quote of this kind can be closed either; remembering that keeps this linear.
            unclosed |= {last.kind}
            at = last.start + len(_LINE.match(last.text)[0])  # type: ignore[index]  # matches all
            tokens[-1] = Token("unclosed", text[last.start : at], last.start)
    if offset:
        return tuple(Token(kind, part, start + offset) for kind, part, start in tokens)
    return tuple(tokens)


def _cut(text: str, start: int, pattern: re.Pattern[str], tokens: list[Token]) -> int:
    """Append the tokens from ``start`` on; return the offset where it stopped."""
    append, make = tokens.append, _make
    for match in pattern.finditer(text, start):
        kind = match.lastgroup or ""
        if kind == "rem":
            append(make(("word", match[0], match.start())))
            if _opens_remark(tokens):
                raw = _REMARK.match(text, match.end())
                if raw and raw[0]:
                    append(make(("raw", raw[0], raw.start())))
                    return raw.end()
        else:
            append(make((kind, match[0], match.start())))
    return len(text)


def _opens_remark(tokens: list[Token]) -> bool:
    """Whether the word REM at the end starts a statement, rather than being a field's name."""
    on_new_line = False
    for token in islice(reversed(tokens), 1, None):
        if token.kind == "newline":
            on_new_line = True
        elif token.kind not in TRIVIA:
            return token.text == ";" or (on_new_line and token.text != ",")
    return True


_LEVELS = 30  # of parentheses inside $(...); deeper ones count as never closed


def _parentheses(levels: int) -> str:
    """A pattern for balanced parentheses, nested to some depth, that does not backtrack."""
    # A ; at the end of a line also ends the statement, so an expansion cannot extend beyond it.
    inside = r"[^();]++|;(?![^\S\r\n]*+(?:[\r\n]|//|\Z))"
    pattern = rf"\((?:{inside})*+\)"
    for _ in range(levels):
        pattern = rf"\((?:{inside}|{pattern})*+\)"
    return pattern


_SPACE = r"\s\ufeff"  # a byte order mark is white space at any position
_WORD = rf"(?:[^{_SPACE}'\"\[\]`()+\-*/&<>=,;:{{}}|^$]|\$(?!\())"
# An expression in a string, '$(=Date(x, 'YYYY'))', may contain quotes of its own.
_IN_STRING = rf"[^'$]++|''|\$(?=\(=){_parentheses(5)}|\$"
_QUOTES = {
    "comment": r"/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z)",
    "string": rf"'(?:{_IN_STRING})*+(?:'|\Z)",
    "quoted": r'"(?:[^"]++|"")*+(?:"|\Z)',
    "bracket": r"\[(?:[^\]]++|\]\])*+(?:\]|\Z)",
    "backtick": r"`[^`]*+(?:`|\Z)",
}
_CLOSED = {kind: re.compile(form.replace(r"|\Z)", ")")) for kind, form in _QUOTES.items()}
_CLOSED["comment"] = re.compile(rf"//.*|{_CLOSED['comment'].pattern}")
_OPENERS = {"comment": r"/\*", "string": "'", "quoted": '"', "bracket": r"\[", "backtick": "`"}
_LINE = re.compile(r"[^\r\n]*")
_REMARK = re.compile(r"[^;]*")


@cache
def _pattern(unclosed: frozenset[str]) -> re.Pattern[str]:
    """The pattern of a token, in text where quotes of some kinds are not closed any more."""
    quotes = {kind: form for kind, form in _QUOTES.items() if kind not in unclosed}
    comment = quotes.pop("comment", "(?!)")
    openers = "|".join(_OPENERS[kind] for kind in sorted(unclosed)) or "(?!)"
    forms = {
        "space": rf"(?:(?![\r\n])[{_SPACE}])++",
        "newline": rf"[\r\n][{_SPACE}]*+",
        "rem": rf"(?i:rem)(?=[{_SPACE}])",
        "number": rf"(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?+(?!{_WORD})",
        "path": r"(?i:lib)://(?:[^\s;()$]|\$(?!\()|\$\([^()]*+\))*+",
        "word": rf"{_WORD}++",
        **quotes,
        "comment": rf"//[^\r\n]*+|{comment}",
        "expansion": rf"\${_parentheses(_LEVELS)}",
        "unclosed": rf"\$\(|(?:{openers})[^\r\n]*+",
        "punctuation": r"<=|>=|<>|<<|>>|[+\-*/&<>=(),;:{}|^\]]",
    }
    return re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in forms.items()))
