"""A scenario together with where each part of it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qscriptgen.diagnostics import Place
from qscriptgen.emulate.scenario import Scenario, Way


@dataclass(frozen=True)
class Places:
    """Where the parts of one document stand: the values, and the keys before them."""

    whole: Place
    values: Mapping[Way, Place] = field(default_factory=dict)
    keys: Mapping[Way, Place] = field(default_factory=dict)

    def known(self, way: Way) -> Way:
        """The way without the steps that lead nowhere in the document."""
        found: Way = ()
        for step in way:
            if (*found, step) in self.values:
                found = (*found, step)
        return found

    def value(self, way: Way) -> Place:
        """Where a value stands, or else what it is a part of."""
        return self.values.get(self.known(way), self.whole)

    def key(self, way: Way) -> Place:
        """Where the key of a value stands, or else the value."""
        return self.keys.get(way) or self.value(way)


@dataclass(frozen=True)
class Written:
    """A scenario as it was read from a file."""

    scenario: Scenario
    places: Places
