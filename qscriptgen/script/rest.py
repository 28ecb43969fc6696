"""Parses the SELECT of a REST connection: its tree, its source, and its WITH CONNECTION.

There is no public grammar of it. The forms are those of public scripts, by Qlik and by others:

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
from qscriptgen.script.suggestions import find_nearest_word
from qscriptgen.script.tokens import TRIVIA, Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SELECTS = 50
"""How deep SELECTs may be nested; public scripts reach six levels."""

_FORMATS = ("json", "csv", "xml")
_ENTRIES = {"URL": 1, "BODY": 1, "QUERY": 2, "HTTPHEADER": 2}
_ONCE = frozenset(("URL", "BODY"))
_HINTS = {"METHOD": "the method is a property of the connection, not of the statement"}


@dataclass(frozen=True, slots=True)
class RestText:
    """A text in double quotes, with "" replaced by "; or an expansion that provides one.

    ``expands`` means that it contains a ``$(...)``, so the value is not yet the text that is sent.
    """

    span: Span
    value: str
    expands: bool = False


@dataclass(frozen=True, slots=True)
class RestColumn:
    """A column of the response, and the name of its field if that differs."""

    name: RestText
    alias: RestText | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """A node of the response with its columns, its child nodes, and its keys."""

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

    ``json`` is the value of a BODY that is JSON and contains no expansion; otherwise None.
    """

    span: Span
    keyword: str
    arguments: tuple[RestText, ...]
    json: object = None


@dataclass(frozen=True, slots=True)
class RestStatement:
    """A SELECT from a REST connection.

    ``format`` is JSON, CSV or XML. ``wrap`` is ``on``, ``off``, or None without a wrap clause.
    ``options`` is the span of the parenthesis after the format. ``connection`` is the span of WITH
    CONNECTION with all its entries, None without it.
    """

    root: Select
    format: str
    wrap: str | None = None
    options: Span | None = None
    connection: Span | None = None
    entries: tuple[Entry, ...] = ()

    def entries_of(self, keyword: str) -> tuple[Entry, ...]:
        """The entries with a keyword, in order."""
        return tuple(entry for entry in self.entries if entry.keyword == keyword)


def parse_rest(sql: str, offset: int = 0) -> tuple[RestStatement | None, tuple[ScriptProblem, ...]]:
    """Parse the text of a SQL or SELECT statement; return the REST statement and its problems.

    The statement is None, without a problem, for SQL of other connections and for text that a
    variable provides.

    Args:
        sql: The text from the word SELECT on.
        offset: The offset of the text in the script that the spans refer to.
    """
    code = [token for token in tokenize(sql, offset) if token.kind not in TRIVIA]
    if code and code[-1].text == ";":
        code.pop()
    code.append(Token("end", "", code[-1].end if code else offset))
    if not _is_rest(code):
        return None, ()
    parser = _RestParser(code)
    statement = parser.statement()
    problems = [unclosed(token) for token in code if token.kind == "unclosed"]
    return statement, tuple(problems + parser.problems)


def _is_rest(code: Sequence[Token]) -> bool:
    """Whether the text starts with SELECT and names a format or WITH CONNECTION."""
    words = [token.text.lower() for token in code]
    pairs = set(pairwise(words))
    return words[0] == "select" and (
        ("with", "connection") in pairs
        or any(second in _FORMATS and _is_from(first) for first, second in pairs)
    )


def _is_from(word: str) -> bool:
    """Whether a word in lower case is FROM, or a misspelling of it."""
    return word == "from" or bool(find_nearest_word(word, ("from",)))


class _RestParser(TokenCursor):
    """Reads by the grammar; with a bare expansion in it, unknown text is not a problem."""

    def report(self, token: Token, message: str, hint: str = "", kind: str = "rest") -> None:
        """Report a problem at a token, at most one for each token."""
        span = (token.start, token.end)
        if all(problem.span != span for problem in self.problems[-1:]):
            self.problems.append(ScriptProblem(span, kind, message, hint))

    def expect(self, *texts: str) -> str:
        """Read one of some words or marks; report it if none of them is next."""
        found = self.take(*texts)
        if not found and not self.has_expansion:
            names = " or ".join(text.upper() for text in texts)
            self.report(self.token, f"{names} is expected, not {_quoted(self.token)}")
        return found

    def statement(self) -> RestStatement:
        """The whole statement."""
        start = self.token.start
        self.take("select")
        columns, children = self._items(1)
        self._from()
        form = self.expect(*_FORMATS).upper()
        options, wrap = self._options()
        name, keys = self._name_and_keys("a name for the root")
        if keys.get("primary_key"):
            self.take("qdl")  # the wizard of Data Manager writes it after the key
        root = Select((start, self._end), name, columns, children, **keys)
        connection, entries = self._connection()
        if not (self.at_end or self.has_expansion):
            self.report(self.token, f"the end is expected, not {_quoted(self.token)}")
        return RestStatement(root, form, wrap, options, connection, entries)

    @property
    def _end(self) -> int:
        return self.tokens[self.at - 1].end

    def _from(self) -> None:
        """Read FROM; a misspelt FROM is one problem."""
        if self.take("from"):
            return
        if self._at_from():
            hint = "did you mean 'FROM'?"
            self.report(self.token, f"FROM is expected, not {_quoted(self.token)}", hint)
            self.at += 1
        else:
            self.expect("from")

    def _at_from(self) -> bool:
        """Whether FROM is next, or a misspelling of it before a name or a format."""
        word = self.word()
        if word == "from" or not word:
            return word == "from"
        following = self.tokens[self.at + 1]
        fits = following.kind == "quoted" or following.text.lower() in _FORMATS
        return fits and _is_from(word)

    def _items(self, depth: int) -> tuple[tuple[RestColumn, ...], tuple[Select, ...]]:
        """Read columns and SELECTs in parentheses, in any order."""
        columns: list[RestColumn] = []
        children: list[Select] = []
        while True:
            token = self.token
            if token.text == "(":
                if depth >= MOST_SELECTS:
                    self.report(token, f"more than {MOST_SELECTS} nested SELECTs")
                    self.rest()
                    break
                children.append(self._nested_select(depth))
            elif (name := self._text("a column", "rest-column")) is not None:
                alias = self._text("a name") if self.take("as") else None
                columns.append(RestColumn(name, alias))
            if not self._next_item(token):
                break
        return tuple(columns), tuple(children)

    def _next_item(self, before: Token) -> bool:
        """Whether another item follows; reads the comma, and skips tokens that cannot be there."""
        if self.take(","):
            return True
        if self.at_end or self._at_from() or self.token.text == ")":
            return False
        if not self.has_expansion:
            message = f"',' or FROM is expected, not {_quoted(self.token)}"
            self.report(self.token, message, kind="rest-after-column")
        if self.token is before:
            self.at += 1
        while not (self.at_end or self._at_from() or self.token.text in (",", ")", "(")):
            self.at += 1
        return self.token.text == "(" or bool(self.take(","))

    def _nested_select(self, depth: int) -> Select:
        """Read a SELECT in parentheses; the depth of recursion is limited."""
        start = self.token.start
        self.take("(")
        self.expect("select")
        columns, children = self._items(depth + 1)
        self._from()
        name, keys = self._name_and_keys("the name of the node")
        self.expect(")")
        return Select((start, self._end), name, columns, children, **keys)

    def _name_and_keys(self, what: str) -> tuple[RestText | None, dict[str, RestText | None]]:
        """Read the name after FROM, with its keys."""
        name = self._text(what)
        keys: dict[str, RestText | None] = {}
        for word, key in _KEYS.items():
            if self.take(word):
                keys[key] = self._text("a name")
        return name, keys

    def _text(self, what: str, kind: str = "rest") -> RestText | None:
        """Read a text in double quotes, or an expansion; report it if neither is next."""
        token = self.token
        if token.kind == "quoted":
            self.at += 1
            value = token.text[1:-1].replace('""', '"')
            return RestText((token.start, token.end), value, "$(" in value)
        if token.kind == "expansion":
            self.at += 1
            return RestText((token.start, token.end), token.text, expands=True)
        if not self.has_expansion and token.kind != "unclosed":
            self.report(token, f'{what} in "..." is expected, not {_quoted(token)}', kind=kind)
        return None

    def _options(self) -> tuple[Span | None, str | None]:
        """Read the parenthesis after the format; return its span, and whether it wraps."""
        at = self.at
        span = self.parenthesis()
        inside = [token.text.lower() for token in self.tokens[at + 1 : self.at - 1]]
        if inside[:1] == ["wrap"] and inside[1:] in (["on"], ["off"]):
            return span, inside[1]
        if inside[:1] == ["wrap"] and not self.has_expansion:
            self.report(self.tokens[at + 1], "wrap must be on or off")
        return span, None

    def _connection(self) -> tuple[Span | None, tuple[Entry, ...]]:
        """Read WITH CONNECTION and its entries."""
        start = self.token.start
        if not self.take("with"):
            return None, ()
        self.expect("connection")
        if not self.expect("("):
            return (start, self._end), ()
        entries: list[Entry] = []
        while not self.at_end and self.token.text != ")":
            self._entry(entries)
        self.expect(")")
        return (start, self._end), tuple(entries)

    def _entry(self, entries: list[Entry]) -> None:
        """Read one entry with the comma after it, which the last one may have too."""
        token = self.token
        keyword = token.text.upper()
        self.at += 1
        if keyword in _ENTRIES:
            entry = self._arguments(token, keyword)
            if keyword in _ONCE and any(other.keyword == keyword for other in entries):
                self.report(token, f"{keyword} is given twice")
            entries.append(entry)
        elif token.text == ",":
            self.report(token, "there is no entry before this ','")
            return
        elif token.kind != "expansion":
            known = "known: " + ", ".join(sorted(_ENTRIES))
            message, hint = f"there is no entry {_quoted(token)}", _HINTS.get(keyword, known)
            self.report(token, message, hint, "rest-entry")
            while self.token.kind in ("quoted", "expansion"):
                self.at += 1
        if not (self.take(",") or self.at_end or self.token.text == ")" or self.has_expansion):
            message = f"',' or ')' is expected, not {_quoted(self.token)}"
            self.report(self.token, message, kind="rest-after-entry")

    def _arguments(self, token: Token, keyword: str) -> Entry:
        arguments: list[RestText] = []
        for _ in range(_ENTRIES[keyword]):
            if arguments and self.tokens[self.at - 1].kind == "expansion":
                break  # which may provide the other one too
            text = self._text(f"the value of {keyword}")
            if text is None:
                break
            arguments.append(text)
        decoded = None
        if keyword == "BODY" and arguments and not arguments[0].expands:
            decoded = self._decode(arguments[0])
        return Entry((token.start, self._end), keyword, tuple(arguments), decoded)

    def _decode(self, body: RestText) -> object:
        """The value of a body in JSON; text that starts like JSON, but is not, is a problem."""
        try:
            return json.loads(body.value, parse_constant=_no_constant, parse_int=float)
        except (ValueError, RecursionError) as error:
            if body.value.lstrip()[:1] in ("{", "["):
                reason = str(error) if isinstance(error, ValueError) else "too deep"
                self.problems.append(
                    ScriptProblem(body.span, "json", f"the body is not JSON: {reason}")
                )
            return None


def _no_constant(word: str) -> object:
    """Refuse NaN and Infinity, which Python accepts although they are not JSON."""
    raise ValueError(f"{word} is not JSON")


def _quoted(token: Token) -> str:
    return f"'{excerpt(token.text)}'" if token.text else "the end"


_KEYS = {"pk": "primary_key", "fk": "foreign_key", "arrayvaluealias": "array_value_alias"}
