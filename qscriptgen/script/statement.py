"""A statement: the text that it covers, its labels and prefixes, and its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.script.readers import read_parts
from qscriptgen.script.tokens import TRIVIA, Token

if TYPE_CHECKING:
    from qscriptgen.script.expression import Expansion, Name, Node
    from qscriptgen.script.parts import Parts
    from qscriptgen.script.source import ScriptProblem, Span


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word before a statement that changes what it does, as in ``LEFT JOIN (T)`` or ``WHEN x``.

    ``kind`` is in upper case; it is empty where an expansion provides the prefix. Only WHEN and
    UNLESS have a ``condition``.
    """

    span: Span
    kind: str
    condition: Node | None = None


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement as the engine reads it, from its first label or prefix to its end.

    ``kind`` is its keyword in upper case (``LET``, ``END IF``, ``FOR EACH``, ``EXIT SCRIPT``),
    ``CONNECT`` for every form of it, ``ASSIGNMENT`` for one without LET, ``INCLUDE``,
    ``EXPANSION`` for what a variable provides, ``EMPTY`` for a single ``;``, and ``UNKNOWN``.

    ``tokens`` are those of the span, with white space, comments and the ``;``. ``keyword_index``
    is the index of the keyword among those that are code. ``split_problems`` are the problems
    found while the script was split into statements.
    """

    kind: str
    span: Span
    tokens: tuple[Token, ...]
    labels: tuple[Name | Expansion, ...] = ()
    prefixes: tuple[Prefix, ...] = ()
    keyword_index: int = field(default=0, repr=False)
    split_problems: tuple[ScriptProblem, ...] = field(default=(), repr=False)

    def __str__(self) -> str:
        return "".join([token.text for token in self.tokens])

    @property
    def ended(self) -> bool:
        """Whether it ends with a ``;``."""
        return self.tokens[-1].text == ";"

    @property
    def label(self) -> Name | Expansion | None:
        """The last label before it, which names the table."""
        return self.labels[-1] if self.labels else None

    @cached_property
    def code(self) -> tuple[Token, ...]:
        """The tokens from its keyword on, without white space, comments and ``;``, and an end."""
        code = [token for token in self.tokens if token.kind not in TRIVIA][self.keyword_index :]
        end = Token("end", "", self.span[1])
        if code and code[-1].text == ";":
            end = Token("end", "", code.pop().start)
        return (*code, end)

    @property
    def keyword(self) -> Token:
        """The first token after its labels and prefixes."""
        index = -1
        for token in self.tokens:
            if token.kind not in TRIVIA:
                index += 1
                if index == self.keyword_index:
                    return token
        return Token("end", "", self.span[1])

    @cached_property
    def parts(self) -> Parts | None:
        """Its parts; None for a statement that has none, such as ELSE."""
        return self._read[0]

    @property
    def problems(self) -> tuple[ScriptProblem, ...]:
        """What is wrong within it; only its first word where that is not a keyword."""
        unknown = any(problem.kind == "unknown-statement" for problem in self.split_problems)
        return self.split_problems if unknown else (*self.split_problems, *self._read[1])

    @cached_property
    def _read(self) -> tuple[Parts | None, tuple[ScriptProblem, ...]]:
        return read_parts(self.kind, self.code)
