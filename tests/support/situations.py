"""What can meet a script: the factors of the runs that prove it, each entry under a short name.

A run takes one of each: a fault, a tenant, a state into which the block is pasted, and a space.
The names stand in ids of tests and in the command that repeats a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from qscriptgen import Chain
from qscriptgen.emulate.connector.connection import Connection
from qscriptgen.emulate.scenario import Behaviour, Fault, Operation, Scenario, StartingSpace

ALWAYS = None
"""For ``times``: from the first on, all."""

OTHER_ID = "6a63c0de459862df731affff"
OTHER_APP = "0a1b2c3d-0000-4000-8000-0000000000ff"


def _record(on: Operation, /, first: int = 1, times: int | None = ALWAYS, **members: Any) -> Fault:
    return Fault(kind="change", on=on, first=first, times=times, members=members)


def _status(status: int, on: Operation, times: int | None = 1, **more: Any) -> Fault:
    return Fault(kind="status", status=status, on=on, times=times, **more)


def _json(text: str, on: Operation, times: int | None = 1, **more: Any) -> Fault:
    return Fault(kind="json", text=text, on=on, times=times, **more)


def _lost(on: Operation, times: int | None = 1, **more: Any) -> Fault:
    return Fault(kind="timeout", on=on, times=times, **more)


def _foreign(on: Operation, times: int | None = 1, **more: Any) -> Fault:
    return Fault(kind="foreign", on=on, times=times, **more)


def _gone(name: str, first: int = 1, times: int | None = 1) -> Fault:
    return Fault(kind="no-connection", name=name, first=first, times=times)


FAULTS: dict[str, tuple[Fault, ...]] = {
    "none": (),
    # A start that is refused, or whose answer is an error though it was done.
    "start-400": (_status(400, "start", ALWAYS),),
    "start-403": (_status(403, "start", ALWAYS),),
    "start-404": (_status(404, "start"),),
    "start-404-2x": (_status(404, "start", 2),),
    "start-409": (_status(409, "start"),),
    "start-429": (_status(429, "start"),),
    "start-429-done": (_status(429, "start", handled=True),),
    "start-500-done": (_status(500, "start", handled=True),),
    "start-502-3x": (_status(502, "start", 3),),
    "start-504-done-all": (_status(504, "start", ALWAYS, handled=True),),
    # A start without an answer, or with one that can't be read.
    "start-lost": (_lost("start"),),
    "start-lost-3x": (_lost("start", 3),),
    "start-lost-done": (_lost("start", handled=True),),
    "start-lost-done-all": (_lost("start", ALWAYS, handled=True),),
    "start-lost-blind": (
        _lost("start", handled=True),
        _status(503, "list", ALWAYS, first=2),
    ),
    "start-garbage-done": (Fault(kind="garbage", on="start", handled=True),),
    "start-empty": (Fault(kind="empty", on="start"),),
    "start-empty-done": (Fault(kind="empty", on="start", handled=True),),
    "start-huge-done": (Fault(kind="huge", on="start", handled=True),),
    "start-object-done": (_json("{}", "start", handled=True),),
    "start-array-done": (_json("[]", "start", handled=True),),
    "start-data-done": (_json('{"data":[]}', "start", handled=True),),
    "start-no-id": (_record("start", id=None),),
    "start-blank-id": (_record("start", id=""),),
    "start-id-code": (_record("start", times=1, id="6a'; SET x='1"),),
    "start-other-id": (_record("start", times=1, id=OTHER_ID),),
    "start-other-app": (_record("start", times=1, appId=OTHER_APP),),
    # Looks at the newest reload.
    "list-500-3x": (_status(500, "list", 3),),
    "list-429-2nd": (_status(429, "list", first=2),),
    "list-lost-all": (_lost("list", ALWAYS),),
    "list-garbage": (Fault(kind="garbage", on="list"),),
    "list-array": (_json("[]", "list", 2),),
    "list-array-400": (_json("[]", "list", 2), _status(400, "start", ALWAYS)),
    "list-none-all": (_json('{"data":[]}', "list", ALWAYS),),
    "list-none-2nd": (_json('{"data":[]}', "list", ALWAYS, first=2),),
    "list-data-object": (_json('{"data":{}}', "list", 2),),
    "start-lost-none": (
        _lost("start", handled=True),
        _json('{"data":[]}', "list", first=2),
    ),
    "list-partial": (_record("list", partial=True),),
    "list-id-code": (_record("list", id="6a'; SET x='1"),),
    "list-bad-end": (_record("list", endTime="soon"),),
    "list-other-app": (_record("list", appId=OTHER_APP),),
    # Looks at a status.
    "poll-404-all": (_status(404, "status", ALWAYS),),
    "poll-503-3x": (_status(503, "status", 3),),
    "poll-lost-all": (_lost("status", ALWAYS),),
    "poll-empty": (Fault(kind="empty", on="status"),),
    "poll-object-all": (_json("{}", "status", ALWAYS),),
    "poll-times-code": (_record("status", startTime="2026'; SET x='1", endTime="$(x)|1 2"),),
    "poll-other-id": (_record("status", times=2, id=OTHER_ID, status="SUCCEEDED"),),
    # What stands for a status.
    "as-paused": (_record("get", status="PAUSED"),),
    "as-running-2nd": (_record("status", 2, status="RELOADING"),),
    "as-running-4th": (_record("status", 4, status="RELOADING"),),
    "as-running-6th": (_record("status", 6, status="RELOADING"),),
    "as-created": (_record("get", status="CREATED"),),
    "as-canceling": (_record("get", status="CANCELING"),),
    "as-null": (_record("get", status=None),),
    "as-blank": (_record("get", status=""),),
    "as-lower": (_record("get", status="succeeded"),),
    "as-longer": (_record("get", status="SUCCEEDED2"),),
    "as-not": (_record("get", status="NOT_SUCCEEDED"),),
    "as-code": (_record("get", status="'; DROP TABLE x; //"),),
    "as-dollar": (_record("get", status="$(x)"),),
    "as-partial": (_record("list", partial=True, status="QUEUED"),),
    # A webhook; what it answers, nobody knows.
    "hook-500": (_status(500, "webhook", ALWAYS),),
    "hook-lost-all": (_lost("webhook", ALWAYS),),
    "hook-empty": (Fault(kind="empty", on="webhook"),),
    "hook-garbage-400": (Fault(kind="garbage", on="webhook"), _status(400, "start", ALWAYS)),
    # Cancel, the key, the connections.
    "cancel-409": (_status(409, "cancel", ALWAYS),),
    "cancel-lost-done": (_lost("cancel", handled=True),),
    "key-gone": (_status(401, "any", ALWAYS, first=3),),
    "no-get": (_gone("ApiGet", times=ALWAYS),),
    "no-get-2nd": (_gone("ApiGet", 2),),
    "no-get-9th": (_gone("ApiGet", 9, ALWAYS),),
    "no-folder": (_gone("DataFiles", times=ALWAYS),),
    "no-post": (_gone("ApiPost", times=ALWAYS),),
    "no-post-1st": (_gone("ApiPost"),),
    "no-hook": (_gone("ApiAlert", times=ALWAYS), _status(404, "start")),
    # Somebody else reloads the app: before the first look, behind it, again and again.
    "foreign-look": (_foreign("list"),),
    "foreign-start": (_foreign("start"),),
    "foreign-failed": (_foreign("list", duration="20s", outcome="FAILED"),),
    "foreign-stuck": (_foreign("list", outcome="NEVER"),),
    "foreign-lost": (_lost("start"), _foreign("list", first=2, duration="10s")),
    "list-on-off": (
        _foreign("list", duration="8m"),
        _status(503, "list", 4, first=2),
        _status(503, "list", 4, first=8),
    ),
    "foreign-late": (_foreign("list", duration="9m30s"), _lost("start")),
    "foreign-late-lost": (_foreign("list", duration="9m30s"), _lost("start", handled=True)),
    "foreign-all": (_foreign("any", ALWAYS, duration="10s"),),
}
"""Faults by name; ``-done`` says that the tenant has done it, ``-all`` that it never stops."""


CURABLE = {
    *("start-404", "start-404-2x", "start-409", "start-429", "start-429-done", "start-500-done"),
    *("start-lost", "start-lost-done", "start-garbage-done", "start-empty", "start-empty-done"),
    *("start-object-done", "start-array-done", "start-data-done", "start-no-id", "start-blank-id"),
    *("start-other-app", "list-500-3x", "list-429-2nd", "list-garbage", "list-other-app"),
    *("poll-503-3x", "poll-empty", "poll-other-id", "no-get-2nd", "no-post-1st"),
    *("foreign-look", "foreign-start", "foreign-lost", "list-partial", "list-on-off"),
    "foreign-late-lost",
}
"""Faults that three tries get over."""


@dataclass(frozen=True)
class Tenant:
    """How the apps that are started reload, and what else the tenant is like."""

    target: Behaviour = field(default_factory=Behaviour)
    options: Mapping[str, Any] = field(default_factory=dict)


TENANTS: dict[str, Tenant] = {
    "ok": Tenant(),
    "quick": Tenant(Behaviour(duration="0s", queue="0s")),
    "fails": Tenant(Behaviour(outcome="FAILED")),
    "canceled": Tenant(Behaviour(outcome="CANCELED")),
    "exceeded": Tenant(Behaviour(outcome="EXCEEDED_LIMIT")),
    "stuck": Tenant(Behaviour(outcome="NEVER")),
    "long": Tenant(Behaviour(duration="20m")),
    "slow": Tenant(Behaviour(duration="2h59m")),
    # Nobody is queued: a reload that is there at the first look is running by then.
    "no-queue": Tenant(Behaviour(queue="0s")),
    "queued": Tenant(Behaviour(queue="4m")),
    "queued-on": Tenant(Behaviour(queue="7h")),
    "fails-once": Tenant(Behaviour(outcome=("FAILED", "SUCCEEDED"))),
    "ok-once": Tenant(Behaviour(outcome=("SUCCEEDED", "FAILED"))),
    "was-ok": Tenant(Behaviour(history=("FAILED", "SUCCEEDED"))),
    "was-ok-quick": Tenant(Behaviour(duration="0s", queue="0s", history=("SUCCEEDED",))),
    "was-ok-old": Tenant(Behaviour(history=("SUCCEEDED",), ago="1d")),
    "was-failed": Tenant(Behaviour(history=("SUCCEEDED", "FAILED"))),
    "was-ok-fails": Tenant(Behaviour(history=("SUCCEEDED",), outcome="FAILED")),
    "was-canceled": Tenant(Behaviour(history=("FAILED", "CANCELED"))),
    "was-stopped": Tenant(Behaviour(history=("CANCELED", "EXCEEDED_LIMIT"))),
    "missing": Tenant(Behaviour(missing=True)),
    "forbidden": Tenant(Behaviour(forbidden=True)),
    "one-slot": Tenant(options={"concurrency": 1}),
    "two-slots": Tenant(Behaviour(duration="3m"), {"concurrency": 2}),
    "quota-used": Tenant(Behaviour(history=("SUCCEEDED",)), {"daily_quota": 1}),
    "digit-ids": Tenant(Behaviour(history=("SUCCEEDED",)), {"reload_ids": "digits"}),
    "exponent-ids": Tenant(Behaviour(history=("SUCCEEDED",)), {"reload_ids": "exponent"}),
    "saturday": Tenant(options={"begins": "2026-01-10T06:00"}),
    "friday": Tenant(options={"begins": "2026-01-09T06:00"}),
    "far": Tenant(options={"latency": 9.5}),
    "far-stuck": Tenant(Behaviour(outcome="NEVER"), {"latency": 9.5}),
    "deaf": Tenant(options={"latency": 45}),
    "key-ends": Tenant(Behaviour(duration="5m"), {"key_expires": "2m"}),
}
"""Tenants by name, with apps that take a minute where nothing else is said."""

SPACES: dict[str, StartingSpace] = {
    "shared": StartingSpace(),
    "managed": StartingSpace(type="managed"),
    "personal": StartingSpace(type="personal", name="", id=""),
    "other": StartingSpace(name="Ops & Co", id="65aa0c1d2e3f4a5b6c7d0000"),
    "test": StartingSpace(name="Sales' test", id="65aa0c1d2e3f4a5b6c7d0002"),
    "abroad": StartingSpace(tenant="acme-us.us.qlikcloud.com"),
    "odd": StartingSpace(name='Sales\' "test"; [a] // $(x)', id="65aa0c1d2e3f4a5b6c7d0001"),
}
"""Spaces by name."""


@dataclass(frozen=True)
class Pasted:
    """The state into which a block is pasted.

    ``before`` and ``after`` are script around it, ``times`` says how often it stands there.
    Where ``stale`` is not empty, an earlier reload left it in every variable of ours.
    ``connections`` are there besides those of the chain (put them into the space of the run).
    """

    before: str = ""
    after: str = ""
    times: int = 1
    partial: bool = False
    stale: str = ""
    newline: str = "\n"
    connections: tuple[Connection, ...] = ()


WITNESS = """\
Behind:
LOAD id, status, appId, Null() AS gap INLINE [
id, status, appId
SUCCEEDED, QUEUED, 2.5
];
LET vBehind = 5 / 2;
LET vMode = '$(ErrorMode)';
"""
"""Script behind the block that shows whether what was in force before it still is."""

_TURNED = """\
Turned:
MAPPING LOAD * INLINE [
from, to
SUCCEEDED, FAILED
FAILED, SUCCEEDED
QUEUED, SUCCEEDED
RELOADING, FAILED
];
MAP * USING Turned;
"""
_TABLES = """\
Data:
LOAD 'x' AS id, 'SUCCEEDED' AS status, 'y' AS appId AUTOGENERATE 3;
Answer:
LOAD id AS root, status AS partial RESIDENT Data;
SET id = 'id'; SET status = 'FAILED'; SET State = 'succeeded'; SET App = 'x'; SET i = 7;
"""
_ERRED = "SET ErrorMode = 0;\nLOAD a RESIDENT Missing;\n"
_ELSEWHERE = Connection(name="Elsewhere", method="POST", url="https://elsewhere.example/start")

PASTED: dict[str, Pasted] = {
    "alone": Pasted(),
    "qualify": Pasted("QUALIFY *;\n", WITNESS),
    "qualify-ids": Pasted("QUALIFY id, status, appId;\n", WITNESS),
    "nulls-text": Pasted("SET NullValue='<NULL>';\nNULLASVALUE *;\n", WITNESS),
    "nulls-status": Pasted("SET NullValue='SUCCEEDED';\nNULLASVALUE *;\n", WITNESS),
    "nulls-id": Pasted("SET NullValue='0';\nNULLASVALUE *;\n", WITNESS),
    "nulls-word": Pasted("SET NullValue='abc0';\nNULLASVALUE *;\n", WITNESS),
    "nulls-empty": Pasted("NULLASVALUE *;\n", WITNESS),
    "alias": Pasted("ALIAS id AS x, status AS y, appId AS z, data AS w;\n", WITNESS),
    "map": Pasted(_TURNED, WITNESS),
    "comma": Pasted("SET DecimalSep=',';\nSET ThousandSep='.';\n", WITNESS),
    "formats": Pasted(
        "SET DateFormat='D. MMMM YY';\nSET TimestampFormat='h:mm TT';\nSET TimeFormat='h';\n",
        WITNESS,
    ),
    "week": Pasted("SET FirstWeekDay=1;\n", WITNESS),
    "verbatim": Pasted("SET Verbatim=1;\n", WITNESS),
    "comments": Pasted("SET StripComments=0;\n", WITNESS),
    "mode-0": Pasted("SET ErrorMode=0;\n", WITNESS),
    "mode-1": Pasted("SET ErrorMode=1;\n", WITNESS),
    "mode-2": Pasted("SET ErrorMode=2;\n", WITNESS),
    "erred": Pasted(_ERRED, WITNESS),
    "sub": Pasted("SUB Chain\n", "END SUB\nCALL Chain;\n" + WITNESS),
    "sub-formals": Pasted(
        "SET App='here';\nSUB Chain(id, status, App)\n",
        "END SUB\nCALL Chain('a', 'b');\n" + WITNESS,
    ),
    "if": Pasted("IF 1 = 1 THEN\n", "END IF\n" + WITNESS),
    "else": Pasted("IF 1 = 0 THEN\n    SET a=1;\nELSE\n", "END IF\n" + WITNESS),
    "for": Pasted("FOR i = 1 TO 1\n", "NEXT i\n" + WITNESS),
    "case": Pasted("SWITCH 1\nCASE 1\n", "END SWITCH\n" + WITNESS),
    "twice": Pasted(after=WITNESS, times=2),
    "beside": Pasted(_TABLES, WITNESS),
    "posting": Pasted("LIB CONNECT TO ':Elsewhere';\n", WITNESS, connections=(_ELSEWHERE,)),
    "stale": Pasted(after=WITNESS, stale="stale"),
    "stale-1": Pasted(after=WITNESS, stale="1"),
    "stale-2": Pasted(after=WITNESS, stale="2"),
    "stale-erred": Pasted(_ERRED, WITNESS, stale="stale"),
    "partial": Pasted(_TABLES, WITNESS, partial=True),
    "crlf": Pasted("SET a=1;\n", WITNESS, newline="\r\n"),
    "all": Pasted(
        _TABLES
        + _TURNED
        + "QUALIFY *;\nNULLASVALUE *;\n"
        + "SET DecimalSep=',';\nSET ThousandSep='.';\nSET Verbatim=1;\n",
        WITNESS,
        stale="stale",
    ),
}
"""States by name: each must leave a run with the same tables and variables as without the block."""

INSIDE_A_SUB = ("sub", "sub-formals")
"""Those in which an include brings a SUB into a SUB."""


def paste(script: str, pasted: Pasted) -> str:
    """The script of an app in which a block was pasted; without a block, what is around it."""
    text = pasted.before + script * pasted.times + pasted.after
    return text.replace("\n", pasted.newline)


def left_over(script: str, pasted: Pasted) -> dict[str, str]:
    """The variables that an earlier reload left in the app."""
    names = re.findall(r"\b(?:LET|SET|FOR) (qsg_\w+)", script) if pasted.stale else []
    return dict.fromkeys(names, pasted.stale)


def fitted(faults: Iterable[Fault], names: Mapping[str, str]) -> tuple[Fault, ...]:
    """Faults of a chain whose connections have names of their own, or that has fewer of them.

    Args:
        faults: Those of this table.
        names: What a chain calls ``ApiGet``, ``ApiPost``, ``ApiAlert`` and ``DataFiles``, as far as
            it has them.
    """
    found = (fault for fault in faults if not fault.name or fault.name in names)
    return tuple(replace(fault, name=names.get(fault.name, "")) for fault in found)


def scripted(chain: Chain) -> dict[str, str]:
    """The names that a chain has for the connections of these faults."""
    hook, folder = chain.connection_names[2:], chain.result_folder
    return {
        "ApiGet": chain.connections.get,
        "ApiPost": chain.connections.post,
        **({"ApiAlert": hook[0]} if hook else {}),
        **({"DataFiles": folder} if folder else {}),
    }


def scenario(
    caller: str,
    targets: Iterable[str],
    *,
    fault: str = "none",
    tenant: str = "ok",
    pasted: str = "alone",
    space: str = "shared",
) -> Scenario:
    """One entry of each factor as the scenario of the script of ``caller``, who starts targets.

    The caller itself reloads well; how its script is pasted and what was left in it is for
    `paste` and `left_over`.
    """
    found = TENANTS[tenant]
    return Scenario(
        start=caller,
        space=SPACES[space],
        partial=PASTED[pasted].partial,
        apps=dict.fromkeys(targets, found.target) | {caller: Behaviour()},
        faults=FAULTS[fault],
        **found.options,
    )
