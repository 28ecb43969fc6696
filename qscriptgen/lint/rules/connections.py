"""QL3, fifth part: the connections that requests go through."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from qscriptgen.lint.calls import sub_name
from qscriptgen.lint.looks import ERRORS, mentioned
from qscriptgen.lint.mode import IGNORES
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.lint.siblings import subs_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.tokens import Token


@rule("QL316", "unchecked-connect", "warning")
def unchecked_connect(unit: Unit) -> Iterator[Hit]:
    """A request with a body follows a CONNECT that may have failed unseen.

    Why: under ErrorMode 0 the script goes on where the CONNECT fails, and the request goes to the
    connection before, which may be one that answers to something else.

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
    for connect, bodies in _unseen(unit):
        if bodies:
            yield _unlooked(unit.statements[connect].keyword)


@rule("QL319", "unseen-connect", "info")
def unseen_connect(unit: Unit) -> Iterator[Hit]:
    """A request without a body follows a CONNECT that may have failed unseen.

    Why: under ErrorMode 0 the script goes on where the CONNECT fails. The connection before, which
    an earlier tab may have opened, is still active and answers in its place, so that ScriptError
    behind the request may say nothing.

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
    for connect, bodies in _unseen(unit):
        if not bodies:
            yield _unlooked(unit.statements[connect].keyword)


def _unseen(unit: Unit) -> Iterator[tuple[int, bool]]:
    """The CONNECTs before requests at which nobody looks, and whether one has a body."""
    connects = unit.of_kind("CONNECT")
    unseen = {number for number in connects if unit.modes.get(number, 0) == IGNORES}
    pending = _pending(unit, connects, unseen) if unseen else {}
    bodies = {sent.request.number for sent in unit.sent if sent.body} if unseen else set()
    found: dict[int, bool] = {}
    for number in unit.of_kind("SQL", "SELECT") if unseen else ():
        at = bisect(connects, number) - 1
        if pending.get(number) and at >= 0 and connects[at] in unseen:
            found[connects[at]] = found.get(connects[at], False) or number in bodies
    yield from found.items()


def _unlooked(word: Token) -> Hit:
    said = f"whether this {word.text} CONNECT worked is not looked at before the request"
    return Hit((word.start, word.end), said, "read ScriptError right behind it")


def _pending(unit: Unit, connects: Collection[int], unseen: Collection[int]) -> dict[int, int]:
    """Which statements may follow an unseen CONNECT whose failure nobody has looked at."""
    looks = mentioned(unit, ERRORS)
    looks |= {*unit.of_kind("CALL", "INCLUDE", "EXPANSION", "UNKNOWN"), *connects}
    starts = frozenset(unseen)

    def change(number: int, held: int) -> int:
        return 1 if number in starts else 0 if number in looks else held

    return unit.flow.carried(lambda _: 0, change)


@rule("QL322", "foreign-connection", "info")
def foreign_connection(unit: Unit) -> Iterator[Hit]:
    """A script sends a request, and connects to nothing.

    Why: the request goes through the connection that an earlier tab has left active, with its
    method and its rights; where none is active it fails. Nothing is said of a file of subroutines,
    of a script that includes others, or of scripts that are linted together.

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
    alone = len(unit.siblings.units) <= 1 and not (unit.open or unit.library)
    if unit.of_kind("CONNECT", "UNKNOWN") or not alone:
        return
    own = subs_of(unit)
    if not all(sub_name(unit, number) in own for number in unit.of_kind("CALL")):
        return
    first = next((request for request in unit.requests if request.rest.connection), None)
    if first is not None:
        word = first.statement.keyword
        said = f"this {word.text} goes through a connection that the script does not open"
        yield Hit((word.start, word.end), said, "LIB CONNECT TO the one that it needs")
