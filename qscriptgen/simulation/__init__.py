"""The proofs: what a script does is read back, held against its outline, and run."""

from __future__ import annotations

from qscriptgen.simulation.library import Calling, called, calling
from qscriptgen.simulation.operations import Decision, Operations, Request, Started
from qscriptgen.simulation.planned import planned
from qscriptgen.simulation.shown import shown
from qscriptgen.simulation.simulation import ScenarioError, simulate, worlds

__all__ = [
    "Calling",
    "Decision",
    "Operations",
    "Request",
    "ScenarioError",
    "Started",
    "called",
    "calling",
    "planned",
    "shown",
    "simulate",
    "worlds",
]
