"""QL65: tests for the space and the tenant that a script runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import block_around, branch_around
from qscriptgen.lint.analyses.comparisons import Comparison, comparisons_in, comparisons_of
from qscriptgen.lint.analyses.environment import assignments_in, conditionals, subjects_with
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.variables import (
    assignments_of,
    has_expanded_names,
    indirectly_set,
    references_of,
    variable_names_of,
)
from qscriptgen.lint.expressions import callee
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import Suggestions, suggestion
from qscriptgen.script.evaluation.functions.system import ATTRIBUTES
from qscriptgen.script.expression import BinaryChain, Call, Literal
from qscriptgen.script.keywords import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Block
    from qscriptgen.script.parts import Assign

_TYPES = ("shared", "managed", "")


@rule("QL651", "unknown-attribute", "error")
def unknown_attribute(script: LintedScript) -> Iterator[Violation]:
    """GetSysAttr is called with an unknown attribute.

    Why: the result is always empty, without an error. Letter case counts.
    Source: https://help.qlik.com/en-US/cloud-services, SystemFunctions/GetSysAttr.htm

    Bad:
        LET vType = GetSysAttr('spacetype');

    Good:
        LET vType = GetSysAttr('spaceType');
    """
    known = {name.lower(): name for name in ATTRIBUTES}
    for _, call in script.calls:
        arg = call.args[0] if callee(call) == "getsysattr" and len(call.args) == 1 else None
        if isinstance(arg, Literal) and "$(" not in arg.value and arg.value not in ATTRIBUTES:
            same = known.get(arg.value.lower())
            hint = f"did you mean '{same}'?" if same else suggestion(arg.value, ATTRIBUTES)
            hint = hint or f"the attributes are {', '.join(ATTRIBUTES)}"
            yield Violation(arg.span, f"GetSysAttr has no attribute '{arg.value}'", hint)


@rule("QL652", "impossible-space-type", "error")
def impossible_space_type(script: LintedScript) -> Iterator[Violation]:
    """The type of the space is compared with a value that it never has.

    Why: it is shared or managed, and empty in a personal space.
    Source: https://help.qlik.com/en-US/cloud-services, SystemFunctions/GetSysAttr.htm

    Bad:
        IF GetSysAttr('spaceType') = 'personal' THEN
            TRACE at home;
        END IF

    Good:
        IF GetSysAttr('spaceType') = '' THEN
            TRACE at home;
        END IF
    """
    if has_included_code(script):
        return
    subjects = subjects_with(script, "spaceType")
    for comparison in comparisons_of(script):
        if comparison.subject not in subjects or comparison.operator == "wildmatch":
            continue
        for value in comparison.values:
            word = value.value
            known = word if comparison.case_sensitive else word.lower()
            if known not in _TYPES and not (comparison.recased and word.lower() in _TYPES):
                yield Violation(value.span, f"spaceType is never '{word}'", _intended_type(word))


def _intended_type(word: str) -> str:
    """What to write in place of a type that does not exist."""
    if word.lower() in _PERSONAL:
        return "the type of a personal space is ''"
    intended = word.lower() if word.lower() in _TYPES else Suggestions(_TYPES[:2]).name(word)
    return (
        f"write '{intended}'"
        if intended
        else "it is 'shared', 'managed', or '' in a personal space"
    )


_PERSONAL = ("personal", "private", "own", "user", "none", "null", "-", " ")


@rule("QL653", "personal-space-unhandled", "warning")
def personal_space_unhandled(script: LintedScript) -> Iterator[Violation]:
    """A conditional on shared and managed spaces leaves out personal spaces.

    Why: in a personal space the type is empty, so no branch is taken, and what the branches set is
    not set, or has the value of an earlier reload. The rule also applies to a variable that is set
    for some types only and read outside.

    Bad:
        SWITCH GetSysAttr('spaceType')
        CASE 'shared'
            LET vTarget = 'dev';
        CASE 'managed'
            LET vTarget = 'prod';
        END SWITCH

    Good:
        SWITCH GetSysAttr('spaceType')
        CASE 'shared'
            LET vTarget = 'dev';
        CASE 'managed'
            LET vTarget = 'prod';
        DEFAULT
            Exit Error 'no app for this space';
        END SWITCH
    """
    by_number: dict[int, list[Comparison]] = {}
    subjects = subjects_with(script, "spaceType")
    for comparison in comparisons_of(script):
        if comparison.subject in subjects:
            by_number.setdefault(comparison.number, []).append(comparison)
    reported: set[str] = set()
    for block, heads in conditionals(script) if by_number else ():
        if not _leaves_out(block, [c for head in heads for c in by_number.get(head, ())]):
            continue
        names = _set_in(block)
        if names and not _set_before(script, names, heads[0]):
            reported |= names
            what = "a DEFAULT" if block.opener.kind == "SWITCH" else "an ELSE"
            message = f"this {block.opener.kind} leaves out personal spaces, whose type is empty"
            yield Violation(script.keyword_span(heads[0]), message, f"add {what}, or a test for ''")
    if by_number and not (has_included_code(script) or has_expanded_names(script)):
        yield from _set_for_some_types(script, by_number, subjects, reported)


def _set_for_some_types(
    script: LintedScript, found: dict[int, list[Comparison]], subjects: set[str], reported: set[str]
) -> Iterator[Violation]:
    """Variables that are set for some types of space only, and read for every type."""
    kinds = {at: _types_allowed(script, at, those, subjects) for at, those in found.items()}
    first_test = min(
        (at for at, types in kinds.items() if not types), default=len(script.statements)
    )
    openers: set[int | None] = {None, *_exhaustive(script)}
    for name, places in assignments_of(script).items():
        sets = [at for at, parts in places if not _empties(parts)]
        heads = [branch_around(script, at) for at in sets]
        types = [kinds.get(head, frozenset()) if head is not None else () for head in heads]
        if (
            name in reported
            or name in indirectly_set(script)
            or not sets
            or not all(types)
            or first_test < sets[0]
        ):
            continue
        opener = block_around(script, sets[0])
        blocks = [block_around(script, number) for number in sets]
        first = places[0][0] == sets[0] and not openers.intersection(blocks)
        if not first or not _read_unconditionally(script, name, sets[0]):
            continue
        openers.add(opener)
        named = {kind for some in types for kind in some}
        types_set = " and ".join(f"'{kind}'" for kind in _TYPES if kind in named)
        message = f"{variable_names_of(script).get(name, name)} is only set for {types_set}"
        place = script.keyword_span(opener or 0)
        hint = "add an ELSE, or set it before"
        yield Violation(place, f"{message}, and the type of a personal space is ''", hint)


def _empties(parts: Assign) -> bool:
    node = parts.expression
    return parts.value is None or (isinstance(node, Call) and callee(node) == "null")


def _read_unconditionally(script: LintedScript, name: str, first: int) -> bool:
    """Whether a variable is read outside all blocks, and nothing tests whether it has a value."""
    unconditional = False
    for at, span in references_of(script).get(name, ()):
        kind = script.statements[at].kind
        if at < first or (kind in _FIELDS and not script.text.startswith("$(", span[0])):
            continue
        calls = (callee(node) for node in script.nodes_of.get(at, ()) if isinstance(node, Call))
        if (
            kind in _TESTING
            or kind.startswith("EXIT ")
            or any(call in _TESTS_VALUE for call in calls)
        ):
            return False
        head = branch_around(script, at)
        unconditional |= head is None or script.statements[head].kind == "SUB"
    return unconditional


_FIELDS = ("LOAD", "SQL", "SELECT")
_TESTING = ("IF", "ELSEIF", "SWITCH", "CASE", "DO", "LOOP")
_TESTS_VALUE = words("len isnull emptyisnull coalesce alt if match")


def _types_allowed(
    script: LintedScript, number: int, found: list[Comparison], subjects: set[str]
) -> frozenset[str]:
    """The types for which a condition may be true, none if it may be true in a personal space."""
    kinds = {text.lower() for comparison in found for text in comparison.texts}
    if not all(comparison.equal for comparison in found) or "" in kinds:
        return frozenset()
    for node in script.nodes_of.get(number, ()):
        if isinstance(node, BinaryChain) and any(operator == "or" for operator, _ in node.rest):
            sides = (node.first, *(operand for _, operand in node.rest))
            if not all(
                any(c.subject in subjects for c in comparisons_in(number, s)) for s in sides
            ):
                return frozenset()
    return frozenset(kinds & set(_TYPES))


def _leaves_out(block: Block, found: list[Comparison]) -> bool:
    """Whether a conditional names both types of space, and no branch is for an empty type."""
    texts = {text.lower() for comparison in found for text in comparison.texts}
    total = block.branches[-1].head.kind in ("ELSE", "DEFAULT")
    both = texts >= {"shared", "managed"} and "" not in texts
    return both and not total and all(comparison.equal for comparison in found)


def _exhaustive(script: LintedScript) -> Iterator[int]:
    """The conditionals with an ELSE or DEFAULT."""
    for block, heads in conditionals(script):
        if block.branches[-1].head.kind in ("ELSE", "DEFAULT"):
            yield heads[0]


def _set_in(block: Block) -> set[str]:
    return {name for branch in block.branches for name, _ in assignments_in(branch)}


def _set_before(script: LintedScript, names: set[str], number: int) -> bool:
    """Whether one of the variables is set before a statement."""
    return any(
        at < number and parts.value is not None
        for name in names
        for at, parts in assignments_of(script).get(name, ())[:1]
    )
