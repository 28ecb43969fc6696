"""An app with the script that its reloads run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Site:
    """One copy of an app of a chain.

    ``space`` is the id of its space, empty for the personal one of its owner. ``script`` is what
    the chain gives it, empty if it starts nobody; ``path`` is where that is written.
    """

    name: str
    id: str
    space: str = ""
    script: str = ""
    path: str = ""
