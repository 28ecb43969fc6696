"""Text with delimiters: what INLINE and text files hold, and what STORE writes.

Source: Load and Store in
https://github.com/qlik-oss/core-website/blob/master/docs/services/qix-engine/script_reference/Script_regular_statements.md
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.script import tokenize
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.tokens import TRIVIA

if TYPE_CHECKING:
    from qscriptgen.script import Token


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is written: ``kind`` is qvd or txt, empty where nothing says so.

    ``labels`` says that the first record has the names of the fields, None that nothing says so.
    """

    kind: str = ""
    delimiter: str = ","
    labels: bool | None = None
    skipped: int = 0
    quotes: str = "standard"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it stands in a text, without its quotes."""

    text: str
    quoted: bool = False


@lru_cache(256)
def read_format(text: str) -> Format:
    """What a parenthesis such as ``(txt, utf8, embedded labels)`` says.

    Raises:
        NotEmulated: It says something whose effect is not known here.
    """
    form = Format()
    items: list[list[Token]] = [[]]
    for token in tokenize(text.strip().removeprefix("(").removesuffix(")")):
        if token.text == ",":
            items.append([])
        elif token.kind not in TRIVIA:
            items[-1].append(token)
    for item in items if text else ():
        form = _option(form, item)
    return form


def _option(form: Format, item: list[Token]) -> Format:
    words = " ".join(token.text.lower() for token in item if token.kind == "word")
    values = [token for token in item if token.kind != "word"]
    if words in _OPTIONS and not values:
        return _OPTIONS[words](form)
    if words == "delimiter is" and len(values) == 1:
        mark = values[0].text[1:-1] if values[0].kind == "string" else values[0].text
        mark = "\t" if mark == "\\t" else mark
        if len(mark) == 1 and mark not in "\"'\r\n ":
            return replace(form, delimiter=mark)
    header = words in ("header is lines", "header is line") and len(values) == 1
    if header and values[0].text.isdecimal():
        return replace(form, skipped=int(values[0].text))
    raise NotEmulated(f"the format {' '.join(token.text for token in item)}".rstrip())


def records(text: str, form: Format) -> list[list[Cell]]:
    """The records of a text, without blank lines at its start and its end.

    Raises:
        NotEmulated: There are quotes that could mean several things.
    """
    found: list[list[Cell]] = [[]]
    for match in _pattern(form.delimiter, form.quotes).finditer(text):
        found[-1].append(_cell(match, form))
        if match["end"] != form.delimiter:
            found.append([])
    del found[-1]
    while found and is_blank(found[0]):
        del found[0]
    while found and is_blank(found[-1]):
        del found[-1]
    return found[form.skipped :]


def is_blank(record: list[Cell]) -> bool:
    """Whether a record is a blank line."""
    return _stripped(record) == [Cell("")]


def _stripped(record: list[Cell]) -> list[Cell]:
    return [cell if cell.quoted else Cell(cell.text.strip()) for cell in record]


def _cell(match: re.Match[str], form: Format) -> Cell:
    quoted = match["quoted"]
    if quoted is not None:
        inner = quoted[1:-1]
        return Cell(inner.replace('""', '"') if form.quotes == "msq" else inner, True)
    plain = match["plain"]
    bare = plain.strip()
    if form.quotes != "none" and len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'":
        raise NotEmulated("a quote within a value in quotes")
    return Cell(plain)


@lru_cache(64)
def _pattern(delimiter: str, quotes: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    quoted = _QUOTED[quotes]
    return re.compile(
        rf"(?: *(?P<quoted>{quoted}) *|(?P<plain>[^{mark}\r\n]*))(?P<end>{mark}|\r\n|\r|\n|\Z)"
    )


def write(fields: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """A text file with embedded labels; a value that holds a delimiter or quote is quoted."""

    def line(values: Sequence[str]) -> str:
        return delimiter.join(_quote(value, delimiter) for value in values) + "\r\n"

    return "".join(map(line, (fields, *rows)))


def _quote(value: str, delimiter: str) -> str:
    if any(mark in value for mark in (delimiter, '"', "'", "\r", "\n")):
        return '"' + value.replace('"', '""') + '"'
    return value


_QUOTED = {
    "standard": r"\"[^\"\r\n]*\"|'[^'\r\n]*'",
    "msq": r"\"(?:[^\"]|\"\")*\"",
    "none": r"(?!)",
}
_OPTIONS: Mapping[str, Callable[[Format], Format]] = {
    "qvd": lambda form: replace(form, kind="qvd"),
    "txt": lambda form: replace(form, kind="txt"),
    "": lambda form: form,
    "utf8": lambda form: form,
    "embedded labels": lambda form: replace(form, labels=True),
    "no labels": lambda form: replace(form, labels=False),
    "msq": lambda form: replace(form, quotes="msq"),
    "no quotes": lambda form: replace(form, quotes="none"),
}
