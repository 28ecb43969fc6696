"""Qlik code that users write themselves: spliced in as it is, if it can do no harm there."""

from __future__ import annotations

from qscriptgen.errors import QuotingError
from qscriptgen.quoting.code import Code, is_control, is_surrogate

_CLOSER = {"(": ")", "[": "]"}
_QUOTES = "'\"`"


def expression(code: str) -> Code:
    """The expression in parentheses, so that what stands around it can't bind more tightly.

    Raises:
        QuotingError: It is not spliceable; see `why_not_spliceable`.
    """
    reason = why_not_spliceable(code)
    if reason:
        raise QuotingError("place for an expression", code, reason)
    return Code(f"({code.strip()})")


def why_not_spliceable(code: str) -> str | None:
    """What would let the expression end, change or hide the script around it, or None."""
    if not code.strip():
        return "it is empty"
    for character in code:
        if is_control(character):
            return "it must be one line, without control characters"
        if is_surrogate(character):
            return "half of a surrogate pair is not a character"
    if "$(" in code:
        return "it must not expand variables with $(; name them bare"
    return _unclosed(code)


def _unclosed(code: str) -> str | None:
    """What is left open at the end, or stands outside quotes and must not."""
    open_brackets: list[str] = []
    at = 0
    while at < len(code):
        character, pair = code[at], code[at : at + 2]
        closer = "]" if character == "[" else character
        if character in _QUOTES or character == "[":
            end = _end_of_quote(code, at + 1, closer)
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
            return f"its {character} closes nothing"
        at += 1
    return f"its {open_brackets[-1]} is not closed" if open_brackets else None


def _end_of_quote(code: str, at: int, closer: str) -> int | None:
    """The index behind the closing quote; a doubled closer is part of the text."""
    while (at := code.find(closer, at)) >= 0:
        if code[at + 1 : at + 2] != closer or closer == "`":
            return at + 1
        at += 2
    return None
