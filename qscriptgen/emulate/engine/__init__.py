"""The engine: runs load script on data in memory, as a generator that says what it waits for."""

from __future__ import annotations

from qscriptgen.emulate.engine.circumstances import Circumstances
from qscriptgen.emulate.engine.files import Files
from qscriptgen.emulate.engine.interpreter import Machine
from qscriptgen.emulate.engine.log import ScriptLog
from qscriptgen.emulate.engine.memory import Memory
from qscriptgen.emulate.engine.outcome import Ask, Effect, Outcome, Pause
from qscriptgen.emulate.engine.play import Played, play
from qscriptgen.emulate.engine.session import OutOfBudget, Session
from qscriptgen.emulate.engine.supported import Support, supported
from qscriptgen.emulate.grid import Grid

__all__ = [
    "Ask",
    "Circumstances",
    "Effect",
    "Files",
    "Grid",
    "Machine",
    "Memory",
    "OutOfBudget",
    "Outcome",
    "Pause",
    "Played",
    "ScriptLog",
    "Session",
    "Support",
    "play",
    "supported",
]
