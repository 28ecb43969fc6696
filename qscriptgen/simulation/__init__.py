"""Runs chains on the emulated tenant, and holds their scripts against what they promise."""

from __future__ import annotations

from qscriptgen.simulation.playing import ScenarioError
from qscriptgen.simulation.simulation import simulate, worlds

__all__ = ["ScenarioError", "simulate", "worlds"]
