"""Runs the scripts of a chain on an emulated tenant, in virtual time."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import did_you_mean
from qscriptgen.emulate import Emulation, Logs, Reload, Run, Scenario, Watch, World
from qscriptgen.emulate.emulation import SCRIPT_ERROR
from qscriptgen.emulate.scenario import named_apps, named_connections
from qscriptgen.errors import QscriptgenError
from qscriptgen.outline import outline_library
from qscriptgen.script.evaluation.values import value_text
from qscriptgen.simulation.findings import findings_of
from qscriptgen.simulation.tenancy import HOOK_HOST, Tenancy, settle
from qscriptgen.templating import render

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.chain import Chain
    from qscriptgen.emulate import Connection, Site, State
    from qscriptgen.emulate.engine import Outcome
    from qscriptgen.emulate.grid import Grid
    from qscriptgen.emulate.run import Content
    from qscriptgen.emulate.tenant import ReloadRecord
    from qscriptgen.script_form import ScriptForm
    from qscriptgen.templating import Script


class ScenarioError(QscriptgenError):
    """A scenario that does not fit its chain."""


@dataclass(frozen=True)
class Played:
    """A chain that was run: what is known of the run, and the emulation that it was run on."""

    run: Run
    emulation: Emulation
    tenancy: Tenancy


def play_chain(  # noqa: PLR0913  (all but the chain have defaults)
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
) -> Played:
    """Run a chain as `qscriptgen.simulate` does, without holding the run against the contract."""
    scenario, world = scenario or Scenario(), world or World()
    _fit(chain, scenario, [connection.name for connection in connections])
    found = render(chain, form=form, templates=templates)
    rendered = _replaced(chain, [s for s in found if s.kind != "library"], scripts or {})
    scenario = replace(scenario, files=_libraries(chain, found, templates) | scenario.files)
    tenancy = settle(chain, rendered, scenario.space)
    emulation = Emulation(
        tenancy.sites,
        tenancy.spaces,
        (*tenancy.connections, *connections),
        host=tenancy.host,
        scenario=scenario,
        world=world,
        budget=budget,
        hosts=(HOOK_HOST,),
    )
    tested = {script.app for script in rendered} if form == "self-test" else set()
    emulation.run(_first(chain, scenario, tenancy, tested), watch or Watch())
    return Played(_run(emulation, world, ring=chain.repeat is not None), emulation, tenancy)


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


def _run(simulation: Emulation, world: World, *, ring: bool) -> Run:
    reloads = tuple(
        _reload(simulation, record) for record in simulation.tenant.reloads if record.created >= 0
    )
    jobs = simulation.jobs
    logs = Logs({key: job.session.log for key, job in jobs.items()})
    states: Mapping[str, State] = {key: job.state() for key, job in jobs.items()}
    findings = tuple(findings_of(simulation, reloads, ring=ring))
    sent = tuple(simulation.network.sent)
    unmet = tuple(_unmet(simulation))
    return Run(world.name, reloads, sent, logs, findings, states, unmet, _files(simulation))


def _files(simulation: Emulation) -> Mapping[str, Content]:
    """The files that scripts have stored, or that were there for them to read."""
    return {path: _content(kept) for path, kept in simulation.files.items()}


def _content(kept: str | Grid) -> Content:
    if isinstance(kept, str):
        return kept
    return (kept.fields, *(tuple(value_text(value) or "" for value in row) for row in kept.rows))


def _unmet(simulation: Emulation) -> Iterator[str]:
    """The faults that met nothing, by their numbers in the scenario and what they were to meet."""
    for place in simulation.faults.unmet:
        fault = simulation.scenario.faults[place]
        target = fault.name or f"on {fault.on}"
        yield f"Fault {place + 1} ({fault.kind} {target})"


def _reload(simulation: Emulation, record: ReloadRecord) -> Reload:
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
        simulation.network.parents.get(record.id, "user"),
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
