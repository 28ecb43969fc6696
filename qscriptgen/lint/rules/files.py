"""QL11: misspelt includes, and misspelt formats of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import Suggestions, suggestion
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Load, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span

_WITH_A_PATH = re.compile(r"\$\(\s*(?P<word>[\w-]+)\s*=")
_INCLUDES = ("Must_Include", "Include")


@rule("QL112", "misspelt-include", "error")
def misspelt_include(script: LintedScript) -> Iterator[Violation]:
    """Must_Include or Include is misspelt.

    Why: the engine looks for a variable with this name, finds none, and goes on without the file
    and without an error.

    Bad:
        $(MustInclude=lib://Scripts/library.qvs);

    Good:
        $(Must_Include=lib://Scripts/library.qvs);
    """
    for number in script.of_kind("EXPANSION"):
        for token in script.statements[number].code:
            found = _WITH_A_PATH.match(token.text) if token.kind == "expansion" else None
            hint = suggestion(found["word"], _INCLUDES) if found else ""
            if found and hint:
                start, end = (token.start + at for at in found.span("word"))
                yield Violation((start, end), f"$({found['word']}=...) includes nothing", hint)


@rule("QL113", "misspelt-format", "warning")
def misspelt_format(script: LintedScript) -> Iterator[Violation]:
    """A word in the format of a file is misspelt.

    Why: an unknown word is an error, or it is ignored and the file is read as text.
    Source: https://help.qlik.com/en-US/cloud-services, format-specification-items

    Bad:
        LOAD * FROM [lib://Data/sales.qvd] (vqd);

    Good:
        LOAD * FROM [lib://Data/sales.qvd] (qvd);
    """
    suggestions = Suggestions(_FORMAT)
    for number in script.of_kind("LOAD", "STORE"):
        statement = script.statements[number]
        span = _format_of(statement.parts)
        before = ""
        for token in statement.code if span else ():
            inside = span is not None and span[0] <= token.start < span[1]
            if inside and token.kind == "word" and before != "is":
                hint = "" if token.text.lower() in _FORMAT else suggestions.hint(token.text)
                if hint:
                    message = f"'{token.text}' is not a word of a format"
                    yield Violation((token.start, token.end), message, hint)
            before = token.text.lower()


def _format_of(parts: object) -> Span | None:
    """The place of the format of the file of a LOAD or STORE."""
    if isinstance(parts, Load):
        return parts.source.format if parts.source and parts.source.kind == "FROM" else None
    return parts.format if isinstance(parts, Store) else None


_FORMAT = words(
    """ansi oem mac utf utf8 utf16 unicode codepage txt fix dif biff ooxml html xml kml qvd qvx
    parquet json csv xmlsimple xmlsax xmlgeneric delimiter is no eof embedded explicit labels table
    header line lines comment record quotes msq url useragent compression tabsize autolabels
    filters"""
)
