"""Cuts tokens into statements as the engine takes them.

| key | source |
| --- | --- |
| control | https://github.com/qlik-oss/core-website, script_control.md |
| regular | https://github.com/qlik-oss/core-website, Script_regular_statements.md |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |

- Regular statements end with ``;`` and may span lines; control statements end with ``;`` or with
  their line (control). An assignment without LET is a control statement (grammar).
- Labels and prefixes stand before LOAD and SELECT in any order; WHEN and UNLESS before any regular
  statement; a label is tolerated before all others (grammar).
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
from qscriptgen.script.readers import include
from qscriptgen.script.recovery import end_of, goes_on, hint, meant, misspelt, swallows
from qscriptgen.script.source import ScriptProblem
from qscriptgen.script.statement import Prefix, Statement
from qscriptgen.script.tokens import TRIVIA, Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script.expression import Expansion, Name

_NAMES = frozenset(("word", "number", "expansion", "string", "quoted", "bracket", "backtick"))
_LABELS = _NAMES - {"string", "number"}
_JOINED = frozenset(("word", "number", "expansion"))
_GOES_ON = frozenset(("+", "-", "*", "/", "&", "<", ">", "=", "(", ",", ":", "<=", ">=", "<>")) | (
    words("load distinct as by from into and or xor not like resident")
)
_LOADS = words("load select sql")
_SIDES = words("left right inner outer")
_COUNTED = words("first sample")
_BARE = words("else default")
_FAR = 200  # tokens within which the THEN of an IF is looked for on other lines


def split(tokens: Sequence[Token], *, guess: bool = False) -> tuple[Statement, ...]:
    """The statements of a script in their order; every token that is code is part of one.

    Args:
        tokens: The script.
        guess: Whether a misspelt control word is read as the one that is meant, and a control
            statement that goes on in the next line as a whole. Each still is a problem.
    """
    return _Splitter(tokens, guess=guess).statements()


class _Splitter:
    """Goes once over the tokens that are neither white space nor comments."""

    def __init__(self, tokens: Sequence[Token], *, guess: bool) -> None:
        self.tokens, self.guess = tokens, guess
        self.code: list[Token] = []
        self.where: list[int] = []  # the index of each in tokens
        self.lines: list[int] = []  # which of them are the first on their line
        self.ends: list[int] = []  # which of them are a ;
        self.problems: list[ScriptProblem] = []  # of the statement at hand
        fresh = False
        for index, token in enumerate(tokens):
            if token.kind not in TRIVIA:
                if fresh:
                    self.lines.append(len(self.code))
                    fresh = False
                if token.text == ";":
                    self.ends.append(len(self.code))
                self.code.append(token)
                self.where.append(index)
            elif token.kind == "newline":
                fresh = True
        self.size = len(self.code)
        end = Token("end", "", tokens[-1].end if tokens else 0)
        self.code += (end, end)

    def statements(self) -> tuple[Statement, ...]:
        """All statements."""
        found: list[Statement] = []
        at = 0
        while at < self.size:
            first, self.problems = at, []
            labels, prefixes, at = self._before(first)
            body = at - first
            kind, at = self._end(at, conditional=any(prefix.condition for prefix in prefixes))
            last = self.where[at - 1]
            covered = tuple(self.tokens[self.where[first] : last + 1])
            found.append(
                Statement(
                    kind,
                    (covered[0].start, covered[-1].end),
                    covered,
                    labels,
                    prefixes,
                    body,
                    tuple(self.problems),
                )
            )
        return tuple(found)

    def _before(self, at: int) -> tuple[tuple[Name | Expansion, ...], tuple[Prefix, ...], int]:
        """The labels and prefixes from a token on, and the index of the keyword behind them."""
        labels: list[Name | Expansion] = []
        prefixes: list[Prefix] = []
        while True:
            token = self.code[at]
            if token.kind not in _NAMES:
                break
            behind = self._behind(at)
            if self.code[behind].text == ":":
                labels.append(TokenCursor(self.code, at).named("a label"))
                at = behind + 1
            elif token.kind == "word" and self.code[behind].text != "=":
                if token.text.lower() not in PREFIXES:
                    break
                prefix, at = self._prefix(at)
                prefixes.append(prefix)
            else:
                brought = self._brought(at)
                if not brought:
                    break
                prefixes += brought
                at += len(brought)
        return tuple(labels), tuple(prefixes), at

    def _behind(self, at: int) -> int:
        """The index behind a name, which may be made of words and expansions without a gap."""
        token = self.code[at]
        at += 1
        if token.kind in _JOINED:
            behind = self.code[at]
            while behind.kind in _JOINED and token.start + len(token.text) == behind.start:
                token = behind
                at += 1
                behind = self.code[at]
        return at

    def _prefix(self, at: int) -> tuple[Prefix, int]:
        """A prefix with what belongs to it, and the index behind it."""
        start = self.code[at].start
        word = self.code[at].text.lower()
        cursor = TokenCursor(self.code, at + 1)
        kind, condition = word.upper(), None
        if word in ("when", "unless"):
            condition = cursor.expression()
            self.problems += cursor.problems
        elif word == "merge":
            while not (cursor.done or cursor.word() in _LOADS or cursor.token.text == ";"):
                cursor.at += 1
        elif word in _SIDES:
            kind = f"{kind} {cursor.take('join', 'keep').upper()}".rstrip()
        if condition is None and not cursor.parenthesis() and word in _COUNTED:
            cursor.at = self._behind(cursor.at)
        end = self.code[cursor.at - 1]
        return Prefix((start, end.start + len(end.text)), kind, condition), cursor.at

    def _brought(self, at: int) -> list[Prefix]:
        """The expansions that bring prefixes, if a LOAD, another prefix or a label follows."""
        found: list[Prefix] = []
        while self.code[at].kind == "expansion" and not include(self.code[at].text):
            token = self.code[at]
            found.append(Prefix((token.start, token.end), ""))
            at += 1
        token = self.code[at]
        follows = token.text.lower() in _LOADS | PREFIXES if token.kind == "word" else False
        follows = follows or (token.kind in _NAMES and self.code[self._behind(at)].text == ":")
        return found if follows else []

    def _end(self, at: int, *, conditional: bool) -> tuple[str, int]:
        """The kind of the statement whose keyword is at a token, and the index behind it."""
        token = self.code[at]
        if token.kind == "end" or token.text == ";":
            return "EMPTY", min(at + 1, self.size)
        if self._assigns(at):
            return "ASSIGNMENT", self._line_end(at)
        if token.kind == "word":
            word = token.text.lower()
            if word in CONTROL:
                return self._control_kind(at, word), self._control_end(at, word)
            kind = REGULAR.get(word, "UNKNOWN")
            if self.guess and kind == "UNKNOWN" and (word := self._meant(at)):
                if word in CONTROL:
                    return self._control_kind(at, word), self._control_end(at, word)
                kind = REGULAR[word]
        elif token.kind == "expansion":
            if include(token.text):
                return "INCLUDE", self._with_semicolon(at + 1)
            kind = "EXPANSION"
        else:
            kind = "UNKNOWN"
        end = self._regular_end(at, kind, conditional=conditional)
        if kind == "UNKNOWN":
            self._judge_unknown(at, end)
        return kind, end

    def _control_kind(self, at: int, word: str) -> str:
        """The kind of a control statement, which may be of two words."""
        second = self.code[at + 1]
        kind = PAIRS.get((word, second.text.lower()), CONTROL[word])
        if self.guess and kind == "END" and (word := end_of(second.text.lower())):
            kind = f"END {word.upper()}"
            span = (self.code[at].start, second.end)
            said = f"'{self.code[at].text} {second.text}' starts no statement"
            self.problems.append(
                ScriptProblem(span, "unknown-statement", said, f"did you mean '{kind}'?")
            )
        return kind

    def _meant(self, at: int) -> str:
        """The keyword that a misspelt one is meant to be, in lower case."""
        word = meant(self.code[at : self._line_end(at)])
        if word:
            self._judge_unknown(at, at + 1)
        return word

    def _assigns(self, at: int) -> bool:
        """Whether an assignment without LET starts at a token."""
        token = self.code[at]
        if token.kind not in _NAMES or token.text.lower() in NO_NAMES | {"let", "set"}:
            return False
        return self.code[self._behind(at)].text == "="

    def _with_semicolon(self, at: int) -> int:
        return at + 1 if self.code[at].text == ";" else at

    def _line_end(self, at: int) -> int:
        """The index behind the ``;`` or the line of a token, whichever comes first."""
        line = bisect_right(self.lines, at)
        next_line = self.lines[line] if line < len(self.lines) else self.size
        return min(self._semicolon(at) + 1, next_line)

    def _semicolon(self, at: int) -> int:
        """The index of the next ``;``, that of the end if there is none."""
        end = bisect_left(self.ends, at)
        return self.ends[end] if end < len(self.ends) else self.size

    def _control_end(self, at: int, word: str) -> int:
        if word in _BARE:
            return self._with_semicolon(at + 1)
        end = self._line_end(at)
        if word not in ("if", "elseif"):
            return self._wrapped(at, end) if self.guess else end
        for index in range(at, min(self._semicolon(at), at + _FAR)):
            token = self.code[index]
            if token.kind == "word" and token.text.lower() == "then":
                if index >= end:
                    self._one_line(at)
                return self._with_semicolon(index + 1)
            if index >= end and token.text.lower() in NEW_STATEMENT:
                break
        return self._wrapped(at, end) if self.guess else end

    def _wrapped(self, at: int, end: int) -> int:
        """The index behind the last line of a control statement that goes on in others."""
        first = end
        while goes_on(self.code[end - 1], self.code[end], self.code[end + 1]):
            end = self._line_end(end)
        if end > first:
            token = self.code[at]
            said = f"'{token.text}' goes on in the next line"
            why = "control statements end with their line"
            self.problems.append(ScriptProblem((token.start, token.end), "line-break", said, why))
        return end

    def _one_line(self, at: int) -> None:
        token = self.code[at]
        self.problems.append(
            ScriptProblem(
                (token.start, token.end),
                "line-break",
                f"'{token.text}' and its THEN must stand on one line",
                "control statements end with their line",
            )
        )

    def _regular_end(self, at: int, kind: str, *, conditional: bool) -> int:
        """The index behind the ``;``, or before what shows that the ``;`` is missing."""
        end = self._semicolon(at)
        if kind not in RAW and not conditional:
            for line in range(bisect_right(self.lines, at), len(self.lines)):
                index = self.lines[line]
                if index >= end:
                    break
                if kind == "LOAD" and index == at + 1:
                    continue
                if self._starts_another(index) or (kind != "UNKNOWN" and self._labels(index)):
                    if kind != "EXPANSION":  # which may bring the ; along
                        self._lacks_semicolon(index)
                    return index
        if self.guess and swallows(kind, self.code, at, end - 1, self.lines):
            self._lacks_semicolon(end - 1)
            return end - 1
        if end == self.size and kind != "EXPANSION":
            self._lacks_semicolon(end)
        return min(end + 1, self.size)

    def _starts_another(self, at: int) -> bool:
        """Whether the first token of a line starts a statement where another is not ended."""
        token, before, behind = self.code[at], self.code[at - 1], self.code[at + 1]
        if token.kind != "word" or token.text.lower() not in NEW_STATEMENT:
            return False
        if before.text.lower() in _GOES_ON or behind.text.lower() in _GOES_ON - {"("}:
            return False
        return token.text.lower() not in ("let", "set") or behind.kind in _NAMES

    def _labels(self, at: int) -> bool:
        """Whether the first token of a line labels a LOAD where another statement is not ended."""
        if self.code[at].kind not in _LABELS or self.code[at - 1].text.lower() in _GOES_ON:
            return False
        behind = self._behind(at)
        if behind >= self.size or self.code[behind].text != ":":
            return False
        word = self.code[behind + 1]
        return word.kind == "word" and word.text.lower() in _LOADS | PREFIXES

    def _lacks_semicolon(self, at: int) -> None:
        before, behind = self.code[at - 1], self.code[at]
        mark = ":" if self.code[at + 1 : at + 2] and self.code[at + 1].text == ":" else ""
        where = f"before '{behind.text}{mark}'" if behind.text else "at the end"
        self.problems.append(
            ScriptProblem(
                (before.end, before.end), "missing-semicolon", f"a ';' is missing {where}"
            )
        )

    def _judge_unknown(self, at: int, end: int) -> None:
        """Note a statement that is none, but for those that are meant to stop the reload."""
        token = self.code[at]
        if token.kind in ("bracket", "unclosed") or self.problems:
            return
        known = all(part.kind != "expansion" for part in self.code[at:end])
        if known or (self.guess and misspelt(*self.code[at : at + 2])):
            self.problems.append(
                ScriptProblem(
                    (token.start, token.end),
                    "unknown-statement",
                    f"'{token.text[:40]}' starts no statement",
                    hint(token.text[:40].lower()),
                )
            )
