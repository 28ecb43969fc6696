"""QL5: failures that go unseen, or are seen wrongly."""

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
    """ErrorMode is set to 0 and not put back on every way to the end.

    Why: whatever stands behind, in this script or in the one it is pasted into, then goes on
    after any failure, and the reload ends well without its data.
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
    setting = error_mode_settings(script)
    if not any(mode & IGNORES for mode in setting.values()):
        return
    back = {number: 1 for number, mode in setting.items() if mode != IGNORES}
    emptied = dict.fromkeys(setting, 1)
    emptied |= dict.fromkeys(script.of_kind("INCLUDE", "EXPANSION", "UNKNOWN"), 1)
    if calls_may_set_error_mode(script):
        emptied |= dict.fromkeys(script.of_kind("CALL"), 1)
    kept = control_flow(script).survivors(emptied, 1, (END,))
    for number, mode in setting.items():
        region = region_of(script, number)
        if (
            mode != IGNORES
            or not kept.get(number, 0)
            or number not in control_flow(script).reachable
        ):
            continue
        # A subroutine that only switches may have a sister that switches back.
        own = any(region_of(script, other) is region for other in back)
        if region.sub is not None and back and not own:
            continue
        span = _name_span(script, number)
        also = "not every way to the end puts it back" if own else "nothing puts it back"
        yield Violation(span, f"ErrorMode is 0 from here on, and {also}", "SET ErrorMode = 1;")


def _name_span(script: LintedScript, number: int) -> tuple[int, int]:
    parts = script.statements[number].parts
    word = script.statements[number].keyword
    return parts.name.span if isinstance(parts, Assign) else (word.start, word.end)


@rule("QL502", "script-error-too-late", "warning")
def script_error_too_late(script: LintedScript) -> Iterator[Violation]:
    """ScriptError is read behind another statement than the one it is to tell about.

    Why: every statement that works sets it back, a LET or TRACE too. Keep it right behind the
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
    wiped = _wiped(script)
    for at, span in dict(reversed(list(reads))).items():
        if at in wiped:
            kind = wiped[at].replace("ASSIGNMENT", "assignment")
            said = f"the {kind} before this sets ScriptError back"
            yield Violation(span, said, "read it right behind the statement that may fail")


def _wiped(script: LintedScript) -> dict[int, str]:
    """Where ScriptError has been set back on every way, and by which kind of statement."""

    def change(number: int, held: int) -> int:
        kind = script.statements[number].kind
        if kind in _SETS_BACK:
            return _WIPED
        return held if kind in _CONTROL or kind.startswith("EXIT ") else _FRESH

    last = control_flow(script).propagate(lambda _: _FRESH, change)
    found: dict[int, str] = {}
    wiper = ""
    for at, statement in enumerate(script.statements):
        if wiper and last.get(at) == _WIPED:
            found[at] = wiper
        wiper = statement.kind if statement.kind in _SETS_BACK else wiper
    return found


_FRESH = 1
_WIPED = 2
_SETS_BACK = frozenset(("LET", "SET", "ASSIGNMENT", "TRACE", "SLEEP"))
"""Statements that hardly ever fail, so that nobody asks whether they did."""

_CONTROL = frozenset((*OPENERS, *OPENERS.values(), *BRANCHES, "END", "EMPTY", "REM"))
"""Statements that leave ScriptError as it is, so far as anybody says."""


@rule("QL503", "expanded-script-error", "error")
def expanded_script_error(script: LintedScript) -> Iterator[Violation]:
    """``$(ScriptError)`` stands bare in an expression.

    Why: the text of ScriptError is empty where there is no error, so the expression loses its
    first half: ``IF  = 0 THEN`` is not a condition.
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
            said = "$(ScriptError) expands to nothing where there is no error"
            yield Violation(dollar.span, said, "write ScriptError, or Num(ScriptError)")


_EXPRESSIONS = frozenset((*OPENERS, *BRANCHES, "LOOP", "LET", "ASSIGNMENT", "CALL"))


@rule("QL504", "error-code-as-success", "warning")
def error_code_as_success(script: LintedScript) -> Iterator[Violation]:
    """A test takes every code but one for a success.

    Why: which code a failed request gives is documented nowhere, and it differs from one failure
    to the other. Only 0 says that there was none.

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
                    said = f"<> {code:g} takes every other error for a success"
                    yield Violation(subject.span, said, "test it with = 0")


def _is_error(node: Node | None, names: set[str]) -> bool:
    """Whether a node is the code of an error: one of some variables, or Num() of one."""
    while isinstance(node, Parenthesized) or (
        isinstance(node, Call) and node.name.lower() == "num"
    ):
        below = children(node)
        node = below[0] if below else None
    return isinstance(node, Name) and node.name.lower() in names


def _test(node: Node) -> tuple[Node, str, float] | None:
    """What a comparison with a number compares, how, and with which; None for other nodes."""
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
    """A request is sent under ErrorMode 0, and nobody looks whether it failed.

    Why: the script goes on as if the answer had come, and the reload ends well.

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
    seen = followed_by_check(script)
    for request in ignored:
        if request.number not in seen:
            word = request.statement.keyword
            said = f"whether this {word.text} failed is not looked at, under ErrorMode 0"
            yield Violation((word.start, word.end), said, "keep Num(ScriptError) right behind it")


@rule("QL507", "test-never-reached", "warning")
def test_never_reached(script: LintedScript) -> Iterator[Violation]:
    """ScriptError is tested behind a request, and ErrorMode is 1 there.

    Why: in this mode a request that fails ends the reload at once, so the test never sees a
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
        behind = [
            at for at in control_flow(script).successors.get(request.number, ()) if at in reads
        ]
        if behind and error_modes(script).get(request.number) == STOPS:
            word = script.statements[behind[0]].keyword
            said = "ErrorMode is 1 at the request, so this is never reached behind a failure"
            yield Violation((word.start, word.end), said, "SET ErrorMode = 0; before the request")


@rule("QL506", "optional-include", "warning")
def optional_include(script: LintedScript) -> Iterator[Violation]:
    """``$(Include=...)`` passes over a file that is not there.

    Why: the reload goes on without what the file would have brought, and nothing says so.
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
            yield Violation(
                parts.span, f"{where} passed over if it is not there", "use Must_Include"
            )
