"""What a reload is told from outside, and can't change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Circumstances:
    """The app and the space in which a script runs.

    ``attributes`` is what GetSysAttr knows (tenantUrl, spaceId, spaceName, spaceType and so on),
    ``facts`` what functions without arguments give (DocumentTitle and so on). ``seed`` makes Rand()
    the same in each run.
    """

    attributes: Mapping[str, str] = field(default_factory=lambda: _NONE)
    facts: Mapping[str, str] = field(default_factory=lambda: _NONE)
    partial: bool = False
    started: datetime = datetime(2026, 1, 5, 6)
    last_reload: datetime | None = None
    seed: int = 0

    @property
    def space(self) -> str:
        """The name of the space, empty for a personal one."""
        return self.attributes.get("spaceName", "")
