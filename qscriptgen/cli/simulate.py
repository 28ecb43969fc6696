"""``qscriptgen simulate``: run the chains of a spec on an emulated tenant."""

from __future__ import annotations

import json
import shlex
import shutil
import textwrap
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qscriptgen.cli.progress import progress
from qscriptgen.cli.spec import chain_option, load_checked
from qscriptgen.diagnostics import sort_findings
from qscriptgen.emulate.doubts import DOUBTS
from qscriptgen.emulate.engine import supported as emulated_words
from qscriptgen.emulate.scenario import Scenario
from qscriptgen.errors import SpecError
from qscriptgen.prove import simulate, worlds
from qscriptgen.report import Simulated, first_bad, simulations
from qscriptgen.scenarios import check_fit, read_scenarios, scenario_schema

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.emulate.world import World

_NARROWEST, _WIDEST = 80, 120


@click.command(short_help="Run the chains in SPEC on an emulated tenant.")
@click.argument("spec", type=click.Path(path_type=Path), required=False, help="A Python file.")
@chain_option
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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about all runs.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a scenario.")
@click.option("--supported", is_flag=True, help="Print what of load script is emulated.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    spec: Path | None,
    chains: Sequence[str],
    files: Sequence[Path],
    asked: Sequence[str],
    as_json: bool,
    schema: bool,
    supported: bool,
) -> None:
    """Run the chains in SPEC on an emulated tenant, in virtual time, and print what happened.

    Nothing is sent anywhere. Each chain runs in each scenario and each world; a world has one
    answer to everything about Qlik that is not documented. Exit status: 0 all runs ended well,
    1 one did not, 2 bad usage or a bad file.
    """
    if schema:
        click.echo(json.dumps(scenario_schema(), indent=2))
        return
    if supported:
        click.echo(supported_text(), nl=False)
        return
    if "list" in asked:
        click.echo(doubts_text(), nl=False)
        return
    if spec is None:
        raise click.UsageError("Missing argument 'SPEC'.")
    wanted = [world for text in asked for world in worlds(text)]
    found = _simulated(load_checked(spec, chains), files, wanted)
    if as_json:
        record = {"ok": not first_bad(found), "runs": [each.json() for each in found]}
        click.echo(json.dumps(record, indent=2))
    else:
        columns = min(max(shutil.get_terminal_size((100, 0)).columns, _NARROWEST), _WIDEST)
        click.echo(simulations(found, columns), nl=False)
        click.echo(_again(found, spec, files), nl=False)
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


def _simulated(
    chains: Sequence[Chain], files: Sequence[Path], wanted: Sequence[World]
) -> list[Simulated]:
    scenarios = _scenarios(chains, files)
    total = len(chains) * len(scenarios) * len(wanted)
    found = []
    with progress() as tell:
        runs = product(chains, scenarios, wanted)
        for number, (chain, scenario, world) in enumerate(runs, 1):
            tell(number, total, f"{chain.name}, world {world.name}")
            run = simulate(chain, scenario, world)
            name = scenario.name if scenario else ""
            found.append(Simulated(chain.name, name, run, dict(_apps(chain))))
    return found


def _apps(chain: Chain) -> Iterator[tuple[str, str]]:
    for app in chain.apps:
        for app_id in app.ids:
            yield app_id, app.name


def _scenarios(chains: Sequence[Chain], files: Sequence[Path]) -> list[Scenario | None]:
    """The scenarios of all files, or one without a name where no file is given."""
    found: list[Scenario | None] = []
    findings = []
    for file in files:
        for written in read_scenarios(file):
            findings += [each for chain in chains for each in check_fit(written, chain)]
            found.append(written.scenario)
    if findings:
        raise SpecError(sort_findings(findings))
    return found or [None]


def _again(found: Sequence[Simulated], spec: Path, files: Sequence[Path]) -> str:
    """How to repeat the runs of one chain in one world, where there were several of either."""
    shown = first_bad(found)
    if not shown or len({(each.chain, each.run.world) for each in found}) == 1:
        return ""
    command = ["qscriptgen", "simulate", str(spec), "--chain", shown.chain]
    command += [part for file in files for part in ("--scenario", str(file))]
    command += ["--world", shown.run.world]
    return f"\nTo repeat it: {shlex.join(command)}\n"
