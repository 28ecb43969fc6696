"""QL5: failures that are not noticed, or tested wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import END, control_flow, region_of
from qscriptgen.lint.analyses.error_mode import (
    IGNORES,
    STOPS,
    calls_may_set_error_mode,
    error_mode_settings,
    error_modes,
)
from qscriptgen.lint.analyses.outcome_checks import followed_by_check, unprotected_requests
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.variables import references_of, settings_of
from qscriptgen.lint.expressions import roots, walk
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.expression import (
    BinaryChain,
    Call,
    Name,
    Numeral,
    Parenthesized,
    Unary,
    children,
)
from qscriptgen.script.keywords import BRANCHES, OPENERS
from qscriptgen.script.parts import Assign, Include

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script.expression import Node


@rule("QL501", "error-mode-left", "warning")
def error_mode_left(script: LintedScript) -> Iterator[Violation]:
    """ErrorMode is set to 0 and not reset on every path to the end.

    Why: all that follows, in this script or in the script that it is pasted into, then goes on
    after any failure, and the reload succeeds without its data.
    Source: https://help.qlik.com/en-US/cloud-services, ErrorVariables/ErrorMode.htm

    Bad:
        SET ErrorMode = 0;
        STORE Sales INTO [lib://Data/sales.qvd] (qvd);
        LET vError = Num(ScriptError);

    Good:
        SET ErrorMode = 0;
        STORE Sales INTO [lib://Data/sales.qvd] (qvd);
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
    """
    settings = error_mode_settings(script)
    if not any(mode & IGNORES for mode in settings.values()):
        return
    resets = {number: 1 for number, mode in settings.items() if mode != IGNORES}
    emptied = dict.fromkeys(settings, 1)
    emptied |= dict.fromkeys(script.of_kind("INCLUDE", "EXPANSION", "UNKNOWN"), 1)
    if calls_may_set_error_mode(script):
        emptied |= dict.fromkeys(script.of_kind("CALL"), 1)
    kept = control_flow(script).survivors(emptied, 1, (END,))
    for number, mode in settings.items():
        region = region_of(script, number)
        if (
            mode != IGNORES
            or not kept.get(number, 0)
            or number not in control_flow(script).reachable
        ):
            continue
        # Where a subroutine only sets it, another one may reset it.
        own = any(region_of(script, other) is region for other in resets)
        if region.sub is not None and resets and not own:
            continue
        span = _name_span(script, number)
        also = "not every path to the end resets it" if own else "nothing resets it"
        yield Violation(span, f"ErrorMode is 0 from here on, and {also}", "SET ErrorMode = 1;")


def _name_span(script: LintedScript, number: int) -> tuple[int, int]:
    parts = script.statements[number].parts
    return parts.name.span if isinstance(parts, Assign) else script.keyword_span(number)


@rule("QL502", "script-error-too-late", "warning")
def script_error_too_late(script: LintedScript) -> Iterator[Violation]:
    """ScriptError is read after another statement than the one whose error it is to show.

    Why: every statement that succeeds resets it, also a LET or TRACE. Keep it right after the
    request: ``LET vError = Num(ScriptError);``.
    Source: https://help.qlik.com/en-US/cloud-services, ErrorVariables/ScriptError.htm

    Bad:
        SET ErrorMode = 0;
        STORE Sales INTO [lib://Data/sales.qvd] (qvd);
        SET ErrorMode = 1;
        IF ScriptError > 0 THEN
            TRACE not stored;
        END IF

    Good:
        SET ErrorMode = 0;
        STORE Sales INTO [lib://Data/sales.qvd] (qvd);
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        IF vError > 0 THEN
            TRACE not stored;
        END IF
    """
    reads = references_of(script).get("scripterror", ())
    if not reads or any(found.name.name.lower() == "scripterror" for found in settings_of(script)):
        return
    resets = _resets_before(script)
    for at, span in dict(reversed(list(reads))).items():
        if at in resets:
            kind = resets[at].replace("ASSIGNMENT", "assignment")
            message = f"the {kind} before this resets ScriptError"
            yield Violation(span, message, "read it right after the statement that may fail")


def _resets_before(script: LintedScript) -> dict[int, str]:
    """Where ScriptError has been reset on every path, and by which kind of statement."""

    def change(number: int, before: int) -> int:
        kind = script.statements[number].kind
        if kind in _RESETS:
            return _RESET
        return before if kind in _CONTROL or kind.startswith("EXIT ") else _FRESH

    last = control_flow(script).propagate(lambda _: _FRESH, change)
    found: dict[int, str] = {}
    resetting = ""
    for at, statement in enumerate(script.statements):
        if resetting and last.get(at) == _RESET:
            found[at] = resetting
        resetting = statement.kind if statement.kind in _RESETS else resetting
    return found


_FRESH = 1
_RESET = 2
_RESETS = frozenset(("LET", "SET", "ASSIGNMENT", "TRACE", "SLEEP"))
"""Statements that hardly ever fail, so that no test is about them."""

_CONTROL = frozenset((*OPENERS, *OPENERS.values(), *BRANCHES, "END", "EMPTY", "REM"))
"""Statements that leave ScriptError as it is, as far as is documented."""


@rule("QL503", "expanded-script-error", "error")
def expanded_script_error(script: LintedScript) -> Iterator[Violation]:
    """``$(ScriptError)`` stands in an expression without quotes.

    Why: the text of ScriptError is empty if there is no error, so the expression loses its first
    half: ``IF  = 0 THEN`` is not a condition.
    Source: https://help.qlik.com/en-US/cloud-services, ErrorVariables/ScriptError.htm

    Bad:
        IF $(ScriptError) = 0 THEN
            TRACE stored;
        END IF

    Good:
        IF ScriptError = 0 THEN
            TRACE stored;
        END IF
    """
    for at, dollar in script.expansions:
        if dollar.kind != "variable" or dollar.name.strip().lower() != "scripterror":
            continue
        statement = script.statements[at]
        bare = any(
            token.kind == "expansion" and token.start == dollar.span[0] for token in statement.code
        )
        if bare and (statement.kind in _EXPRESSIONS or statement.kind.startswith("EXIT ")):
            message = "$(ScriptError) expands to nothing if there is no error"
            yield Violation(dollar.span, message, "write ScriptError, or Num(ScriptError)")


_EXPRESSIONS = frozenset((*OPENERS, *BRANCHES, "LOOP", "LET", "ASSIGNMENT", "CALL"))


@rule("QL504", "error-code-as-success", "warning")
def error_code_as_success(script: LintedScript) -> Iterator[Violation]:
    """A test takes every error code except one as success.

    Why: the code of a failed request is not documented, and it differs from failure to failure.
    Only 0 means that there was no error.

    Bad:
        LET vError = Num(ScriptError);
        IF vError <> 12 THEN
            TRACE answered;
        END IF

    Good:
        LET vError = Num(ScriptError);
        IF vError = 0 THEN
            TRACE answered;
        END IF
    """
    names = {"scripterror"}
    for number in script.of_kind("LET", "ASSIGNMENT"):
        parts = script.statements[number].parts
        if not isinstance(parts, Assign) or not isinstance(parts.name, Name):
            continue
        if _is_error(parts.expression, {"scripterror"}):
            names.add(parts.name.name.lower())
    for number in sorted({at for name in names for at, _ in references_of(script).get(name, ())}):
        for root in roots(script.statements[number]):
            tests = [test for test in map(_test, walk(root)) if test]
            about = [test for test in tests if _is_error(test[0], names)]
            if any(code == 0 for _, _, code in about):
                continue
            for subject, operator, code in about:
                if operator == "<>":
                    message = f"<> {code:g} takes every other error as success"
                    yield Violation(subject.span, message, "test it with = 0")


def _is_error(node: Node | None, names: set[str]) -> bool:
    """Whether a node is the code of an error: one of some variables, or Num() of one."""
    while isinstance(node, Parenthesized) or (
        isinstance(node, Call) and node.name.lower() == "num"
    ):
        below = children(node)
        node = below[0] if below else None
    return isinstance(node, Name) and node.name.lower() in names


def _test(node: Node) -> tuple[Node, str, float] | None:
    """The subject, operator and number of a comparison with a number; None for other nodes."""
    if isinstance(node, Unary) and node.operator == "not":
        inner = _test(node.operand.inner) if isinstance(node.operand, Parenthesized) else None
        return (inner[0], "<>" if inner[1] == "=" else inner[1], inner[2]) if inner else None
    if not isinstance(node, BinaryChain) or len(node.rest) != 1:
        return None
    ((operator, right),) = node.rest
    if isinstance(right, Numeral):
        return node.first, operator, float(right.value)
    return (right, operator, float(node.first.value)) if isinstance(node.first, Numeral) else None


@rule("QL505", "swallowed-failure", "warning")
def swallowed_failure(script: LintedScript) -> Iterator[Violation]:
    """A request is sent under ErrorMode 0, and nothing checks whether it failed.

    Why: the script goes on as if there were an answer, and the reload succeeds.

    Bad:
        LIB CONNECT TO 'Api';
        SET ErrorMode = 0;
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        SET ErrorMode = 1;
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        SET ErrorMode = 0;
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        DROP TABLE Answer;
        IF vError <> 0 THEN
            Exit Error 'the app was not started';
        END IF
        DISCONNECT;
    """
    ignored = unprotected_requests(script)
    if not ignored:
        return
    checked = followed_by_check(script)
    for request in ignored:
        if request.number not in checked:
            word = request.statement.keyword.text
            message = f"nothing checks whether this {word} failed, under ErrorMode 0"
            yield Violation(request.keyword_span, message, "keep Num(ScriptError) right after it")


@rule("QL507", "test-never-reached", "warning")
def test_never_reached(script: LintedScript) -> Iterator[Violation]:
    """ScriptError is tested after a request under ErrorMode 1.

    Why: in this mode a request that fails ends the reload at once, so the test never finds a
    failure, and what the script would do about it never happens.
    Source: https://help.qlik.com/en-US/cloud-services, ErrorVariables/ErrorMode.htm

    Bad:
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        LET vError = Num(ScriptError);
        DROP TABLE Answer;

    Good:
        SET ErrorMode = 0;
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        DROP TABLE Answer;
    """
    reads = {at for at, _ in references_of(script).get("scripterror", ())}
    for request in requests_of(script):
        reads_after = [
            at for at in control_flow(script).successors.get(request.number, ()) if at in reads
        ]
        if reads_after and error_modes(script).get(request.number) == STOPS:
            message = "ErrorMode is 1 at the request, so this is never reached after a failure"
            yield Violation(
                script.keyword_span(reads_after[0]),
                message,
                "SET ErrorMode = 0; before the request",
            )


@rule("QL506", "optional-include", "warning")
def optional_include(script: LintedScript) -> Iterator[Violation]:
    """``$(Include=...)`` ignores a missing file.

    Why: the reload goes on without the text of the file, and without an error.
    Source: https://help.qlik.com/en-US/cloud-services, SystemVariables/Include.htm

    Bad:
        $(Include=lib://Data/trigger.qvs);

    Good:
        $(Must_Include=lib://Data/trigger.qvs);
    """
    for number in script.of_kind("INCLUDE"):
        parts = script.statements[number].parts
        if isinstance(parts, Include) and not parts.must:
            where = f"{parts.path} is" if parts.path else "the file is"
            yield Violation(parts.span, f"{where} ignored if it is missing", "use Must_Include")
