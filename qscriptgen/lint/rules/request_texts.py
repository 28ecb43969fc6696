"""QL3, first part: quotes, and bodies that are JSON."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.json_text import json_error, with_placeholders
from qscriptgen.lint.analyses.request_texts import intact_texts, odd_quotes, text_ended_early
from qscriptgen.lint.analyses.requests import Argument, RestRequest, requests_of
from qscriptgen.lint.excerpts import excerpt, one_line
from qscriptgen.lint.rule import Violation, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript


_DOUBLE = "double every quote inside it"
_REPLACE = "double its quotes once: Replace(v, '\"', '\"\"')"


@rule("QL301", "undoubled-quote", "error")
def undoubled_quote(script: LintedScript) -> Iterator[Violation]:
    """A quote inside a text of a request is not doubled.

    Why: the quote ends the text, and the rest is read as something else. Variables are expanded
    before the text is read, so the quotes in their values must be doubled too.

    Bad:
        LIB CONNECT TO 'Api';
        LET vBody = '{"appId":"0a1b2c3d-0000-4000-8000-000000000001"}';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "$(vBody)");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        LET vBody = '{"appId":"0a1b2c3d-0000-4000-8000-000000000001"}';
        LET vBody = Replace(vBody, '"', '""');
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "$(vBody)");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request in requests_of(script):
        problem = text_ended_early(request)
        if problem:
            message = f"the quote before '{excerpt(script, problem.span)}' is not doubled"
            yield Violation(
                (problem.span[0] - 1, problem.span[0]), f"{message}, and ends the text", _DOUBLE
            )
            continue
        for argument, at in odd_quotes(request):
            span, _ = argument.origin(at)
            message = f"{excerpt(script, span)} contains a quote that is not doubled"
            near = argument.raw[max(at - 1, 0) : at + 9].replace(UNKNOWN, "...")
            yield Violation(span, f"{message}, as in '{one_line(near)}'", _REPLACE)


@rule("QL302", "quote-doubled-twice", "error")
def quote_doubled_twice(script: LintedScript) -> Iterator[Violation]:
    """A quote inside a text of a request is doubled twice.

    Why: the text is sent with two quotes instead of one. It is written with doubled quotes and
    Replace doubles them again, or Replace is used twice.

    Bad:
        LIB CONNECT TO 'Api';
        LET vBody = '{""appId"":""0a1b2c3d-0000-4000-8000-000000000001""}';
        LET vBody = Replace(vBody, '"', '""');
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "$(vBody)");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        LET vBody = '{"appId":"0a1b2c3d-0000-4000-8000-000000000001"}';
        LET vBody = Replace(vBody, '"', '""');
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (BODY "$(vBody)");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request in requests_of(script):
        for argument in intact_texts(request):
            at = _doubled_twice(argument, body=argument is request.body)
            if at is not None:
                span, written = argument.origin(at)
                who = "this text" if written else excerpt(script, span)
                message = f"{who} sends '{one_line(argument.value[:20])}'".replace(UNKNOWN, "...")
                yield Violation(
                    span, f"{message}: its quotes are doubled twice", "double them once"
                )


def _doubled_twice(argument: Argument, *, body: bool) -> int | None:
    """The offset of the first quote that is doubled twice, None if there is none."""
    at = argument.raw.find('""""')
    if at < 0:
        return None
    if body and argument.value.lstrip()[:1] in ("{", "["):
        as_sent, _ = with_placeholders(argument.value)
        as_intended, _ = with_placeholders(argument.value.replace('""', '"'))
        return at if json_error(as_sent) and not json_error(as_intended) else None
    found = re.search(r'""""\w[^"\s]*""""', argument.raw)
    return found.start() if found else None


@rule("QL303", "body-no-json", "error")
def body_not_json(script: LintedScript) -> Iterator[Violation]:
    """What is sent to start a reload is not JSON.

    Why: the API answers with an error, and no reload starts.

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""0a1b2c3d-0000-4000-8000-000000000001"",}");
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
    for request, body in _bodies(script):
        if body.is_known and request.starts_reload:
            yield from _not_json(body, body.value, "is not")


@rule("QL304", "body-hardly-json", "warning")
def body_hardly_json(script: LintedScript) -> Iterator[Violation]:
    """The body of a request starts like JSON, but does not seem to be JSON.

    Why: hardly any API accepts it. A variable may contain just what is missing, and some receivers
    ignore an extra comma.

    Bad:
        LIB CONNECT TO 'Api';
        LET vApp = Peek('id', 0, 'Apps');
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""$(vApp), ""weight"":1}");
        DROP TABLE Answer;
        DISCONNECT;

    Good:
        LIB CONNECT TO 'Api';
        LET vApp = Peek('id', 0, 'Apps');
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (BODY "{""appId"":""$(vApp)"", ""weight"":1}");
        DROP TABLE Answer;
        DISCONNECT;
    """
    for request, body in _bodies(script):
        value, loose = with_placeholders(body.value)
        if not loose and not (body.is_known and request.starts_reload):
            yield from _not_json(body, value, "is not" if body.is_known else "can hardly be")


def _bodies(script: LintedScript) -> Iterator[tuple[RestRequest, Argument]]:
    """The bodies that are to be JSON, and whose quotes are in order."""
    for request in requests_of(script):
        body = request.body
        if body is None or not any(body is argument for argument in intact_texts(request)):
            continue
        is_json = body.value.lstrip()[:1] in ("{", "[") or (
            request.starts_reload and body.value.strip()
        )
        if is_json and _doubled_twice(body, body=True) is None:
            yield request, body


def _not_json(body: Argument, value: str, verb: str) -> Iterator[Violation]:
    """The violation for a body that is not JSON, none if it is."""
    error = json_error(value)
    if error is None:
        return
    at, why = error
    near = body.value[at : at + 20].replace(UNKNOWN, "...")
    where = f" before '{one_line(near)}'" if near.strip() else " at its end"
    raw = body.raw_offset(at) if near.strip() else max(len(body.raw) - 1, 0)
    span, _ = body.origin(raw)
    yield Violation(span, f"the body {verb} JSON{where}: {why[:1].lower()}{why[1:]}")
