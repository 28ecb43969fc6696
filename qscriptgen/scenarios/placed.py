"""A scenario together with where each part of it was written."""

from __future__ import annotations

from dataclasses import dataclass

from qscriptgen.documents import Places
from qscriptgen.emulate.scenario import Scenario


@dataclass(frozen=True)
class PlacedScenario:
    """A scenario as it was read from a file."""

    scenario: Scenario
    places: Places
