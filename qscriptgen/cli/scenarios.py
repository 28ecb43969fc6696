"""Pair the chosen chains with the scenarios that fit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qscriptgen.diagnostics import sort_findings
from qscriptgen.errors import SpecError
from qscriptgen.scenarios import check_fit, read_scenarios

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.diagnostics import Finding
    from qscriptgen.emulate.scenario import Scenario

_CHOOSE = "--chain NAME says which chain it is about"


def pair_with_scenarios(
    chains: Sequence[Chain], files: Sequence[Path]
) -> list[tuple[Chain, Scenario | None]]:
    """Pair each chain with each scenario that fits it, or with None if there is no file.

    A chain that a scenario does not fit is skipped, with a message on stderr.

    Raises:
        SpecError: A file can't be read, or a scenario fits none of the chains.
    """
    if not files:
        return [(chain, None) for chain in chains]
    found: list[tuple[Chain, Scenario | None]] = []
    findings: list[Finding] = []
    skipped: list[str] = []
    for placed in (each for file in files for each in read_scenarios(file)):
        misfits = {chain.name: check_fit(placed, chain) for chain in chains}
        if all(misfits.values()):
            findings += _choose_best_fit(list(misfits.values()))
        for chain in chains:
            if misfits[chain.name]:
                why = misfits[chain.name][0].message
                skipped.append(f"scenario {placed.scenario.name} is skipped: {why}")
            else:
                found.append((chain, placed.scenario))
    if findings:
        raise SpecError(sort_findings(findings))
    for line in skipped:
        click.echo(line, err=True)
    return sorted(found, key=lambda pair: chains.index(pair[0]))


def _choose_best_fit(misfits: Sequence[Sequence[Finding]]) -> list[Finding]:
    """The findings for the chain that the scenario fits best."""
    nearest = min(misfits, key=len)
    if len(misfits) == 1:
        return list(nearest)
    return [replace(each, hint="; ".join(filter(None, (each.hint, _CHOOSE)))) for each in nearest]
