"""Runs as a simulation leaves them behind, made by hand."""

from __future__ import annotations

from typing import Any

from qscriptgen.diagnostics import Finding, Place
from qscriptgen.emulate.run import Reload, Run, SentRequest
from tests.support.typing import not_none

HOST = "https://acme.eu.qlikcloud.com/api/v1/reloads"
APPS = {
    f"0a1b2c3d-0000-4000-8000-00000000000{number}": name
    for number, name in enumerate(("Extract", "Staging", "Sales", "Finance", "Housekeeping"), 1)
}
IDS = {name: app_id for app_id, name in APPS.items()}


def reload_id(number: int) -> str:
    return f"{0x6A41F09C + number * 0x1000:08x}d3b2f4a17c{number:06x}"


def reloaded(app: str, number: int, times: tuple[float | None, ...], **options: Any) -> Reload:
    created_s, started_s, ended_s = times
    return Reload(
        app=app,
        app_id=IDS.get(app, f"0a1b2c3d-0000-4000-8000-{number:012}"),
        reload_id=reload_id(number),
        status=options.pop("status", "SUCCEEDED"),
        created_s=not_none(created_s),
        started_s=started_s,
        ended_s=ended_s,
        **options,
    )


def posted(time_s: float, by: int, app: str, created: int | None, **options) -> SentRequest:
    body = f'{{"appId":"{IDS[app]}"}}'
    status = options.pop("status", 201 if created else 429)
    made = reload_id(created) if created else ""
    return SentRequest(time_s, reload_id(by), "POST", HOST, status, body, made, **options)


def polled(time_s: float, by: int, about: int, **options) -> SentRequest:
    status = options.pop("status", 200)
    url = f"{HOST}/{reload_id(about)}"
    return SentRequest(time_s, reload_id(by), "GET", url, status, **options)


def listed(time_s: float, by: int, app: str, **options) -> SentRequest:
    url = f"{HOST}?appId={IDS[app]}&limit=1&sort=-creationTime"
    return SentRequest(time_s, reload_id(by), "GET", url, options.pop("status", 200), **options)


def finding(message: str, hint: str = "") -> Finding:
    place = Place("nightly/extract.qvs", 57, 5)
    return Finding(place, "QC901", "run-failed", "error", message, hint)


LOG = """\
2026-01-05 06:01:02.000 0021 IF qsg_State = 'open' THEN
2026-01-05 06:01:02.200 0022 LIB CONNECT TO ':ApiPost'
2026-01-05 06:24:40.000 0055 TRACE qsg event=failed chain=nightly app=Staging why=FAILED error=0
2026-01-05 06:24:40.000      qsg event=failed chain=nightly app=Staging why=FAILED error=0
2026-01-05 06:24:40.000 0056 DISCONNECT
2026-01-05 06:24:40.000 0057 LET ErrorMode = qsg_ErrorMode
2026-01-05 06:24:40.000 0058 SET qsg_ErrorMode=
2026-01-05 06:24:40.000 0059 SET qsg_App=
2026-01-05 06:24:40.000 0060 SET qsg_Why=
2026-01-05 06:24:40.000 0061 SET ErrorMode = 1
2026-01-05 06:24:40.000 0062 Exit Error 'Chain nightly: Staging did not succeed.'
2026-01-05 06:24:40.000      Error: Chain nightly: Staging did not succeed.
2026-01-05 06:24:40.000      General Script Error
2026-01-05 06:24:40.000      Execution Failed
2026-01-05 06:24:40.000      Execution finished.
"""

GOOD = Run(
    world="default",
    reloads=(
        reloaded("Extract", 1, (0.0, 2.0, 1502.0)),
        reloaded("Staging", 2, (62.0, 64.0, 1464.0), triggered_by=reload_id(1)),
        reloaded("Sales", 3, (1464.0, 1490.0, 2070.0), triggered_by=reload_id(2)),
        reloaded("Finance", 4, (1465.0, 1990.0, 2832.0), triggered_by=reload_id(2), partial=True),
        reloaded("Sales", 5, (2832.0, 2834.0, 2840.0), triggered_by=reload_id(4)),
    ),
    requests=(
        listed(61.0, 1, "Staging"),
        posted(61.8, 1, "Staging", 2),
        *(polled(82.0 + 20.2 * turn, 1, 2) for turn in range(69)),
        posted(1464.0, 2, "Sales", 3),
        posted(1465.0, 2, "Finance", 4),
        posted(2832.0, 4, "Sales", 5),
    ),
    logs={},
)

BAD = Run(
    world="get-with-body=error,json-boolean=number,loop-condition=each",
    reloads=(
        reloaded(
            "Extract",
            1,
            (0.0, 2.0, 1480.0),
            status="FAILED",
            error="Chain nightly: Staging did not succeed.",
            line=62,
        ),
        reloaded("Staging", 2, (80.0, 300.0, 300.0), status="CANCELED", foreign=True),
        reloaded(
            "Staging", 3, (330.0, 332.0, 1464.0), triggered_by=reload_id(1), status="FAILED", line=9
        ),
        reloaded("Sales", 4, (1465.0, None, None), triggered_by=reload_id(3), status="QUEUED"),
    ),
    requests=(
        posted(81.0, 1, "Staging", None),
        listed(120.0, 1, "Staging", status=None, fault="timeout"),
        listed(150.5, 1, "Staging"),
        posted(329.0, 1, "Staging", 3),
        *(polled(350.0 + 20.2 * turn, 1, 3) for turn in range(10)),
        polled(552.0, 1, 3, status=500, fault="status"),
        *(polled(572.0 + 20.4 * turn, 1, 3) for turn in range(44)),
        posted(1464.5, 3, "Sales", 4),
    ),
    logs={reload_id(1): LOG, reload_id(3): "2026-01-05 06:05:32.000 0009 LOAD nothing\n"},
    findings=(
        finding("the reload of Extract did not succeed: FAILED", "its log says why"),
        finding("the reload of Sales did not end"),
    ),
)

NOT_EMULATED = Run(
    world="default",
    reloads=(reloaded("Extract", 1, (0.0, 2.0, None), status="RELOADING"),),
    requests=(),
    logs={},
    findings=(
        Finding(
            Place("nightly/extract.qvs", 12),
            "QE001",
            "not-emulated",
            "error",
            "Extract: line 12: the statement BINARY is not emulated",
        ),
    ),
)

NOTHING = Run(world="default", reloads=(), requests=(), logs={}, findings=(finding("nothing ran"),))

ODD = Run(
    world="default",
    reloads=(
        reloaded("\u65e5\u6b21\u30ec\u30dd\u30fc\u30c8", 1, (0.0, 1.0, 60.0)),
        reloaded("An app with a name that is far too long for a table", 2, (5.0, 6.0, 9000.0)),
        reloaded("Extract", 3, (6.0, 7.0, 8.0), status="FAILED", error="\x1b[31mred\x1b[0m\nmore"),
        reloaded("Sales", 4, (7.0, 8.0, 10800.0), status="EXCEEDED_LIMIT"),
        reloaded("Finance", 5, (7.0, 8.0, None), status="CANCELING"),
        reloaded("Staging", 6, (7.0, 8.0, 9.0), status="PAUSED", triggered_by="f" * 24),
    ),
    requests=(
        SentRequest(
            3.0, "f" * 24, "POST", HOST, 400, '{"appId":"0a1b2c3d-0000-4000-8000-0000000000ff"}'
        ),
        SentRequest(4.0, reload_id(1), "POST", HOST, 400, "no JSON"),
        SentRequest(5.0, reload_id(1), "POST", HOST, 599, "[1]"),
        SentRequest(6.0, reload_id(1), "GET", "https://elsewhere.example/a?b=\x1b[2J", 200),
        SentRequest(7.0, reload_id(1), "POST", f"{HOST}/{reload_id(4)}/actions/cancel", 202),
        *(polled(8.0 + turn * turn, 1, 4) for turn in range(4)),
    ),
    logs={},
)


def ring(rounds: int) -> Run:
    """Two apps that start each other."""
    numbers = range(2 * rounds)
    return Run(
        world="default",
        reloads=tuple(
            reloaded(
                ("Sales", "Finance")[number % 2],
                number,
                (600.0 * number, 600.0 * number + 2, 600.0 * number + 610),
                triggered_by=reload_id(number - 1) if number else "user",
            )
            for number in numbers
        ),
        requests=tuple(
            posted(600.0 * number, number - 1, ("Sales", "Finance")[number % 2], number)
            for number in numbers[1:]
        ),
        logs={},
    )


def long(apps: int) -> Run:
    """One app after the other, of which every 97th fails, and nobody minds."""
    return Run(
        world="default",
        reloads=tuple(
            reloaded(
                f"App {number:04}",
                number,
                (60.0 * number, 60.0 * number + 2, 60.0 * number + 60),
                status="FAILED" if number % 97 == 96 else "SUCCEEDED",
                triggered_by=f"{number - 1:024x}" if number else "user",
            )
            for number in range(apps)
        ),
        requests=tuple(
            SentRequest(
                60.0 * number, f"{number:024x}", "POST", HOST, 500 if number % 300 == 299 else 201
            )
            for number in range(apps)
        ),
        logs={},
        findings=(finding("10 reloads did not succeed"),),
    )
