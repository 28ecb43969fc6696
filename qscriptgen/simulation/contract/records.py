"""The reloads and requests of a run, by what promises ask for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qscriptgen.emulate import Reload, Run, SentRequest

_DAY_S = 86_400.0
"""A reload that began so long ago has ended: it may take three hours, and wait as long."""


@dataclass(frozen=True)
class Records:
    """A run and its index, which is made once for all promises of all its reloads."""

    run: Run

    @cached_property
    def reloads(self) -> Mapping[str, Reload]:
        """The reloads by their ids."""
        return {reload.reload_id: reload for reload in self.run.reloads}

    @cached_property
    def _sent(self) -> Mapping[str, list[SentRequest]]:
        found = defaultdict[str, "list[SentRequest]"](list)
        for sent in self.run.requests:
            found[sent.by].append(sent)
        return found

    @cached_property
    def _of_app(self) -> Mapping[str, list[Reload]]:
        found = defaultdict[str, "list[Reload]"](list)
        for reload in sorted(self.run.reloads, key=lambda each: each.created_s):
            found[reload.app_id].append(reload)
        return found

    @cached_property
    def unwell(self) -> frozenset[str]:
        """The ids of the reloads that have not succeeded."""
        return frozenset(r.reload_id for r in self.run.reloads if r.status != "SUCCEEDED")

    def sent_by(self, reload_id: str) -> Sequence[SentRequest]:
        """The requests of a reload, in the order of time."""
        return self._sent.get(reload_id, [])

    def of_app(self, app_id: str) -> Sequence[Reload]:
        """The reloads of an app, in the order in which they were asked for."""
        return self._of_app.get(app_id, [])

    def around(self, app_id: str, begin_s: float, end_s: float) -> Sequence[Reload]:
        """Those that were asked for before the end of a time, and may have been there in it."""
        every = self.of_app(app_id)
        first = bisect_left(every, begin_s - _DAY_S, key=_created)
        there = every[first : bisect_right(every, end_s, key=_created)]
        return [r for r in there if r.ended_s is None or r.ended_s >= begin_s]

    def until(self, app_id: str, at: float) -> Iterator[Reload]:
        """Those that were asked for up to a time, the newest first."""
        every = self.of_app(app_id)
        for place in range(bisect_right(every, at, key=_created) - 1, -1, -1):
            yield every[place]


def _created(reload: Reload) -> float:
    return reload.created_s
