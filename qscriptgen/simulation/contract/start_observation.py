"""What was seen of one reload of a script that starts apps, and what it should have started."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from qscriptgen.emulate import Reload, SentRequest
from qscriptgen.outline import Start, StartOutline
from qscriptgen.simulation.contract.observation import Observation, starts_of
from qscriptgen.templating.variables import LONGEST_VALUE

_LATER_S = 10.0
"""For so long a new reload may not be seen."""

_SECOND_S = 1.0
"""Scripts and the tenant have moments to the second."""

_WIDEST = 0xFFFF
_NEVER_S = float("inf")
_FINE = 200
_ALTERS = ("json", "change", "empty")
"""Faults that give another answer."""


@dataclass(frozen=True)
class StartObservation(Observation):
    """That of a script that starts apps."""

    outline: StartOutline

    # -- what it should start ----------------------------------------------------------------------

    def chosen(self) -> list[tuple[Start, str]]:
        """The starts that would be due if no app were fresh, and all values could be passed."""
        if self.idle_partial or self.elsewhere or self.due is None:
            return []
        return [
            (start, self._id(start))
            for number, start in enumerate(self.outline.starts, 1)
            if number in self.due
        ]

    def _id(self, start: Start) -> str:
        ids = dict(start.ids)
        return ids.get("", "") or ids.get(self.label or "", "")

    def coming(self) -> list[tuple[Start, str]]:
        """Those that are due, and those with odd values, as far as a controller gets."""
        return [
            (start, app_id)
            for start, app_id in self.chosen()
            if start not in self._after_refused and not self.left_out(start, app_id)
        ]

    def wanted(self) -> list[tuple[Start, str]]:
        """The starts that are due, each with the id of the app."""
        return [(start, app_id) for start, app_id in self.coming() if start not in self.refused]

    # -- values ------------------------------------------------------------------------------------

    @cached_property
    def refused(self) -> tuple[Start, ...]:
        """The starts that have a value which can't be passed."""
        return tuple(s for s in starts_of(self.outline) if None in self.values(s).values())

    def values(self, start: Start) -> dict[str, str | None]:
        """What a start passes; None for what can't be passed."""
        found = {name: self._passed(code) for name, code in start.expressions}
        return dict(start.variables) | found

    def _passed(self, code: str) -> str | None:
        text = self.texts.get(code, "")
        return (
            text
            if 0 < len(text) <= LONGEST_VALUE and all(ord(c) <= _WIDEST for c in text)
            else None
        )

    def why_refused(self, code: str) -> str:
        """Why a value can't be passed."""
        text = self.texts.get(code, "")
        if len(text) > LONGEST_VALUE:
            return "value_too_long"
        return "odd_character" if text else "no_value"

    def known(self, start: Start, app_id: str) -> list[Reload]:
        """The reloads that a start may count as its own: made, found or joined."""
        others = [r for r in self.others(app_id) if self._may_pass_for_start(r, start, app_id)]
        return self.made(app_id) + others

    def _may_pass_for_start(self, other: Reload, start: Start, app_id: str) -> bool:
        """Whether somebody else's reload may be taken for the start.

        One that is newer than the first look may be the script's own, for all that it knows; one
        that was queued does what its own would; a running one counts only where it may be joined.
        """
        looks = [sent.time_s for sent in self.looks(app_id)]
        if not looks:
            return False
        unseen_s = _LATER_S if self.world.answer("post-visible") == "later" else 0.0
        newer = other.created_s > looks[0] - unseen_s
        begun = _NEVER_S if other.started_s is None else other.started_s
        queued = any(other.created_s <= at and at + self.away_s <= begun for at in looks)
        plain = not (start.partial or start.variables)
        return newer or start.busy == "join" or (queued and plain)

    @cached_property
    def _after_refused(self) -> tuple[Start, ...]:
        """What a controller does not get to, as a value of one before it can't be passed."""
        if not self.outline.controller:
            return ()
        found: list[Start] = []
        for start, _ in self.chosen():
            number = self.outline.starts.index(start)
            if start in self.refused and start.failure == "fail":
                found += self.outline.starts[number + 1 :]
            elif start in self.refused and start.failure == "skip":
                found += [
                    self.outline.starts[n - 1] for n in self.outline.controller.followers[number]
                ]
        return tuple(found)

    def may_be_left_out(self, start: Start) -> bool:
        """Whether a controller may have left this one out, as one before it did not go well."""
        if not self.outline.controller:
            return False
        number = self.outline.starts.index(start) + 1
        ids = dict(self.wanted())
        return any(
            number in behind
            and "skip" in (before.failure, before.timeout)
            and not (
                self.situation.calm
                and any(r.status == "SUCCEEDED" for r in self.made(ids.get(before, "")))
            )
            for before, behind in zip(
                self.outline.starts, self.outline.controller.followers, strict=True
            )
        )

    # -- apps that may be fresh --------------------------------------------------------------------

    def left_out(self, start: Start, app_id: str) -> bool | None:
        """Whether a start is not due; None where the script, or the state, does not tell."""
        if not self.is_on_its_day(start):
            return None if self.days & {*start.due.days} else True
        if not start.due.kind:
            return False
        if self.is_altered(app_id) or self.times > 1:
            return None
        looks = self.due_looks(app_id)
        times = [sent.time_s for sent in looks if sent.status == _FINE and not sent.fault]
        found = {self._fresh(start, app_id, at) for at in times or [self.began]}
        return found.pop() if len(found) == 1 else None

    def may_be_fresh(self, start: Start, app_id: str) -> bool:
        """Whether a script may have seen that an app is fresh."""
        return bool(start.due.kind) and self.left_out(start, app_id) is not False

    def is_on_its_day(self, start: Start) -> bool:
        """Whether a start may be due while the script runs, also if midnight passes."""
        return self.days <= {*start.due.days}

    def due_looks(self, app_id: str) -> list[SentRequest]:
        """The looks at the reloads of an app by which its script knows whether it is fresh."""
        return [s for s in self.sent if f"appId={app_id}&" in s.url and "limit=100" in s.url]

    def due_look_failed(self) -> bool:
        """Whether a look that asks if an app is fresh was not answered as it should be."""
        asked = [
            app_id
            for start, app_id in self.chosen()
            if start.due.kind and self.is_on_its_day(start)
        ]
        looks = [self.due_looks(app_id) for app_id in asked]
        every = [look for few in looks for look in few]
        return not all(looks) or any(look.status != _FINE or look.fault for look in every)

    def is_altered(self, app_id: str) -> bool:
        """Whether answers to these looks say what is not so, and nothing shows it."""
        return any(look.fault in _ALTERS for look in self.due_looks(app_id))

    def _fresh(self, start: Start, app_id: str, at: float) -> bool | None:
        """Whether the app had succeeded since then, as seen at a time."""
        since = {
            "every": self.began - start.due.every_s,
            "day": self.midnight_s,
            "once": float("-inf"),
        }[start.due.kind]
        ends = [end_s for status, end_s in self.history(start.app) if status == "SUCCEEDED"]
        new = [
            reload.ended_s
            for reload in self.records.around(app_id, since, at)
            if reload.status == "SUCCEEDED" and reload.ended_s is not None
            if start.due.partials or not reload.partial
        ]
        ends += [end for end in new if end <= at]
        if any(abs(end - since) <= _SECOND_S for end in ends):
            return None
        if start.due.kind == "day" and len(self.days) > 1:
            return None
        if any(end > since for end in ends if end <= at - _LATER_S):
            return True
        return None if any(end > since for end in ends) else False
