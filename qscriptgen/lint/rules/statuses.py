"""QL45: the status of a reload: which states are tested, and what counts as success."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.comparisons import Comparison, comparisons_in, with_subjects
from qscriptgen.lint.analyses.loops import loops_of
from qscriptgen.lint.analyses.reload_states import (
    ACTIVE,
    END_STATES,
    FAILURES,
    IN_ORDER,
    STATES,
    assigned_texts,
    foreign_statuses,
    intended_state,
    status_comparisons_of,
    status_subjects_of,
    unchanged_statuses,
)
from qscriptgen.lint.expressions import callee
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script import Block
from qscriptgen.script.expression import Literal
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Branch, Statement
    from qscriptgen.script.expression import Call

_TABLES = ("LOAD", "SQL", "SELECT")
_RUNNING = frozenset(("QUEUED", "RELOADING"))


@dataclass(frozen=True, eq=False)
class _Conditional:
    """An IF or SWITCH that compares one status, with its comparisons, and its ELSE or DEFAULT.

    ``heads`` are the statements that open the branches.
    """

    subject: str
    heads: tuple[int, ...]
    found: tuple[Comparison, ...]
    block: Block
    rest: Branch | None

    @property
    def texts(self) -> set[str]:
        return {text for comparison in self.found for text in comparison.texts}


def _with_intended(texts: set[str]) -> set[str]:
    """The texts, and the states that misspelt texts intend."""
    return texts | {intended_state(text) or text.upper() for text in texts} & STATES


def _conditionals(script: LintedScript) -> Iterator[_Conditional]:
    """Every IF and SWITCH whose conditions compare one status."""
    by_number: dict[int, list[Comparison]] = {}
    for comparison in status_comparisons_of(script):
        by_number.setdefault(comparison.number, []).append(comparison)
    for block in script.parsed.blocks if by_number else ():
        if block.opener.kind not in ("IF", "SWITCH"):
            continue
        heads = tuple(script.number_of(branch.head) for branch in block.branches)
        found = [comparison for head in heads for comparison in by_number.get(head, ())]
        subjects = {comparison.subject for comparison in found}
        if len(subjects) == 1:
            last = block.branches[-1]
            rest = last if last.head.kind in ("ELSE", "DEFAULT") else None
            yield _Conditional(subjects.pop(), heads, tuple(found), block, rest)


def _first_of(comparison: Comparison, states: frozenset[str]) -> Literal:
    """The first text of a comparison that is one of some states."""
    return next(value for value in comparison.values if value.value in states)


@rule("QL451", "end-state-missing", "warning")
def end_state_missing(script: LintedScript) -> Iterator[Violation]:
    """A test for the end of a reload leaves out one of the four end states.

    Why: a reload ends as SUCCEEDED, FAILED, CANCELED or EXCEEDED_LIMIT. A loop that does not test
    for one of them continues up to its own limit, or forever if it has none.
    Source: https://qlik.dev/apis/rest/reloads

    Bad:
        FOR vPoll = 1 TO 100
            Sleep 15 * 1000;
            CALL ReadStatus(vStatus)
            EXIT FOR WHEN Match(vStatus, 'SUCCEEDED', 'FAILED') > 0;
        NEXT vPoll
        SUB ReadStatus(vFound)
            LET vFound = Peek('status', 0, 'Answer');
        END SUB

    Good:
        FOR vPoll = 1 TO 100
            Sleep 15 * 1000;
            CALL ReadStatus(vStatus)
            EXIT FOR WHEN Match(vStatus, 'SUCCEEDED', 'FAILED', 'CANCELED', 'EXCEEDED_LIMIT') > 0;
        NEXT vPoll
        SUB ReadStatus(vFound)
            LET vFound = Peek('status', 0, 'Answer');
        END SUB
    """
    conditionals = tuple(_conditionals(script))
    handled = {
        head
        for conditional in conditionals
        if _handles_others(script, conditional)
        for head in conditional.heads
    }
    reported: set[int] = set()
    for violation, number in (
        *_in_lists(script, conditionals, handled),
        *_in_loops(script, handled),
    ):
        loop = loops_of(script).innermost.get(number, -1 - number)
        if loop not in reported:
            reported.add(loop)
            yield violation
    for conditional in conditionals:
        number = conditional.found[0].number
        if (
            _leaves_out(conditional)
            and loops_of(script).innermost.get(number, -1 - number) not in reported
        ):
            texts = _with_intended(conditional.texts)
            yield _missing(
                _first_end_state(conditional), texts, f"this {conditional.block.opener.kind}"
            )


def _leaves_out(conditional: _Conditional) -> bool:
    """Whether a conditional names success and a failure, and leaves out another end state."""
    texts = conditional.texts
    some = "SUCCEEDED" in texts and not texts.isdisjoint(FAILURES)
    return some and not (_with_intended(texts) >= END_STATES or conditional.rest or texts & ACTIVE)


def _first_end_state(conditional: _Conditional) -> Literal:
    return next(
        _first_of(c, END_STATES) for c in conditional.found if not END_STATES.isdisjoint(c.texts)
    )


def _missing(first: Literal, texts: set[str], what: str) -> Violation:
    """The violation for end states that are not tested."""
    *others, last = [state for state in IN_ORDER if state not in texts]
    missing = f"{', '.join(others)} and {last}" if others else last
    return Violation(
        first.span, f"{what} tests for '{first.value}' and never for {missing}", f"add {missing}"
    )


def _handles_others(script: LintedScript, conditional: _Conditional) -> bool:
    """Whether an ELSE or DEFAULT handles the other states: by an EXIT, or by setting a variable."""
    loop = loops_of(script).by_opener.get(loops_of(script).innermost.get(conditional.heads[0], -1))
    counters = loop.counters if loop else ()
    for item in conditional.rest.body if conditional.rest else ():
        if isinstance(item, Block):
            continue
        name = getattr(getattr(item.parts, "name", None), "name", "").lower()
        if item.kind.startswith("EXIT") or (
            isinstance(item.parts, Assign) and name not in counters
        ):
            return True
    return False


def _in_lists(
    script: LintedScript, conditionals: tuple[_Conditional, ...], handled: set[int]
) -> Iterator[tuple[Violation, int]]:
    """Lists of two or more end states."""
    in_block = {c: conditional.texts for conditional in conditionals for c in conditional.found}
    for comparison in status_comparisons_of(script):
        number = comparison.number
        if script.statements[number].kind in _TABLES or (comparison.equal and number in handled):
            continue
        texts = set(comparison.texts)
        tested = _with_intended(texts | in_block.get(comparison, set()))
        wanted = END_STATES if "SUCCEEDED" in texts else FAILURES
        if len(texts & END_STATES) > 1 and not tested >= wanted:
            tested |= {"SUCCEEDED"} - texts
            yield _missing(_first_of(comparison, END_STATES), tested, "this"), number


def _in_loops(script: LintedScript, handled: set[int]) -> Iterator[tuple[Violation, int]]:
    """Loops that wait for the end of a reload, with a comparison for each state."""
    by_loop: dict[tuple[int, str], list[Comparison]] = {}
    for comparison in status_comparisons_of(script):
        opener = loops_of(script).innermost.get(comparison.number)
        if opener is not None and script.statements[comparison.number].kind not in _TABLES:
            by_loop.setdefault((opener, comparison.subject), []).append(comparison)
    for (opener, _), found in by_loop.items():
        loop = loops_of(script).by_opener[opener]
        texts = {text for comparison in found for text in comparison.texts}
        if not texts & END_STATES or texts & _RUNNING or loop.kind == "FOR EACH":
            continue
        if _with_intended(texts) >= END_STATES:
            continue
        waits = loop.own_effects.sleeps or loop.kind == "DO"
        if waits and not any(comparison.number in handled for comparison in found):
            first = next(c for c in found if not END_STATES.isdisjoint(c.texts))
            violation = _missing(
                _first_of(first, END_STATES), _with_intended(texts), f"this {loop.kind}"
            )
            yield violation, first.number


def _matches_state(comparison: Comparison, word: str) -> bool:
    """Whether a word has wildcards, and matches one of the states."""
    wild = comparison.operator == "wildmatch" and not _WILD.isdisjoint(word)
    return wild and any(fnmatchcase(state, word.upper().replace("[", "[[]")) for state in STATES)


_WILD = frozenset("*?")


@rule("QL452", "misspelt-state", "warning")
def misspelt_state(script: LintedScript) -> Iterator[Violation]:
    """The status of a reload is compared with a misspelt state.

    Why: the comparison is never true. The states are QUEUED, RELOADING, CANCELING, and at the end
    SUCCEEDED, FAILED, CANCELED (with one L) and EXCEEDED_LIMIT, all in capitals. Letter case counts
    in Match, and may count for ``=``.
    Source: https://qlik.dev/apis/rest/reloads

    Bad:
        IF Match(vStatus, 'FAILED', 'CANCELLED', 'EXCEEDED_LIMIT') > 0 THEN
            Exit Error 'Sales was not reloaded';
        ELSEIF vStatus = 'SUCCEEDED' THEN
            TRACE go on;
        END IF

    Good:
        IF Match(vStatus, 'FAILED', 'CANCELED', 'EXCEEDED_LIMIT') > 0 THEN
            Exit Error 'Sales was not reloaded';
        ELSEIF vStatus = 'SUCCEEDED' THEN
            TRACE go on;
        END IF
    """
    assigned: dict[str, set[str]] = {}
    unchanged, foreign = unchanged_statuses(script), foreign_statuses(script)
    for comparison in status_comparisons_of(script):
        subject = comparison.subject
        if subject not in assigned:
            assigned[subject] = assigned_texts(script, subject)
        for value in comparison.values:
            word = value.value
            if word in assigned[subject] or word in STATES or _matches_state(comparison, word):
                continue
            state = intended_state(word)
            counts = comparison.case_sensitive or (
                comparison.maybe_case_sensitive and subject not in foreign
            )
            if word.upper() in STATES and subject in unchanged and counts:
                state = word.upper()
            if state and not any(state == text for text in comparison.texts):
                yield Violation(
                    value.span, f"'{word}' is not a state of a reload", f"write '{state}'"
                )


_SUCCESS = re.compile(r"succe(?:ss|ed)|\b(?:succes|finished|completed?|ok|done)\b", re.IGNORECASE)
_FAILURE = re.compile(r"\b(?:not|no|never|un\w*|still)\b|fail|error|abort|cancel|limit|time", re.I)
_NOTHING = frozenset(("", "0", "''", "'0'", "false()", "'false'", "'no'", "'n'", "null()"))


@rule("QL453", "unknown-state-as-success", "warning")
def unknown_state_as_success(script: LintedScript) -> Iterator[Violation]:
    """Every status that is not a known failure counts as success.

    Why: a status that could not be read is empty, a reload may still be running, and a state may be
    unknown to the script. Only SUCCEEDED is a success.

    Bad:
        IF Match(vStatus, 'FAILED', 'CANCELED', 'EXCEEDED_LIMIT') > 0 THEN
            SET vResult='failed';
        ELSE
            SET vResult='succeeded';
        END IF

    Good:
        IF vStatus = 'SUCCEEDED' THEN
            SET vResult='succeeded';
        ELSE
            SET vResult='failed';
        END IF
    """
    successes = {
        c.subject for c in status_comparisons_of(script) if "SUCCEEDED" in c.texts and c.equal
    }
    for conditional in _conditionals(script):
        yield from _in_conditional(script, conditional, successes)
    for call in _ifs(script):
        yield from _in_call(script, *call)
    for comparison in status_comparisons_of(script):
        kind = script.statements[comparison.number].kind
        leaves = kind in ("EXIT SCRIPT", "EXIT ERROR")
        if leaves and _fails(comparison, equal=True) and comparison.subject not in successes:
            yield _violation(comparison, "goes on after every other state")


def _fails(comparison: Comparison, *, equal: bool) -> bool:
    """Whether a comparison names only failures, and is true (or false) for them."""
    return comparison.equal is equal and FAILURES.issuperset(comparison.texts)


def _violation(comparison: Comparison, what: str) -> Violation:
    first = comparison.values[0]
    hint = "test for 'SUCCEEDED', and treat every other state as a failure"
    return Violation(first.span, f"this tests for '{first.value}' and {what}", hint)


def _in_conditional(
    script: LintedScript, conditional: _Conditional, successes: set[str]
) -> Iterator[Violation]:
    """The violations of an IF or SWITCH."""
    in_loop = conditional.heads[0] in loops_of(script).innermost
    for branch, head in zip(conditional.block.branches, conditional.heads, strict=True):
        denied = [c for c in conditional.found if c.number == head and _fails(c, equal=False)]
        if denied and (_succeeds(script, branch) or (not in_loop and _goes_on(branch))):
            yield _violation(denied[0], "takes every other state as success")
            return
    named = [c for c in conditional.found if c.equal and not STATES.isdisjoint(c.texts)]
    if not named:
        return
    if conditional.rest:
        if _succeeds(script, conditional.rest):
            word = conditional.rest.head.kind
            yield _violation(named[0], f"takes every other state as success below {word}")
        return
    stops = any(
        not isinstance(item, Block) and item.kind in ("EXIT SCRIPT", "EXIT ERROR")
        for item in conditional.block.branches[-1].body
    )
    if stops and conditional.subject not in successes and all(_fails(c, equal=True) for c in named):
        yield _violation(named[0], "goes on after every other state")


def _goes_on(branch: Branch) -> bool:
    """Whether a branch sends a request or calls a subroutine, and does not end the reload."""
    kinds = {item.kind for item in branch.body if not isinstance(item, Block)}
    return bool(kinds & {"SQL", "SELECT", "CALL"}) and not kinds & {"EXIT SCRIPT", "EXIT ERROR"}


def _succeeds(script: LintedScript, branch: Branch) -> bool:
    """Whether a branch reports success."""
    items = [item for item in branch.body if not isinstance(item, Block)]
    if any(item.kind == "EXIT ERROR" for item in items):
        return False
    return any(_reports_success(script, item) for item in items)


def _reports_success(script: LintedScript, statement: Statement) -> bool:
    """Whether a statement writes or sets something that means success."""
    parts = statement.parts
    if statement.kind == "TRACE":
        message = str(statement)
        return bool(_SUCCESS.search(message)) and not _FAILURE.search(message)
    if not isinstance(parts, Assign) or parts.value is None:
        return False
    given = script.text[parts.value[0] : parts.value[1]]
    name = getattr(parts.name, "name", "")
    if _SUCCESS.search(name) and not _FAILURE.search(name):
        return given.strip().lower() not in _NOTHING
    literal = given.strip().startswith("'") or statement.kind == "SET"
    return literal and bool(_SUCCESS.search(given)) and not _FAILURE.search(given)


def _ifs(script: LintedScript) -> Iterator[tuple[int, Call]]:
    """Every call of If with texts, outside tables."""
    for number, call in script.calls:
        texts = [arg for arg in call.args[1:] if isinstance(arg, Literal)]
        if callee(call) == "if" and texts and script.statements[number].kind not in _TABLES:
            yield number, call


def _in_call(script: LintedScript, number: int, call: Call) -> Iterator[Violation]:
    """Calls such as ``If(v = 'FAILED', 'failed', 'succeeded')``."""
    found = with_subjects(comparisons_in(number, call.args[0]), status_subjects_of(script))
    if not found:
        return
    for at, equal in ((1, False), (2, True)):
        arg = call.args[at] if len(call.args) > at else None
        text = arg.value if isinstance(arg, Literal) else ""
        success = _SUCCESS.search(text) and not _FAILURE.search(text)
        if success and all(_fails(comparison, equal=equal) for comparison in found):
            yield _violation(found[0], "takes every other state as success")
