"""What people read about a chain, other than its scripts."""

from __future__ import annotations

from qscriptgen.display.checklist import format_checklist
from qscriptgen.display.run_list import SimulatedRun, find_first_failure, format_runs
from qscriptgen.display.timeline import format_timeline

__all__ = [
    "SimulatedRun",
    "find_first_failure",
    "format_checklist",
    "format_runs",
    "format_timeline",
]
