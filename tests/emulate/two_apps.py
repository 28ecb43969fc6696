"""Two apps of which the first runs any script: what happens to it, from its start to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qscriptgen import App, Chain
from qscriptgen.emulate import Connection, Run, Scenario, World
from qscriptgen.simulation import simulate

FIRST_ID = "0a1b2c3d-0000-4000-8000-000000000001"
SECOND_ID = "0a1b2c3d-0000-4000-8000-000000000002"
RELOADS = "https://acme.eu.qlikcloud.com/api/v1/reloads"
CHAIN = Chain("course", App("First", FIRST_ID) >> App("Second", SECOND_ID), plain=True)

START = f"""LIB CONNECT TO ':ApiPost';
Started:
SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (
    BODY "{{""appId"":""{SECOND_ID}""}}"
);
"""
"""Script that starts the second app, as `Started`."""


def look(path: str, *columns: str) -> str:
    """Script that asks for something below the reloads, as `Seen`."""
    names = ", ".join(f'"{column}"' for column in columns or ("id", "status"))
    return f"""LIB CONNECT TO ':ApiGet';
Seen:
SQL SELECT {names} FROM JSON (wrap on) "root" WITH CONNECTION (URL "{RELOADS}{path}");
"""


def reload_first(
    script: str,
    scenario: Scenario | None = None,
    world: World | None = None,
    *,
    second: str = "",
    connections: Sequence[Connection] = (),
    budget: int = 1_000_000,
) -> Run:
    """The run in which a user reloads the first app; `second` is what the other one runs."""
    found = scenario or Scenario()
    if second:
        behaviour = replace(found.apps.get("Second", found.others), before=second)
        found = replace(found, apps={**found.apps, "Second": behaviour})
    return simulate(
        CHAIN, found, world, scripts={"First": script}, connections=connections, budget=budget
    )


def lines(run: Run, app: str = "First") -> list[str]:
    """The log of an app without its times."""
    return [line[24:] for line in run.log(app).splitlines()]
