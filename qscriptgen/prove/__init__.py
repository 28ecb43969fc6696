"""The proofs: what a script does is read back from its text and held against its plan."""

from __future__ import annotations

from qscriptgen.prove.operations import Decision, Operations, Request, Started
from qscriptgen.prove.planned import planned
from qscriptgen.prove.shown import shown

__all__ = ["Decision", "Operations", "Request", "Started", "planned", "shown"]
