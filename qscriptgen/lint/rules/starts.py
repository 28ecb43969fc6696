"""QL3, sixth part: loops that start reloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import branch_around, loop_around
from qscriptgen.lint.analyses.constants import ANY, assigned_names, statements_in
from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.outcome_checks import followed_by_check
from qscriptgen.lint.analyses.requests import RestRequest, requests_of
from qscriptgen.lint.analyses.subroutines import subroutine_name
from qscriptgen.lint.analyses.tables import answer_label, dropped_tables, used_tables
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script import Block, find_expansions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript


@rule("QL317", "start-in-loop", "warning")
def start_in_loop(script: LintedScript) -> Iterator[Violation]:
    """A loop starts the same app again and again, without checking what runs.

    Why: if the answer to a start is lost, the reload runs nevertheless; the next start is refused,
    or the app is reloaded twice. In a loop that waits for the reload, each round starts it again.

    Bad:
        LIB CONNECT TO 'Api';
        FOR vTry = 1 TO 3
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root"
            WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
            DROP TABLE Answer;
            Sleep 30000;
        NEXT vTry
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        FOR EACH vApp IN FieldValueList('app')
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root"
            WITH CONNECTION (BODY "{""appId"":""$(vApp)""}");
            LET vIds = vIds & '|' & Peek('id', 0, 'Answer');
            DROP TABLE Answer;
            Sleep 30000;
        NEXT vApp
        DISCONNECT;
    """
    blocks = {script.number_of(block.opener): block for block in script.parsed.blocks}
    loops: dict[int, list[RestRequest]] = {}
    for request in requests_of(script):
        loop = loop_around(script, request.number)
        if loop is not None:
            loops.setdefault(loop, []).append(request)
    checking = _around_checks(script, loops)
    for loop, requests in loops.items():
        first = [request for request in requests if request.starts_reload]
        hint = "check for a running reload of it before the next start"
        if len(first) < len(requests):
            # A start on a condition, or after a check, depends on what was found.
            check = min(request.number for request in requests if not request.starts_reload)
            first = [request for request in first if _always_first(script, request, loop, check)]
            hint = f"start it once, before this {blocks[loop].opener.kind}"
        if first and loop not in checking:
            yield from _again(script, blocks[loop], first, hint)


def _around_checks(script: LintedScript, loops: dict[int, list[RestRequest]]) -> set[int]:
    """The loops around another loop that checks something, which ends before the next round."""
    found: set[int] = set()
    for loop, requests in loops.items():
        outer = (
            loop_around(script, loop)
            if not all(request.starts_reload for request in requests)
            else None
        )
        while outer is not None and outer not in found:
            found.add(outer)
            outer = loop_around(script, outer)
    return found


def _always_first(script: LintedScript, request: RestRequest, loop: int, check: int) -> bool:
    """Whether each round of a loop starts an app before it checks anything."""
    number = request.number
    return (
        number < check and branch_around(script, number) == loop and not request.statement.prefixes
    )


def _again(
    script: LintedScript, block: Block, requests: list[RestRequest], hint: str
) -> Iterator[Violation]:
    """The violation for a loop that starts the same app again, none if it does not."""
    changed = assigned_names(statements_in(block))
    if ANY in changed or block.closer is None:
        return
    members = range(script.number_of(block.opener), script.number_of(block.closer) + 1)
    exits = {
        to
        for at in members
        for to in control_flow(script).successors.get(at, ())
        if to not in members
    }
    for request in requests:
        app, _ = request.app_id or (UNKNOWN, 0)
        written = str(request.statement)
        names = {dollar.name.strip().lower() for dollar in find_expansions(written)}
        if UNKNOWN in app and (names & changed or any("(" in name for name in names)):
            continue
        number = request.number
        if number in control_flow(script).reachable_after(number, stops=exits):
            span = request.body.text.span if request.body else request.statement.span
            message = f"each round of this {block.opener.kind} starts the same app"
            yield Violation(span, message, hint)
        return


@rule("QL320", "unread-starts", "info")
def unread_starts(script: LintedScript) -> Iterator[Violation]:
    """A loop starts one app after the other, and no answer is read.

    Why: the answer shows which reload was started, and whether it waits or was refused. Without it,
    it is not known which of the apps have new data.

    Bad:
        LIB CONNECT TO 'Api';
        FOR EACH vApp IN FieldValueList('app')
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root"
            WITH CONNECTION (BODY "{""appId"":""$(vApp)""}");
            DROP TABLE Answer;
            Sleep 1000;
        NEXT vApp
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        FOR EACH vApp IN FieldValueList('app')
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root"
            WITH CONNECTION (BODY "{""appId"":""$(vApp)""}");
            LET vIds = vIds & '|' & Peek('id', 0, 'Answer');
            DROP TABLE Answer;
            Sleep 1000;
        NEXT vApp
        DISCONNECT;
    """
    starts = [] if has_included_code(script) else list(_dropped_starts(script))
    checked = followed_by_check(script) if starts else set()
    again = _called_in_loops(script) if starts else set()
    for request in starts:
        number = request.number
        sub = region_of(script, number).sub
        repeated = loop_around(script, number) is not None or (sub in again and not checked)
        if repeated and number not in checked:
            message = "each round starts a reload, and its answer is dropped without being read"
            yield Violation(request.keyword_span, message, "keep its id, to check the reload later")


def _dropped_starts(script: LintedScript) -> Iterator[RestRequest]:
    """The starts of apps that differ, whose answers are only dropped."""
    dropped = {name for _, names in dropped_tables(script) for name in names} - used_tables(script)
    for request in requests_of(script):
        app, _ = request.app_id or (UNKNOWN, 0)
        label = (
            answer_label(script, request.number)
            if request.starts_reload and UNKNOWN in app
            else None
        )
        if label is not None and label.name.lower() in dropped:
            yield request


def _called_in_loops(script: LintedScript) -> set[int | None]:
    """The subroutines that are called in a loop, by their statements."""
    calls = (at for at in script.of_kind("CALL") if loop_around(script, at) is not None)
    names = {subroutine_name(script, at) for at in calls}
    return {at for at in script.of_kind("SUB") if subroutine_name(script, at) in names}
