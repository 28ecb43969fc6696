"""QL5, second part: failures that are noticed without any consequence."""

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
    """A request is sent under ErrorMode 0, and its failure is only written to the log.

    Why: the reload succeeds nevertheless, so neither an email nor the monitoring reports the
    failure, and the log of a successful reload is hardly ever read.

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
    unprotected = unprotected_requests(script)
    if not unprotected or is_library(script) or has_included_code(script):
        return
    errors = error_variables(script)
    reads = statements_reading(script, errors)
    traces = {at for at in reads if script.statements[at].kind == "TRACE"}
    traces |= _tracing(script, reads, _keeping(script, errors))
    if not traces:
        return
    found = outcome_checks(script) | reads
    acting = _acting(script, errors, found - traces) | possible_checks_elsewhere(script, found)
    requests = frozenset(script.of_kind("SQL", "SELECT"))
    handled = control_flow(script).leading_to(acting, stops=requests)
    traced = control_flow(script).leading_to(traces, stops=requests)
    for request in unprotected:
        if request.number in traced and request.number not in handled:
            word = request.statement.keyword.text
            message = f"a failure of this {word} is traced, and the reload succeeds"
            yield Violation(request.keyword_span, message, "Exit Error, once ErrorMode is reset")


def _acting(script: LintedScript, errors: Set[str], found: Set[int]) -> set[int]:
    """The statements that act on an error, or keep it for others that do."""
    acting = set(found - _keeping(script, errors))
    clears = {setting.number for setting in settings_of(script) if setting.clears}
    filled = {
        name: [at for at, _ in assignments_of(script).get(name, ()) if at not in clears]
        for name in errors
    }
    once = sorted((places[0], name) for name, places in filled.items() if len(places) == 1)
    # What is computed from a variable mostly comes after it.
    for at, name in reversed(once):
        if any(read in acting for read, _ in references_of(script).get(name, ())):
            acting.add(at)
    return acting


def _keeping(script: LintedScript, errors: Set[str]) -> set[int]:
    """The statements that only keep an error, in a variable that is not passed on."""
    names = errors - indirectly_set(script)
    return {at for name in names for at, _ in assignments_of(script).get(name, ())}


def _tracing(script: LintedScript, reads: Set[int], keeps: Set[int]) -> set[int]:
    """The conditionals that only write to the log, or keep what is written."""
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
