"""QL5, second part: failures that are seen, and of which nothing comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.analyses.includes import has_included_code, is_library
from qscriptgen.lint.analyses.outcome_checks import (
    error_variables,
    outcome_checks,
    possible_checks_elsewhere,
    statements_reading,
    unprotected_requests,
)
from qscriptgen.lint.analyses.variables import (
    assignments_of,
    indirectly_set,
    references_of,
    settings_of,
)
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from qscriptgen.lint.model import LintedScript


@rule("QL508", "failure-only-traced", "info")
def failure_only_traced(script: LintedScript) -> Iterator[Violation]:
    """A request is sent under ErrorMode 0, and its failure is written to the log and nowhere else.

    Why: the reload ends well all the same, so that neither a mail nor the monitoring tells of it,
    and hardly anybody reads the log of a reload that ended well.

    Bad:
        SET ErrorMode = 0;
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        IF vError <> 0 THEN
            TRACE no answer;
        END IF
        DROP TABLE Answer;

    Good:
        SET ErrorMode = 0;
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        IF vError <> 0 THEN
            Exit Error 'no answer';
        END IF
        DROP TABLE Answer;
    """
    ignored = unprotected_requests(script)
    if not ignored or is_library(script) or has_included_code(script):
        return
    held = error_variables(script)
    reads = statements_reading(script, held)
    traces = {at for at in reads if script.statements[at].kind == "TRACE"}
    traces |= _tracing(script, reads, _keeps(script, held))
    if not traces:
        return
    found = outcome_checks(script) | reads
    acts = _acts(script, held, found - traces) | possible_checks_elsewhere(script, found)
    requests = frozenset(script.of_kind("SQL", "SELECT"))
    acted = control_flow(script).leading_to(acts, stops=requests)
    traced = control_flow(script).leading_to(traces, stops=requests)
    for request in ignored:
        if request.number in traced and request.number not in acted:
            word = request.statement.keyword
            said = f"a failure of this {word.text} is traced, and the reload ends well"
            yield Violation((word.start, word.end), said, "Exit Error, once ErrorMode is put back")


def _acts(script: LintedScript, held: Set[str], found: Set[int]) -> set[int]:
    """Where something comes of an error: what reads it, or keeps it for a later request's."""
    acts = set(found - _keeps(script, held))
    clears = {setting.number for setting in settings_of(script) if setting.clears}
    filled = {
        name: [at for at, _ in assignments_of(script).get(name, ()) if at not in clears]
        for name in held
    }
    once = sorted((places[0], name) for name, places in filled.items() if len(places) == 1)
    # What is made of a variable is mostly made behind it.
    for at, name in reversed(once):
        if any(read in acts for read, _ in references_of(script).get(name, ())):
            acts.add(at)
    return acts


def _keeps(script: LintedScript, held: Set[str]) -> set[int]:
    """Where an error is only kept, in a variable that nobody is handed."""
    names = held - indirectly_set(script)
    return {at for name in names for at, _ in assignments_of(script).get(name, ())}


def _tracing(script: LintedScript, reads: Set[int], keeps: Set[int]) -> set[int]:
    """The choices in which nothing is done but to write to the log, and to keep what to write."""
    harmless = reads & keeps
    found: set[int] = set()
    for block in reversed(script.parsed.blocks):
        heads = {script.number_of(branch.head) for branch in block.branches}
        items = [item for branch in block.branches for item in branch.body]
        if heads & reads and block.opener.kind in ("IF", "SWITCH"):
            inner = [item.opener if isinstance(item, Block) else item for item in items]
            if all(one.kind in _HARMLESS or script.number_of(one) in harmless for one in inner):
                found |= heads
                harmless |= heads
    return found


_HARMLESS = frozenset(("TRACE", "EMPTY", "REM", "SLEEP", "DROP", "DISCONNECT"))
