"""Where the parts of a document stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qscriptgen.diagnostics import Place

Way: TypeAlias = tuple[int | str, ...]
"""The keys and positions that lead to a value in a document."""


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
