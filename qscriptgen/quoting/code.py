"""The type of text that is safe to emit, and the characters that layers refuse."""

from __future__ import annotations

from qscriptgen.errors import QuotingError


class Code(str):
    """Text that is already valid script in its place. Only this package makes it."""

    __slots__ = ()


def refuse_surrogate(layer: str, text: str) -> None:
    """Raise QuotingError for half of a surrogate pair, which can't be encoded as UTF-8."""
    if any(is_surrogate(character) for character in text):
        raise QuotingError(layer, text, "half of a surrogate pair is not a character")


def refuse_control(layer: str, text: str) -> None:
    """Raise QuotingError for a control character or line end, which the layer can't write."""
    for character in text:
        if is_control(character):
            raise QuotingError(layer, text, f"U+{ord(character):04X} is a control character")


def is_surrogate(character: str) -> bool:
    """Whether the character is half of a surrogate pair."""
    return "\ud800" <= character <= "\udfff"


def is_control(character: str) -> bool:
    """Whether the character is a control character, or a line end for some reader of script."""
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029"
