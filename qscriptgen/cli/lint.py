"""``qscriptgen lint``: find what is wrong in load script, hand-written or rendered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qscriptgen.cli.output import say
from qscriptgen.cli.script_texts import RenderOptions, ScriptText, is_spec, read_scripts
from qscriptgen.diagnostics import count_severities, find_nearest_name, format_findings
from qscriptgen.lint import RULES, lint_together
from qscriptgen.script_form import SCRIPT_FORMS, ScriptForm

if TYPE_CHECKING:
    from qscriptgen.diagnostics import Finding
    from qscriptgen.lint import Rule


@click.command(short_help="Find what is wrong in load script.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|SPEC|-...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with all findings.")
@click.option("--select", metavar="CODES", help="Apply only these rules: QL3,QL401 or names.")
@click.option("--ignore", metavar="CODES", default="", help="Do not apply these rules.")
@click.option(
    "--form",
    type=click.Choice(SCRIPT_FORMS),
    default=SCRIPT_FORMS[0],
    show_default=True,
    help="The form in which a SPEC is rendered.",
)
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with templates that replace the built-in ones in a SPEC.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: Sequence[str],
    as_json: bool,
    select: str | None,
    ignore: str,
    form: ScriptForm,
    templates: Path | None,
    exit_zero: bool,
) -> None:
    """Find what is wrong in load script, hand-written or rendered.

    PATH is a file, a folder with .qvs files, a SPEC in Python or YAML whose scripts are rendered,
    or - for standard input. Files that include each other are linted together. A comment
    ``// qscriptgen: ignore QL301`` suppresses a finding on its line, or on the next line if the
    comment is alone on its line; ``qscriptgen explain QL301`` explains a code. Exit status: 0 no
    findings, 1 findings, 2 bad usage or a file that can't be read.
    """
    if (templates or form != SCRIPT_FORMS[0]) and not any(map(is_spec, paths)):
        raise click.UsageError("--form and --templates need a SPEC, and no PATH is a SPEC")
    rules = selected_rules(select, ignore)
    found = list(_linted(read_scripts(paths, RenderOptions(form, templates)), rules))
    findings = [finding for _, some in found for finding in some]
    if as_json:
        say(json.dumps({"findings": [finding.json() for finding in findings]}, indent=2) + "\n")
    elif findings:
        say(
            "".join(_report(read, some) for read, some in found)
            + f"{count_severities(findings)}.\n"
        )
    ctx.exit(int(bool(findings) and not exit_zero))


def _linted(
    texts: Sequence[ScriptText], rules: Sequence[Rule]
) -> Iterator[tuple[ScriptText, tuple[Finding, ...]]]:
    apps: dict[str, list[ScriptText]] = {}
    for read in texts:
        apps.setdefault(read.app, []).append(read)
    for reads in apps.values():
        findings = lint_together(((read.text, read.path) for read in reads), rules=rules)
        yield from zip(reads, findings, strict=True)


def selected_rules(select: str | None, ignore: str) -> tuple[Rule, ...]:
    """The rules with some codes, beginnings of codes, or names; without a selection all.

    Raises:
        click.UsageError: A word matches no rule, or no rule is left.
    """
    wanted = {r.code for r in RULES} if select is None else _codes(select)
    unwanted = _codes(ignore)
    rules = tuple(r for r in RULES if r.code in wanted - unwanted)
    if not rules:
        reason = "--ignore excludes all of them" if wanted else "--select is empty"
        raise click.UsageError(f"no rule is left to apply: {reason}")
    return rules


def _codes(words: str) -> set[str]:
    found: set[str] = set()
    for word in filter(None, (part.strip() for part in words.split(","))):
        name, code = word.lower(), word.upper()
        codes = {r.code for r in RULES if r.name == name or r.code.startswith(code)}
        if not codes:
            near = find_nearest_name(word, [r.name for r in RULES])
            hint = f"did you mean {near!r}?" if near else "qscriptgen explain lists them"
            raise click.UsageError(f"there is no rule {word!r}; {hint}")
        found |= codes
    return found


def _report(read: ScriptText, findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    return format_findings(findings, lambda path, line: read.line(line)) + "\n"
