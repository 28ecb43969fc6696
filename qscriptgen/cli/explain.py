"""``qscriptgen explain``: what a code means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from qscriptgen.checks import PROBLEMS
from qscriptgen.checks.meanings import MEANINGS
from qscriptgen.cli.output import say
from qscriptgen.diagnostics import Severity, meant_name
from qscriptgen.lint import RULES
from qscriptgen.simulation.simulation import PROBLEMS as OF_RUNS


@dataclass(frozen=True)
class _Entry:
    """A code with its name, what it means in a line, and all that is said about it."""

    code: str
    name: str
    severity: Severity
    summary: str
    text: str


@click.command(short_help="Say what the code of a finding means.")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
def command(*, codes: tuple[str, ...]) -> None:
    """Say what a finding is about, why it matters, and how it reads with and without the problem.

    CODE is a code such as QL101 or a name such as unclosed-block; of a beginning such as QL1, all
    codes are listed, and without one every code there is: QL is about load script, QC about a
    chain or a scenario, QE about a simulated run.
    """
    entries = [*_of_rules(), *_of_chains_and_runs()]
    if not codes:
        say(_listed(entries))
        return
    say("\n".join(_explained(code, entries) for code in codes))


def _of_rules() -> Iterator[_Entry]:
    for rule in RULES:
        yield _Entry(rule.code, rule.name, rule.severity, rule.summary, rule.explanation)


def _of_chains_and_runs() -> Iterator[_Entry]:
    of_runs: dict[str, tuple[str, Severity]] = {c: (name, "error") for c, name in OF_RUNS.items()}
    for code, (name, severity) in sorted((PROBLEMS | of_runs).items()):
        meaning = MEANINGS[code]
        parts = [f"{code} {name} ({severity})", meaning.text]
        examples = (("Bad", meaning.bad), ("Good", meaning.good))
        parts += [f"{title}:\n    {example}" for title, example in examples if example]
        yield _Entry(code, name, severity, meaning.text, "\n\n".join(parts) + "\n")


def _listed(entries: Sequence[_Entry]) -> str:
    width = max(len(entry.name) for entry in entries)
    return "".join(f"{e.code}  {e.severity:<7}  {e.name:<{width}}  {e.summary}\n" for e in entries)


def _explained(word: str, entries: Sequence[_Entry]) -> str:
    for entry in entries:
        if word.upper() == entry.code or word.lower() == entry.name:
            return entry.text
    if some := [entry for entry in entries if word and entry.code.startswith(word.upper())]:
        return _listed(some)
    near = meant_name(word, [entry.name for entry in entries])
    hint = f"did you mean {near!r}?" if near else "without a code, explain lists them all"
    raise click.UsageError(f"no code {word!r}; {hint}")
