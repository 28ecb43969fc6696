"""A position in the tokens of a statement, from which names and expressions are read."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.script.expression import Expansion, Literal, Missing, Name
from qscriptgen.script.expression_parser import read_expression, unexpected
from qscriptgen.script.suggestions import find_nearest_word

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from qscriptgen.script.expression import Node
    from qscriptgen.script.source import ScriptProblem, Span
    from qscriptgen.script.tokens import Token

_QUOTES = {"string": "'", "quoted": '"', "bracket": "[", "backtick": "`"}
_DOUBLED = {"'": "''", '"': '""', "[": "]]"}
_PARTS = frozenset(("word", "number", "expansion"))
_NOTHING: frozenset[str] = frozenset()


class TokenCursor:
    """Reads tokens one after the other, and collects ``problems``."""

    def __init__(self, tokens: Sequence[Token], at: int = 0) -> None:
        self.tokens, self.at = tokens, at
        self.problems: list[ScriptProblem] = []

    @property
    def token(self) -> Token:
        """The next token."""
        return self.tokens[self.at]

    @property
    def at_end(self) -> bool:
        """Whether all tokens have been read."""
        return self.tokens[self.at].kind == "end"

    def word(self) -> str:
        """The next token in lower case if it is a word, otherwise an empty text."""
        token = self.tokens[self.at]
        return token.text.lower() if token.kind == "word" else ""

    def take(self, *texts: str) -> str:
        """Read the next token if it is one of some words or marks; return it, else nothing."""
        token = self.tokens[self.at]
        text = token.text.lower() if token.kind == "word" else token.text
        if text in texts and token.kind != "end":
            self.at += 1
            return text
        return ""

    def require(self, *texts: str) -> str:
        """Read the next token, which must be one of some words or marks."""
        found = self.take(*texts)
        if not found:
            self.report_missing(" or ".join(f"'{text.upper()}'" for text in texts), texts)
        return found

    def take_misspelt(self, *words: str) -> str:
        """Read and report the next token if it misspells one of some words; return that word.

        Args:
            words: The words in lower case.
        """
        word = self.word()
        known = not word or word in words or self.has_expansion
        intended = "" if known else find_nearest_word(word, words)
        if intended:
            self.report_missing(intended.upper(), (intended,))
            self.at += 1
        return intended

    def report_missing(
        self, expected: str, known: Collection[str] = (), kind: str | None = None
    ) -> None:
        """Report that something else is expected here, unless there is a problem already.

        Args:
            expected: What is expected, in the words of the message.
            known: The keywords that are expected, in lower case.
            kind: The kind of the problem, if it has one of its own.
        """
        if not self.problems:
            problem = unexpected(self.token, expected, known)
            self.problems.append(replace(problem, kind=kind) if kind else problem)

    def require_end(
        self, expected: str = "the end of the statement", known: Collection[str] = ()
    ) -> None:
        """Report tokens that are left, unless an expansion may turn them into something valid."""
        if not self.at_end and not self.has_expansion:
            self.report_missing(expected, known)

    @cached_property
    def has_expansion(self) -> bool:
        """Whether the statement contains a bare expansion, so its full content is unknown."""
        return any(token.kind == "expansion" for token in self.tokens)

    def expression(self, stops: frozenset[str] = _NOTHING) -> Node:
        """The expression that starts here."""
        reading = read_expression(self.tokens, self.at, stops)
        self.at = reading.at
        self.problems += reading.problems
        return reading.node

    def expressions(self, stops: frozenset[str] = _NOTHING) -> tuple[Node, ...]:
        """The expressions that start here, separated by commas."""
        nodes = [self.expression(stops)]
        while self.take(","):
            nodes.append(self.expression(stops))
        return tuple(nodes)

    def name(self) -> Name | Expansion | None:
        """The name that starts here, with or without quotes; None if there is no name."""
        token = self.tokens[self.at]
        start = token.start
        quote = _QUOTES.get(token.kind)
        if quote:
            self.at += 1
            doubled = _DOUBLED.get(quote)
            text = token.text[1:-1]
            return Name(
                (start, token.end), text.replace(doubled, doubled[0]) if doubled else text, quote
            )
        end = start
        bare = True
        while token.kind in _PARTS and token.start == end:
            bare = bare and token.kind != "expansion"
            end = token.end
            self.at += 1
            token = self.tokens[self.at]
        if end == start:
            return None
        text = "".join(part.text for part in self._tokens_from(start))
        return Name((start, end), text, "") if bare else Expansion((start, end), text)

    def require_name(self, what: str) -> Name | Expansion:
        """The name that must start here; if it is missing, a problem and an empty name."""
        name = self.name()
        if name is None:
            self.report_missing(what)
            return Name((self.token.start, self.token.start), "", "")
        return name

    def require_names(self, what: str) -> tuple[Name | Expansion, ...]:
        """The names that must start here, separated by commas."""
        names = [self.require_name(what)]
        while self.take(","):
            names.append(self.require_name(what))
        return tuple(names)

    def _tokens_from(self, start: int) -> list[Token]:
        """The tokens from an offset up to here."""
        at = self.at
        while at and self.tokens[at - 1].start >= start:
            at -= 1
        return list(self.tokens[at : self.at])

    def parenthesis(self) -> Span | None:
        """Read a parenthesis with its content; None if none starts here."""
        start = self.token.start
        if not self.take("("):
            return None
        level = 1
        while level and self.token.text not in (";", ""):
            level += {"(": 1, ")": -1}.get(self.token.text, 0)
            self.at += 1
        if level:
            self.report_missing("')'")
        return start, self.tokens[self.at - 1].end

    def rest(self) -> Span:
        """Read all tokens that are left; return their span."""
        start = self.token.start
        self.at = len(self.tokens) - 1
        end = self.tokens[self.at - 1].end if self.at else start
        return start, max(start, end)

    def path_or_table(self, stops: frozenset[str] = _NOTHING) -> Node:
        """A path or table: one quoted token, or all tokens up to a parenthesis or a stop word."""
        token = self.token
        if token.kind == "string":
            self.at += 1
            return Literal((token.start, token.end), token.text[1:-1].replace("''", "'"))
        if token.kind in _QUOTES:
            return self.require_name("a name")
        start = self.at
        while not (self.at_end or self.token.text == "(" or self.word() in stops):
            self.at += 1
            if token.kind == "path":
                break
        taken = self.tokens[start : self.at]
        if not taken:
            return Missing((token.start, token.start))
        text, end = "", token.start
        for part in taken:
            text += " " * (part.start - end) + part.text  # a path may contain blanks
            end = part.end
        span = (token.start, end)
        if any(part.kind == "expansion" for part in taken):
            return Expansion(span, text)
        return Name(span, text, "")
