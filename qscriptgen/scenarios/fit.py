"""Check whether a scenario fits a chain: its apps and connections are those of the chain."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.chain import Chain
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, did_you_mean
from qscriptgen.emulate.scenario import named_apps, named_connections
from qscriptgen.scenarios.placed import PlacedScenario


def check_fit(placed: PlacedScenario, chain: Chain) -> tuple[Finding, ...]:
    """Find each app and connection that the scenario names and the chain does not have."""
    return tuple(_findings(placed, chain))


def _findings(placed: PlacedScenario, chain: Chain) -> Iterator[Finding]:
    apps = [app.name for app in chain.all_apps]
    names = (*chain.connection_names, chain.result_folder)
    connections = [name for name in dict.fromkeys(names) if name]
    for code, what, named, known in (
        ("QC006", "app", named_apps(placed.scenario), apps),
        ("QC007", "connection", named_connections(placed.scenario), connections),
    ):
        for key_path, name in named:
            if name not in known:
                is_key = key_path[:1] == ("apps",)
                place = placed.places.key(key_path) if is_key else placed.places.value(key_path)
                message = f"chain {chain.name!r} has no {what} {name!r}"
                yield problem(code, place, message, did_you_mean(name, known))
