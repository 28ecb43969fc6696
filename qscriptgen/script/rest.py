"""Reads the SELECT of a REST connection: its tree, its source, and its WITH CONNECTION.

No public grammar of it exists. The forms are those that Qlik's own and other public scripts use:

- https://github.com/qlik-oss/qlik-cloud-reload-analyzer, diff/Reload-Analyzer.qvf/script.qvs
- https://github.com/qlik-oss/qlik-cloud-app-analyzer, diff/App-Analyzer.qvf/script.qvs
- https://github.com/ChristofSchwarz/qs_script_rest_api: the entries, and quotes that are doubled
- https://github.com/ptarmiganlabs/butler, docs/sense_script/butler_subs.qvs: the trailing comma
- https://github.com/ChristofSchwarz/QlikScripts, rest-connector/json-trees.txt: that there is no
  entry for the method
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.expression_parser import excerpt, unclosed
from qscriptgen.script.source import ScriptProblem, Span
from qscriptgen.script.suggestions import closest_word
from qscriptgen.script.tokens import TRIVIA, Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SELECTS = 50
"""How deep SELECTs may stand in each other; public scripts reach six."""

_FORMATS = ("json", "csv", "xml")
_ENTRIES = {"URL": 1, "BODY": 1, "QUERY": 2, "HTTPHEADER": 2}
_ONCE = frozenset(("URL", "BODY"))
_HINTS = {"METHOD": "the method is a property of the connection, not of the statement"}


@dataclass(frozen=True, slots=True)
class RestText:
    """A text in double quotes, its quotes un-doubled; or an expansion that brings one.

    ``expands`` says that it holds a ``$(...)``, so that the value is not yet what is sent.
    """

    span: Span
    value: str
    expands: bool = False


@dataclass(frozen=True, slots=True)
class RestColumn:
    """A column of the answer, and the name of its field if that is another."""

    name: RestText
    alias: RestText | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A node of the answer with its columns, the nodes below it, and its keys."""

    span: Span
    name: RestText | None
    columns: tuple[RestColumn, ...]
    children: tuple[Select, ...] = ()
    primary_key: RestText | None = None
    foreign_key: RestText | None = None
    array_value_alias: RestText | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of WITH CONNECTION, its keyword in upper case.

    ``json`` is what the text of a BODY says, if it holds no expansion and is JSON; None otherwise.
    """

    span: Span
    keyword: str
    arguments: tuple[RestText, ...]
    json: object = None


@dataclass(frozen=True, slots=True)
class RestStatement:
    """A SELECT from a REST connection.

    ``format`` is JSON, CSV or XML. ``wrap`` is ``on``, ``off``, or None without a wrap clause.
    ``options`` is where the parenthesis behind the format stands. ``connection`` is where WITH
    CONNECTION stands with all its entries, None without it.
    """

    root: Select
    format: str
    wrap: str | None = None
    options: Span | None = None
    connection: Span | None = None
    entries: tuple[Entry, ...] = ()

    def entries_of(self, keyword: str) -> tuple[Entry, ...]:
        """The entries of one keyword, in their order."""
        return tuple(entry for entry in self.entries if entry.keyword == keyword)


def parse_rest(sql: str, offset: int = 0) -> tuple[RestStatement | None, tuple[ScriptProblem, ...]]:
    """The REST statement that the text of a SQL or SELECT statement is, and what is wrong with it.

    It is None, without a problem, for SQL of other connections and for text that a variable
    brings.

    Args:
        sql: The text from the word SELECT on.
        offset: Where it starts in what the spans refer to.
    """
    code = [token for token in tokenize(sql, offset) if token.kind not in TRIVIA]
    if code and code[-1].text == ";":
        code.pop()
    code.append(Token("end", "", code[-1].end if code else offset))
    if not _is_rest(code):
        return None, ()
    reader = _Reader(code)
    statement = reader.statement()
    problems = [unclosed(token) for token in code if token.kind == "unclosed"]
    return statement, tuple(problems + reader.problems)


def _is_rest(code: Sequence[Token]) -> bool:
    """Whether the text starts with SELECT and names a format or WITH CONNECTION."""
    words = [token.text.lower() for token in code]
    pairs = set(pairwise(words))
    return words[0] == "select" and (
        ("with", "connection") in pairs
        or any(second in _FORMATS and _is_from(first) for first, second in pairs)
    )


def _is_from(word: str) -> bool:
    """Whether a word in lower case is FROM, or nearly that."""
    return word == "from" or bool(closest_word(word, ("from",)))


class _Reader(TokenCursor):
    """Reads by the grammar; beside a bare expansion, what it does not know is not a problem."""

    def report(self, token: Token, message: str, hint: str = "", kind: str = "rest") -> None:
        """Note a problem at a token, one for each token."""
        span = (token.start, token.end)
        if all(problem.span != span for problem in self.problems[-1:]):
            self.problems.append(ScriptProblem(span, kind, message, hint))

    def expect(self, *texts: str) -> str:
        """Go over one of some words or marks; note it where none of them is there."""
        found = self.take(*texts)
        if not found and not self.open:
            names = " or ".join(text.upper() for text in texts)
            self.report(self.token, f"{names} is expected, not {_named(self.token)}")
        return found

    def statement(self) -> RestStatement:
        """The whole statement."""
        start = self.token.start
        self.take("select")
        columns, children = self._items(1)
        self._from()
        form = self.expect(*_FORMATS).upper()
        options, wrap = self._options()
        name, keys = self._node("a name for the root")
        if keys.get("primary_key"):
            self.take("qdl")  # the wizard of Data Manager puts it behind the key
        root = Select((start, self._end), name, columns, children, **keys)
        connection, entries = self._connection()
        if not (self.done or self.open):
            self.report(self.token, f"the end is expected, not {_named(self.token)}")
        return RestStatement(root, form, wrap, options, connection, entries)

    @property
    def _end(self) -> int:
        return self.tokens[self.at - 1].end

    def _from(self) -> None:
        """FROM, also where it is misspelt, which is one problem."""
        if self.take("from"):
            return
        if self._at_from():
            hint = "did you mean FROM?"
            self.report(self.token, f"FROM is expected, not {_named(self.token)}", hint)
            self.at += 1
        else:
            self.expect("from")

    def _at_from(self) -> bool:
        """Whether FROM, or nearly that, is next, with a name or a format behind it."""
        word = self.word()
        if word == "from" or not word:
            return word == "from"
        behind = self.tokens[self.at + 1]
        named = behind.kind == "quoted" or behind.text.lower() in _FORMATS
        return named and _is_from(word)

    def _items(self, depth: int) -> tuple[tuple[RestColumn, ...], tuple[Select, ...]]:
        """Columns and SELECTs in parentheses, in any order."""
        columns: list[RestColumn] = []
        children: list[Select] = []
        while True:
            token = self.token
            if token.text == "(":
                if depth >= MOST_SELECTS:
                    self.report(token, f"more than {MOST_SELECTS} SELECTs in each other")
                    self.rest()
                    break
                children.append(self._child(depth))
            elif (name := self._text("a column")) is not None:
                alias = self._text("a name") if self.take("as") else None
                columns.append(RestColumn(name, alias))
            if not self._comma(token):
                break
        return tuple(columns), tuple(children)

    def _comma(self, before: Token) -> bool:
        """Go over a comma; also over what can't stand there, up to the next."""
        if self.take(","):
            return True
        if self.done or self._at_from() or self.token.text == ")":
            return False
        if not self.open:
            self.report(self.token, f"',' or FROM is expected, not {_named(self.token)}")
        if self.token is before:
            self.at += 1
        while not (self.done or self._at_from() or self.token.text in (",", ")", "(")):
            self.at += 1
        return self.token.text == "(" or bool(self.take(","))

    def _child(self, depth: int) -> Select:
        """A SELECT in parentheses; it calls itself for those inside, to a bounded depth."""
        start = self.token.start
        self.take("(")
        self.expect("select")
        columns, children = self._items(depth + 1)
        self._from()
        name, keys = self._node("the name of the node")
        self.expect(")")
        return Select((start, self._end), name, columns, children, **keys)

    def _node(self, what: str) -> tuple[RestText | None, dict[str, RestText | None]]:
        """The name behind FROM, with its keys."""
        name = self._text(what)
        keys: dict[str, RestText | None] = {}
        for word, key in _KEYS.items():
            if self.take(word):
                keys[key] = self._text("a name")
        return name, keys

    def _text(self, what: str) -> RestText | None:
        """A text in double quotes, or an expansion; a note where neither is there."""
        token = self.token
        if token.kind == "quoted":
            self.at += 1
            value = token.text[1:-1].replace('""', '"')
            return RestText((token.start, token.end), value, "$(" in value)
        if token.kind == "expansion":
            self.at += 1
            return RestText((token.start, token.end), token.text, expands=True)
        if not self.open and token.kind != "unclosed":
            self.report(token, f'{what} in "..." is expected, not {_named(token)}')
        return None

    def _options(self) -> tuple[Span | None, str | None]:
        """The parenthesis behind the format, and what it says about wrapping."""
        at = self.at
        span = self.parenthesis()
        inside = [token.text.lower() for token in self.tokens[at + 1 : self.at - 1]]
        if inside[:1] == ["wrap"] and inside[1:] in (["on"], ["off"]):
            return span, inside[1]
        if inside[:1] == ["wrap"] and not self.open:
            self.report(self.tokens[at + 1], "wrap is either on or off")
        return span, None

    def _connection(self) -> tuple[Span | None, tuple[Entry, ...]]:
        """WITH CONNECTION and its entries."""
        start = self.token.start
        if not self.take("with"):
            return None, ()
        self.expect("connection")
        if not self.expect("("):
            return (start, self._end), ()
        entries: list[Entry] = []
        while not self.done and self.token.text != ")":
            self._entry(entries)
        self.expect(")")
        return (start, self._end), tuple(entries)

    def _entry(self, entries: list[Entry]) -> None:
        """One entry with the comma behind it; the last one may have a comma too."""
        token = self.token
        keyword = token.text.upper()
        self.at += 1
        if keyword in _ENTRIES:
            entry = self._arguments(token, keyword)
            if keyword in _ONCE and any(other.keyword == keyword for other in entries):
                self.report(token, f"{keyword} is there twice")
            entries.append(entry)
        elif token.text == ",":
            self.report(token, "there is no entry before this ','")
            return
        elif token.kind != "expansion":
            known = "known are " + ", ".join(sorted(_ENTRIES))
            self.report(token, f"there is no entry {_named(token)}", _HINTS.get(keyword, known))
            while self.token.kind in ("quoted", "expansion"):
                self.at += 1
        if not (self.take(",") or self.done or self.token.text == ")" or self.open):
            self.report(self.token, f"',' or ')' is expected, not {_named(self.token)}")

    def _arguments(self, token: Token, keyword: str) -> Entry:
        arguments: list[RestText] = []
        for _ in range(_ENTRIES[keyword]):
            if arguments and self.tokens[self.at - 1].kind == "expansion":
                break  # which may bring the other one too
            text = self._text(f"what {keyword} says")
            if text is None:
                break
            arguments.append(text)
        decoded = None
        if keyword == "BODY" and arguments and not arguments[0].expands:
            decoded = self._decode(arguments[0])
        return Entry((token.start, self._end), keyword, tuple(arguments), decoded)

    def _decode(self, body: RestText) -> object:
        """The JSON of a body; what starts like JSON and is none is a problem."""
        try:
            return json.loads(body.value, parse_constant=_no_constant, parse_int=float)
        except (ValueError, RecursionError) as error:
            if body.value.lstrip()[:1] in ("{", "["):
                said = str(error) if isinstance(error, ValueError) else "too deep"
                self.problems.append(
                    ScriptProblem(body.span, "json", f"the body is not JSON: {said}")
                )
            return None


def _no_constant(word: str) -> object:
    """Refuse NaN and Infinity, which Python takes for JSON and nobody else does."""
    raise ValueError(f"{word} is not JSON")


def _named(token: Token) -> str:
    return f"'{excerpt(token.text)}'" if token.text else "the end"


_KEYS = {"pk": "primary_key", "fk": "foreign_key", "arrayvaluealias": "array_value_alias"}
