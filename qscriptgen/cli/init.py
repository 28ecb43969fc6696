"""``qscriptgen init``: write a first chain to edit."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from qscriptgen.cli.output import say
from qscriptgen.specs import build_spec_schema
from qscriptgen.write import write_new

_NEXT = (
    ("simulate", "run it on an emulated tenant"),
    ("render", "write the scripts, to build/"),
    ("connections", "what to create in the tenant before the first run"),
)


@click.command(short_help="Write a first chain to edit, in Python or YAML.")
@click.argument(
    "folder",
    metavar="[DIR]",
    default=".",
    type=click.Path(path_type=Path),
    help="Folder to write to; by default the working folder.",
)
@click.option(
    "--format",
    "language",
    type=click.Choice(["python", "yaml"]),
    default="python",
    show_default=True,
    help="chain.py with a test, or chain.yaml with a scenario.",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a YAML spec, for editors.")
@click.pass_context
def command(ctx: click.Context, *, folder: Path, language: str, schema: bool) -> None:
    """Write a first chain to edit, which renders and simulates as it stands.

    Nothing is overwritten. Exit status: 0 done, 1 a file of that name exists, 2 bad usage or a
    folder that can't be written.
    """
    if schema:
        say(json.dumps(build_spec_schema(), indent=2) + "\n")
        return
    texts = {
        file.name.removesuffix(".txt"): file.read_bytes() for file in _find_first_files(language)
    }
    existing = write_new({folder / name: text for name, text in texts.items()})
    if existing:
        lines = "".join(f"'{file.as_posix()}' already exists\n" for file in existing)
        click.echo(f"{lines}Nothing was written.", err=True)
        ctx.exit(1)
    spec, *_ = sorted(texts, key=lambda name: not name.startswith("chain."))
    click.echo(_describe_next(folder, list(texts), spec), err=True)


def _describe_next(folder: Path, names: list[str], spec: str) -> str:
    """Say what was written, and what to do next."""
    path = shlex.quote((folder / spec).as_posix())
    width = max(len(word) for word, _ in _NEXT)
    lines = [f"  qscriptgen {word:<{width}} {path}   {text}" for word, text in _NEXT]
    written = [f"new {(folder / name).as_posix()}" for name in names]
    return "\n".join([*written, "", "Put in the names and ids of your apps. Then:", *lines])


def _find_first_files(language: str) -> list[Path]:
    """The files to write; in a wheel they lie inside the package, in a checkout beside it."""
    package = Path(__file__).parent.parent
    packaged = package / "templates" / "init"
    folder = packaged if packaged.is_dir() else package.parent / "templates" / "init"
    return sorted((folder / language).glob("*.txt"))
