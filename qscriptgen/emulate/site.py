"""An app with the script that its reloads run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class ScriptPart:
    """A part of the script of an app, and where it is written."""

    text: str
    path: str = ""


@dataclass(frozen=True)
class Site:
    """One copy of an app of a chain.

    ``space`` is the id of its space, empty for the personal one of its owner. ``scripts`` are what
    the chain gives it for its end, and ``opening`` what it gives it for its start, in their order.
    ``first`` says that the app's own load comes behind all of them, and not in front.
    """

    name: str
    id: str
    space: str = ""
    scripts: tuple[ScriptPart, ...] = ()
    opening: tuple[ScriptPart, ...] = ()
    first: bool = False

    @property
    def path(self) -> str:
        """Where its last script is written, empty if it has none."""
        return (*self.opening, *self.scripts)[-1].path if self.opening or self.scripts else ""


APP_FACTS: Mapping[str, Callable[[Site], str]] = MappingProxyType(
    {"DocumentName": lambda site: site.id, "DocumentTitle": lambda site: site.name}
)
"""What functions without arguments return in an app.

Source: https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/SystemFunctions/system-functions.htm
"""
