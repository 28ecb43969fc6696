"""QL45: the status of a reload: which states are met, and what is taken for a success."""

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
_UNDER_WAY = frozenset(("QUEUED", "RELOADING"))


@dataclass(frozen=True, eq=False)
class _Chain:
    """An IF or SWITCH that compares one status, with its comparisons and the branch for the rest.

    ``heads`` are the numbers of the statements with the conditions.
    """

    subject: str
    heads: tuple[int, ...]
    found: tuple[Comparison, ...]
    block: Block
    rest: Branch | None

    @property
    def texts(self) -> set[str]:
        return {text for comparison in self.found for text in comparison.texts}


def _meant(texts: set[str]) -> set[str]:
    """Texts with the states that the misspelt ones are meant to be."""
    return texts | {intended_state(text) or text.upper() for text in texts} & STATES


def _chains(script: LintedScript) -> Iterator[_Chain]:
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
            yield _Chain(subjects.pop(), heads, tuple(found), block, rest)


def _named(comparison: Comparison, states: frozenset[str]) -> Literal:
    """The first text of a comparison that is one of the states."""
    return next(value for value in comparison.values if value.value in states)


@rule("QL451", "end-state-missing", "warning")
def end_state_missing(script: LintedScript) -> Iterator[Violation]:
    """The end of a reload is looked for, and one of the four ways to end is not among those named.

    Why: a reload ends as SUCCEEDED, FAILED, CANCELED or EXCEEDED_LIMIT. A loop that does not know
    one of them waits for it until its own bound, and longer if it has none.
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
    chains = tuple(_chains(script))
    settled = {head for chain in chains if _settles(script, chain) for head in chain.heads}
    told: set[int] = set()
    for hit, number in (*_in_lists(script, chains, settled), *_in_loops(script, settled)):
        loop = loops_of(script).innermost.get(number, -1 - number)
        if loop not in told:
            told.add(loop)
            yield hit
    for chain in chains:
        number = chain.found[0].number
        if _part(chain) and loops_of(script).innermost.get(number, -1 - number) not in told:
            texts = _meant(chain.texts)
            yield _missing(_named_of(chain), texts, f"this {chain.block.opener.kind}")


def _part(chain: _Chain) -> bool:
    """Whether a choice names success and a failure, and leaves the other ways to end to nobody."""
    texts = chain.texts
    some = "SUCCEEDED" in texts and not texts.isdisjoint(FAILURES)
    return some and not (_meant(texts) >= END_STATES or chain.rest or texts & ACTIVE)


def _named_of(chain: _Chain) -> Literal:
    return next(_named(c, END_STATES) for c in chain.found if not END_STATES.isdisjoint(c.texts))


def _missing(at: Literal, texts: set[str], who: str) -> Violation:
    *first, last = [state for state in IN_ORDER if state not in texts]
    lacks = f"{', '.join(first)} and {last}" if first else last
    return Violation(at.span, f"{who} looks for '{at.value}' and never for {lacks}", f"add {lacks}")


def _settles(script: LintedScript, chain: _Chain) -> bool:
    """Whether the rest of the states is dealt with: it is left, or another variable is set."""
    loop = loops_of(script).by_opener.get(loops_of(script).innermost.get(chain.heads[0], -1))
    steps = loop.counters if loop else ()
    for item in chain.rest.body if chain.rest else ():
        if isinstance(item, Block):
            continue
        name = getattr(getattr(item.parts, "name", None), "name", "").lower()
        if item.kind.startswith("EXIT") or (isinstance(item.parts, Assign) and name not in steps):
            return True
    return False


def _in_lists(
    script: LintedScript, chains: tuple[_Chain, ...], settled: set[int]
) -> Iterator[tuple[Violation, int]]:
    """Lists of two end states or more."""
    around = {c: chain.texts for chain in chains for c in chain.found}
    for comparison in status_comparisons_of(script):
        number = comparison.number
        if script.statements[number].kind in _TABLES or (comparison.equal and number in settled):
            continue
        texts, union = set(comparison.texts), set(comparison.texts) | around.get(comparison, set())
        ends, union = texts & END_STATES, _meant(union)
        if len(ends) > 1 and not union >= (END_STATES if "SUCCEEDED" in texts else FAILURES):
            yield (
                _missing(_named(comparison, END_STATES), union | ({"SUCCEEDED"} - texts), "this"),
                number,
            )


def _in_loops(script: LintedScript, settled: set[int]) -> Iterator[tuple[Violation, int]]:
    """Loops that wait for an end, with a comparison for each state."""
    by_loop: dict[tuple[int, str], list[Comparison]] = {}
    for comparison in status_comparisons_of(script):
        opener = loops_of(script).innermost.get(comparison.number)
        if opener is not None and script.statements[comparison.number].kind not in _TABLES:
            by_loop.setdefault((opener, comparison.subject), []).append(comparison)
    for (opener, _), found in by_loop.items():
        loop = loops_of(script).by_opener[opener]
        texts = {text for comparison in found for text in comparison.texts}
        if not texts & END_STATES or texts & _UNDER_WAY or loop.kind == "FOR EACH":
            continue
        if _meant(texts) >= END_STATES:
            continue
        waits = loop.own_effects.sleeps or loop.kind == "DO"
        if waits and not any(comparison.number in settled for comparison in found):
            first = next(c for c in found if not END_STATES.isdisjoint(c.texts))
            hit = _missing(_named(first, END_STATES), _meant(texts), f"this {loop.kind}")
            yield hit, first.number


def _met(comparison: Comparison, word: str) -> bool:
    """Whether a word has wildcards, and one of the states is met by it."""
    wild = comparison.operator == "wildmatch" and not _WILD.isdisjoint(word)
    return wild and any(fnmatchcase(state, word.upper().replace("[", "[[]")) for state in STATES)


_WILD = frozenset("*?")


@rule("QL452", "misspelt-state", "warning")
def misspelt_state(script: LintedScript) -> Iterator[Violation]:
    """The status of a reload is compared with a word that is nearly one of its states.

    Why: the comparison is never true. The states are QUEUED, RELOADING, CANCELING, and at the end
    SUCCEEDED, FAILED, CANCELED (with one L) and EXCEEDED_LIMIT, all in capitals. Letter case counts
    in Match, and nothing says that it does not for ``=``.
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
    own: dict[str, set[str]] = {}
    written, others = unchanged_statuses(script), foreign_statuses(script)
    for comparison in status_comparisons_of(script):
        subject = comparison.subject
        if subject not in own:
            own[subject] = assigned_texts(script, subject)
        for value in comparison.values:
            word = value.value
            if word in own[subject] or word in STATES or _met(comparison, word):
                continue
            state = intended_state(word)
            counts = comparison.case_sensitive or (
                comparison.maybe_case_sensitive and subject not in others
            )
            if word.upper() in STATES and subject in written and counts:
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
    """Whatever is not a known failure is taken for a success.

    Why: a status that could not be read is empty, a reload may still be running, and a state may
    be one that this script has never heard of. Only SUCCEEDED is a success.

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
    for chain in _chains(script):
        yield from _in_chain(script, chain, successes)
    for call in _ifs(script):
        yield from _in_call(script, *call)
    for comparison in status_comparisons_of(script):
        kind = script.statements[comparison.number].kind
        leaves = kind in ("EXIT SCRIPT", "EXIT ERROR")
        if leaves and _fails(comparison, equal=True) and comparison.subject not in successes:
            yield _hit(comparison, "goes on after any other state")


def _fails(comparison: Comparison, *, equal: bool) -> bool:
    """Whether a comparison names failures only, and holds (or does not) where one is met."""
    return comparison.equal is equal and FAILURES.issuperset(comparison.texts)


def _hit(comparison: Comparison, what: str) -> Violation:
    first = comparison.values[0]
    hint = "test for 'SUCCEEDED', and treat everything else as no success"
    return Violation(first.span, f"'{first.value}' is tested, and this {what}", hint)


def _in_chain(script: LintedScript, chain: _Chain, successes: set[str]) -> Iterator[Violation]:
    in_loop = chain.heads[0] in loops_of(script).innermost
    for branch, head in zip(chain.block.branches, chain.heads, strict=True):
        denied = [c for c in chain.found if c.number == head and _fails(c, equal=False)]
        if denied and (_succeeds(script, branch) or (not in_loop and _goes_on(branch))):
            yield _hit(denied[0], "takes every other state for a success")
            return
    named = [c for c in chain.found if c.equal and not STATES.isdisjoint(c.texts)]
    if not named:
        return
    if chain.rest:
        if _succeeds(script, chain.rest):
            word = chain.rest.head.kind
            yield _hit(named[0], f"takes every other state for a success below {word}")
        return
    stops = any(
        not isinstance(item, Block) and item.kind in ("EXIT SCRIPT", "EXIT ERROR")
        for item in chain.block.branches[-1].body
    )
    if stops and chain.subject not in successes and all(_fails(c, equal=True) for c in named):
        yield _hit(named[0], "goes on after any other state")


def _goes_on(branch: Branch) -> bool:
    """Whether a branch sends a request or calls something, and does not stop."""
    kinds = {item.kind for item in branch.body if not isinstance(item, Block)}
    return bool(kinds & {"SQL", "SELECT", "CALL"}) and not kinds & {"EXIT SCRIPT", "EXIT ERROR"}


def _succeeds(script: LintedScript, branch: Branch) -> bool:
    """Whether a branch calls what it is for a success."""
    items = [item for item in branch.body if not isinstance(item, Block)]
    if any(item.kind == "EXIT ERROR" for item in items):
        return False
    return any(_says_success(script, item) for item in items)


def _says_success(script: LintedScript, statement: Statement) -> bool:
    parts = statement.parts
    if statement.kind == "TRACE":
        said = str(statement)
        return bool(_SUCCESS.search(said)) and not _FAILURE.search(said)
    if not isinstance(parts, Assign) or parts.value is None:
        return False
    given = script.text[parts.value[0] : parts.value[1]]
    name = getattr(parts.name, "name", "")
    if _SUCCESS.search(name) and not _FAILURE.search(name):
        return given.strip().lower() not in _NOTHING
    literal = given.strip().startswith("'") or statement.kind == "SET"
    return literal and bool(_SUCCESS.search(given)) and not _FAILURE.search(given)


def _ifs(script: LintedScript) -> Iterator[tuple[int, Call]]:
    for number, call in script.calls:
        texts = [arg for arg in call.args[1:] if isinstance(arg, Literal)]
        if callee(call) == "if" and texts and script.statements[number].kind not in _TABLES:
            yield number, call


def _in_call(script: LintedScript, number: int, call: Call) -> Iterator[Violation]:
    """``If(v = 'FAILED', 'failed', 'succeeded')`` and its like."""
    found = with_subjects(comparisons_in(number, call.args[0]), status_subjects_of(script))
    if not found:
        return
    for at, equal in ((1, False), (2, True)):
        arg = call.args[at] if len(call.args) > at else None
        text = arg.value if isinstance(arg, Literal) else ""
        says = _SUCCESS.search(text) and not _FAILURE.search(text)
        if says and all(_fails(comparison, equal=equal) for comparison in found):
            yield _hit(found[0], "takes every other state for a success")
