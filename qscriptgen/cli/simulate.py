"""``qscriptgen simulate``: run the chains of a spec on an emulated tenant."""

from __future__ import annotations

import json
import shlex
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qscriptgen.api import ROUTES
from qscriptgen.cli.output import say
from qscriptgen.cli.progress import ReportProgress, show_progress
from qscriptgen.cli.scenarios import pair_with_scenarios
from qscriptgen.cli.spec import chain_option, form_option, load_checked, templates_option
from qscriptgen.display import SimulatedRun, find_first_failure, format_runs
from qscriptgen.display.terminal import format_clock
from qscriptgen.emulate.doubts import DOUBTS
from qscriptgen.emulate.emulation import Watch
from qscriptgen.emulate.engine import supported as emulated_words
from qscriptgen.emulate.world import World
from qscriptgen.scenarios import build_scenario_schema
from qscriptgen.simulation import simulate, worlds

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.emulate.run import Run
    from qscriptgen.emulate.scenario import Scenario
    from qscriptgen.script_form import ScriptForm

_NARROWEST, _WIDEST = 80, 120


@dataclass(frozen=True)
class _Task:
    """A run to be made."""

    chain: Chain
    scenario: Scenario | None
    world: World
    form: ScriptForm
    templates: Path | None = None

    def run(self, number: int, total: int, report: ReportProgress) -> Run:
        """Simulate it, and report how far it is."""
        what = f"{self.chain.name}, world {self.world.name}"
        report(number, total, what)
        return simulate(
            self.chain,
            self.scenario,
            self.world,
            templates=self.templates,
            watch=Watch(lambda now: report(number, total, f"{format_clock(now)} of {what}")),
            form=self.form,
        )


@click.command(short_help="Run the chains in SPEC on an emulated tenant.")
@click.argument(
    "spec", type=click.Path(path_type=Path), required=False, help="A Python or YAML file."
)
@chain_option
@form_option
@click.option(
    "--scenario",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A scenario: what happens around the chain, in YAML or Python. May be repeated.",
)
@click.option(
    "--world",
    "world_texts",
    multiple=True,
    metavar="W",
    default=["default"],
    show_default=True,
    help="default, all, or doubt=answer,...; list prints the doubts. May be repeated.",
)
@templates_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about all runs.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a scenario.")
@click.option("--supported", is_flag=True, help="Print which parts of load script are emulated.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    spec: Path | None,
    chains: Sequence[str],
    form: ScriptForm,
    files: Sequence[Path],
    world_texts: Sequence[str],
    templates: Path | None,
    as_json: bool,
    schema: bool,
    supported: bool,
) -> None:
    """Run the chains in SPEC on an emulated tenant, in virtual time, and print what happened.

    Nothing is sent anywhere. Each chain runs in each scenario that fits it and in each world; a
    world has one answer to each question that the documentation of Qlik leaves open. Exit status:
    0 all runs ended well, 1 one did not, 2 bad usage or a bad file.
    """
    reference = _format_reference(schema=schema, supported=supported, doubts="list" in world_texts)
    if reference:
        say(reference)
        return
    if spec is None:
        raise click.UsageError("Missing argument 'SPEC'.")
    chosen_worlds = [world for text in world_texts for world in worlds(text)]
    pairs = pair_with_scenarios(load_checked(spec, chains), files)
    tasks = [
        _Task(chain, scenario, world, form, templates)
        for chain, scenario in pairs
        for world in chosen_worlds
    ]
    found = _run_all(tasks)
    if as_json:
        record = {"ok": not find_first_failure(found), "runs": [each.json() for each in found]}
        say(json.dumps(record, indent=2) + "\n")
    else:
        columns = min(max(shutil.get_terminal_size((100, 0)).columns, _NARROWEST), _WIDEST)
        say(format_runs(found, columns))
        say(_describe_repetition(found, tasks, spec, files))
    ctx.exit(int(bool(find_first_failure(found))))


def _format_reference(*, schema: bool, supported: bool, doubts: bool) -> str:
    """What is printed instead of a simulation, or nothing."""
    if schema:
        return json.dumps(build_scenario_schema(), indent=2) + "\n"
    if supported:
        return format_supported()
    return format_doubts() if doubts else ""


def format_doubts() -> str:
    """Format every doubt with its question, its answers, the likeliest first, and its source."""
    parts = []
    for doubt in DOUBTS.values():
        others = [answer for answer in doubt.answers if answer != doubt.default]
        answers = ", ".join([f"{doubt.default} (default)", *others])
        question = textwrap.wrap(
            doubt.question, 92, initial_indent="    ", subsequent_indent="    "
        )
        parts.append("\n".join([doubt.name, *question, f"    {answers}", f"    {doubt.source}"]))
    return "\n\n".join(parts) + "\n"


def format_supported() -> str:
    """The words of load script that are emulated, with restrictions, and those that are not."""
    parts = []
    for support in emulated_words():
        for words, title in (
            (support.emulated, f"{len(support.emulated)} {support.sort} that are emulated"),
            (support.refused, f"{len(support.refused)} {support.sort} that are not"),
        ):
            parts.append(f"{title}\n{textwrap.fill(', '.join(words), 96)}\n")
        limits = [f"{limit.word}: {limit.text}" for limit in support.restrictions]
        parts.append("\n".join([f"Restrictions of {support.sort}", *limits, ""]))
    routes = [f"{route.method} {route.path} ({route.name})" for route in ROUTES]
    parts.append("\n".join([f"{len(routes)} requests that the tenant answers", *routes, ""]))
    return "\n".join(parts)


def _run_all(tasks: Sequence[_Task]) -> list[SimulatedRun]:
    found = []
    with show_progress() as report:
        for number, task in enumerate(tasks, 1):
            name = task.scenario.name if task.scenario else ""
            run = task.run(number, len(tasks), report)
            apps, alarm = dict(_apps_by_id(task.chain)), task.chain.alert_app
            standby = (alarm.name,) if alarm else ()
            found.append(SimulatedRun(task.chain.name, name, run, apps, standby))
    return found


def _apps_by_id(chain: Chain) -> Iterator[tuple[str, str]]:
    for app in chain.all_apps:
        for app_id in app.ids:
            yield app_id, app.name


def _describe_repetition(
    found: Sequence[SimulatedRun], tasks: Sequence[_Task], spec: Path, files: Sequence[Path]
) -> str:
    """Say how to repeat the run that failed, if there were several chains or worlds."""
    failed = find_first_failure(found)
    if not failed or len({(each.chain, each.run.world) for each in found}) == 1:
        return ""
    bad = tasks[found.index(failed)]
    world = _shrink_world(bad)
    command = ["qscriptgen", "simulate", str(spec), "--chain", failed.chain]
    command += [part for file in files for part in ("--scenario", str(file))]
    command += ["--form", bad.form] if bad.form != "snippet" else []
    command += ["--templates", str(bad.templates)] if bad.templates else []
    command += ["--world", world.name]
    return f"\nTo repeat it: {shlex.join(command)}\n"


def _shrink_world(bad: _Task) -> World:
    """Find a world of as few unlikely answers as the failure needs."""
    answers = dict(bad.world.answers)
    with show_progress() as report:
        for number, name in enumerate(bad.world.answers, 1):
            fewer = {other: answer for other, answer in answers.items() if other != name}
            task = replace(bad, world=World(fewer))
            if not task.run(number, len(bad.world.answers), report).ok:
                answers = fewer
    return World(answers)
