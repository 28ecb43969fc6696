"""QL45: the status of a reload: which states are met, and what is taken for a success."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from qscriptgen.lint.comparisons import compared, only
from qscriptgen.lint.nodes import callee
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.lint.states import (
    ACTIVE,
    ENDS,
    FAILURES,
    IN_ORDER,
    STATES,
    in_capitals,
    meant,
    of_others,
    own_words,
)
from qscriptgen.script import Block
from qscriptgen.script.expression import Literal
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.comparisons import Comparison
    from qscriptgen.lint.unit import Unit
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
    return texts | {meant(text) or text.upper() for text in texts} & STATES


def _chains(unit: Unit) -> Iterator[_Chain]:
    by_number: dict[int, list[Comparison]] = {}
    for comparison in unit.status_comparisons:
        by_number.setdefault(comparison.number, []).append(comparison)
    for block in unit.script.blocks if by_number else ():
        if block.opener.kind not in ("IF", "SWITCH"):
            continue
        heads = tuple(unit.numbers[id(branch.head)] for branch in block.branches)
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
def end_state_missing(unit: Unit) -> Iterator[Hit]:
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
    chains = tuple(_chains(unit))
    settled = {head for chain in chains if _settles(unit, chain) for head in chain.heads}
    told: set[int] = set()
    for hit, number in (*_in_lists(unit, chains, settled), *_in_loops(unit, settled)):
        loop = unit.loops.of.get(number, -1 - number)
        if loop not in told:
            told.add(loop)
            yield hit
    for chain in chains:
        number = chain.found[0].number
        if _part(chain) and unit.loops.of.get(number, -1 - number) not in told:
            texts = _meant(chain.texts)
            yield _missing(_named_of(chain), texts, f"this {chain.block.opener.kind}")


def _part(chain: _Chain) -> bool:
    """Whether a choice names success and a failure, and leaves the other ways to end to nobody."""
    texts = chain.texts
    some = "SUCCEEDED" in texts and not texts.isdisjoint(FAILURES)
    return some and not (_meant(texts) >= ENDS or chain.rest or texts & ACTIVE)


def _named_of(chain: _Chain) -> Literal:
    return next(_named(c, ENDS) for c in chain.found if not ENDS.isdisjoint(c.texts))


def _missing(at: Literal, texts: set[str], who: str) -> Hit:
    *first, last = [state for state in IN_ORDER if state not in texts]
    lacks = f"{', '.join(first)} and {last}" if first else last
    return Hit(at.span, f"{who} looks for '{at.value}' and never for {lacks}", f"add {lacks}")


def _settles(unit: Unit, chain: _Chain) -> bool:
    """Whether the rest of the states is dealt with: it is left, or another variable is set."""
    loop = unit.loops.all.get(unit.loops.of.get(chain.heads[0], -1))
    steps = loop.steps if loop else ()
    for item in chain.rest.body if chain.rest else ():
        if isinstance(item, Block):
            continue
        name = getattr(getattr(item.parts, "name", None), "name", "").lower()
        if item.kind.startswith("EXIT") or (isinstance(item.parts, Assign) and name not in steps):
            return True
    return False


def _in_lists(
    unit: Unit, chains: tuple[_Chain, ...], settled: set[int]
) -> Iterator[tuple[Hit, int]]:
    """Lists of two end states or more."""
    around = {c: chain.texts for chain in chains for c in chain.found}
    for comparison in unit.status_comparisons:
        number = comparison.number
        if unit.statements[number].kind in _TABLES or (comparison.equal and number in settled):
            continue
        texts, union = set(comparison.texts), set(comparison.texts) | around.get(comparison, set())
        ends, union = texts & ENDS, _meant(union)
        if len(ends) > 1 and not union >= (ENDS if "SUCCEEDED" in texts else FAILURES):
            yield (
                _missing(_named(comparison, ENDS), union | ({"SUCCEEDED"} - texts), "this"),
                number,
            )


def _in_loops(unit: Unit, settled: set[int]) -> Iterator[tuple[Hit, int]]:
    """Loops that wait for an end, with a comparison for each state."""
    by_loop: dict[tuple[int, str], list[Comparison]] = {}
    for comparison in unit.status_comparisons:
        opener = unit.loops.of.get(comparison.number)
        if opener is not None and unit.statements[comparison.number].kind not in _TABLES:
            by_loop.setdefault((opener, comparison.subject), []).append(comparison)
    for (opener, _), found in by_loop.items():
        loop = unit.loops.all[opener]
        texts = {text for comparison in found for text in comparison.texts}
        if not texts & ENDS or texts & _UNDER_WAY or loop.kind == "FOR EACH":
            continue
        if _meant(texts) >= ENDS:
            continue
        waits = loop.here.sleeps or loop.kind == "DO"
        if waits and not any(comparison.number in settled for comparison in found):
            first = next(c for c in found if not ENDS.isdisjoint(c.texts))
            hit = _missing(_named(first, ENDS), _meant(texts), f"this {loop.kind}")
            yield hit, first.number


def _met(comparison: Comparison, word: str) -> bool:
    """Whether a word has wildcards, and one of the states is met by it."""
    wild = comparison.way == "wildmatch" and not _WILD.isdisjoint(word)
    return wild and any(fnmatchcase(state, word.upper().replace("[", "[[]")) for state in STATES)


_WILD = frozenset("*?")


@rule("QL452", "misspelt-state", "warning")
def misspelt_state(unit: Unit) -> Iterator[Hit]:
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
    written, others = in_capitals(unit), of_others(unit)
    for comparison in unit.status_comparisons:
        subject = comparison.subject
        if subject not in own:
            own[subject] = own_words(unit, subject)
        for value in comparison.values:
            word = value.value
            if word in own[subject] or word in STATES or _met(comparison, word):
                continue
            state = meant(word)
            counts = comparison.exact or (comparison.as_it_is and subject not in others)
            if word.upper() in STATES and subject in written and counts:
                state = word.upper()
            if state and not any(state == text for text in comparison.texts):
                yield Hit(value.span, f"'{word}' is not a state of a reload", f"write '{state}'")


_SUCCESS = re.compile(r"succe(?:ss|ed)|\b(?:succes|finished|completed?|ok|done)\b", re.IGNORECASE)
_FAILURE = re.compile(r"\b(?:not|no|never|un\w*|still)\b|fail|error|abort|cancel|limit|time", re.I)
_NOTHING = frozenset(("", "0", "''", "'0'", "false()", "'false'", "'no'", "'n'", "null()"))


@rule("QL453", "unknown-state-as-success", "warning")
def unknown_state_as_success(unit: Unit) -> Iterator[Hit]:
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
    successes = {c.subject for c in unit.status_comparisons if "SUCCEEDED" in c.texts and c.equal}
    for chain in _chains(unit):
        yield from _in_chain(unit, chain, successes)
    for call in _ifs(unit):
        yield from _in_call(unit, *call)
    for comparison in unit.status_comparisons:
        kind = unit.statements[comparison.number].kind
        leaves = kind in ("EXIT SCRIPT", "EXIT ERROR")
        if leaves and _fails(comparison, equal=True) and comparison.subject not in successes:
            yield _hit(comparison, "goes on after any other state")


def _fails(comparison: Comparison, *, equal: bool) -> bool:
    """Whether a comparison names failures only, and holds (or does not) where one is met."""
    return comparison.equal is equal and FAILURES.issuperset(comparison.texts)


def _hit(comparison: Comparison, what: str) -> Hit:
    first = comparison.values[0]
    hint = "test for 'SUCCEEDED', and treat everything else as no success"
    return Hit(first.span, f"'{first.value}' is tested, and this {what}", hint)


def _in_chain(unit: Unit, chain: _Chain, successes: set[str]) -> Iterator[Hit]:
    in_loop = chain.heads[0] in unit.loops.of
    for branch, head in zip(chain.block.branches, chain.heads, strict=True):
        denied = [c for c in chain.found if c.number == head and _fails(c, equal=False)]
        if denied and (_succeeds(unit, branch) or (not in_loop and _goes_on(branch))):
            yield _hit(denied[0], "takes every other state for a success")
            return
    named = [c for c in chain.found if c.equal and not STATES.isdisjoint(c.texts)]
    if not named:
        return
    if chain.rest:
        if _succeeds(unit, chain.rest):
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


def _succeeds(unit: Unit, branch: Branch) -> bool:
    """Whether a branch calls what it is for a success."""
    items = [item for item in branch.body if not isinstance(item, Block)]
    if any(item.kind == "EXIT ERROR" for item in items):
        return False
    return any(_says_success(unit, item) for item in items)


def _says_success(unit: Unit, statement: Statement) -> bool:
    parts = statement.parts
    if statement.kind == "TRACE":
        said = str(statement)
        return bool(_SUCCESS.search(said)) and not _FAILURE.search(said)
    if not isinstance(parts, Assign) or parts.value is None:
        return False
    given = unit.text[parts.value[0] : parts.value[1]]
    name = getattr(parts.name, "name", "")
    if _SUCCESS.search(name) and not _FAILURE.search(name):
        return given.strip().lower() not in _NOTHING
    literal = given.strip().startswith("'") or statement.kind == "SET"
    return literal and bool(_SUCCESS.search(given)) and not _FAILURE.search(given)


def _ifs(unit: Unit) -> Iterator[tuple[int, Call]]:
    for number, call in unit.calls:
        texts = [arg for arg in call.args[1:] if isinstance(arg, Literal)]
        if callee(call) == "if" and texts and unit.statements[number].kind not in _TABLES:
            yield number, call


def _in_call(unit: Unit, number: int, call: Call) -> Iterator[Hit]:
    """``If(v = 'FAILED', 'failed', 'succeeded')`` and its like."""
    found = only(compared(number, call.args[0]), unit.status_subjects)
    if not found:
        return
    for at, equal in ((1, False), (2, True)):
        arg = call.args[at] if len(call.args) > at else None
        text = arg.value if isinstance(arg, Literal) else ""
        says = _SUCCESS.search(text) and not _FAILURE.search(text)
        if says and all(_fails(comparison, equal=equal) for comparison in found):
            yield _hit(found[0], "takes every other state for a success")
