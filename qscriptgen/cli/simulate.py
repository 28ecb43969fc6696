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

from qscriptgen.cli.fitting import fitting
from qscriptgen.cli.output import say
from qscriptgen.cli.progress import Tell, progress
from qscriptgen.cli.spec import chain_option, form_option, load_checked, templates_option
from qscriptgen.display import Simulated, first_bad, simulations
from qscriptgen.display.terminal import clock
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
    from qscriptgen.templating import ScriptForm

_NARROWEST, _WIDEST = 80, 120


@dataclass(frozen=True)
class _Task:
    """A run that is asked for."""

    chain: Chain
    scenario: Scenario | None
    world: World
    form: ScriptForm
    templates: Path | None = None

    def run(self, number: int, total: int, tell: Tell) -> Run:
        """Do it, and tell how far it is."""
        what = f"{self.chain.name}, world {self.world.name}"
        tell(number, total, what)
        return simulate(
            self.chain,
            self.scenario,
            self.world,
            templates=self.templates,
            watch=Watch(lambda now: tell(number, total, f"{clock(now)} of {what}")),
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
    help="What happens besides the chain, in YAML or Python; may be repeated.",
)
@click.option(
    "--world",
    "asked",
    multiple=True,
    metavar="W",
    default=["default"],
    show_default=True,
    help="default, all, or doubt=answer,...; list prints the doubts. May be repeated.",
)
@templates_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about all runs.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a scenario.")
@click.option("--supported", is_flag=True, help="Print what of load script is emulated.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    spec: Path | None,
    chains: Sequence[str],
    form: ScriptForm,
    files: Sequence[Path],
    asked: Sequence[str],
    templates: Path | None,
    as_json: bool,
    schema: bool,
    supported: bool,
) -> None:
    """Run the chains in SPEC on an emulated tenant, in virtual time, and print what happened.

    Nothing is sent anywhere. Each chain runs in each scenario that fits it and in each world; a
    world has one answer to everything about Qlik that is not documented. Exit status: 0 all runs
    ended well, 1 one did not, 2 bad usage or a bad file.
    """
    if schema:
        say(json.dumps(build_scenario_schema(), indent=2) + "\n")
        return
    if supported:
        say(supported_text())
        return
    if "list" in asked:
        say(doubts_text())
        return
    if spec is None:
        raise click.UsageError("Missing argument 'SPEC'.")
    wanted = [world for text in asked for world in worlds(text)]
    pairs = fitting(load_checked(spec, chains), files)
    tasks = [
        _Task(chain, scenario, world, form, templates)
        for chain, scenario in pairs
        for world in wanted
    ]
    found = _simulated(tasks)
    if as_json:
        record = {"ok": not first_bad(found), "runs": [each.json() for each in found]}
        say(json.dumps(record, indent=2) + "\n")
    else:
        columns = min(max(shutil.get_terminal_size((100, 0)).columns, _NARROWEST), _WIDEST)
        say(simulations(found, columns))
        say(_again(found, tasks, spec, files))
    ctx.exit(int(bool(first_bad(found))))


def doubts_text() -> str:
    """Every doubt with its question, its answers with the likeliest first, and its source."""
    parts = []
    for doubt in DOUBTS.values():
        others = [answer for answer in doubt.answers if answer != doubt.default]
        answers = ", ".join([f"{doubt.default} (default)", *others])
        question = textwrap.wrap(
            doubt.question, 92, initial_indent="    ", subsequent_indent="    "
        )
        parts.append("\n".join([doubt.name, *question, f"    {answers}", f"    {doubt.source}"]))
    return "\n\n".join(parts) + "\n"


def supported_text() -> str:
    """The words of load script that are emulated, and those that are not, sort by sort."""
    parts = []
    for support in emulated_words():
        for words, title in (
            (support.emulated, f"{len(support.emulated)} {support.sort} that are emulated"),
            (support.refused, f"{len(support.refused)} {support.sort} that are not"),
        ):
            parts.append(f"{title}\n{textwrap.fill(', '.join(words), 96)}\n")
    return "\n".join(parts)


def _simulated(tasks: Sequence[_Task]) -> list[Simulated]:
    found = []
    with progress() as tell:
        for number, task in enumerate(tasks, 1):
            name = task.scenario.name if task.scenario else ""
            run = task.run(number, len(tasks), tell)
            apps, alarm = dict(_apps(task.chain)), task.chain.alert_app
            standby = (alarm.name,) if alarm else ()
            found.append(Simulated(task.chain.name, name, run, apps, standby))
    return found


def _apps(chain: Chain) -> Iterator[tuple[str, str]]:
    for app in chain.all_apps:
        for app_id in app.ids:
            yield app_id, app.name


def _again(
    found: Sequence[Simulated], tasks: Sequence[_Task], spec: Path, files: Sequence[Path]
) -> str:
    """How to repeat the runs of one chain in one world, where there were several of either."""
    shown = first_bad(found)
    if not shown or len({(each.chain, each.run.world) for each in found}) == 1:
        return ""
    bad = tasks[found.index(shown)]
    world = _least(bad)
    command = ["qscriptgen", "simulate", str(spec), "--chain", shown.chain]
    command += [part for file in files for part in ("--scenario", str(file))]
    command += ["--form", bad.form] if bad.form != "snippet" else []
    command += ["--templates", str(bad.templates)] if bad.templates else []
    command += ["--world", world.name]
    return f"\nTo repeat it: {shlex.join(command)}\n"


def _least(bad: _Task) -> World:
    """A world of as few answers as it takes for the run to end as badly."""
    least = dict(bad.world.answers)
    with progress() as tell:
        for number, name in enumerate(bad.world.answers, 1):
            fewer = {other: answer for other, answer in least.items() if other != name}
            task = replace(bad, world=World(fewer))
            if not task.run(number, len(bad.world.answers), tell).ok:
                least = fewer
    return World(least)
