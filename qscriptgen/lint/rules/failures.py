"""QL5, second part: failures that are seen, and of which nothing comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.looks import elsewhere, held_errors, ignored_requests, looks, mentioned
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.script import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit


@rule("QL508", "failure-only-traced", "info")
def failure_only_traced(unit: Unit) -> Iterator[Hit]:
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
    ignored = ignored_requests(unit)
    if not ignored or unit.library or unit.open:
        return
    held = held_errors(unit)
    reads = mentioned(unit, held)
    traces = {at for at in reads if unit.statements[at].kind == "TRACE"}
    traces |= _tracing(unit, reads, _keeps(unit, held))
    if not traces:
        return
    found = looks(unit) | reads
    acts = _acts(unit, held, found - traces) | elsewhere(unit, found)
    requests = frozenset(unit.of_kind("SQL", "SELECT"))
    acted = unit.flow.leading_to(acts, stops=requests)
    traced = unit.flow.leading_to(traces, stops=requests)
    for request in ignored:
        if request.number in traced and request.number not in acted:
            word = request.statement.keyword
            said = f"a failure of this {word.text} is traced, and the reload ends well"
            yield Hit((word.start, word.end), said, "Exit Error, once ErrorMode is put back")


def _acts(unit: Unit, held: set[str], found: set[int]) -> set[int]:
    """Where something comes of an error: what reads it, or keeps it for a later request's."""
    acts = found - _keeps(unit, held)
    clears = {setting.number for setting in unit.settings if setting.clears}
    filled = {
        name: [at for at, _ in unit.assigned.get(name, ()) if at not in clears] for name in held
    }
    once = sorted((places[0], name) for name, places in filled.items() if len(places) == 1)
    # What is made of a variable is mostly made behind it.
    for at, name in reversed(once):
        if any(read in acts for read, _ in unit.mentions.get(name, ())):
            acts.add(at)
    return acts


def _keeps(unit: Unit, held: set[str]) -> set[int]:
    """Where an error is only kept, in a variable that nobody is handed."""
    names = held - unit.handed
    return {at for name in names for at, _ in unit.assigned.get(name, ())}


def _tracing(unit: Unit, reads: set[int], keeps: set[int]) -> set[int]:
    """The choices in which nothing is done but to write to the log, and to keep what to write."""
    harmless = reads & keeps
    found: set[int] = set()
    for block in reversed(unit.script.blocks):
        heads = {unit.numbers[id(branch.head)] for branch in block.branches}
        items = [item for branch in block.branches for item in branch.body]
        if heads & reads and block.opener.kind in ("IF", "SWITCH"):
            inner = [item.opener if isinstance(item, Block) else item for item in items]
            if all(one.kind in _HARMLESS or unit.numbers[id(one)] in harmless for one in inner):
                found |= heads
                harmless |= heads
    return found


_HARMLESS = frozenset(("TRACE", "EMPTY", "REM", "SLEEP", "DROP", "DISCONNECT"))
