"""QL3, second part: the syntax of requests, and their entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.history import UNKNOWN
from qscriptgen.lint.analyses.request_texts import intact_texts, text_ended_early
from qscriptgen.lint.analyses.requests import RestRequest, requests_of
from qscriptgen.lint.excerpts import excerpt
from qscriptgen.lint.rule import Violation, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import ScriptProblem

_ENTRIES = frozenset(("url", "body", "query", "httpheader"))


def _problems(
    script: LintedScript, entry: bool | None, comma: bool | None
) -> Iterator[ScriptProblem]:
    """The problems of one kind that the reader found in requests."""
    for request in requests_of(script):
        yield from _problems_of(script, request, entry, comma)


def _problems_of(
    script: LintedScript, request: RestRequest, entry: bool | None, comma: bool | None
) -> Iterator[ScriptProblem]:
    """The problems of a request: those of unknown entries, of missing commas, or all others."""
    for problem in () if text_ended_early(request) else request.problems:
        if problem.kind.startswith("rest") and not _is_without_columns(script, problem):
            no_entry = problem.kind == "rest-entry"
            no_comma = _lacks_comma(script, problem)
            if (no_entry, no_comma) == (bool(entry), bool(comma)):
                yield problem


def _is_without_columns(script: LintedScript, problem: ScriptProblem) -> bool:
    """Whether it is about a SELECT without columns.

    Public scripts use one where no column matters.

    https://github.com/ptarmiganlabs/butler, docs/sense_script/butler_subs.qvs
    """
    before = script.text[max(problem.span[0] - _NEAR, 0) : problem.span[0]]
    return problem.kind == "rest-column" and before.rstrip()[-6:].lower() == "select"


_NEAR = 200


def _lacks_comma(script: LintedScript, problem: ScriptProblem) -> bool:
    """Whether what stands where a comma is expected can come after a comma."""
    found = script.text[problem.span[0] : problem.span[1]].lower()
    if problem.kind == "rest-after-entry":
        return found in _ENTRIES
    return problem.kind == "rest-after-column" and found[:1] in ('"', "(")


@rule("QL305", "unknown-entry", "error")
def unknown_entry(script: LintedScript) -> Iterator[Violation]:
    """WITH CONNECTION has an entry that does not exist.

    Why: the connector knows URL, BODY, QUERY and HTTPHEADER. The method of a request is a
    property of the connection and can't be set here.
    Source: https://github.com/ChristofSchwarz/QlikScripts, rest-connector/json-trees.txt

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (METHOD "POST", URL "https://tenant.eu.qlikcloud.com/api/v1/reloads");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/reloads");
        DROP TABLE Answer;
    """
    for request in requests_of(script):
        for problem in _problems_of(script, request, entry=True, comma=None):
            found = script.text[problem.span[0]]
            hint = f'write " and not {found}' if found in _CURLY else problem.hint
            yield Violation(problem.span, problem.message, hint)
            if not found.isascii() or not found.isalpha():
                break  # it is not a misspelt word, so what follows is hardly an entry


_CURLY = "\u201c\u201d\u201e\u201f"
"""Quotes that word processors make of ``"``."""


@rule("QL306", "missing-comma", "error")
def missing_comma(script: LintedScript) -> Iterator[Violation]:
    """Two entries, or two columns, of a request have no comma between them.

    Why: the connector can't read the statement.

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/users" QUERY "limit" "1");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/users", QUERY "limit" "1");
        DROP TABLE Answer;
    """
    for problem in _problems(script, entry=None, comma=True):
        yield Violation(
            problem.span, f"a comma is missing before '{excerpt(script, problem.span)}'"
        )


@rule("QL308", "rest-syntax", "error")
def rest_syntax(script: LintedScript) -> Iterator[Violation]:
    """The SELECT of a REST connection is not in a form that the connector accepts.

    Why: the request is not sent, and the statement fails.

    Bad:
        Answer:
        SQL SELECT "id" FROM JSON (wrap maybe) "root";
        DROP TABLE Answer;

    Good:
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root";
        DROP TABLE Answer;
    """
    for request in requests_of(script):
        for problem in _problems_of(script, request, entry=None, comma=None):
            found = script.text[problem.span[0] : problem.span[0] + 1]
            curly = bool(found) and found in _CURLY
            hint = f'write " and not {found}' if curly else problem.hint
            yield Violation(problem.span, problem.message, hint)
            if curly:
                break  # where this text ends is not known


@rule("QL309", "trailing-comma", "info")
def trailing_comma(script: LintedScript) -> Iterator[Violation]:
    """A comma follows the last entry of WITH CONNECTION.

    Why: at least one version of the connector accepts it; whether all do is not documented.
    Source: https://github.com/ptarmiganlabs/butler, docs/sense_script/butler_subs.qvs

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/users",);
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/users");
        DROP TABLE Answer;
    """
    for request in requests_of(script):
        end = request.rest.connection[1] if request.rest.connection else 0
        code = [token for token in request.statement.code if token.start < end]
        if len(code) > 1 and code[-1].text == ")" and code[-2].text == ",":
            yield Violation((code[-2].start, code[-2].end), "there is a ',' after the last entry")


_HEX = re.compile(r"%(?:2[0-9A-F]|3[A-F]|40|5[B-E]|7[B-E]|[C-E][0-9A-F])", re.IGNORECASE)


@rule("QL310", "encoded-query-value", "warning")
def encoded_query_value(script: LintedScript) -> Iterator[Violation]:
    """The value of a QUERY is already percent-encoded.

    Why: public scripts write it as it is, with spaces and quotes, so the connector encodes it;
    ``%20`` would then be sent as ``%2520``.
    Source: https://github.com/ChristofSchwarz/QlikScripts, rest-connector

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (QUERY "filter" "name%20eq%20x");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (QUERY "filter" "name eq x");
        DROP TABLE Answer;
    """
    for request in requests_of(script):
        for _, texts in request.entries("QUERY"):
            found = _HEX.search(texts[1].raw) if len(texts) > 1 else None
            if found:
                message = f"'{found[0]}' in the value of a QUERY is encoded a second time"
                yield Violation(
                    texts[1].origin(found.start())[0], message, "write the character itself"
                )


_NOT_IN_URL = re.compile(rf"[^!-~{UNKNOWN}]|[<>\\^`{{|}}]|\"\"")


@rule("QL311", "unencoded-url", "warning")
def unencoded_url(script: LintedScript) -> Iterator[Violation]:
    """A URL contains a character that must be percent-encoded.

    Why: the connector sends a URL as it is; a space or an umlaut ends it or is rejected.

    Bad:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/items?name=Sales App");
        DROP TABLE Answer;

    Good:
        LIB CONNECT TO 'Api';
        Answer:
        SQL SELECT "id" FROM JSON (wrap on) "root"
        WITH CONNECTION (URL "https://tenant.eu.qlikcloud.com/api/v1/items?name=Sales%20App");
        DROP TABLE Answer;
    """
    for request in requests_of(script):
        if request.url is None or not any(
            request.url is argument for argument in intact_texts(request)
        ):
            continue
        found = _NOT_IN_URL.search(request.url.raw)
        if found:
            sign = found[0][0]
            message = f"'{sign}'" if sign.isprintable() else "a line end or control character"
            code = "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "replace"))
            message += " in a URL is not encoded"
            yield Violation(
                request.url.origin(found.start())[0], message, f"write {code}, or use QUERY"
            )
