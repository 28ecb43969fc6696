"""A script as rules look at it: what several of them ask, found once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qscriptgen.lint.comparisons import Comparison, comparisons
from qscriptgen.lint.flow import Flow, Region, called, flow
from qscriptgen.lint.known import NOTHING, Values, known_at_requests
from qscriptgen.lint.loops import Loops, loops
from qscriptgen.lint.mode import modes
from qscriptgen.lint.nodes import roots, walk
from qscriptgen.lint.sent import Sent
from qscriptgen.lint.siblings import Siblings, included_by, is_library
from qscriptgen.lint.states import status_subjects
from qscriptgen.script import Block, RestStatement, find_expansions, parse, parse_rest
from qscriptgen.script.expression import Call, Expansion, Name, Node
from qscriptgen.script.parts import (
    Assign,
    CallSub,
    For,
    ForEach,
    Raw,
    Sub,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script import DollarExpansion, ParsedScript, ScriptProblem, Span, Statement


@dataclass(frozen=True, eq=False)
class Request:
    """A SELECT of a REST connection, with what is known of variables there."""

    number: int
    statement: Statement
    rest: RestStatement
    problems: tuple[ScriptProblem, ...]
    known: Values


@dataclass(frozen=True, eq=False)
class Setting:
    """A place where a variable is set; ``clears`` says that it is given nothing."""

    number: int
    name: Name
    clears: bool


@dataclass(eq=False)
class Unit:
    """One script with everything that rules ask about it; statements are known by their numbers.

    ``siblings`` are the scripts that are linted with it, itself among them.
    """

    script: ParsedScript
    siblings: Siblings = field(default_factory=Siblings)
    path: str = ""

    @classmethod
    def of(cls, text: str) -> Unit:
        """The unit of a text."""
        return cls(parse(text, guess=True))

    @cached_property
    def text(self) -> str:
        """The text of the script."""
        return self.script.source.text

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in their order."""
        return self.script.statements

    @cached_property
    def flow(self) -> Flow:
        """The ways through the script."""
        return flow(self.script)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of a statement, by its identity."""
        return {id(statement): at for at, statement in enumerate(self.statements)}

    @cached_property
    def _by_kind(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, statement in enumerate(self.statements):
            found.setdefault(statement.kind, []).append(at)
        return found

    def of_kind(self, *kinds: str) -> list[int]:
        """The numbers of all statements of some kinds, in their order."""
        found = [at for kind in kinds for at in self._by_kind.get(kind, ())]
        return sorted(found) if len(kinds) > 1 else found

    @cached_property
    def open(self) -> bool:
        """Whether text from elsewhere may define names: an include, a variable that is script."""
        return bool(self.of_kind("INCLUDE", "EXPANSION"))

    @cached_property
    def open_names(self) -> bool:
        """As `open`, of the names of variables and subroutines: what a sibling brings is known."""
        known = self.siblings.files >= included_by(self)
        return bool(self.of_kind("EXPANSION")) or not known

    @cached_property
    def library(self) -> bool:
        """Whether it holds subroutines only, so that its caller brings what they expect."""
        return is_library(self)

    @cached_property
    def dead(self) -> frozenset[int]:
        """The statements that no run reaches, those left out that only close a block."""
        reached = self.flow.reached
        return frozenset(
            at
            for at, statement in enumerate(self.statements)
            if at not in reached and statement.kind not in _CLOSING
        )

    @cached_property
    def nodes(self) -> tuple[tuple[int, Node], ...]:
        """Every node of every expression, each with the number of its statement."""
        return tuple(
            (at, node)
            for at, statement in enumerate(self.statements)
            for root in roots(statement)
            for node in walk(root)
        )

    @cached_property
    def nodes_of(self) -> dict[int, list[Node]]:
        """The nodes of each statement that has an expression."""
        found: dict[int, list[Node]] = {}
        for at, node in self.nodes:
            found.setdefault(at, []).append(node)
        return found

    @cached_property
    def calls(self) -> tuple[tuple[int, Call], ...]:
        """Every call of a function."""
        return tuple((at, node) for at, node in self.nodes if isinstance(node, Call))

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        """Every place where a variable is set under a name that is written out."""
        return tuple(self._settings())

    def _settings(self) -> Iterator[Setting]:
        for at in self.of_kind("LET", "SET", "ASSIGNMENT", "FOR", "FOR EACH"):
            parts = self.statements[at].parts
            if isinstance(parts, Assign) and isinstance(parts.name, Name):
                yield Setting(at, parts.name, parts.value is None or _is_null(parts))
            elif isinstance(parts, For | ForEach) and isinstance(parts.variable, Name):
                yield Setting(at, parts.variable, clears=False)

    @cached_property
    def variable_names(self) -> dict[str, str]:
        """Every name that the script gives a value to, as it is spelt first, by its lower case.

        A name that is only ever emptied, behind all that sets others, is none of them.
        """
        found: dict[str, str] = {}
        filled = [s for s in self.settings if not s.clears and s.name.name.lower() != "errormode"]
        last = max((setting.number for setting in filled), default=0)
        for setting in self.settings:
            if not setting.clears or setting.number < last:
                found.setdefault(setting.name.name.lower(), setting.name.name)
        for at in self.of_kind("SUB"):
            parts = self.statements[at].parts
            for name in parts.parameters if isinstance(parts, Sub) else ():
                if isinstance(name, Name):
                    found.setdefault(name.name.lower(), name.name)
        for at in self.of_kind("CALL"):
            # A SUB hands back what it did to the variables that it was given.
            parts = self.statements[at].parts
            for node in parts.arguments if isinstance(parts, CallSub) else ():
                if isinstance(node, Name):
                    found.setdefault(node.name.lower(), node.name)
        return found

    @cached_property
    def unsure_names(self) -> bool:
        """Whether a variable, or a subroutine, is named by an expansion, so that any may be it."""
        for at in self.of_kind("LET", "SET", "ASSIGNMENT", "FOR", "FOR EACH", "SUB", "CALL"):
            parts = self.statements[at].parts
            if isinstance(parts, Assign | Sub | CallSub) and isinstance(parts.name, Expansion):
                return True
            if isinstance(parts, For | ForEach) and isinstance(parts.variable, Expansion):
                return True
        return False

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The parameters of all subroutines, in lower case."""
        heads = (self.statements[at].parts for at in self.of_kind("SUB"))
        names = (name for sub in heads if isinstance(sub, Sub) for name in sub.parameters)
        return frozenset(name.name.lower() for name in names if isinstance(name, Name))

    def sends_of(self, sub: str) -> list[int]:
        """The requests and connections of a subroutine, by its name in lower case."""
        return self._sends_of_subs.get(sub, [])

    @cached_property
    def _sends_of_subs(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in self.of_kind("SQL", "SELECT", "CONNECT"):
            sub = self.region_of(number).sub
            name = called(self.statements[sub]) if sub is not None else None
            if name:
                found.setdefault(name.lower(), []).append(number)
        return found

    def head_of(self, number: int) -> int | None:
        """The statement that opens the branch a statement stands in, None outside all blocks."""
        return self._heads.get(number)

    @cached_property
    def _heads(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for block in self.script.blocks:
            for branch in block.branches:
                head = self.numbers[id(branch.head)]
                for item in branch.body:
                    inner = item.opener if isinstance(item, Block) else item
                    found[self.numbers[id(inner)]] = head
        return found

    @cached_property
    def assigned(self) -> dict[str, tuple[tuple[int, Assign], ...]]:
        """Where each variable is set by LET, SET or neither, by its name in lower case."""
        found: dict[str, list[tuple[int, Assign]]] = {}
        for at in self.of_kind("LET", "SET", "ASSIGNMENT"):
            parts = self.statements[at].parts
            if isinstance(parts, Assign) and isinstance(parts.name, Name):
                found.setdefault(parts.name.name.lower(), []).append((at, parts))
        return {name: tuple(places) for name, places in found.items()}

    @cached_property
    def handed(self) -> frozenset[str]:
        """The variables that are set in another way: by a loop, a SUB or a CALL; lower case."""
        others = self.of_kind("FOR", "FOR EACH", "SUB", "CALL")
        found: set[str] = set()
        for at in others:
            parts = self.statements[at].parts
            nodes: tuple[Node, ...] = ()
            if isinstance(parts, For | ForEach):
                nodes = (parts.variable,)
            elif isinstance(parts, Sub):
                nodes = parts.parameters
            elif isinstance(parts, CallSub):
                nodes = parts.arguments
            found.update(node.name.lower() for node in nodes if isinstance(node, Name))
        return frozenset(found)

    @cached_property
    def comparisons(self) -> tuple[Comparison, ...]:
        """Every comparison with a text."""
        return tuple(comparisons(self.script, self.nodes_of))

    @cached_property
    def status_subjects(self) -> frozenset[str]:
        """What holds the status of a reload."""
        return status_subjects(self)

    @cached_property
    def status_comparisons(self) -> tuple[Comparison, ...]:
        """Those of the status of a reload."""
        return tuple(c for c in self.comparisons if c.subject in self.status_subjects)

    @cached_property
    def loops(self) -> Loops:
        """The loops, with what happens in each."""
        sent = set(self.of_kind("SQL", "SELECT"))
        tables = set(self.of_kind("LOAD", "SQL", "SELECT"))
        looks = {found.number for found in self.status_comparisons} - tables
        return loops(self.script, self.flow.regions, self.nodes_of, sent, looks)

    def loop_of(self, number: int) -> int | None:
        """The head of the innermost loop around a statement, within its subroutine."""
        head = self.head_of(number)
        while head is not None and self.statements[head].kind not in ("FOR", "FOR EACH", "DO"):
            if self.statements[head].kind == "SUB":
                return None
            head = self.head_of(self._openers[head])
        return head

    def around(self, number: int) -> int | None:
        """The statement that opens the block a statement stands in, None outside all blocks."""
        head = self.head_of(number)
        return None if head is None else self._openers[head]

    @cached_property
    def _openers(self) -> dict[int, int]:
        return {
            self.numbers[id(branch.head)]: self.numbers[id(block.opener)]
            for block in self.script.blocks
            for branch in block.branches
        }

    def region_of(self, number: int) -> Region:
        """The part of the script that a statement is in: the script itself or a subroutine."""
        return self._regions[number]

    @cached_property
    def _regions(self) -> dict[int, Region]:
        return {number: region for region in self.flow.regions for number in region.members}

    @cached_property
    def expansions(self) -> tuple[tuple[int, DollarExpansion], ...]:
        """Every ``$(...)`` of every statement, comments left out; spans are those of the script."""
        found = []
        for at, statement in enumerate(self.statements):
            for token in statement.tokens:
                if token.kind == "comment" or "$(" not in token.text:
                    continue
                dollars = find_expansions(token.text)
                found += [(at, _moved(dollar, token.start)) for dollar in dollars]
        return tuple(found)

    def known_at(self, number: int) -> Values:
        """What is known of variables at a request, a SLEEP or a FOR."""
        return self._known.get(self.statements[number].span[0], NOTHING)

    @cached_property
    def _known(self) -> dict[int, Values]:
        return known_at_requests(self.script)

    def expansions_of(self, number: int) -> list[DollarExpansion]:
        """Those of one statement."""
        return self._expansions_by_number.get(number, [])

    @cached_property
    def _expansions_by_number(self) -> dict[int, list[DollarExpansion]]:
        found: dict[int, list[DollarExpansion]] = {}
        for at, dollar in self.expansions:
            found.setdefault(at, []).append(dollar)
        return found

    @cached_property
    def requests(self) -> tuple[Request, ...]:
        """Every SELECT of a REST connection that is written out."""
        return tuple(self._requests())

    @cached_property
    def sent(self) -> tuple[Sent, ...]:
        """What each request sends."""
        return tuple(Sent.of(self.text, request) for request in self.requests)

    @cached_property
    def mentions(self) -> dict[str, list[tuple[int, Span]]]:
        """Where each variable, or field, is read by its name or ``$(...)``; names in lower case."""
        found: dict[str, list[tuple[int, Span]]] = {}
        for at, node in self.nodes:
            if isinstance(node, Name):
                found.setdefault(node.name.lower(), []).append((at, node.span))
        for at, dollar in self.expansions:
            found.setdefault(dollar.name.strip().lower(), []).append((at, dollar.span))
        return found

    @cached_property
    def modes(self) -> dict[int, int]:
        """What ErrorMode can be before each statement: see `mode`."""
        return modes(self)

    def _requests(self) -> Iterator[Request]:
        numbers = self.of_kind("SQL", "SELECT")
        for at in numbers:
            statement = self.statements[at]
            if not isinstance(statement.parts, Raw):
                continue
            start, end = statement.parts.span
            rest, problems = parse_rest(self.text[start:end], start)
            if rest:
                values = self.known_at(at)
                yield Request(at, statement, rest, problems, values)


_CLOSING = frozenset(("END IF", "NEXT", "LOOP", "END SUB", "END SWITCH", "END", "EMPTY"))


def _is_null(parts: Assign) -> bool:
    node = parts.expression
    return isinstance(node, Call) and node.name.lower() == "null"


def _moved(dollar: DollarExpansion, by: int) -> DollarExpansion:
    return replace(dollar, span=(dollar.span[0] + by, dollar.span[1] + by))
