"""Which scenario is about which of the chosen chains."""

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

_CHOOSE = "with --chain NAME you say which chain it is about"


def fitting(chains: Sequence[Chain], files: Sequence[Path]) -> list[tuple[Chain, Scenario | None]]:
    """Each chain with each scenario that is about it; with none at all where there is no file.

    A chain that a scenario does not fit is passed over, which is printed to stderr.

    Raises:
        SpecError: A file can't be read, or a scenario fits none of the chains.
    """
    if not files:
        return [(chain, None) for chain in chains]
    found: list[tuple[Chain, Scenario | None]] = []
    findings: list[Finding] = []
    passed: list[str] = []
    for written in (each for file in files for each in read_scenarios(file)):
        misfits = {chain.name: check_fit(written, chain) for chain in chains}
        if all(misfits.values()):
            findings += _nearest(list(misfits.values()))
        for chain in chains:
            if misfits[chain.name]:
                why = misfits[chain.name][0].message
                passed.append(f"scenario {written.scenario.name} is passed over: {why}")
            else:
                found.append((chain, written.scenario))
    if findings:
        raise SpecError(sort_findings(findings))
    for line in passed:
        click.echo(line, err=True)
    return sorted(found, key=lambda pair: chains.index(pair[0]))


def _nearest(misfits: Sequence[Sequence[Finding]]) -> list[Finding]:
    """What is wrong for the chain that a scenario fits best."""
    nearest = min(misfits, key=len)
    if len(misfits) == 1:
        return list(nearest)
    return [replace(each, hint="; ".join(filter(None, (each.hint, _CHOOSE)))) for each in nearest]
