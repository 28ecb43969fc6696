"""The argument SPEC: load its chains, check them, and select from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from qscriptgen.chain import Chain
from qscriptgen.checks import has_errors
from qscriptgen.cli.findings import format_with_lines
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.errors import SpecError
from qscriptgen.script_form import SCRIPT_FORMS
from qscriptgen.specs import check_spec, load_chains

Named = TypeVar("Named")

spec_argument = click.argument(
    "spec", type=click.Path(path_type=Path), help="A Python or YAML file."
)
chain_option = click.option(
    "--chain", "chains", multiple=True, metavar="NAME", help="Only this chain; may be repeated."
)
form_option = click.option(
    "--form",
    type=click.Choice(SCRIPT_FORMS),
    default=SCRIPT_FORMS[0],
    show_default=True,
    help="Complete scripts; a library and a few lines that call it; or scripts of a first test.",
)


templates_option = click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with templates that replace the built-in ones.",
)


def load_checked(spec: Path, names: Sequence[str]) -> tuple[Chain, ...]:
    """Load the chains of a spec, or those of the given names; warnings are printed to stderr.

    Raises:
        SpecError: The spec can't be read, or a chosen chain has errors.
        click.UsageError: No chain has a given name.
    """
    chains = select(load_chains(spec), names, key=lambda chain: chain.name, what="chain")
    findings = check_spec(spec, chains)
    if has_errors(findings):
        raise SpecError(findings)
    if findings:
        click.echo(format_with_lines(findings), err=True)
    return chains


def select(
    items: Sequence[Named], names: Sequence[str], *, key: Callable[[Named], str], what: str
) -> tuple[Named, ...]:
    """Select the items of the given names, or all if no name is given.

    Raises:
        click.UsageError: No item has a given name.
    """
    known = {key(item) for item in items}
    for name in names:
        if name not in known:
            raise click.UsageError(f"there is no {what} {name!r}; {did_you_mean(name, known)}")
    return tuple(item for item in items if not names or key(item) in names)
