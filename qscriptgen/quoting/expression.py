"""Qlik code of the user's own: inserted as it is, if it can do no harm there."""

from __future__ import annotations

from qscriptgen.errors import QuotingError
from qscriptgen.quoting.code import Code, is_control, is_surrogate

_CLOSER = {"(": ")", "[": "]"}
_QUOTES = "'\"`"


def expression(code: str) -> Code:
    """Put the expression in parentheses, so that nothing around it binds more tightly.

    Raises:
        QuotingError: It is not spliceable; see `why_not_spliceable`.
    """
    reason = why_not_spliceable(code)
    if reason:
        raise QuotingError("place for an expression", code, reason)
    return Code(f"({code.strip()})")


def why_not_spliceable(code: str) -> str | None:
    """Say what lets the expression end, change or hide the script around it, or None."""
    if not code.strip():
        return "it is empty"
    for character in code:
        if is_control(character):
            return "it must be one line, without control characters"
        if is_surrogate(character):
            return "half of a surrogate pair is not a character"
    if "$(" in code:
        return "it must not expand variables with $(; use their names"
    return _find_open_or_forbidden(code)


def _find_open_or_forbidden(code: str) -> str | None:
    """Say what is still open at the end, or must not stand outside of quotes."""
    open_brackets: list[str] = []
    at = 0
    while at < len(code):
        character, pair = code[at], code[at : at + 2]
        closer = "]" if character == "[" else character
        if character in _QUOTES or character == "[":
            end = _find_end_of_quote(code, at + 1, closer)
            if end is None:
                return f"its {character} is not closed"
            at = end
            continue
        if pair in ("//", "/*"):
            return "it must not hold a comment"
        if character == ";":
            return "it must not hold a ;"
        if character == "(":
            open_brackets.append(character)
        elif character in ")]" and (not open_brackets or _CLOSER[open_brackets.pop()] != character):
            return f"its {character} has no opening bracket"
        at += 1
    return f"its {open_brackets[-1]} is not closed" if open_brackets else None


def _find_end_of_quote(code: str, at: int, closer: str) -> int | None:
    """Find the index after the closing quote; a doubled closer is part of the text."""
    while (at := code.find(closer, at)) >= 0:
        if code[at + 1 : at + 2] != closer or closer == "`":
            return at + 1
        at += 2
    return None
