"""The proofs: what a script does is read back, held against its plan, and run."""

from __future__ import annotations

from qscriptgen.prove.library import Calling, called, calling
from qscriptgen.prove.operations import Decision, Operations, Request, Started
from qscriptgen.prove.planned import planned
from qscriptgen.prove.shown import shown
from qscriptgen.prove.simulation import ScenarioError, simulate, worlds

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
