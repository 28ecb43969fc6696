"""What people read about a chain, other than its scripts."""

from __future__ import annotations

from qscriptgen.display.connections import connections_checklist
from qscriptgen.display.simulations import Simulated, first_bad, simulations
from qscriptgen.display.timeline import timeline

__all__ = ["Simulated", "connections_checklist", "first_bad", "simulations", "timeline"]
