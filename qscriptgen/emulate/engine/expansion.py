"""Gives a statement the text that it has at the moment when it runs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qscriptgen.emulate.errors import SYNTAX, ScriptFault
from qscriptgen.script import (
    Lookup,
    Statement,
    expand,
    find_expansions,
    parse_statements,
)

if TYPE_CHECKING:
    from qscriptgen.script import Span


def cut(statement: Statement, span: Span) -> str:
    """The text of a part of a statement."""
    start = statement.span[0]
    return str(statement)[span[0] - start : span[1] - start]


def has_comment(statement: Statement) -> bool:
    """Whether a comment stands within a statement."""
    return any(token.kind == "comment" for token in statement.tokens)


def code_text(statement: Statement) -> str:
    """The text of a statement without the white space around it, and without its comments.

    Source: https://github.com/qlik-oss/core-website,
    docs/services/qix-engine/script_reference/system_variables.wip (StripComments)
    """
    texts = [" " if token.kind == "comment" else token.text for token in statement.tokens]
    return "".join(texts).strip()


@lru_cache(maxsize=1_024)
def read(text: str) -> tuple[Statement, ...]:
    """The statements in a text that was expanded, without the comments that it brought."""
    statements = parse_statements(text)
    if "/" in text and any(map(has_comment, statements)):
        return parse_statements(" ".join(map(code_text, statements)))
    return statements


class Template:
    """A text with its expansions found: most hold plain variables, which are quick to fill in."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = find_expansions(text)
        self.places: list[tuple[str, str]] | None = []
        at = 0
        for dollar in found:
            if dollar.kind != "variable" or dollar.depth or dollar.span[0] < at:
                self.places = None
                return
            self.places.append((text[at : dollar.span[0]], dollar.name))
            at = dollar.span[1]
        self.rest = text[at:]
        if "$(" in self.rest or any("$(" in before for before, _ in self.places):
            self.places = None

    def fill(self, lookup: Lookup) -> str:
        """The text as it is now.

        Raises:
            ScriptFault: An expansion is not closed, or has no end.
        """
        if self.places is not None:
            parts: list[str] = []
            for before, name in self.places:
                value = lookup.value(name) or ""
                if "$(" in value:
                    break
                parts += (before, value)
            else:
                return "".join(parts) + self.rest
        expanded = expand(self.text, lookup)
        if expanded.problems:
            raise ScriptFault(SYNTAX, expanded.problems[0].message)
        return expanded.text
