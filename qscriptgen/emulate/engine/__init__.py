"""The engine: runs load script on data in memory, as a generator that says what it waits for."""

from __future__ import annotations

from qscriptgen.emulate.engine.interpreter import run_script
from qscriptgen.emulate.engine.log import ScriptLog
from qscriptgen.emulate.engine.machine import Machine
from qscriptgen.emulate.engine.outcome import Ask, Effect, Outcome, Pause
from qscriptgen.emulate.engine.play import PlayedScript, play
from qscriptgen.emulate.engine.session import OutOfBudget, Session
from qscriptgen.emulate.engine.supported import Support, supported
from qscriptgen.emulate.grid import Grid

__all__ = [
    "Ask",
    "Effect",
    "Grid",
    "Machine",
    "OutOfBudget",
    "Outcome",
    "Pause",
    "PlayedScript",
    "ScriptLog",
    "Session",
    "Support",
    "play",
    "run_script",
    "supported",
]
