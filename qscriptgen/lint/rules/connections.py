"""QL3, fifth part: the connections that requests go through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.connections import unchecked_connects
from qscriptgen.lint.analyses.includes import has_included_code, is_library
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.subroutines import subroutine_name, subroutines_of
from qscriptgen.lint.rule import Violation, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript


@rule("QL316", "unchecked-connect", "warning")
def unchecked_connect(script: LintedScript) -> Iterator[Violation]:
    """A request with a body follows a CONNECT whose failure is not checked.

    Why: under ErrorMode 0 the script goes on if the CONNECT fails, and the request goes through the
    connection before, which may lead to something else.

    Bad:
        SET ErrorMode = 0;
        LIB CONNECT TO 'ApiPost';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        DROP TABLE Answer;

    Good:
        SET ErrorMode = 0;
        LIB CONNECT TO 'ApiPost';
        LET vError = Num(ScriptError);
        IF vError = 0 THEN
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root"
            WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
            LET vError = Num(ScriptError);
        END IF
        DISCONNECT;
        SET ErrorMode = 1;
        DROP TABLE Answer;
    """
    yield from _unchecked(script, with_body=True)


@rule("QL319", "unseen-connect", "info")
def unseen_connect(script: LintedScript) -> Iterator[Violation]:
    """A request without a body follows a CONNECT whose failure is not checked.

    Why: under ErrorMode 0 the script goes on if the CONNECT fails. The connection before, which an
    earlier tab may have opened, is still active and answers instead, so that ScriptError after the
    request may show no error.

    Bad:
        SET ErrorMode = 0;
        LIB CONNECT TO 'ApiGet';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        LET vError = Num(ScriptError);
        SET ErrorMode = 1;
        DROP TABLE Answer;

    Good:
        SET ErrorMode = 0;
        LIB CONNECT TO 'ApiGet';
        LET vError = Num(ScriptError);
        IF vError = 0 THEN
            Answer:
            SQL SELECT "id" FROM JSON (wrap on) "root";
            LET vError = Num(ScriptError);
        END IF
        SET ErrorMode = 1;
        DROP TABLE Answer;
    """
    yield from _unchecked(script, with_body=False)


def _unchecked(script: LintedScript, *, with_body: bool) -> Iterator[Violation]:
    """The unchecked CONNECTs before requests, of which one has a body or none has."""
    for number, has_body in unchecked_connects(script).items():
        if has_body == with_body:
            word = script.statements[number].keyword.text
            message = f"nothing checks before the request whether this {word} CONNECT worked"
            yield Violation(script.keyword_span(number), message, "read ScriptError right after it")


@rule("QL322", "foreign-connection", "info")
def foreign_connection(script: LintedScript) -> Iterator[Violation]:
    """A script sends a request without opening a connection.

    Why: the request goes through the connection that an earlier tab has left active, with its
    method and its rights; if none is active, it fails. The rule does not apply to a file of
    subroutines, to a script that includes others, or to scripts that are linted together.

    Bad:
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads?limit=1");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'ApiGet';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads?limit=1");
        DROP TABLE Answer;
    """
    alone = len(script.group.scripts) <= 1 and not (has_included_code(script) or is_library(script))
    if script.of_kind("CONNECT", "UNKNOWN") or not alone:
        return
    own = subroutines_of(script)
    if not all(subroutine_name(script, number) in own for number in script.of_kind("CALL")):
        return
    first = next((request for request in requests_of(script) if request.rest.connection), None)
    if first is not None:
        word = first.statement.keyword.text
        message = f"this {word} goes through a connection that the script does not open"
        yield Violation(first.keyword_span, message, "LIB CONNECT TO the connection that it needs")
