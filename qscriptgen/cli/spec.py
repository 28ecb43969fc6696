"""The argument SPEC: its chains, checked and chosen from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from qscriptgen.chain import Chain
from qscriptgen.checks import has_errors
from qscriptgen.cli.findings import findings_text
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.errors import SpecError
from qscriptgen.specs import check_spec, load_chains
from qscriptgen.templating import FORMS

Named = TypeVar("Named")

spec_argument = click.argument(
    "spec", type=click.Path(path_type=Path), help="A Python or YAML file."
)
chain_option = click.option(
    "--chain", "chains", multiple=True, metavar="NAME", help="Only this chain; may be repeated."
)
form_option = click.option(
    "--form",
    type=click.Choice(FORMS),
    default=FORMS[0],
    show_default=True,
    help="Scripts that stand by themselves, a library and lines that call it, or a first test.",
)


templates_option = click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with templates that take the place of the built-in ones.",
)


def load_checked(spec: Path, names: Sequence[str]) -> tuple[Chain, ...]:
    """The chains of a spec, or those of the given names; warnings are printed to stderr.

    Raises:
        SpecError: The spec can't be read, or a chosen chain has errors.
        click.UsageError: There is no chain of a given name.
    """
    chains = select(load_chains(spec), names, key=lambda chain: chain.name, what="chain")
    findings = check_spec(spec, chains)
    if has_errors(findings):
        raise SpecError(findings)
    if findings:
        click.echo(findings_text(findings), err=True)
    return chains


def select(
    items: Sequence[Named], names: Sequence[str], *, key: Callable[[Named], str], what: str
) -> tuple[Named, ...]:
    """The items of the given names, or all where none is given.

    Raises:
        click.UsageError: There is none of a given name.
    """
    known = {key(item) for item in items}
    for name in names:
        if name not in known:
            raise click.UsageError(f"no {what} {name!r}; {did_you_mean(name, known)}")
    return tuple(item for item in items if not names or key(item) in names)
