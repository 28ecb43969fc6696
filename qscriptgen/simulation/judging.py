"""Holds what the scripts of a chain did in a run against what they promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.emulate import StartingSpace
from qscriptgen.outline import StartOutline, outline_starts
from qscriptgen.simulation.alone import Alone, choices
from qscriptgen.simulation.contract import (
    PROMISES,
    Observation,
    Situation,
    StartObservation,
    WaitObservation,
    breaches,
)
from qscriptgen.simulation.contract.records import Records
from qscriptgen.simulation.findings import finding

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding
    from qscriptgen.emulate import Emulation, Job, Reload
    from qscriptgen.outline import AskingOutline
    from qscriptgen.simulation.playing import Played

_NO_STATEMENT = "Unknown statement: [Chain "
"""How the error of a script begins that fails on purpose without Exit Error."""


def broken_promises(chain: Chain, played: Played, *, overridden: bool) -> Iterator[Finding]:
    """The promises that scripts have broken, in the order of the reloads.

    ``overridden`` says that templates or scripts of a user's took part.

    Only reloads are looked at that came to the end of their script, well or by a failure on
    purpose, or that a script kept going for longer than a reload may take. A failure by accident
    has a finding of its own, with its line.
    """
    outlines = {outline.path: outline for outline in outline_starts(chain) if not outline.plain}
    emulation = played.emulation
    records = Records(played.run)
    situation = Situation(emulation.scenario, emulation.world, chain)
    for reload in played.run.reloads:
        job = emulation.jobs.get(reload.reload_id)
        outline = _outline_of(job, outlines) if job else None
        if job is None or outline is None or not _is_judged(job, reload, outline):
            continue
        seen = _observed(records, situation, emulation, reload, job, outline)
        seen = replace(seen, overridden=overridden)
        for breach in breaches(seen):
            code = breach.code or PROMISES[breach.promise].code
            yield finding(code, job.site, f"{reload.app} {breach.message}")


def _outline_of(job: Job, outlines: Mapping[str, AskingOutline]) -> AskingOutline | None:
    return next((outlines[p.path] for p in job.source.parts if p.path in outlines), None)


def _is_judged(job: Job, reload: Reload, outline: AskingOutline) -> bool:
    """Whether a reload got to the script of the chain, and what became of it is up to that."""
    if job.result is None:
        alone = all(part.path == outline.path for part in job.source.parts)
        overran = reload.status == "EXCEEDED_LIMIT" and job.machine is not None
        return overran and alone and not job.site.first
    on_purpose = job.result.deliberate or job.result.error.startswith(_NO_STATEMENT)
    here = on_purpose and job.source.place(job.result.line)[0] == outline.path
    return job.result.succeeded or here


def _observed(
    records: Records,
    situation: Situation,
    emulation: Emulation,
    reload: Reload,
    job: Job,
    outline: AskingOutline,
) -> Observation:
    """One reload, with what its script should have done."""
    space = _space(emulation, job)
    app = Alone(emulation, job, reload, outline.path)
    chosen = choices(outline, app)
    kind: type[Observation] = Observation
    if chosen.are_known:
        kind = StartObservation if isinstance(outline, StartOutline) else WaitObservation
    return kind(
        records,
        reload,
        (reload.started_s or 0.0) + job.duration_s,
        records.run.states[reload.reload_id],
        outline,
        situation=situation,
        space=space,
        due=chosen.due,
        label=environment_of(outline, space),
        texts=chosen.texts,
        without=app.left_behind,
        alone=app.is_empty,
        shares_files=True,
        lost_library=reload.status == "FAILED" and _has_lost_library(records, job),
    )


def _space(emulation: Emulation, job: Job) -> StartingSpace:
    """The space that an app is in."""
    found = emulation.spaces.get(job.site.space)
    if found is None:
        return StartingSpace(type="personal", tenant=emulation.host)
    return StartingSpace(
        type=found.type,  # type: ignore[arg-type]  # the checks know the types
        name=found.name,
        id=found.id,
        tenant=emulation.host,
    )


def environment_of(outline: AskingOutline, space: StartingSpace) -> str | None:
    """The label of the environment that a space is; None where it is none, and that counts."""
    known = {"type": space.type, "name": space.name, "id": space.id, "tenant": space.tenant}
    for environment in outline.environments:
        if all(known[c.kind] in c.values for c in environment.criteria):
            return environment.label
    return None if outline.no_match in ("fail", "skip") else outline.no_match


def _has_lost_library(records: Records, job: Job) -> bool:
    """Whether the lines of an app did not get at their library, after which they send nothing."""
    return "qsg_Library" in job.source.text and not records.sent_by(job.record.id)
