"""Runs the scripts of a chain on an emulated tenant, in virtual time."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding, Place, did_you_mean
from qscriptgen.emulate import (
    DOUBTS,
    Logs,
    Reload,
    Run,
    Scenario,
    Simulation,
    Watch,
    World,
    parse_world,
)
from qscriptgen.emulate.emulation import SCRIPT_ERROR
from qscriptgen.emulate.scenario import named_apps, named_connections
from qscriptgen.errors import QscriptgenError
from qscriptgen.outline import outline_library, outline_starts
from qscriptgen.script.evaluation.values import value_text
from qscriptgen.simulation.covering import covering
from qscriptgen.simulation.promises import Played, broken
from qscriptgen.simulation.tenancy import HOOK_HOST, Tenancy, settle
from qscriptgen.templating import render

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.chain import Chain
    from qscriptgen.emulate import Connection, Job, Site, State
    from qscriptgen.emulate.engine import Outcome
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.emulate.run import Content
    from qscriptgen.emulate.tenant import ReloadRecord
    from qscriptgen.outline import AskingOutline
    from qscriptgen.script_form import ScriptForm
    from qscriptgen.templating import Script

PROBLEMS = {
    "QE001": "not-emulated",
    "QE002": "reload-not-succeeded",
    "QE003": "reload-not-ended",
    "QE004": "reload-refused",
    "QE005": "simulation-without-end",
    "QE006": "state-left-behind",
    "QE007": "errormode-changed",
    "QE008": "failure-hidden",
    "QE009": "started-twice",
}
"""Code to name of what keeps a run from ending well. A code is never used again."""


_OWN_LOAD = "the app's own load"
_NO_STATEMENT = "Unknown statement: [Chain "


class ScenarioError(QscriptgenError):
    """A scenario that does not fit its chain."""


def simulate(  # noqa: PLR0913  (all but the chain have defaults)
    chain: Chain,
    scenario: Scenario | None = None,
    world: World | None = None,
    *,
    scripts: Mapping[str, str] | None = None,
    templates: Path | None = None,
    connections: Sequence[Connection] = (),
    budget: int = 1_000_000,
    watch: Watch | None = None,
    form: ScriptForm = "snippet",
) -> Run:
    """What happens when a user reloads the first app of a chain, or its controller.

    Args:
        chain: The chain; it is checked and rendered first.
        scenario: Durations, outcomes and faults; by default every app takes a minute and succeeds.
        world: The answers to doubts; by default the likeliest.
        scripts: Scripts that take the place of the rendered ones, by the name of the app: one for
            all that it has, at its end; or by the path of one of them.
        templates: A folder with templates that take the place of the built-in ones.
        connections: REST connections that are there besides those of the chain.
        budget: How many statements one script may run.
        watch: Who is told how far it is, and how much may happen before it counts as endless.
        form: The form of the scripts; a library lies where the apps look for it, unless the
            scenario has another file there. Where they are self-tests, a user reloads each app
            that has one, unless the scenario says which, and a library is there if the chain says
            where.

    Raises:
        SpecError: The chain has errors.
        ScenarioError: The scenario names an app or a connection that is not there, or there is a
            script for an app that has none; load script of any app can be a part of its
            `Behaviour`.
    """
    scenario, world = scenario or Scenario(), world or World()
    _fit(chain, scenario, [connection.name for connection in connections])
    found = render(chain, form=form, templates=templates)
    rendered = _replaced(chain, [s for s in found if s.kind != "library"], scripts or {})
    scenario = replace(scenario, files=_libraries(chain, found, templates) | scenario.files)
    tenancy = settle(chain, rendered, scenario.place)
    simulation = Simulation(
        tenancy.sites,
        tenancy.spaces,
        (*tenancy.connections, *connections),
        host=tenancy.host,
        scenario=scenario,
        world=world,
        budget=budget,
        hosts=(HOOK_HOST,),
    )
    tests = form == "self-test"
    tested = {script.app for script in rendered} if tests else set()
    simulation.run(_first(chain, scenario, tenancy, tested), watch or Watch())
    run = _run(simulation, world, ring=chain.repeat is not None)
    outlines = {} if tests else {outline.app: outline for outline in outline_starts(chain)}
    lost = tenancy.home is None
    return replace(run, findings=(*run.findings, *_broken(simulation, run, outlines, lost=lost)))


def _libraries(chain: Chain, found: Sequence[Script], templates: Path | None) -> dict[str, str]:
    """The library of the chain where its apps look for it; a self-test looks too if told where."""
    if chain.library and any(script.kind == "self-test" for script in found):
        found = render(chain, form="include", templates=templates)
    return {outline_library(chain).place: s.text for s in found if s.kind == "library"}


def _replaced(chain: Chain, rendered: Sequence[Script], others: Mapping[str, str]) -> list[Script]:
    """The scripts of a chain, those of some apps replaced by one script each."""
    found = [
        replace(script, text=others.get(script.path, script.text))
        for script in rendered
        if script.app not in others
    ]
    last = {script.app: script for script in rendered}
    paths = {script.path for script in rendered}
    for name in others.keys() - paths:
        if name not in last:
            raise ScenarioError(f"the chain {chain.name} has no script of an app '{name}'")
        found.append(replace(last[name], text=others[name], place="end"))
    return found


def worlds(text: str) -> tuple[World, ...]:
    """The worlds that a text names: ``default``, ``all``, or ``doubt=answer,...``.

    ``all`` is a set in which any two answers to any two doubts meet in some world; the first one
    is the default.

    Raises:
        WorldError: It is none of them, or a doubt or an answer is not known.
    """
    if text.strip() != "all":
        return (parse_world(text),)
    answers = {name: doubt.answers for name, doubt in DOUBTS.items()}
    likeliest = {name: doubt.default for name, doubt in DOUBTS.items()}
    return tuple(World(dict(row)) for row in covering(answers, given=[likeliest]))


def _fit(chain: Chain, scenario: Scenario, besides: Sequence[str]) -> None:
    """Refuse the name of an app or a connection that is not there."""
    apps = {app.name for app in chain.all_apps}
    connections = {*chain.connection_names, *besides, chain.result_folder} - {""}
    for what, named, known in (
        ("app", named_apps(scenario), apps),
        ("connection", named_connections(scenario), connections),
    ):
        for _, name in named:
            if name not in known:
                hint = did_you_mean(name, known)
                raise ScenarioError(f"the chain {chain.name} has no {what} '{name}'; {hint}")


def _first(
    chain: Chain, scenario: Scenario, tenancy: Tenancy, tested: Container[str]
) -> list[Site]:
    """The apps that a user reloads: what the scenario says, else those that nobody starts.

    Where there is a controller, it starts all others, and where apps only wait for others, nobody
    does. Where there are self-tests, these are all the apps that have one.
    """
    tests = [app for app in chain.apps if app.name in tested]
    if scenario.start:
        apps = [app for app in chain.apps if app.name == scenario.start]
    elif tests:
        apps = tests
    elif chain.controller:
        apps = [chain.controller]
    elif chain.wait_only:
        apps = list(chain.apps)
    else:
        apps = list(dict.fromkeys(step.app for step in chain.heads))
    return [tenancy.copy(app) for app in apps]


def _run(simulation: Simulation, world: World, *, ring: bool) -> Run:
    reloads = tuple(
        _reload(simulation, record) for record in simulation.tenant.reloads if record.created >= 0
    )
    jobs = simulation.jobs
    logs = Logs({key: job.session.log for key, job in jobs.items()})
    states: Mapping[str, State] = {key: job.state() for key, job in jobs.items()}
    findings = tuple(_findings(simulation, reloads, ring=ring))
    sent = tuple(simulation.wire.sent)
    unmet = tuple(_unmet(simulation))
    return Run(world.name, reloads, sent, logs, findings, states, unmet, _files(simulation))


def _files(simulation: Simulation) -> Mapping[str, Content]:
    """The files that scripts have stored, or that were there for them to read."""
    return {path: _content(kept) for path, kept in simulation.files.items()}


def _content(kept: str | Grid) -> Content:
    if isinstance(kept, str):
        return kept
    return (kept.fields, *(tuple(value_text(value) or "" for value in row) for row in kept.rows))


def _unmet(simulation: Simulation) -> Iterator[str]:
    """The faults that met nothing, by their numbers in the scenario and what they were to meet."""
    for place in simulation.faults.unmet:
        fault = simulation.scenario.faults[place]
        target = fault.name or f"on {fault.on}"
        yield f"Fault {place + 1} ({fault.kind} {target})"


def _reload(simulation: Simulation, record: ReloadRecord) -> Reload:
    site = simulation.sites[record.app_id]
    job = simulation.jobs.get(record.id)
    result = job.result if job else None
    failed = result is not None and not result.succeeded
    return Reload(
        site.name,
        site.id,
        record.id,
        record.status,
        record.created,
        record.started,
        record.ended,
        simulation.wire.parents.get(record.id, "user"),
        record.id in simulation.foreign,
        record.partial,
        record.weight,
        dict(record.variables),
        _error(record, result),
        result.line if result and failed else None,
    )


def _error(record: ReloadRecord, result: Outcome | None) -> str:
    """Why a reload did not succeed: what its script says, else what is known."""
    if result is not None and not result.succeeded:
        return result.error
    failed_load = record.status == "FAILED" and record.error_code == SCRIPT_ERROR
    return "the load of the app did not succeed" if failed_load else record.error_message


def _findings(
    simulation: Simulation, reloads: tuple[Reload, ...], *, ring: bool
) -> Iterator[Finding]:
    """What keeps the run from ending well; a ring goes on for as long as it is looked at."""
    for site, response in simulation.refused:
        why = json.loads(response.body)["errors"][0]["title"]
        yield _finding("QE004", site, f"{site.name} was not started: {response.status} {why}")
    stop = simulation.stopped
    if stop:
        code = "QE005" if stop.is_known else "QE001"
        found = _finding(code, stop.site, stop.why, stop.job, stop.line)
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
            yield _finding("QE003", site, message)
        else:
            why = f": {reload.error}" if reload.error else ""
            message = f"{reload.app} ended {reload.status}{why}"
            yield _finding("QE002", site, message, job, reload.line)


def _broken(
    simulation: Simulation, run: Run, outlines: Mapping[str, AskingOutline], *, lost: bool
) -> Iterator[Finding]:
    """The promises that scripts have broken; one that was not run to its end is not asked.

    ``lost`` says that the chain runs in a space of no environment.
    """
    for reload in run.reloads:
        job = simulation.jobs.get(reload.reload_id)
        outline = outlines.get(reload.app)
        if job is None or job.result is None or outline is None:
            continue
        parts = job.source.parts
        if not any(part.path == outline.path for part in parts):
            continue
        if not (job.result.succeeded or _on_purpose(job.result)):
            continue
        ours = (*job.site.opening, *job.site.scripts)
        around = "".join(part.text for part in parts if part not in ours)
        mute = _mute(simulation, job, outline, lost=lost)
        played = Played(reload, run.states[reload.reload_id], outline, run, around, mute)
        for code, message in broken(played):
            yield _finding(code, job.site, message)


def _on_purpose(result: Outcome) -> bool:
    """Whether a script has failed on purpose, also where Exit Error is not known."""
    return result.deliberate or result.error.startswith(_NO_STATEMENT)


def _mute(simulation: Simulation, job: Job, outline: AskingOutline, *, lost: bool) -> bool:
    """Whether no alert can get out of a script, or it has not failed by itself."""
    if outline.alert is None or job.result is None:
        return True
    name = outline.alert.connection.rpartition(":")[2]
    scenario, sent = simulation.scenario, simulation.wire.sent
    closed = any(fault.kind == "no-connection" and fault.name == name for fault in scenario.faults)
    here = not job.site.space and outline.alert.connection.startswith(":")
    closed = closed or (here and simulation.world.answer("colon-in-personal") == "no")
    nowhere = lost and outline.alert.by_space
    elsewhere = job.source.place(job.result.line)[0] != outline.path
    # The lines of an app that can't get at their library send nothing at all.
    cut_off = "qsg_Library" in job.source.text and not any(s.by == job.record.id for s in sent)
    return closed or nowhere or elsewhere or cut_off


def _finding(
    code: str, site: Site, message: str, job: Job | None = None, line: int | None = None
) -> Finding:
    """A finding at a line of the whole script of a job, which the part that it is in counts."""
    place = Place(site.path or _OWN_LOAD)
    if job and line:
        place = Place(*job.source.place(line))
    return Finding(place, code, PROBLEMS[code], "error", message)
