"""The scripts that are linted: what the reader found in them, and the results of analyses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from qscriptgen.lint.expressions import roots, walk
from qscriptgen.script import find_expansions, parse
from qscriptgen.script.expression import Call, Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from qscriptgen.script import DollarExpansion, ParsedScript, Span, Statement


@dataclass(eq=False)
class Analyzed:
    """Keeps the results of its analyses; each is computed when it is first needed.

    A result must not refer to the script, so that its memory is freed without a search for cycles.
    """

    results: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False)


_Subject = TypeVar("_Subject", bound=Analyzed)
_Result = TypeVar("_Result")


def analysis(compute: Callable[[_Subject], _Result]) -> Callable[[_Subject], _Result]:
    """Make a function an analysis, which is computed once for each script or group of scripts."""

    @wraps(compute)
    def result(subject: _Subject) -> _Result:
        results = subject.results
        if compute not in results:
            results[compute] = compute(subject)
        found: _Result = results[compute]
        return found

    return result


@dataclass(eq=False)
class ScriptGroup(Analyzed):
    """The scripts of one run.

    A script that is linted alone has an empty group. ``files`` are the names of all files of the
    run, in lower case and without folders.
    """

    scripts: tuple[LintedScript, ...] = ()
    files: frozenset[str] = frozenset()


@dataclass(eq=False)
class LintedScript(Analyzed):
    """One script as the reader found it. A statement is identified by its number, from 0."""

    parsed: ParsedScript
    group: ScriptGroup = field(default_factory=ScriptGroup)
    path: str = ""

    @classmethod
    def from_text(cls, text: str) -> LintedScript:
        """Read a script that is linted alone."""
        return cls(parse(text, recover=True))

    @cached_property
    def text(self) -> str:
        """The text of the script."""
        return self.parsed.source.text

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in their order."""
        return self.parsed.statements

    def number_of(self, statement: Statement) -> int:
        """The number of a statement of this script."""
        return self._numbers[id(statement)]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {id(statement): number for number, statement in enumerate(self.statements)}

    def keyword_span(self, number: int) -> Span:
        """The place of the first word of a statement."""
        keyword = self.statements[number].keyword
        return keyword.start, keyword.end

    def of_kind(self, *kinds: str) -> list[int]:
        """The numbers of all statements of some kinds, in their order."""
        found = [number for kind in kinds for number in self._by_kind.get(kind, ())]
        return sorted(found) if len(kinds) > 1 else found

    @cached_property
    def _by_kind(self) -> dict[str, list[int]]:
        """The numbers of the statements of each kind."""
        found: dict[str, list[int]] = {}
        for number, statement in enumerate(self.statements):
            found.setdefault(statement.kind, []).append(number)
        return found

    @cached_property
    def nodes(self) -> tuple[tuple[int, Node], ...]:
        """Every node of every expression, each with the number of its statement."""
        return tuple(
            (number, node)
            for number, statement in enumerate(self.statements)
            for root in roots(statement)
            for node in walk(root)
        )

    @cached_property
    def nodes_of(self) -> dict[int, list[Node]]:
        """The nodes of each statement that has an expression."""
        found: dict[int, list[Node]] = {}
        for number, node in self.nodes:
            found.setdefault(number, []).append(node)
        return found

    @cached_property
    def calls(self) -> tuple[tuple[int, Call], ...]:
        """Every call of a function, with the number of its statement."""
        return tuple((number, node) for number, node in self.nodes if isinstance(node, Call))

    @cached_property
    def expansions(self) -> tuple[tuple[int, DollarExpansion], ...]:
        """Every ``$(...)`` outside comments, with the number of its statement.

        Its span is that in the script.
        """
        found = []
        for number, statement in enumerate(self.statements):
            for token in statement.tokens:
                if token.kind == "comment" or "$(" not in token.text:
                    continue
                dollars = find_expansions(token.text)
                found += [(number, _moved(dollar, token.start)) for dollar in dollars]
        return tuple(found)

    def expansions_of(self, number: int) -> list[DollarExpansion]:
        """The expansions of one statement."""
        return self._expansions_by_number.get(number, [])

    @cached_property
    def _expansions_by_number(self) -> dict[int, list[DollarExpansion]]:
        """The expansions of each statement."""
        found: dict[int, list[DollarExpansion]] = {}
        for number, dollar in self.expansions:
            found.setdefault(number, []).append(dollar)
        return found


def _moved(dollar: DollarExpansion, by: int) -> DollarExpansion:
    return replace(dollar, span=(dollar.span[0] + by, dollar.span[1] + by))
