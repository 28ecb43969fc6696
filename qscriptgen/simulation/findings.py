"""What keeps a run from ending well, as findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding, Place
from qscriptgen.simulation.contract import PROMISES
from qscriptgen.simulation.contract.leaves_no_trace import ERROR_MODE

if TYPE_CHECKING:
    from qscriptgen.emulate import Emulation, Job, Reload, Site

PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "QE001": "not-emulated",
        "QE002": "reload-not-succeeded",
        "QE003": "reload-not-ended",
        "QE004": "reload-refused",
        "QE005": "simulation-without-end",
        ERROR_MODE: "errormode-changed",
        **{promise.code: promise.name for promise in PROMISES.values()},
    }
)
"""Code to name of what keeps a run from ending well. A code is never used again."""

_OWN_LOAD = "the app's own load"


def findings_of(
    simulation: Emulation, reloads: tuple[Reload, ...], *, ring: bool
) -> Iterator[Finding]:
    """What keeps the run from ending well; a ring goes on for as long as it is looked at."""
    for site, response in simulation.refused:
        why = json.loads(response.body)["errors"][0]["title"]
        yield finding("QE004", site, f"{site.name} was not started: {response.status} {why}")
    stop = simulation.stopped
    if stop:
        code = "QE005" if stop.is_known else "QE001"
        found = finding(code, stop.site, stop.why, stop.job, stop.line)
        if not stop.is_known:
            at = f"line {found.place.line}: " if stop.line else ""
            found = replace(found, message=f"{stop.site.name}: {at}{stop.why}")
        yield found
        return
    for reload in reloads:
        if reload.foreign or reload.status == "SUCCEEDED":
            continue
        site, job = simulation.sites[reload.app_id], simulation.jobs.get(reload.reload_id)
        if reload.ended_s is None and ring:
            continue
        if reload.ended_s is None:
            message = f"{reload.app} has not ended: {reload.status}"
            yield finding("QE003", site, message)
        else:
            why = f": {reload.error}" if reload.error else ""
            message = f"{reload.app} ended {reload.status}{why}"
            yield finding("QE002", site, message, job, reload.line)


def finding(
    code: str, site: Site, message: str, job: Job | None = None, line: int | None = None
) -> Finding:
    """A finding at a line of the whole script of a job, which the part that it is in counts."""
    place = Place(site.path or _OWN_LOAD)
    if job and line:
        place = Place(*job.source.place(line))
    return Finding(place, code, PROBLEMS[code], "error", message)
