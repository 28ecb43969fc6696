"""``qscriptgen explain``: explain the codes of findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from qscriptgen.checks import PROBLEMS
from qscriptgen.checks.explanations import EXPLANATIONS
from qscriptgen.cli.output import say
from qscriptgen.diagnostics import Severity, find_nearest_name
from qscriptgen.lint import RULES
from qscriptgen.simulation.findings import PROBLEMS as OF_RUNS


@dataclass(frozen=True)
class _Explanation:
    """A code with its name, a summary in one line, and its whole explanation."""

    code: str
    name: str
    severity: Severity
    summary: str
    text: str


@click.command(short_help="Say what the code of a finding means.")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
def command(*, codes: tuple[str, ...]) -> None:
    """Explain a finding: what it is about, why it matters, and a wrong and a right example.

    CODE is a code such as QL101 or a name such as unclosed-block. A beginning such as QL1 lists all
    its codes; without CODE, all codes are listed. QL is about load script, QC about a chain or a
    scenario, QE about a simulated run.
    """
    explanations = [*_of_rules(), *_of_chains_and_runs()]
    if not codes:
        say(_list(explanations))
        return
    say("\n".join(_text(code, explanations) for code in codes))


def _of_rules() -> Iterator[_Explanation]:
    for rule in RULES:
        yield _Explanation(rule.code, rule.name, rule.severity, rule.summary, rule.explanation)


def _of_chains_and_runs() -> Iterator[_Explanation]:
    of_runs: dict[str, tuple[str, Severity]] = {c: (name, "error") for c, name in OF_RUNS.items()}
    for code, (name, severity) in sorted((PROBLEMS | of_runs).items()):
        meaning = EXPLANATIONS[code]
        parts = [f"{code} {name} ({severity})", meaning.text]
        examples = (("Bad", meaning.bad), ("Good", meaning.good))
        parts += [f"{title}:\n    {example}" for title, example in examples if example]
        yield _Explanation(code, name, severity, meaning.text, "\n\n".join(parts) + "\n")


def _list(explanations: Sequence[_Explanation]) -> str:
    width = max(len(explanation.name) for explanation in explanations)
    return "".join(
        f"{e.code}  {e.severity:<7}  {e.name:<{width}}  {e.summary}\n" for e in explanations
    )


def _text(word: str, explanations: Sequence[_Explanation]) -> str:
    for explanation in explanations:
        if word.upper() == explanation.code or word.lower() == explanation.name:
            return explanation.text
    if some := [e for e in explanations if word and e.code.startswith(word.upper())]:
        return _list(some)
    near = find_nearest_name(word, [explanation.name for explanation in explanations])
    hint = f"did you mean {near!r}?" if near else "explain without a code lists all of them"
    raise click.UsageError(f"there is no code {word!r}; {hint}")
