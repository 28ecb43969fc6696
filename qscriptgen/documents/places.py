"""The places of the parts of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from qscriptgen.diagnostics import Place

KeyPath: TypeAlias = tuple[int | str, ...]
"""The keys and positions that lead to a value in a document."""


def format_key_path(key_path: KeyPath) -> str:
    """Format a path as people write it: ``faults[0].app``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in key_path)
    return "".join(steps).removeprefix(".")


@dataclass(frozen=True)
class Places:
    """The places of the values of one document, and of the keys before them."""

    whole: Place
    values: Mapping[KeyPath, Place] = field(default_factory=dict)
    keys: Mapping[KeyPath, Place] = field(default_factory=dict)

    def reduce(self, key_path: KeyPath) -> KeyPath:
        """Leave out the steps that lead nowhere in the document."""
        found: KeyPath = ()
        for step in key_path:
            if (*found, step) in self.values:
                found = (*found, step)
        return found

    def value(self, key_path: KeyPath) -> Place:
        """The place of a value, or of the nearest value around it."""
        return self.values.get(self.reduce(key_path), self.whole)

    def key(self, key_path: KeyPath) -> Place:
        """The place of the key of a value, or else of the value."""
        return self.keys.get(key_path) or self.value(key_path)
