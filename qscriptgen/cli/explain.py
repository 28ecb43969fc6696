"""``qscriptgen explain``: what a code means."""

from __future__ import annotations

import click

from qscriptgen.cli.output import say
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.lint import RULES


@click.command(short_help="Say what the code of a finding means.")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
def command(*, codes: tuple[str, ...]) -> None:
    """Say what a rule looks for, why, and how script reads with and without the problem.

    CODE is a code such as QL101 or a name such as unclosed-block; without one, all rules are
    listed.
    """
    if not codes:
        width = max(len(rule.name) for rule in RULES)
        lines = (f"{r.code}  {r.severity:<7}  {r.name:<{width}}  {r.summary}\n" for r in RULES)
        say("".join(lines))
        return
    say("\n".join(_explained(code) for code in codes))


def _explained(word: str) -> str:
    for rule in RULES:
        if word.upper() == rule.code or word.lower() == rule.name:
            return rule.explanation
    known = [*(rule.code for rule in RULES), *(rule.name for rule in RULES)]
    raise click.UsageError(f"no rule {word!r}; {did_you_mean(word, known)}")
