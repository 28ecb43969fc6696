"""``qscriptgen lint``: find what is wrong in load script, hand-written or rendered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from qscriptgen.cli.output import say
from qscriptgen.cli.texts import Read, read_texts
from qscriptgen.diagnostics import did_you_mean, report
from qscriptgen.lint import RULES, lint

if TYPE_CHECKING:
    from qscriptgen.diagnostics import Finding
    from qscriptgen.lint import Rule


@click.command(short_help="Find what is wrong in load script.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH|SPEC|-...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with all findings.")
@click.option(
    "--select", metavar="CODES", default="", help="Only these rules: QL3,QL401 or their names."
)
@click.option("--ignore", metavar="CODES", default="", help="All rules but these.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 though there are findings.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: Sequence[str],
    as_json: bool,
    select: str,
    ignore: str,
    exit_zero: bool,
) -> None:
    """Find what is wrong in load script, hand-written or rendered.

    PATH is a file, a folder with .qvs files, a SPEC whose scripts are rendered, or - for standard
    input. A comment ``// qscriptgen: ignore QL301`` keeps a finding of its line back; ``qscriptgen
    explain QL301`` says what a code means. Exit status: 0 no findings, 1 findings, 2 bad usage or
    a file that can't be read.
    """
    rules = chosen(select, ignore)
    texts = read_texts(paths)
    found = [(read, lint(read.text, read.path, rules=rules)) for read in texts]
    findings = [finding for _, some in found for finding in some]
    if as_json:
        say(json.dumps({"findings": [finding.json() for finding in findings]}, indent=2) + "\n")
    elif findings:
        say("".join(_shown(read, some) for read, some in found) + _counted(findings))
    ctx.exit(int(bool(findings) and not exit_zero))


def chosen(select: str, ignore: str) -> tuple[Rule, ...]:
    """The rules that are asked for, by code, beginning of a code, or name.

    Raises:
        click.UsageError: A word that fits no rule.
    """
    wanted, unwanted = _meant(select), _meant(ignore)
    return tuple(r for r in RULES if (not select or r.code in wanted) and r.code not in unwanted)


def _meant(words: str) -> set[str]:
    found: set[str] = set()
    for word in filter(None, (part.strip() for part in words.split(","))):
        codes = {r.code for r in RULES if r.name == word or r.code.startswith(word.upper())}
        if not codes:
            known = [*(r.code for r in RULES), *(r.name for r in RULES)]
            raise click.UsageError(f"no rule {word!r}; {did_you_mean(word, known)}")
        found |= codes
    return found


def _shown(read: Read, findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    return report(findings, lambda path, line: read.line(line)) + "\n"


def _counted(findings: Sequence[Finding]) -> str:
    count = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "info")}
    parts = [f"{n} {name}{'s' if n > 1 else ''}" for name, n in count.items() if n]
    return ", ".join(parts) + ".\n"
