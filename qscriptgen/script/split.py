"""Splits tokens into statements, as the engine does.

| key | source |
| --- | --- |
| control | https://github.com/qlik-oss/core-website, script_control.md |
| regular | https://github.com/qlik-oss/core-website, Script_regular_statements.md |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |

- Regular statements end with ``;`` and may span lines; control statements end with ``;`` or with
  their line (control). An assignment without LET is a control statement (grammar).
- Labels and prefixes come before LOAD and SELECT in any order; WHEN and UNLESS before any regular
  statement; a label is accepted before any other statement (grammar).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from qscriptgen.script.cursor import TokenCursor
from qscriptgen.script.keywords import (
    CONTROL,
    NEW_STATEMENT,
    NO_NAMES,
    PAIRS,
    PREFIXES,
    RAW,
    REGULAR,
    words,
)
from qscriptgen.script.readers import parse_include
from qscriptgen.script.recovery import (
    continues,
    intended_end,
    intended_keyword,
    keyword_hint,
    misspelt_keyword,
    swallows_include,
)
from qscriptgen.script.source import ScriptProblem
from qscriptgen.script.statement import Prefix, Statement
from qscriptgen.script.tokens import TRIVIA, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script.expression import Expansion, Name

_NAMES = frozenset(("word", "number", "expansion", "string", "quoted", "bracket", "backtick"))
_LABELS = _NAMES - {"string", "number"}
_JOINED = frozenset(("word", "number", "expansion"))
_NEEDS_MORE = words(
    """load distinct as by from into and or xor not like resident
    + - * / & < > = ( , : <= >= <>"""
)
_LOADS = words("load select sql")
_SIDES = words("left right inner outer")
_COUNTED = words("first sample")
_BARE = words("else default")
_MOST_BEFORE_THEN = 200  # tokens within which THEN is searched on the lines after an IF


def split(tokens: Sequence[Token], *, recover: bool = False) -> tuple[Statement, ...]:
    """Split a script into its statements; every token that is code is part of one.

    Args:
        tokens: The script.
        recover: Whether a misspelt control word is read as the intended one, and a control
            statement that continues on the next line as one. Each is still a problem.
    """
    return _Splitter(tokens, recover=recover).statements()


class _Splitter:
    """Reads the tokens that are neither white space nor comments once, from first to last."""

    def __init__(self, tokens: Sequence[Token], *, recover: bool) -> None:
        self.tokens, self.recover = tokens, recover
        self.code: list[Token] = []
        self.indexes: list[int] = []  # the index of each in tokens
        self.lines: list[int] = []  # which of them are the first on their line
        self.semicolons: list[int] = []  # which of them are a ;
        self.problems: list[ScriptProblem] = []  # of the current statement
        new_line = False
        for index, token in enumerate(tokens):
            if token.kind not in TRIVIA:
                if new_line:
                    self.lines.append(len(self.code))
                    new_line = False
                if token.text == ";":
                    self.semicolons.append(len(self.code))
                self.code.append(token)
                self.indexes.append(index)
            elif token.kind == "newline":
                new_line = True
        self.size = len(self.code)
        end = Token("end", "", tokens[-1].end if tokens else 0)
        self.code += (end, end)

    def statements(self) -> tuple[Statement, ...]:
        """All statements."""
        found: list[Statement] = []
        at = 0
        while at < self.size:
            first, self.problems = at, []
            labels, prefixes, keyword = self._labels_and_prefixes(first)
            conditional = any(prefix.condition for prefix in prefixes)
            kind, at = self._kind_and_end(keyword, conditional=conditional)
            covered = tuple(self.tokens[self.indexes[first] : self.indexes[at - 1] + 1])
            found.append(
                Statement(
                    kind,
                    (covered[0].start, covered[-1].end),
                    covered,
                    labels,
                    prefixes,
                    keyword - first,
                    tuple(self.problems),
                )
            )
        return tuple(found)

    def _labels_and_prefixes(
        self, at: int
    ) -> tuple[tuple[Name | Expansion, ...], tuple[Prefix, ...], int]:
        """The labels and prefixes from a token on, and the index of the keyword after them."""
        labels: list[Name | Expansion] = []
        prefixes: list[Prefix] = []
        while True:
            token = self.code[at]
            if token.kind not in _NAMES:
                break
            after = self._after_name(at)
            if self.code[after].text == ":":
                labels.append(TokenCursor(self.code, at).require_name("a label"))
                at = after + 1
            elif token.kind == "word" and self.code[after].text != "=":
                if token.text.lower() not in PREFIXES:
                    break
                prefix, at = self._prefix(at)
                prefixes.append(prefix)
            else:
                expansions = self._expansions_of_prefixes(at)
                if not expansions:
                    break
                prefixes += expansions
                at += len(expansions)
        return tuple(labels), tuple(prefixes), at

    def _after_name(self, at: int) -> int:
        """The index after a name, which may consist of words and expansions without a gap."""
        token = self.code[at]
        at += 1
        if token.kind in _JOINED:
            following = self.code[at]
            while following.kind in _JOINED and token.start + len(token.text) == following.start:
                token = following
                at += 1
                following = self.code[at]
        return at

    def _prefix(self, at: int) -> tuple[Prefix, int]:
        """A prefix with its condition, name or parenthesis, and the index after it."""
        start = self.code[at].start
        word = self.code[at].text.lower()
        cursor = TokenCursor(self.code, at + 1)
        kind, condition = word.upper(), None
        if word in ("when", "unless"):
            condition = cursor.expression()
            self.problems += cursor.problems
        elif word == "merge":
            while not (cursor.at_end or cursor.word() in _LOADS or cursor.token.text == ";"):
                cursor.at += 1
        elif word in _SIDES:
            kind = f"{kind} {cursor.take('join', 'keep').upper()}".rstrip()
        if condition is None and not cursor.parenthesis() and word in _COUNTED:
            cursor.at = self._after_name(cursor.at)
        end = self.code[cursor.at - 1]
        return Prefix((start, end.start + len(end.text)), kind, condition), cursor.at

    def _expansions_of_prefixes(self, at: int) -> list[Prefix]:
        """The expansions that provide prefixes, if a LOAD, another prefix or a label follows."""
        found: list[Prefix] = []
        while self.code[at].kind == "expansion" and not parse_include(self.code[at].text):
            token = self.code[at]
            found.append(Prefix((token.start, token.end), ""))
            at += 1
        token = self.code[at]
        follows = token.text.lower() in _LOADS | PREFIXES if token.kind == "word" else False
        follows = follows or (token.kind in _NAMES and self.code[self._after_name(at)].text == ":")
        return found if follows else []

    def _kind_and_end(self, at: int, *, conditional: bool) -> tuple[str, int]:
        """The kind of the statement whose keyword is at an index, and the index after it."""
        token = self.code[at]
        if token.kind == "end" or token.text == ";":
            return "EMPTY", min(at + 1, self.size)
        if self._is_assignment(at):
            return "ASSIGNMENT", self._line_end(at)
        if token.kind == "word":
            word = token.text.lower()
            if word in CONTROL:
                return self._control_kind(at, word), self._control_end(at, word)
            kind = REGULAR.get(word, "UNKNOWN")
            if self.recover and kind == "UNKNOWN" and (word := self._intended(at)):
                if word in CONTROL:
                    return self._control_kind(at, word), self._control_end(at, word)
                kind = REGULAR[word]
        elif token.kind == "expansion":
            if parse_include(token.text):
                return "INCLUDE", self._skip_semicolon(at + 1)
            kind = "EXPANSION"
        else:
            kind = "UNKNOWN"
        end = self._regular_end(at, kind, conditional=conditional)
        if kind == "UNKNOWN":
            self._report_unknown(at, end)
        return kind, end

    def _control_kind(self, at: int, word: str) -> str:
        """The kind of a control statement, whose keyword may be two words."""
        second = self.code[at + 1]
        kind = PAIRS.get((word, second.text.lower()), CONTROL[word])
        if self.recover and kind == "END" and (word := intended_end(second.text.lower())):
            kind = f"END {word.upper()}"
            span = (self.code[at].start, second.end)
            message = f"'{self.code[at].text} {second.text}' does not start a statement"
            hint = f"did you mean '{kind}'?"
            self.problems.append(ScriptProblem(span, "unknown-statement", message, hint))
        return kind

    def _intended(self, at: int) -> str:
        """The keyword, in lower case, that a misspelt one should be; empty if there is none."""
        word = intended_keyword(self.code[at : self._line_end(at)])
        if word:
            self._report_unknown(at, at + 1)
        return word

    def _is_assignment(self, at: int) -> bool:
        """Whether an assignment without LET starts at a token."""
        token = self.code[at]
        if token.kind not in _NAMES or token.text.lower() in NO_NAMES | {"let", "set"}:
            return False
        return self.code[self._after_name(at)].text == "="

    def _skip_semicolon(self, at: int) -> int:
        return at + 1 if self.code[at].text == ";" else at

    def _line_end(self, at: int) -> int:
        """The index after the ``;`` or the line of a token, whichever comes first."""
        line = bisect_right(self.lines, at)
        next_line = self.lines[line] if line < len(self.lines) else self.size
        return min(self._semicolon(at) + 1, next_line)

    def _semicolon(self, at: int) -> int:
        """The index of the next ``;``, or of the end if there is none."""
        end = bisect_left(self.semicolons, at)
        return self.semicolons[end] if end < len(self.semicolons) else self.size

    def _control_end(self, at: int, word: str) -> int:
        """The index after a control statement."""
        if word in _BARE:
            return self._skip_semicolon(at + 1)
        end = self._line_end(at)
        if word not in ("if", "elseif"):
            return self._continued_end(at, end) if self.recover else end
        for index in range(at, min(self._semicolon(at), at + _MOST_BEFORE_THEN)):
            token = self.code[index]
            if token.kind == "word" and token.text.lower() == "then":
                if index >= end:
                    message = f"'{self.code[at].text}' and its THEN must be on one line"
                    self._report_line_break(at, message)
                return self._skip_semicolon(index + 1)
            if index >= end and token.text.lower() in NEW_STATEMENT:
                break
        return self._continued_end(at, end) if self.recover else end

    def _continued_end(self, at: int, end: int) -> int:
        """The index after the last line of a control statement that continues on other lines."""
        first = end
        while continues(self.code[end - 1], self.code[end], self.code[end + 1]):
            end = self._line_end(end)
        if end > first:
            self._report_line_break(at, f"'{self.code[at].text}' continues on the next line")
        return end

    def _report_line_break(self, at: int, message: str) -> None:
        token = self.code[at]
        hint = "a control statement ends with its line"
        self.problems.append(ScriptProblem((token.start, token.end), "line-break", message, hint))

    def _regular_end(self, at: int, kind: str, *, conditional: bool) -> int:
        """The index after the ``;``, or of the token that shows that the ``;`` is missing."""
        end = self._semicolon(at)
        if kind not in RAW and not conditional:
            for line in range(bisect_right(self.lines, at), len(self.lines)):
                index = self.lines[line]
                if index >= end:
                    break
                if kind == "LOAD" and index == at + 1:
                    continue
                labels = kind != "UNKNOWN" and self._starts_labelled_load(index)
                if labels or self._starts_statement(index):
                    if kind != "EXPANSION":  # which may provide the ; too
                        self._report_no_semicolon(index)
                    return index
        if self.recover and swallows_include(kind, self.code, at, end - 1, self.lines):
            self._report_no_semicolon(end - 1)
            return end - 1
        if end == self.size and kind != "EXPANSION":
            self._report_no_semicolon(end)
        return min(end + 1, self.size)

    def _starts_statement(self, at: int) -> bool:
        """Whether the first token of a line starts a statement before another one has ended."""
        token, before, after = self.code[at], self.code[at - 1], self.code[at + 1]
        if token.kind != "word" or token.text.lower() not in NEW_STATEMENT:
            return False
        if before.text.lower() in _NEEDS_MORE or after.text.lower() in _NEEDS_MORE - {"("}:
            return False
        return token.text.lower() not in ("let", "set") or after.kind in _NAMES

    def _starts_labelled_load(self, at: int) -> bool:
        """Whether the first token of a line labels a LOAD before another statement has ended."""
        if self.code[at].kind not in _LABELS or self.code[at - 1].text.lower() in _NEEDS_MORE:
            return False
        after = self._after_name(at)
        if after >= self.size or self.code[after].text != ":":
            return False
        word = self.code[after + 1]
        return word.kind == "word" and word.text.lower() in _LOADS | PREFIXES

    def _report_no_semicolon(self, at: int) -> None:
        before, token = self.code[at - 1], self.code[at]
        mark = ":" if self.code[at + 1 : at + 2] and self.code[at + 1].text == ":" else ""
        where = f"before '{token.text}{mark}'" if token.text else "at the end"
        self.problems.append(
            ScriptProblem(
                (before.end, before.end), "missing-semicolon", f"a ';' is missing {where}"
            )
        )

    def _report_unknown(self, at: int, end: int) -> None:
        """Report text that is not a statement, except a name in brackets, as it stops a reload."""
        token = self.code[at]
        if token.kind in ("bracket", "unclosed") or self.problems:
            return
        known = all(part.kind != "expansion" for part in self.code[at:end])
        if known or (self.recover and misspelt_keyword(*self.code[at : at + 2])):
            word = token.text[:40]
            self.problems.append(
                ScriptProblem(
                    (token.start, token.end),
                    "unknown-statement",
                    f"'{word}' does not start a statement",
                    keyword_hint(word.lower()),
                )
            )
