"""The names of the apps and reloads of a run, as its timeline shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.emulate.run import Reload, Run


_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b[0-9a-f]{24}\b")
_KEPT = 6
LONGEST_NAME = 24
"""Columns for a name; a longer one is cut in the middle, as a number may stand at its end."""

STATUS_WORDS: Mapping[str, str] = {
    "QUEUED": "queued",
    "RELOADING": "running",
    "CANCELING": "being canceled",
    "SUCCEEDED": "succeeded",
    "FAILED": "FAILED",
    "CANCELED": "CANCELED",
    "EXCEEDED_LIMIT": "OVER LIMIT",
}
"""Status of a reload in words; capitals for an end that is not a success."""


@dataclass(frozen=True)
class RunNames:
    """Names of reloads by their id, and of apps by theirs."""

    reloads: Mapping[str, str]
    apps: Mapping[str, str]

    def name_starter(self, reload: Reload) -> str:
        """Name what asked for a reload."""
        if reload.foreign:
            return "somebody else"
        if reload.triggered_by == "user":
            return "a user"
        return self.reloads.get(reload.triggered_by, shorten_ids(reload.triggered_by))


def name_run(run: Run, apps: Mapping[str, str]) -> RunNames:
    """Name the apps and reloads of a run; repeated reloads of an app are numbered.

    Args:
        run: The run.
        apps: RunNames of the apps of the chain by their ids; those that were reloaded are known.
    """
    total = Counter(reload.app for reload in run.reloads)
    so_far: Counter[str] = Counter()
    reloads = {}
    for reload in run.reloads:
        so_far[reload.app] += 1
        number = f" ({so_far[reload.app]})" if total[reload.app] > 1 else ""
        reloads[reload.reload_id] = reload.app + number
    return RunNames(reloads, {**apps, **{reload.app_id: reload.app for reload in run.reloads}})


def shorten_ids(text: str) -> str:
    """Shorten every id in a text to its last characters; the first are often equal."""
    return _ID.sub(lambda found: ".." + found[0][-_KEPT:], text)
