"""Parses expressions from tokens, and from text.

| key | source |
| --- | --- |
| grammar | https://github.com/ptarmiganlabs/QvsView.qs, bnf/getBaseBNF_result.json |
| operators | https://github.com/qlik-oss/core-website, script_reference/operators.md |

The operators and calls are those of the grammar, which does not tell their precedence. The order
that is used here, from loosest to tightest: or and xor; and; not; comparisons with like, precedes
and follows; bit operators; &; + and -; * and /; signs and bitnot. Where and, or and xor are next to
each other without parentheses, the `BinaryChain` is marked as mixed.

Nesting in the text does not lead to recursion, so no text can exhaust the stack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from qscriptgen.script.expression import (
    Call,
    Expansion,
    Literal,
    Missing,
    Name,
    Numeral,
    Parenthesized,
)
from qscriptgen.script.keywords import REGULAR, words
from qscriptgen.script.operators import BINARY, PREFIX, Row
from qscriptgen.script.source import ScriptProblem
from qscriptgen.script.suggestions import find_nearest_word
from qscriptgen.script.tokens import TRIVIA, Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Collection

    from qscriptgen.script.expression import Node

MOST_LEVELS = 200
"""How deep parentheses, calls and signs may be nested; real scripts stay far below."""

NEVER_OPERANDS = words(
    """then to step when unless as from resident inline autogenerate from_field extension where
    while until group order asc desc into load"""
) | frozenset(REGULAR)
"""Words that end an expression, even where an expansion may provide an operator before them."""

_FLAGS = frozenset(("distinct", "total", "all", "nodistinct"))
_WORD_PARTS = frozenset(("word", "number", "expansion"))
_EXCERPT = 40  # characters of the script in a message
_EXACT_DIGITS = 18  # of an integer
_END, _OPERAND, _OPERATOR = range(3)


class Reading(NamedTuple):
    """An expression, the index of the first token after it, and its problems."""

    node: Node
    at: int
    problems: tuple[ScriptProblem, ...]


def parse_expression(text: str, offset: int = 0) -> tuple[Node, tuple[ScriptProblem, ...]]:
    """Parse a text as one expression; return it with its problems. It never raises.

    A leading ``=``, as in ``$(=x)``, is not part of an expression. An empty text is `Missing`.

    Args:
        text: The expression, which may contain comments, line ends and unexpanded ``$(...)``.
        offset: The offset of the text in the script that the spans refer to.
    """
    tokens = tokenize(text, offset)
    code = [token for token in tokens if token.kind not in TRIVIA]
    code.append(Token("end", "", code[-1].end if code else offset))
    reading = read_expression(code, 0)
    problems = [unclosed(token) for token in code if token.kind == "unclosed"]
    problems = problems or list(reading.problems)
    rest = code[reading.at]
    if rest.kind != "end" and not problems:
        problems.append(unexpected(rest))
    return reading.node, tuple(problems)


def read_expression(
    tokens: Sequence[Token], at: int = 0, stops: frozenset[str] = frozenset()
) -> Reading:
    """Parse the longest expression from a token on; the tokens after it are left to the caller.

    Args:
        tokens: Tokens without white space and comments, the last one of kind ``end``.
        at: The index of the first token.
        stops: Words, in lower case, that end the expression, so that a missing operand is found.
    """
    return _ExpressionParser(tokens, at, stops).read()


def unclosed(token: Token) -> ScriptProblem:
    """The problem of a quote, comment or expansion without end."""
    opener = token.text[:2] if token.text[:1] in "$/" else token.text[:1]
    return ScriptProblem(
        (token.start, token.end),
        "unclosed",
        f"'{opener}' is not closed",
        "the script after it cannot be read reliably",
    )


def unexpected(
    token: Token, expected: str = "an operator", known: Collection[str] = ()
) -> ScriptProblem:
    """The problem of a token that cannot be here.

    Args:
        token: The token.
        expected: What is expected instead, in the words of the message.
        known: The keywords that are expected, in lower case; the hint is the nearest one.
    """
    if token.kind == "end":
        return ScriptProblem(
            (token.start, token.start), "incomplete", f"{expected} is missing here"
        )
    near = find_nearest_word(token.text.lower(), known) if token.kind == "word" else ""
    hint = f"did you mean '{near.upper()}'?" if near else ""
    if not hint and token.kind == "word" and expected == "an operator":
        hint = "is a ; missing before it?"
    message = f"{expected} is expected, not '{excerpt(token.text)}'"
    return ScriptProblem((token.start, token.end), "unexpected", message, hint)


def excerpt(text: str) -> str:
    """The start of a text, short enough for a message."""
    line = text.partition("\n")[0].strip()
    short = len(line) <= _EXCERPT and line == text.strip()
    return line if short else f"{line[: _EXCERPT - 3]}..."


@dataclass(slots=True)
class _Frame:
    """An open parenthesis, or the whole expression; ``name`` is None if it is not a call."""

    start: int
    name: str | None = None
    args: list[Node] = field(default_factory=list)
    row: Row = field(default_factory=Row)
    distinct: bool = False
    extra: tuple[str, ...] = ()


class _ExpressionParser:
    """Reads the tokens once, with the open parentheses on an explicit stack."""

    __slots__ = ("at", "problems", "stack", "stops", "tokens", "top")

    def __init__(self, tokens: Sequence[Token], at: int, stops: frozenset[str]) -> None:
        self.tokens, self.at, self.stops = tokens, at, stops
        self.top = _Frame(tokens[at].start)
        self.stack = [self.top]
        self.problems: list[ScriptProblem] = []

    def read(self) -> Reading:
        """Read operands and operators in turn, until a token cannot continue the expression."""
        state = _OPERAND
        while state:
            state = self._operand() if state == _OPERAND else self._operator()
        while len(self.stack) > 1:
            start = self.top.start
            hint = "write the ')' that closes it"
            self._report(ScriptProblem((start, start + 1), "unclosed", "'(' is not closed", hint))
            self._close(self.tokens[self.at].start)
        return Reading(self.top.row.fold(), self.at, tuple(self.problems))

    def _report(self, problem: ScriptProblem) -> None:
        """Keep a problem if it is the first, as one in an expression tends to cause others."""
        if not self.problems:
            self.problems.append(problem)

    def _operand(self) -> int:
        """Read an operand, or a part of what precedes one; return what must come next."""
        token = self.tokens[self.at]
        kind = token.kind
        if kind == "punctuation":
            return self._sign_or_parenthesis(token)
        if kind in _WORD_PARTS and (kind != "number" or self._continues_word(self.at)):
            return self._name_or_call(token)
        read = _SIMPLE.get(kind)
        if read is None:
            return self._report_no_operand(token)
        self.at += 1
        self.top.row.add(read(token))
        return _OPERATOR

    def _continues_word(self, at: int) -> bool:
        """Whether the next token belongs to the same word as a token."""
        token, following = self.tokens[at], self.tokens[at + 1]
        return (
            following.kind in _WORD_PARTS
            and "expansion" in (token.kind, following.kind)
            and token.start + len(token.text) == following.start
        )

    def _name_or_call(self, token: Token) -> int:
        """Read a name, a call, or a word before an operand."""
        text, lower = token.text, token.text.lower()
        if lower in PREFIX:
            return self._prefix(lower, token)
        if lower in BINARY or lower in self.stops:
            return self._report_no_operand(token)
        bare = token.kind == "word"
        while self._continues_word(self.at):
            self.at += 1
            text += self.tokens[self.at].text
            bare = False
        self.at += 1
        if self.tokens[self.at].text == "(":
            return self._open(token.start, text)
        span = (token.start, token.start + len(text))
        self.top.row.add(Name(span, text, "") if bare else Expansion(span, text))
        return _OPERATOR

    def _sign_or_parenthesis(self, token: Token) -> int:
        """Read a sign or a parenthesis where an operand is expected."""
        text, top = token.text, self.top
        if text in PREFIX:
            return self._prefix(text, token)
        if text == "(":
            return self._open(token.start, None)
        if text == ")" and top.name is not None and not (top.args or top.row.started):
            self.at += 1
            return self._close(token.start + 1)
        if text == "*" and top.name is not None and self.tokens[self.at + 1].text == ")":
            self.at += 1
            top.row.add(Name((token.start, token.start + 1), "*", ""))
            return _OPERATOR
        return self._report_no_operand(token)

    def _prefix(self, operator: str, token: Token) -> int:
        self.at += 1
        self.top.row.prefix(operator, token.start)
        too_deep = len(self.stack) + self.top.row.pending > MOST_LEVELS
        return self._give_up(token) if too_deep else _OPERAND

    def _open(self, start: int, name: str | None) -> int:
        """Enter a parenthesis, and read the words before the first argument of a call."""
        parenthesis = self.tokens[self.at]
        self.at += 1
        self.top = _Frame(start, name)
        self.stack.append(self.top)
        if len(self.stack) > MOST_LEVELS:
            return self._give_up(parenthesis)
        if name is not None:
            extra = self._flags()
            self.top.distinct = "DISTINCT" in extra
            self.top.extra = tuple(word for word in extra if word != "DISTINCT")
        return _OPERAND

    def _flags(self) -> list[str]:
        """The words before the first argument of a call, in upper case."""
        flags: list[str] = []
        while self.tokens[self.at].text.lower() in _FLAGS:
            following = self.tokens[self.at + 1]
            if following.kind == "punctuation" and following.text not in ("(", "<", "-"):
                break
            word = self.tokens[self.at].text.upper()
            self.at += 1
            if following.text == "<":
                start = self.at
                while self.tokens[self.at].text not in (">", ")", ";", ""):
                    self.at += 1
                self.at += self.tokens[self.at].text == ">"
                word += " " + "".join(token.text for token in self.tokens[start : self.at])
            flags.append(word)
        return flags

    def _close(self, end: int) -> int:
        """Leave the innermost parenthesis; its content becomes an operand of the outer one."""
        frame = self.stack.pop()
        self.top = self.stack[-1]
        span = (frame.start, end)
        if frame.name is None:
            self.top.row.add(Parenthesized(span, frame.row.fold()))
        else:
            if frame.row.started:
                frame.args.append(frame.row.fold())
            self.top.row.add(Call(span, frame.name, tuple(frame.args), frame.distinct, frame.extra))
        return _OPERATOR

    def _operator(self) -> int:
        """Read what may follow an operand; return what must come next."""
        token = self.tokens[self.at]
        text = token.text if token.kind == "punctuation" else token.text.lower()
        inside = len(self.stack) > 1
        if text in BINARY and text:
            self.at += 1
            self.top.row.operators.append(text)
            return _OPERAND
        if text == ")" and inside:
            self.at += 1
            return self._close(token.start + 1)
        if text == "," and self.top.name is not None:
            self.at += 1
            self.top.args.append(self.top.row.fold())
            self.top.row = Row()
            return _OPERAND
        if token.kind == "end" or text == ";" or text in NEVER_OPERANDS or text in self.stops:
            return _END
        return self._adjacent(token, inside=inside)

    def _adjacent(self, token: Token, *, inside: bool) -> int:
        """Read a token after an operand without operator, which only an expansion may provide."""
        operand = token.kind in _WORD_PARTS or token.kind in _SIMPLE or token.text == "("
        open_end = token.kind == "expansion" or self._continues_word(self.at)
        if operand and (open_end or isinstance(self.top.row.operands[-1], Expansion)):
            self.top.row.operators.append("")
            return _OPERAND
        if not inside:
            return _END
        self._report(unexpected(token, "an operator, ',' or ')'" if self.top.name else "')'"))
        if operand:
            self.top.row.operators.append("")
            return _OPERAND
        self.at += 1
        return _OPERATOR

    def _report_no_operand(self, token: Token) -> int:
        """Report that an operand is missing before a token."""
        self._report(unexpected(token, "an expression"))
        self.top.row.add(Missing((token.start, token.start)))
        return _OPERATOR

    def _give_up(self, token: Token) -> int:
        """Stop at too many levels, and skip the tokens of the statement."""
        self.problems = [
            ScriptProblem(
                (token.start, token.end),
                "too-deep",
                f"more than {MOST_LEVELS} levels of parentheses and signs",
                "split the expression, and put its parts into variables",
            )
        ]
        self.top.row.add(Missing((token.start, token.start)))
        while self.tokens[self.at].text not in (";", ""):
            self.at += 1
        return _END


def _number(token: Token) -> Numeral:
    text = token.text
    # A number with more digits than a double holds is read as the closest double.
    exact = text.isdigit() and len(text) <= _EXACT_DIGITS
    return Numeral((token.start, token.end), text, int(text) if exact else float(text))


def _string(token: Token) -> Literal:
    return Literal((token.start, token.end), token.text[1:-1].replace("''", "'"))


def _quoted(token: Token) -> Name:
    opener = token.text[0]
    inner = token.text[1:-1]
    doubled = _DOUBLED.get(opener)
    if doubled:
        inner = inner.replace(doubled, doubled[0])
    return Name((token.start, token.end), inner, opener)


def _path(token: Token) -> Name:
    return Name((token.start, token.end), token.text, "")


def _unclosed(token: Token) -> Missing:
    return Missing((token.start, token.end))  # the token itself is reported


_DOUBLED = {'"': '""', "[": "]]"}
_SIMPLE: dict[str, Callable[[Token], Node]] = {
    "number": _number,
    "string": _string,
    "quoted": _quoted,
    "bracket": _quoted,
    "backtick": _quoted,
    "path": _path,
    "unclosed": _unclosed,
}
