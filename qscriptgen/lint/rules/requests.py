"""QL3, third part: what requests send, and what happens to their answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.api import RELOADS, ROOT
from qscriptgen.app_id import APP_ID
from qscriptgen.lint.analyses.constants import ANY
from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.includes import has_included_code
from qscriptgen.lint.analyses.request_texts import intact_texts
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.tables import (
    KeptAnswers,
    answer_label,
    dropped_tables,
    fields_of,
    first_row_reads,
    used_tables,
)
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import Suggestions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript


@rule("QL307", "wrap-off-answer", "warning")
def wrap_off_answer(script: LintedScript) -> Iterator[Violation]:
    """The answer to the start of a reload is read with ``(wrap off)``.

    Why: without the wrap, the name must be the only property of the answer. The answer to a start
    is a flat record with id, status and more, so there is no row, or the statement fails after the
    reload has started.
    Source: https://qlik.dev/apis/rest/reloads

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap off) "data"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request in requests_of(script):
        rest = request.rest
        if request.starts_reload and rest.wrap == "off" and rest.options:
            name = rest.root.name.value if rest.root.name else ""
            message = f"the answer to a start has no outer property '{name}'"
            yield Violation(rest.options, message, '(wrap on) "root" reads its id and status')


@rule("QL313", "app-id-no-guid", "error")
def app_id_no_guid(script: LintedScript) -> Iterator[Violation]:
    """A reload is started for an app id that is not a GUID.

    Why: the id of an app is a GUID; no app has this id, and nothing starts.

    Bad:
        LIB CONNECT TO 'Api';
        LET vApp = 'Sales';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""$(vApp)""}");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        LET vApp = '0a1b2c3d-0000-4000-8000-000000000001';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""$(vApp)""}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request in requests_of(script):
        if request.app_id is None or request.body is None:
            continue
        name, at = request.app_id
        if UNKNOWN in name or APP_ID.fullmatch(name):
            continue
        span, written = request.body.origin(at)
        if written and name:
            span = span[0], min(span[0] + len(name), request.body.text.span[1] - 1)
        message = f"'{name}' is not the id of an app" if name else "the id of the app is empty"
        yield Violation(
            span, message, "it is in the address of the opened app, as 8-4-4-4-12 hex digits"
        )


@rule("QL314", "start-without-app-id", "warning")
def start_without_app_id(script: LintedScript) -> Iterator[Violation]:
    """A request that is to start a reload has no ``appId``.

    Why: without it the API answers with an error, and nothing starts. Letter case counts.
    Source: https://qlik.dev/apis/rest/reloads

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads",
            BODY "{""appID"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads",
            BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request in requests_of(script):
        body = next((text for text in intact_texts(request) if text is request.body), None)
        if body is None or '"appId"' in body.value or not body.value.lstrip().startswith("{"):
            continue
        near = re.search(r'"(app_?id)"', body.value, re.IGNORECASE)
        if near and request.to_reloads is not False:
            span, _ = body.origin(body.raw_offset(near.start(1)))
            yield Violation(
                span, f"'{near[1]}' is not the name that the API expects", "write appId"
            )
        elif request.to_reloads and body.is_known:
            yield Violation(body.text.span, "the body has no appId")


@rule("QL321", "misspelt-reloads", "warning")
def misspelt_reloads(script: LintedScript) -> Iterator[Violation]:
    """The URL of a request misspells the name of the reloads.

    Why: the API answers that there is nothing. The name is reloads, in lower case, to start a
    reload as well as to read one.
    Source: https://qlik.dev/apis/rest/reloads

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reload/1");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads/1");
        DROP TABLE Answer;
    """
    suggestions = Suggestions((RELOADS,))
    for request in requests_of(script):
        found = _RESOURCE.search(request.url.raw) if request.url else None
        name = found["name"] if found else RELOADS
        intended = RELOADS if name.lower() == RELOADS else suggestions.name(name)
        if (
            request.url
            and found
            and intended
            and name != intended
            and _TENANT.search(found["host"])
        ):
            span, written = request.url.origin(found.start("name"))
            span = (span[0], span[0] + len(name)) if written else span
            message = f"'{name}' is not a name in the API of a tenant"
            yield Violation(span, message, f"did you mean '{intended}'?")


_RESOURCE = re.compile(
    rf"^\s*(?:https?://)?(?P<host>[^/]*){ROOT}/(?P<name>[A-Za-z]+)(?=[/?#]|\s*$)", re.IGNORECASE
)
_TENANT = re.compile(rf"{UNKNOWN}|\.qlikcloud\.com(?::\d+)?$|^$", re.IGNORECASE)


@rule("QL315", "stale-answer", "warning")
def stale_answer(script: LintedScript) -> Iterator[Violation]:
    """A request is sent again while the table with its last answer is still there.

    Why: rows with the same fields are added to the existing table, without an error. The first row,
    which is read afterwards, is that of the earlier answer.

    Bad:
        LIB CONNECT TO 'Api';
        FOR vPoll = 1 TO 10
            Answer:
            SQL SELECT "id", "status" FROM JSON (wrap on) "root"
            WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads/1");
            LET vStatus = Peek('status', 0, 'Answer');
            Sleep 30000;
        NEXT vPoll

    Good:
        LIB CONNECT TO 'Api';
        FOR vPoll = 1 TO 10
            Answer:
            SQL SELECT "id", "status" FROM JSON (wrap on) "root"
            WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads/1");
            LET vStatus = Peek('status', 0, 'Answer');
            DROP TABLE Answer;
            Sleep 30000;
        NEXT vPoll
    """
    kept = KeptAnswers.of(script)
    tables, fields = first_row_reads(script)
    for request in requests_of(script):
        label = answer_label(script, request.number)
        if label is None or not kept.may_be_there(request.number, label.name):
            continue
        read = not fields.isdisjoint(fields_of(request.rest.root))
        if read or label.name.lower() in tables:
            message = f"{label.name} may still hold the answer of the request before"
            yield Violation(label.span, message, f"DROP TABLE {label.name} before the next request")


@rule("QL318", "answer-left-behind", "info")
def answer_left_behind(script: LintedScript) -> Iterator[Violation]:
    """The answer to the start of a reload is never dropped, stored or loaded.

    Why: its table stays in the data model of the app, where it is associated with every other table
    that has a field ``id`` or ``status``.

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    if has_included_code(script) or script.of_kind("UNKNOWN"):
        return
    used = used_tables(script)
    dropped = {name for _, names in dropped_tables(script) for name in names}
    for request in requests_of(script):
        label = answer_label(script, request.number) if request.starts_reload else None
        if label is None or label.name.lower().startswith("qsg_") or ANY in dropped:
            continue
        if label.name.lower() not in used | dropped:
            message = f"{label.name} is never dropped"
            yield Violation(label.span, message, f"DROP TABLE {label.name};")
