"""Evaluates parsed expressions in a reload that a `Scope` describes."""

from __future__ import annotations

from qscriptgen.script.evaluation.doubts import DOUBTS, Doubt
from qscriptgen.script.evaluation.errors import EvaluationError, NotEmulated
from qscriptgen.script.evaluation.evaluate import evaluate
from qscriptgen.script.evaluation.scope import MemoryScope, Scope
from qscriptgen.script.evaluation.settings import Settings
from qscriptgen.script.evaluation.values import NULL, Value

__all__ = [
    "DOUBTS",
    "NULL",
    "Doubt",
    "EvaluationError",
    "MemoryScope",
    "NotEmulated",
    "Scope",
    "Settings",
    "Value",
    "evaluate",
]
