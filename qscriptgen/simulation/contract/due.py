"""Starts that are left out, as their app has succeeded of late or today is not their day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from qscriptgen.outline import Start
from qscriptgen.outline.due import DUE_LOOKS
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.start_observation import StartObservation

_BLINK_S = 1e-3
_FINE = 200


def believes_its_look(seen: StartObservation) -> Iterator[Breach]:
    """5: what is fresh is left out, what is not is started, and nothing without a look."""
    for start, app_id in seen.chosen():
        made = seen.made(app_id)
        fresh = seen.left_out(start, app_id)
        looked = [s for s in seen.due_looks(app_id) if s.status == _FINE and not s.fault]
        asked = [sent for sent in seen.sent if sent.method == "POST" and app_id in sent.body]
        if asked and start.due.kind and not looked and not seen.is_altered(app_id):
            yield Breach(5, f"asked for {start.app} without a look")
        if made and fresh and seen.times == 1:
            yield Breach(5, f"started {start.app}, which is fresh")
        succeeded = any(status == "SUCCEEDED" for status, _ in seen.history(start.app))
        if made and start.due.kind and seen.situation.end_changed and succeeded:
            yield Breach(5, f"started {start.app}, which may be fresh for all that can be read")
        if seen.situation.calm and seen.times == 1 and start.due.kind:
            yield from _needed(seen, start, app_id)


def _needed(seen: StartObservation, start: Start, app_id: str) -> Iterator[Breach]:
    """Whether a list was looked at once, or twice where it was empty; the first time at once."""
    looks = seen.due_looks(app_id)
    needed = 1 if seen.had_reloads(start.app, app_id) else 2
    if seen.is_on_its_day(start) and looks and looks[-1].status == _FINE and len(looks) != needed:
        yield Breach(9, f"looked {len(looks)} times whether {start.app} is fresh, not {needed}")
    before = [sent.time_s for sent in seen.sent if looks and sent.time_s < looks[0].time_s]
    since = max(before, default=seen.began)
    slow = max(2.0, 2 * seen.situation.scenario.latency)
    if looks and looks[0].time_s - since > slow:
        yield Breach(9, f"looked {looks[0].time_s - since} s late whether {start.app} is fresh")


def ignores_partial_reloads(seen: StartObservation) -> Iterator[Breach]:
    """5: partial reloads do not make an app fresh, unless its start asks for a partial one."""
    if not seen.situation.shows_partial_reloads or seen.outline.controller:
        return
    for start, app_id in seen.chosen():
        asked = any(sent.method == "POST" and app_id in sent.body for sent in seen.sent)
        due = not start.partial and seen.is_on_its_day(start) and seen.due_looks(app_id)
        if due and not asked:
            yield Breach(5, f"left out {start.app}, whose list shows partial reloads only")


def looks_with_patience(seen: StartObservation) -> Iterator[Breach]:
    """9: a look that has failed is tried again, with a pause, and not for ever."""
    for start, app_id in seen.chosen():
        looks = seen.due_looks(app_id)
        if looks and (not start.due.kind or not seen.is_on_its_day(start)):
            yield Breach(9, f"looked whether {start.app} is fresh, which nobody asks")
        # Once more for one that was busy.
        if len(looks) > DUE_LOOKS * (2 if seen.outline.guarded else 1) * seen.times:
            yield Breach(9, f"looked {len(looks)} times whether {start.app} is fresh")
        gaps = [after.time_s - before.time_s for before, after in pairwise(looks)]
        if seen.times == 1 and any(gap < seen.outline.due_pause_s - _BLINK_S for gap in gaps):
            yield Breach(9, f"looked again too soon whether {start.app} is fresh")
        lost = [look.status != _FINE for look in looks]
        blind = seen.situation.blind
        if looks and all(lost) and len(lost) < DUE_LOOKS and not blind and seen.times == 1:
            yield Breach(9, f"gave up after {len(lost)} looks whether {start.app} is fresh")


QUESTIONS = (believes_its_look, ignores_partial_reloads, looks_with_patience)
