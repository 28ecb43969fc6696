"""Scenarios as people write them, in Python or YAML, and what is wrong with them."""

from __future__ import annotations

from qscriptgen.scenarios.fit import check_fit
from qscriptgen.scenarios.placed import PlacedScenario
from qscriptgen.scenarios.read import load_scenarios, read_scenarios
from qscriptgen.scenarios.schema import build_scenario_schema

__all__ = [
    "PlacedScenario",
    "build_scenario_schema",
    "check_fit",
    "load_scenarios",
    "read_scenarios",
]
