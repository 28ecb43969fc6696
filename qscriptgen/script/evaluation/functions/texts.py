"""Functions of texts.

Source: https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/string_functions.md
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script.evaluation.errors import NotEmulated
from qscriptgen.script.evaluation.functions.adapters import (
    FunctionTable,
    argument_at,
    of_text_and_numbers,
    of_texts,
    textual,
)
from qscriptgen.script.evaluation.values import NULL, check_length, number, text

if TYPE_CHECKING:
    from qscriptgen.script.evaluation.context import Context
    from qscriptgen.script.evaluation.values import Value

_SURROGATES = range(0xD800, 0xE000)
_CODE_POINTS = range(0x110000)


def _occurrences(haystack: str, needle: str) -> list[int]:
    """The offsets at which a text occurs, from the left.

    Raises:
        NotEmulated: It is empty, or two occurrences overlap, which no public text explains.
    """
    if not needle:
        raise NotEmulated("a search for an empty text")
    found: list[int] = []
    at = haystack.find(needle)
    while at >= 0:
        if found and at < found[-1] + len(needle):
            raise NotEmulated("a search for a text that overlaps itself")
        found.append(at)
        at = haystack.find(needle, at + 1)
    return found


def _nth(found: Sequence[int], count: int) -> int | None:
    """The nth of some offsets, counted from the end if n is negative."""
    if count == 0:
        raise NotEmulated("the occurrence number 0")
    if abs(count) > len(found):
        return None
    return found[count - 1] if count > 0 else found[count]


def _len(values: Sequence[Value], context: Context) -> Value:
    if values[0].is_null and context.answer("len-of-null") == "null":
        return NULL
    return number(len(context.text(values[0])))


def _capitalize(words: str) -> str:
    if not all(character.isalnum() or character == " " for character in words):
        raise NotEmulated("Capitalize of characters other than letters, digits and blanks")
    return " ".join(word[:1].upper() + word[1:].lower() for word in words.split(" "))


def _checked_count(count: int) -> int:
    if count < 0:
        raise NotEmulated("a negative number of characters")
    return count


def _left(whole: str, count: int) -> str:
    return whole[: _checked_count(count)]


def _right(whole: str, count: int) -> str:
    return whole[max(0, len(whole) - _checked_count(count)) :]


def _mid(whole: str, start: int, count: int | None = None) -> str:
    if start < 1:
        raise NotEmulated("a start before the first character")
    end = len(whole) if count is None else start - 1 + _checked_count(count)
    return whole[start - 1 : end]


def _index(whole: str, part: str, count: int = 1) -> int:
    at = _nth(_occurrences(whole, part), count)
    return 0 if at is None else at + 1


def _replace(whole: str, old: str, new: str) -> str:
    if not old:
        raise NotEmulated("Replace of an empty text")
    check_length(len(whole) + whole.count(old) * len(new))
    return whole.replace(old, new)


def _subfield(whole: str, delimiter: str, part: int | None = None) -> str | None:
    if part is None:
        raise NotEmulated("SubField without a field number, which creates rows,")
    if not delimiter or part == 0:
        raise NotEmulated("SubField with an empty delimiter or field number 0")
    parts = whole.split(delimiter) if whole else []
    if abs(part) > len(parts):
        return None
    return parts[part - 1] if part > 0 else parts[part]


def _textbetween(values: Sequence[Value], context: Context) -> Value:
    """The text between the nth opener and the closer after it.

    "The nth pair" can be read in two ways; where they differ, the result is not known.
    """
    whole, opener, closer = map(context.text, values[:3])
    nth = argument_at(values, 3)
    count = context.integer(nth) if nth else 1
    if count is None:
        return NULL
    if not opener or not closer or count < 1:
        raise NotEmulated("TextBetween with an empty delimiter or a number below 1")
    by_opener = _between(whole, opener, closer, count, skip_pairs=False)
    if count > 1 and by_opener != _between(whole, opener, closer, count, skip_pairs=True):
        raise NotEmulated("TextBetween with delimiters that are not in pairs")
    if by_opener is None:
        return NULL if context.answer("textbetween-missing") == "null" else text("")
    return text(by_opener)


def _between(whole: str, opener: str, closer: str, count: int, *, skip_pairs: bool) -> str | None:
    begin, end = 0, 0
    for _ in range(min(count, len(whole) + 1)):
        at = whole.find(opener, end if skip_pairs else begin)
        if at < 0:
            return None
        begin = at + len(opener)
        end = whole.find(closer, begin)
        if end < 0:
            return None
        end += len(closer)
    return whole[begin : end - len(closer)]


def _findoneof(whole: str, characters: str, count: int = 1) -> int:
    at = _nth([at for at, character in enumerate(whole) if character in characters], count)
    return 0 if at is None else at + 1


@lru_cache(maxsize=256)
def _characters(some: str) -> frozenset[str]:
    return frozenset(some)


def _keepchar(whole: str, kept: str) -> str:
    allowed = _characters(kept)
    return "".join([character for character in whole if character in allowed])


def _purgechar(whole: str, removed: str) -> str:
    banned = _characters(removed)
    return "".join([character for character in whole if character not in banned])


def _repeat(whole: str, count: int) -> str:
    check_length(len(whole) * _checked_count(count))
    return whole * count


def _ltrim(whole: str) -> str:
    """The text without its leading blanks.

    Raises:
        NotEmulated: Other white space follows, and no public text tells whether it is removed.
    """
    left = whole.lstrip(" ")
    if left[:1].isspace():
        raise NotEmulated("trimming white space other than blanks")
    return left


def _rtrim(whole: str) -> str:
    """The text without its trailing blanks; raises `NotEmulated` as `_ltrim` does."""
    return _ltrim(whole[::-1])[::-1]


def _trim(whole: str) -> str:
    return _rtrim(_ltrim(whole))


def _chr(values: Sequence[Value], context: Context) -> Value:
    code = context.integer(values[0])
    if code is None or code not in _CODE_POINTS:
        return NULL
    if code in _SURROGATES:
        raise NotEmulated("half of a surrogate pair")
    return text(chr(code))


def _text(values: Sequence[Value], context: Context) -> Value:
    return text(context.text(values[0]))


TEXTS: FunctionTable = {
    "capitalize": of_texts(_capitalize),
    "chr": _chr,
    "findoneof": of_text_and_numbers(_findoneof, texts=2),
    "index": of_text_and_numbers(_index, texts=2),
    "keepchar": of_texts(_keepchar),
    "left": of_text_and_numbers(_left),
    "len": _len,
    "lower": of_texts(str.lower),
    "ltrim": of_texts(_ltrim),
    "mid": of_text_and_numbers(_mid),
    "ord": of_texts(lambda whole: ord(whole[0]) if whole else None),
    "purgechar": of_texts(_purgechar),
    "repeat": of_text_and_numbers(_repeat),
    "replace": of_texts(_replace),
    "right": of_text_and_numbers(_right),
    "rtrim": of_texts(_rtrim),
    "subfield": of_text_and_numbers(_subfield, texts=2),
    "substringcount": of_texts(lambda whole, part: len(_occurrences(whole, part))),
    "text": textual(_text),
    "textbetween": textual(_textbetween),
    "trim": of_texts(_trim),
    "upper": of_texts(str.upper),
}
