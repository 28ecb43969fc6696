"""The group of commands, which also prints the errors that users can mend."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from qscriptgen import __version__
from qscriptgen.errors import QscriptgenError, SpecError

COMMANDS = {
    "connections": (
        "qscriptgen.cli.connections",
        "What to create in the tenant before a first run.",
    ),
    "explain": ("qscriptgen.cli.explain", "Say what the code of a finding means."),
    "init": ("qscriptgen.cli.init", "Write a first chain to edit, in Python or YAML."),
    "lint": ("qscriptgen.cli.lint", "Find what is wrong in load script."),
    "render": ("qscriptgen.cli.render", "Write the scripts of the chains in SPEC."),
    "simulate": ("qscriptgen.cli.simulate", "Run the chains in SPEC on an emulated tenant."),
}
"""Each command with its module, where it is named ``command``, and its short help."""


class UserProblem(click.ClickException):
    """An error that the user can mend: exit status 2, and only its text on stderr."""

    exit_code = 2

    def show(self, file: Any = None) -> None:
        """Print the text; findings already say that they are errors."""
        click.echo(self.format_message(), err=True, file=file, color=_color())


class LazyGroup(click.Group):
    """A group that imports a command only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List all names without importing anything."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of this name, or return None."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command), f"{cmd_name} is not a command"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names; suggest one for a typing error."""
        if args and args[0][:1] != "-" and args[0] not in COMMANDS:
            raise click.exceptions.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in sorted(COMMANDS.items())])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that the user can mend becomes its text and exit status 2."""
        try:
            return super().invoke(ctx)
        except SpecError as error:
            # Imported here: `--version` must start as fast as click itself.
            from qscriptgen.cli.findings import format_with_lines

            raise UserProblem(format_with_lines(error.findings)) from error
        except QscriptgenError as error:
            raise UserProblem(click.style("error: ", fg="red") + str(error)) from error


def _color() -> bool | None:
    """No colour if NO_COLOR is set (https://no-color.org), else as the terminal allows."""
    return False if os.environ.get("NO_COLOR") else None


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "color": _color()},
)
@click.version_option(__version__, prog_name="qscriptgen")
def main() -> None:
    """Render load script for Qlik Cloud that chains app reloads, from a chain in Python or YAML."""
