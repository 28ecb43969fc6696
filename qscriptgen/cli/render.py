"""``qscriptgen render``: write the scripts of a spec, or say what would change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from qscriptgen.cli.spec import (
    chain_option,
    form_option,
    load_checked,
    select,
    spec_argument,
    templates_option,
)
from qscriptgen.script_form import ScriptForm
from qscriptgen.templating import render_checked
from qscriptgen.write import FileFormat, apply, compare, diff, make_json_record, summarize

if TYPE_CHECKING:
    from qscriptgen.templating import Script
    from qscriptgen.write import Change


@click.command(short_help="Write the scripts of the chains in SPEC.")
@spec_argument
@click.option(
    "-o",
    "--output",
    default="build",
    metavar="DIR",
    show_default=True,
    help="Folder for the files <chain>/<app>.qvs, or - for one script on stdout.",
)
@chain_option
@click.option(
    "--app",
    "apps",
    multiple=True,
    metavar="NAME",
    help="Only the script of this app, and the library that it calls; may be repeated.",
)
@form_option
@templates_option
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if anything would change.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; print what would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object about all scripts.")
@click.option("--force", is_flag=True, help="Overwrite rendered scripts that were edited by hand.")
@click.option(
    "--prune", is_flag=True, help="Remove scripts of these chains that are no longer rendered."
)
@click.option(
    "--newline",
    type=click.Choice(["lf", "crlf"]),
    default="lf",
    show_default=True,
    help="Line ends of the files.",
)
@click.option("--bom", is_flag=True, help="Begin the files with a byte-order mark.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    spec: Path,
    output: str,
    chains: Sequence[str],
    apps: Sequence[str],
    form: ScriptForm,
    templates: Path | None,
    check: bool,
    show_diff: bool,
    as_json: bool,
    force: bool,
    prune: bool,
    newline: Literal["lf", "crlf"],
    bom: bool,
) -> None:
    """Write the scripts of the chains in SPEC, one for each app that starts another."""
    if prune and apps:
        raise click.UsageError("--prune needs all scripts of a chain; leave out --app")
    if as_json and show_diff:
        raise click.UsageError("--json and --diff both print to stdout; choose one")
    if output == "-" and (check or show_diff or as_json):
        raise click.UsageError("-o - prints a script; it takes no --check, --diff or --json")
    found = [
        script
        for chain in load_checked(spec, chains)
        for script in render_checked(chain, form=form, templates=templates)
    ]
    scripts = _select_scripts(found, apps, to_print=output == "-")
    written = FileFormat(newline=newline, bom=bom)
    if output == "-":
        _print_one(scripts, written)
        return
    changes = compare(scripts, Path(output), form=written, whole_chains=not apps)
    if as_json:
        click.echo(
            json.dumps({"scripts": [make_json_record(change) for change in changes]}, indent=2)
        )
    if show_diff:
        click.echo(diff(changes, force=force, prune=prune), nl=False)
    if not (check or show_diff):
        apply(changes, force=force, prune=prune)
    click.echo(summarize(changes, check=check or show_diff, force=force, prune=prune), err=True)
    ctx.exit(
        _choose_exit_status(changes, check=check, show_diff=show_diff, force=force, prune=prune)
    )


def _select_scripts(
    found: Sequence[Script], apps: Sequence[str], *, to_print: bool
) -> tuple[Script, ...]:
    """Select the scripts of some apps, and the libraries that they call unless they are printed."""
    scripts = select(found, apps, key=lambda script: script.app, what="script for app")
    chains = {script.chain for script in scripts} if apps else set()
    libraries = [s for s in found if s.kind == "library" and s.chain in chains]
    if not to_print:
        return (*scripts, *libraries)
    for library in libraries:
        click.echo(
            f"These lines call the library {library.path}: render it without --app.", err=True
        )
    return scripts


def _choose_exit_status(
    changes: Sequence[Change], *, check: bool, show_diff: bool, force: bool, prune: bool
) -> int:
    """1 when something would change under --check, or was refused while writing."""
    acts = {change.choose_action(force=force, prune=prune) for change in changes}
    if check:
        return int(acts != {"keep"})
    return int("refuse" in acts and not show_diff)


def _print_one(scripts: Sequence[Script], form: FileFormat) -> None:
    if len(scripts) != 1:
        names = "\n".join(f"  --chain {s.chain!r} --app {s.app!r}" for s in scripts)
        raise click.UsageError(f"-o - prints one script, and there are {len(scripts)}:\n{names}")
    click.echo(form.encode(scripts[0].text), nl=False)
