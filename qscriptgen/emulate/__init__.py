"""An emulated Qlik Cloud: an engine for load script, a REST connector, and a tenant.

Nothing waits and nothing is sent; the same scenario in the same world is the same run.
"""

from __future__ import annotations

from qscriptgen.emulate.connector import Connection
from qscriptgen.emulate.doubts import DOUBTS
from qscriptgen.emulate.emulation import Emulation, Watch
from qscriptgen.emulate.job import Job
from qscriptgen.emulate.run import Logs, Reload, Run, SentRequest, State
from qscriptgen.emulate.scenario import Behaviour, Fault, Scenario, StartingSpace
from qscriptgen.emulate.site import ScriptPart, Site
from qscriptgen.emulate.tenant import TenantSpace
from qscriptgen.emulate.world import World, WorldError, parse_world

__all__ = [
    "DOUBTS",
    "Behaviour",
    "Connection",
    "Emulation",
    "Fault",
    "Job",
    "Logs",
    "Reload",
    "Run",
    "Scenario",
    "ScriptPart",
    "SentRequest",
    "Site",
    "StartingSpace",
    "State",
    "TenantSpace",
    "Watch",
    "World",
    "WorldError",
    "parse_world",
]
