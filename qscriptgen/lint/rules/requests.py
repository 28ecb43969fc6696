"""QL3, third part: what requests start, and what becomes of their answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.calls import sub_name
from qscriptgen.lint.known import ANY, assigned, inside
from qscriptgen.lint.looks import looked_at
from qscriptgen.lint.memory import UNKNOWN
from qscriptgen.lint.names import Nearest
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.lint.tables import Undropped, answer_of, drops, fields_of, first_rows, kept_tables
from qscriptgen.lint.texts import whole
from qscriptgen.patterns import APP_ID
from qscriptgen.script import find_expansions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.sent import Sent
    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Block


@rule("QL307", "wrap-off-answer", "warning")
def wrap_off_answer(unit: Unit) -> Iterator[Hit]:
    """The answer to the start of a reload is read with ``(wrap off)``.

    Why: without the wrap, the name must be the only property of the answer. The answer to a start
    is one flat record with id, status and more, so there is no row, or the statement fails after
    the reload has started.
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
    for sent in unit.sent:
        rest = sent.request.rest
        if sent.starts and rest.wrap == "off" and rest.options:
            name = rest.root.name.value if rest.root.name else ""
            said = f"the answer to a start has no property '{name}' around it"
            yield Hit(rest.options, said, '(wrap on) "root" reads its id and status')


@rule("QL313", "app-id-no-guid", "error")
def app_id_no_guid(unit: Unit) -> Iterator[Hit]:
    """A reload is started for an app id that is not a GUID.

    Why: the id of an app is a GUID; there is no app of this id, and nothing starts.

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
    for sent in unit.sent:
        if sent.app_id is None or sent.body is None:
            continue
        name, at = sent.app_id
        if UNKNOWN in name or APP_ID.fullmatch(name):
            continue
        span, written = sent.body.place(at)
        if written and name:
            span = span[0], min(span[0] + len(name), sent.body.text.span[1] - 1)
        said = f"'{name}' is not the id of an app" if name else "the id of the app is empty"
        yield Hit(span, said, "it is in the address of the opened app, as 8-4-4-4-12 hex digits")


@rule("QL314", "start-without-app-id", "warning")
def start_without_app_id(unit: Unit) -> Iterator[Hit]:
    """What is sent to the reloads has no ``appId``.

    Why: without it the API answers with an error, and nothing starts. Capital letters count.
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
    for sent in unit.sent:
        body = next((text for text in whole(unit, sent) if text is sent.body), None)
        if body is None or '"appId"' in body.value or not body.value.lstrip().startswith("{"):
            continue
        near = re.search(r'"(app_?id)"', body.value, re.IGNORECASE)
        if near and sent.to_reloads is not False:
            span, _ = body.place(body.raw_offset(near.start(1)))
            yield Hit(span, f"'{near[1]}' is not what the API asks for", "write appId")
        elif sent.to_reloads and body.known:
            yield Hit(body.text.span, "the body names no appId")


@rule("QL321", "misspelt-reloads", "warning")
def misspelt_reloads(unit: Unit) -> Iterator[Hit]:
    """The address of a request names nearly the reloads, and there is nothing of this name.

    Why: the API answers that it found nothing. The name is reloads, in small letters, for a start
    as well as for a look at one reload.
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
    nearest = Nearest(("reloads",))
    for sent in unit.sent:
        found = _RESOURCE.search(sent.url.raw) if sent.url else None
        name = found["name"] if found else "reloads"
        meant = "reloads" if name.lower() == "reloads" else nearest.name(name)
        if sent.url and found and meant and name != meant and _HERE.search(found["host"]):
            span, written = sent.url.place(found.start("name"))
            span = (span[0], span[0] + len(name)) if written else span
            said = f"'{name}' is not a name in the API of a tenant"
            yield Hit(span, said, f"did you mean {meant}?")


_RESOURCE = re.compile(
    r"^\s*(?:https?://)?(?P<host>[^/]*)/api/v1/(?P<name>[A-Za-z]+)(?=[/?#]|\s*$)", re.IGNORECASE
)
_HERE = re.compile(rf"{UNKNOWN}|\.qlikcloud\.com(?::\d+)?$|^$", re.IGNORECASE)


@rule("QL315", "stale-answer", "warning")
def stale_answer(unit: Unit) -> Iterator[Hit]:
    """A request is sent again while the table of its last answer is still there.

    Why: a table of the same fields is added to the one that is there, without an error. The first
    row, which is read afterwards, is that of the earlier answer.

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
    undropped = Undropped.of(unit)
    tables, fields = first_rows(unit)
    for request in unit.requests:
        label = answer_of(unit, request.number)
        if label is None or not undropped.before(request.number, label.name):
            continue
        read = not fields.isdisjoint(fields_of(request.rest.root))
        if read or label.name.lower() in tables:
            said = f"{label.name} may still hold the answer of the request before"
            yield Hit(label.span, said, f"DROP TABLE {label.name} before the next request")


@rule("QL317", "start-in-loop", "warning")
def start_in_loop(unit: Unit) -> Iterator[Hit]:
    """A loop starts the same app again and again, without a look at what runs.

    Why: a start whose answer got lost has still started; the next one is refused, or runs twice.
    A start in the loop that waits for it begins anew in each round.

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
    blocks = {unit.numbers[id(block.opener)]: block for block in unit.script.blocks}
    loops: dict[int, list[Sent]] = {}
    for sent in unit.sent:
        loop = unit.loop_of(sent.request.number)
        if loop is not None:
            loops.setdefault(loop, []).append(sent)
    looked = _around_looks(unit, loops)
    for loop, sents in loops.items():
        first = [sent for sent in sents if sent.starts]
        hint = "look for a reload of it before the next start"
        if len(first) < len(sents):
            # What is started only on a condition, or behind a look, depends on what was seen.
            look = min(sent.request.number for sent in sents if not sent.starts)
            first = [sent for sent in first if _always_first(unit, sent, loop, look)]
            hint = f"start it once, before this {blocks[loop].opener.kind}"
        if first and loop not in looked:
            yield from _again(unit, blocks[loop], first, hint)


def _around_looks(unit: Unit, loops: dict[int, list[Sent]]) -> set[int]:
    """The loops around another one that looks at something: it ends before the next round."""
    found: set[int] = set()
    for loop, sents in loops.items():
        outer = unit.loop_of(loop) if not all(sent.starts for sent in sents) else None
        while outer is not None and outer not in found:
            found.add(outer)
            outer = unit.loop_of(outer)
    return found


def _always_first(unit: Unit, sent: Sent, loop: int, look: int) -> bool:
    """Whether each round of a loop starts an app, before it looks at anything."""
    number = sent.request.number
    return number < look and unit.head_of(number) == loop and not sent.request.statement.prefixes


def _again(unit: Unit, block: Block, sents: list[Sent], hint: str) -> Iterator[Hit]:
    changed = assigned(inside(block))
    if ANY in changed or block.closer is None:
        return
    members = range(unit.numbers[id(block.opener)], unit.numbers[id(block.closer)] + 1)
    exits = {to for at in members for to in unit.flow.after.get(at, ()) if to not in members}
    for sent in sents:
        app, _ = sent.app_id or (UNKNOWN, 0)
        written = str(sent.request.statement)
        names = {dollar.name.strip().lower() for dollar in find_expansions(written)}
        if UNKNOWN in app and (names & changed or any("(" in name for name in names)):
            continue
        number = sent.request.number
        if number in unit.flow.behind(number, stops=exits):
            span = sent.body.text.span if sent.body else sent.request.statement.span
            said = f"each round of this {block.opener.kind} starts the same app"
            yield Hit(span, said, hint)
        return


@rule("QL320", "unread-starts", "info")
def unread_starts(unit: Unit) -> Iterator[Hit]:
    """A loop starts one app after the other, and no answer is looked at.

    Why: the answer says which reload was started, and whether it waits or was refused. Without it
    nobody can tell which of the apps have new data.

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
    starts = [] if unit.open else list(_dropped_starts(unit))
    looked = looked_at(unit) if starts else set()
    again = _called_in_loops(unit) if starts else set()
    for sent in starts:
        number = sent.request.number
        sub = unit.region_of(number).sub
        repeated = unit.loop_of(number) is not None or (sub in again and not looked)
        if repeated and number not in looked:
            word = sent.request.statement.keyword
            said = "each round starts a reload, and its answer is dropped unread"
            yield Hit((word.start, word.end), said, "keep its id, to see what becomes of it")


def _dropped_starts(unit: Unit) -> Iterator[Sent]:
    """The starts of an app that is not always the same, whose answers are only dropped."""
    gone = {name for _, names in drops(unit) for name in names} - kept_tables(unit)
    for sent in unit.sent:
        app, _ = sent.app_id or (UNKNOWN, 0)
        label = answer_of(unit, sent.request.number) if sent.starts and UNKNOWN in app else None
        if label is not None and label.name.lower() in gone:
            yield sent


def _called_in_loops(unit: Unit) -> set[int | None]:
    """The subroutines that are called in a loop, by their statements."""
    calls = (at for at in unit.of_kind("CALL") if unit.loop_of(at) is not None)
    names = {sub_name(unit, at) for at in calls}
    return {at for at in unit.of_kind("SUB") if sub_name(unit, at) in names}


@rule("QL318", "answer-left-behind", "info")
def answer_left_behind(unit: Unit) -> Iterator[Hit]:
    """The answer to the start of a reload is never dropped, stored or loaded from.

    Why: its table stays in the data model of the app, and is associated with any other table that
    has a field ``id`` or ``status``.

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
    if unit.open or unit.of_kind("UNKNOWN"):
        return
    kept = kept_tables(unit)
    gone = {name for _, names in drops(unit) for name in names}
    for sent in unit.sent:
        label = answer_of(unit, sent.request.number) if sent.starts else None
        if label is None or label.name.lower().startswith("qsg_") or ANY in gone:
            continue
        if label.name.lower() not in kept | gone:
            said = f"{label.name} is never dropped"
            yield Hit(label.span, said, f"DROP TABLE {label.name};")
