"""Starts that are left out, as their app has succeeded of late or today is not their day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from qscriptgen.emulate import Sent
from qscriptgen.outline import Start
from qscriptgen.outline.freshness import LOOKS
from tests.support.situations import TENANTS

if TYPE_CHECKING:
    from tests.support.played import Seen

_MONDAY = "2"
_MIDNIGHT_S = -6 * 3600.0
_HOUR_S = 3600.0
_UNSEEN_S = 10.0
_BLINK_S = 1e-3
_ALTERS = ("json", "change", "empty")


def believes_its_look(seen: Seen) -> Iterator[str]:
    """5: what is fresh is left out, what is not is started, and nothing without a look."""
    for start, app_id in seen.asked():
        made = seen.made(app_id)
        fresh = left_out(seen, start, app_id)
        looked = [s for s in fresh_looks(seen, app_id) if s.status == 200 and not s.fault]
        asked = [sent for sent in seen.sent if sent.method == "POST" and app_id in sent.body]
        if asked and start.fresh.kind and not looked and not _altered(seen, app_id):
            yield f"5 asked for {start.app} without a look"
        if made and fresh and seen.times == 1:
            yield f"5 started {start.app}, which is fresh"
        history = TENANTS[seen.case.tenant].target.history
        if (
            made
            and start.fresh.kind
            and seen.case.fault == "list-bad-end"
            and "SUCCEEDED" in history
        ):
            yield f"5 started {start.app}, which may be fresh for all that can be read"
        if seen.case.fault == "none" and seen.times == 1 and start.fresh.kind:
            yield from _needed(seen, start, app_id)


def _needed(seen: Seen, start: Start, app_id: str) -> Iterator[str]:
    """Whether a list was looked at once, or twice where it was empty; the first time at once."""
    looks = fresh_looks(seen, app_id)
    needed = 1 if TENANTS[seen.case.tenant].target.history else 2
    if on_its_day(start) and looks and looks[-1].status == 200 and len(looks) != needed:
        yield f"9 looked {len(looks)} times whether {start.app} is fresh, {needed} are needed"
    before = [sent.time_s for sent in seen.sent if looks and sent.time_s < looks[0].time_s]
    since = max(before, default=seen.began)
    slow = 2 * float(TENANTS[seen.case.tenant].options.get("latency", 1.0))
    if looks and looks[0].time_s - since > slow:
        yield f"9 looked {looks[0].time_s - since} s late whether {start.app} is fresh"


def looks_with_patience(seen: Seen) -> Iterator[str]:
    """9: a look that has failed is tried again, with a pause, and not for ever."""
    for start, app_id in seen.asked():
        looks = fresh_looks(seen, app_id)
        if looks and (not start.fresh.kind or not on_its_day(start)):
            yield f"9 looked whether {start.app} is fresh, which nobody asks"
        # Once more for one that was busy.
        if len(looks) > LOOKS * (2 if seen.outline.guarded else 1) * seen.times:
            yield f"9 looked {len(looks)} times whether {start.app} is fresh"
        gaps = [after.time_s - before.time_s for before, after in pairwise(looks)]
        if seen.times == 1 and any(gap < seen.outline.fresh_pause_s - _BLINK_S for gap in gaps):
            yield f"9 looked again too soon whether {start.app} is fresh"
        lost = [look.status != 200 for look in looks]
        blind = seen.case.fault[:6] == "no-get"
        if looks and all(lost) and len(lost) < LOOKS and not blind and seen.times == 1:
            yield f"9 gave up after {len(lost)} looks whether {start.app} is fresh"


def left_out(seen: Seen, start: Start, app_id: str) -> bool | None:
    """Whether a start is not due; None where the script can't know, or the state does not tell."""
    if not on_its_day(start):
        return True
    if not start.fresh.kind:
        return False
    if _altered(seen, app_id) or seen.times > 1:
        return None
    times = [s.time_s for s in fresh_looks(seen, app_id) if s.status == 200 and not s.fault]
    found = {_fresh(seen, start, app_id, at) for at in times or [seen.began]}
    return found.pop() if len(found) == 1 else None


def may_be_fresh(seen: Seen, start: Start, app_id: str) -> bool:
    """Whether a script may have seen that it is fresh."""
    return bool(start.fresh.kind) and left_out(seen, start, app_id) is not False


def on_its_day(start: Start) -> bool:
    """Whether it may be started on the day on which all runs take place."""
    return _MONDAY in start.fresh.days


def fresh_looks(seen: Seen, app_id: str) -> list[Sent]:
    """The looks at the reloads of an app by which its script knows whether it is fresh."""
    return [s for s in seen.sent if f"appId={app_id}&" in s.url and "limit=100" in s.url]


def look_failed(seen: Seen) -> bool:
    """Whether a look whether an app is fresh has not been answered as it should be."""
    asked = [app_id for start, app_id in seen.asked() if start.fresh.kind and on_its_day(start)]
    looks = [fresh_looks(seen, app_id) for app_id in asked]
    return not all(looks) or any(look.status != 200 or look.fault for few in looks for look in few)


def _altered(seen: Seen, app_id: str) -> bool:
    """Whether answers to looks say what is not so, and nothing shows it."""
    return any(look.fault in _ALTERS for look in fresh_looks(seen, app_id))


def _fresh(seen: Seen, start: Start, app_id: str, at: float) -> bool | None:
    """Whether the app had succeeded since then, as seen at a time."""
    since = {
        "every": seen.began - start.fresh.every_s,
        "day": _MIDNIGHT_S,
        "once": float("-inf"),
    }[start.fresh.kind]
    history = TENANTS[seen.case.tenant].target.history
    ends = [-_HOUR_S * (len(history) - place) for place, end in enumerate(history) if end[0] == "S"]
    new = [
        reload.ended_s
        for reload in seen.run.reloads
        if reload.app_id == app_id and reload.status == "SUCCEEDED" and reload.ended_s is not None
        if start.fresh.partials or not reload.partial
    ]
    ends += [end for end in new if end <= at]
    if any(end > since for end in ends if end <= at - _UNSEEN_S):
        return True
    return None if any(end > since for end in ends) else False


FRESHNESS = (believes_its_look, looks_with_patience)
