"""Whether a scenario is about the apps of a chain."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.chain import Chain
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, did_you_mean
from qscriptgen.emulate.scenario import Scenario
from qscriptgen.scenarios.places import Keys, Written


def check_fit(written: Written, chain: Chain) -> tuple[Finding, ...]:
    """A finding for each app that the scenario names and the chain does not have."""
    known = [app.name for app in chain.apps]
    return tuple(
        problem(
            "QC006",
            written.places.key(way) if way[:1] == ("apps",) else written.places.value(way),
            f"chain {chain.name!r} has no app {name!r}",
            did_you_mean(name, known),
        )
        for way, name in _apps(written.scenario)
        if name not in known
    )


def _apps(scenario: Scenario) -> Iterator[tuple[Keys, str]]:
    if scenario.start is not None:
        yield ("start",), scenario.start
    for name in scenario.apps:
        yield ("apps", name), name
    for number, fault in enumerate(scenario.faults):
        for option in ("app", "by"):
            name = getattr(fault, option)
            if name is not None:
                yield ("faults", number, option), name
