"""``qscriptgen connections``: what to create in the tenant before the first run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qscriptgen.cli.spec import chain_option, form_option, load_checked, spec_argument
from qscriptgen.display import format_checklist
from qscriptgen.script_form import ScriptForm


@click.command(short_help="What to create in the tenant before a first run.")
@spec_argument
@chain_option
@form_option
def command(spec: Path, chains: Sequence[str], form: ScriptForm) -> None:
    """Print what to create in the tenant before the chains in SPEC run for the first time."""
    lists = [format_checklist(chain, form=form) for chain in load_checked(spec, chains)]
    click.echo("\n".join(lists), nl=False)
