"""Error recovery: what a misspelt keyword should be, and where a statement should end."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script.keywords import CONTROL, PAIRS, PREFIXES, REGULAR, words
from qscriptgen.script.operators import BINARY
from qscriptgen.script.readers import parse_include
from qscriptgen.script.suggestions import MIN_SIMILARITY, find_nearest_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script.tokens import Token

_KEYWORDS = (*REGULAR, *CONTROL, *PREFIXES)
_SIMILARITY = 0.6  # for a hint, which nothing else follows from
_ALONE = ("else", "default", "endif", "endsub", "endswitch")
_CONDITION = r"(?:while|until)\b.*|"
_LINES = {
    word: re.compile(rf"(?:{form})\s*;?", re.IGNORECASE)
    for word, form in {
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
"""The form of a line after its keyword, for keywords that other statements depend on."""


@lru_cache(maxsize=1000)
def find_nearest_keyword(word: str, similarity: float = MIN_SIMILARITY) -> str:
    """Find the first word of a statement that is nearest to a word in lower case; empty if none."""
    return find_nearest_word(word, _KEYWORDS, similarity)


def misspelt_keyword(token: Token, following: Token | None = None) -> str:
    """The first word of a statement, in lower case, that a token misspells; empty if none.

    A token that an expansion follows without a gap is only a part of a word.
    """
    joined = following and following.kind == "expansion" and following.start == token.end
    return find_nearest_keyword(token.text.lower()) if token.kind == "word" and not joined else ""


def keyword_hint(word: str) -> str:
    """``did you mean 'X'?`` for the nearest first word of a statement; empty if none is near."""
    near = find_nearest_keyword(word, _SIMILARITY)
    return f"did you mean '{near.upper()}'?" if near else ""


def intended_keyword(line: Sequence[Token]) -> str:
    """The keyword, in lower case, that the first token of a line misspells.

    It is only accepted if the rest of the line has the form that this keyword needs.
    """
    word = misspelt_keyword(*line[:2])
    if word not in _LINES:
        return ""
    rest = " ".join(token.text for token in line[1:])
    return word if _LINES[word].fullmatch(rest) else ""


def intended_end(word: str) -> str:
    """Which of IF, SUB and SWITCH, in lower case, a word after END misspells."""
    return "" if word in _AFTER_END else find_nearest_word(word, _AFTER_END)


def continues(last: Token, first: Token, second: Token) -> bool:
    """Whether a control statement continues on the next line.

    Args:
        last: The last token of its line.
        first: The first token of the next line.
        second: The token after that.
    """
    word = first.text.lower()
    if first.kind == "end" or last.text == ";" or second.text in ("=", ":"):
        return False
    if word in _CONTINUES:
        return True
    return last.text.lower() in _INCOMPLETE and word not in _KEYWORDS_OF_STATEMENTS


def swallows_include(
    kind: str, code: Sequence[Token], at: int, last: int, lines: Sequence[int]
) -> bool:
    """Whether a statement without its ``;`` has swallowed the include on the line below it.

    An include may provide a part of many statements, so the statement must be complete without it.

    Args:
        kind: The kind of the statement.
        code: The tokens of the script.
        at: The first token of the statement.
        last: The last token before its ``;``.
        lines: Which tokens are the first on their line.
    """
    include = parse_include(code[last].text) if kind in _COMPLETE and last > at + 1 else None
    line = bisect_left(lines, last)
    if include is None or lines[line : line + 1] != [last]:
        return False
    before = code[last - 1].text.lower()
    if before in _INCOMPLETE or before in _NEEDS_NAME:
        return False
    if kind == "SET":
        return last == at + _SET_OF_ONE_WORD
    return kind != "TRACE" or bool(_SCRIPT_FILE.search(include[1]))


_COMPLETE = words("LET SET TRACE DROP STORE CONNECT DISCONNECT SLEEP QUALIFY UNQUALIFY RENAME")
_NEEDS_NAME = words("table tables field fields into connect mapping using from as")
_SCRIPT_FILE = re.compile(r"^\[?script://|\.qvs\b", re.IGNORECASE)
_SET_OF_ONE_WORD = 4  # tokens of SET with a value of one word
_AFTER_END = tuple(second for first, second in PAIRS if first == "end")
_JOINS = frozenset(BINARY) | words("to step in")
_CONTINUES = _JOINS | {",", ")"}
_INCOMPLETE = _JOINS | words("not while until when unless") | {",", "(", "="}
_KEYWORDS_OF_STATEMENTS = frozenset((*REGULAR, *CONTROL))
