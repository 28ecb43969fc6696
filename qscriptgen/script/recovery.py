"""What lines of a script are meant to be: misspelt, ended too early, or not ended."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script.keywords import CONTROL, PAIRS, PREFIXES, REGULAR, words
from qscriptgen.script.operators import BINARY
from qscriptgen.script.readers import include
from qscriptgen.script.suggestions import MIN_SIMILARITY, closest_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script.tokens import Token

_ALL = (*REGULAR, *CONTROL, *PREFIXES)
_ALIKE = 0.6
_ALONE = ("else", "default", "endif", "endsub", "endswitch")
_CONDITION = r"(?:while|until)\b.*|"
_SHAPES = {
    word: re.compile(rf"(?:{shape})\s*;?", re.IGNORECASE)
    for word, shape in {
        **dict.fromkeys(_ALONE, ""),
        "if": r".*\bthen",
        "elseif": r".*\bthen",
        "end": "if|sub|switch",
        "for": r"each\b.*\bin\b.*|\w+ ?=.*\bto\b.*",
        "next": r"\w*",
        "do": _CONDITION,
        "loop": _CONDITION,
        "switch": r"\S+(?: \(.*\))?",
        "case": ".+",
        "sub": r"[\w.]+ ?(?:\(.*)?",
        "call": r"[\w.]+ ?(?:\(.*)?",
        "exit": r"(?:script|for|do|sub)\b.*",
        **dict.fromkeys(("let", "set"), ".+? ?=.*"),
        "drop": r"(?:table|field)s?\b.*",
        "sql": r"select\b.*",
        "load": ".*",
    }.items()
}
"""How a line goes on behind each word that is of use to what stands elsewhere."""


@lru_cache(maxsize=1000)
def nearest(word: str, least: float = MIN_SIMILARITY) -> str:
    """The word that starts statements and is nearest to one in lower case; nothing if none is."""
    return closest_word(word, _ALL, least)


def misspelt(token: Token, behind: Token | None = None) -> str:
    """The word, in lower case, that starts statements and is nearly a token, which is all of it."""
    whole = not behind or behind.kind != "expansion" or behind.start > token.end
    return nearest(token.text.lower()) if whole and token.kind == "word" else ""


def hint(word: str) -> str:
    """``did you mean 'X'?`` for the nearest of the words that start statements, if there is one."""
    near = nearest(word, _ALIKE)
    return f"did you mean '{near.upper()}'?" if near else ""


def meant(line: Sequence[Token]) -> str:
    """Which keyword the first of the tokens of a line is meant to be, in lower case."""
    word = misspelt(*line[:2])
    if word not in _SHAPES:
        return ""
    rest = " ".join(token.text for token in line[1:])
    return word if _SHAPES[word].fullmatch(rest) else ""


def end_of(word: str) -> str:
    """Which of IF, SUB and SWITCH a word behind END is meant to be, in lower case."""
    return "" if word in _ENDED else closest_word(word, _ENDED)


def goes_on(before: Token, token: Token, behind: Token) -> bool:
    """Whether a control statement goes on in the next line.

    Args:
        before: The last token of its line.
        token: The first one of the next line.
        behind: The one behind that.
    """
    word = token.text.lower()
    if token.kind == "end" or before.text == ";" or behind.text in ("=", ":"):
        return False
    if word in _GOES_ON:
        return True
    return before.text.lower() in _DANGLES and word not in _STARTS


def swallows(kind: str, code: Sequence[Token], at: int, last: int, lines: Sequence[int]) -> bool:
    """Whether the statement at a token is meant to end before its last one, as that includes.

    An include may bring a part of many statements, so this asks for one that is whole without it.

    Args:
        kind: The kind of the statement.
        code: The tokens of the script.
        at: The first token of the statement.
        last: The token that is the last before its ``;``.
        lines: Which tokens are the first on their line.
    """
    included = include(code[last].text) if kind in _WHOLE and last > at + 1 else None
    line = bisect_left(lines, last)
    if included is None or lines[line : line + 1] != [last]:
        return False
    before = code[last - 1].text.lower()
    if before in _DANGLES or before in _OPEN:
        return False
    if kind == "SET":
        return last == at + _SET_TO_ONE
    return kind != "TRACE" or bool(_SCRIPT.search(included[1]))


_WHOLE = words("LET SET TRACE DROP STORE CONNECT DISCONNECT SLEEP QUALIFY UNQUALIFY RENAME")
_OPEN = words("table tables field fields into connect mapping using from as")
_SCRIPT = re.compile(r"^\[?script://|\.qvs\b", re.IGNORECASE)
_SET_TO_ONE = 4  # tokens of SET with a value of one word
_ENDED = tuple(second for first, second in PAIRS if first == "end")
_LINKS = frozenset(BINARY) | words("to step in")
_GOES_ON = _LINKS | {",", ")"}
_DANGLES = _LINKS | words("not while until when unless") | {",", "(", "="}
_STARTS = frozenset((*REGULAR, *CONTROL))
