"""All reloads of a tenant, found without a look at each of them."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence

from qscriptgen.emulate.tenant.reload import ReloadRecord

Place = tuple[float, int]


def place(record: ReloadRecord) -> Place:
    """Where a reload stands among the others: by its creation, then by its number."""
    return record.created, record.serial


class Archive:
    """Reloads by id, by app, and those of an app that have not ended."""

    def __init__(self) -> None:
        self._all: list[ReloadRecord] = []
        self._by_id: dict[str, ReloadRecord] = {}
        self._by_app: dict[str, list[ReloadRecord]] = defaultdict(list)
        self._active: dict[str, dict[str, ReloadRecord]] = defaultdict(dict)

    def add(self, record: ReloadRecord) -> None:
        """Take a reload in, at its place in the order of creation."""
        self._by_id[record.id] = record
        insort(self._all, record, key=place)
        insort(self._by_app[record.app_id], record, key=place)
        if record.active:
            self._active[record.app_id][record.id] = record

    def end(self, record: ReloadRecord) -> None:
        """Note that a reload has ended."""
        self._active[record.app_id].pop(record.id, None)

    def find(self, reload_id: str) -> ReloadRecord | None:
        """The reload with an id, None if there is none."""
        return self._by_id.get(reload_id)

    def active(self, app_id: str) -> Iterable[ReloadRecord]:
        """The reloads of an app that have not ended."""
        return self._active.get(app_id, {}).values()

    def of(self, app_id: str) -> Sequence[ReloadRecord]:
        """The reloads of an app in the order of their creation."""
        return self._by_app.get(app_id, ())

    @property
    def all(self) -> Sequence[ReloadRecord]:
        """All reloads in the order of their creation."""
        return self._all
