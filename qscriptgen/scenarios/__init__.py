"""Scenarios as people write them, in Python or YAML, and what is wrong with them."""

from __future__ import annotations

from qscriptgen.scenarios.fit import check_fit
from qscriptgen.scenarios.places import Written
from qscriptgen.scenarios.read import load_scenarios, read_scenarios
from qscriptgen.scenarios.schema import scenario_schema

__all__ = ["Written", "check_fit", "load_scenarios", "read_scenarios", "scenario_schema"]
