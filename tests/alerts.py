"""What an alert promises: it comes once where something went wrong, and says what."""

from __future__ import annotations

import json
from collections.abc import Iterator

from played import Seen
from promises import QUIET

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.quoting import trace_value

_BAD = {"failed", "timeout", "blocked"}
_DOES_NOT_LOOK = ("no-post", "no-post-1st", "no-hook")


def tells_once(seen: Seen) -> Iterator[str]:
    """12: one alert at most, none where all went well, and one where the script failed."""
    if len(seen.alerts) > seen.times:
        yield f"12 {len(seen.alerts)} alerts"
    blocked = not seen.partial_block and (seen.due is None or seen.elsewhere)
    if seen.alerts and (_went_well(seen) or not (seen.meant() or blocked)):
        yield f"12 an alert for nothing: {seen.alerts[0].body}"
    lost = seen.case.fault in _DOES_NOT_LOOK or seen.partial_block or _nowhere(seen)
    if seen.plan.alert and not seen.alerts and not lost and _went_wrong(seen):
        yield "12 no alert, though something went wrong"


def _went_well(seen: Seen) -> bool:
    """Whether nothing went wrong, as far as the state tells."""
    strict = all(start.failure == start.timeout == "fail" for start in seen.plan.starts)
    return strict and seen.green and seen.times == 1


def _went_wrong(seen: Seen) -> bool:
    """Whether something did, as far as the state tells."""
    unwell = seen.case.fault != "none" or seen.case.tenant not in QUIET
    missing = [start for start, app_id in seen.meant() if not seen.known(start, app_id)]
    return not seen.green or bool(unwell and missing)


def _nowhere(seen: Seen) -> bool:
    """Whether the script can not find its connection, or does not know which app to start."""
    personal = seen.case.space == "personal" and seen.plan.post[:1] == ":"
    lost = personal and seen.case.world.answer("colon-in-personal") == "no"
    by_space = seen.plan.alert is not None and any(label for label, _ in seen.plan.alert.ids)
    return lost or (seen.elsewhere and by_space)


def tells_what_went_wrong(seen: Seen) -> Iterator[str]:
    """12: an alert names the chain, the app and a state that is not good, and how many."""
    names = {str(trace_value(start.app)) for start in seen.plan.starts}
    for sent in seen.alerts:
        body = json.loads(sent.body)
        told = body.get("variables", body)
        wanted = (
            ALERT_VARIABLES if "variables" in body else {name: name for name in ALERT_VARIABLES}
        )
        said = {member: told.get(name) for member, name in wanted.items()}
        if said["chain"] != trace_value(seen.plan.chain) or said["caller"] != trace_value(
            seen.plan.app
        ):
            yield f"12 an alert of {said['chain']}, {said['caller']}"
        if said["app"] not in names or said["state"] not in _BAD or said["why"] in ("", "-", None):
            yield f"12 an alert of {said}"
        if not 1 <= int(said["count"] or 0) <= len(seen.plan.starts):
            yield f"12 an alert about {said['count']}"
        asked = dict(seen.plan.alert.variables) if seen.plan.alert else {}
        if any(told.get(name) != value for name, value in asked.items()):
            yield f"12 an alert without what it was given: {told}"


def tells_of_what_it_met(seen: Seen) -> Iterator[str]:
    """12: the app, its reload and the reason are those of one start that went wrong."""
    for sent in seen.alerts:
        body = json.loads(sent.body)
        told = body.get("variables", body)
        reload_id = told.get("reload", told.get("vAlertReload"))
        app = told.get("app", told.get("vAlertApp"))
        found = next((r for r in seen.run.reloads if r.reload_id == reload_id), None)
        if found and trace_value(found.app) != app:
            yield f"12 an alert about {app} with a reload of {found.app}"
        if found and found.ended_s and found.status == "SUCCEEDED" and seen.case.fault == "none":
            why = told.get("why", told.get("vAlertWhy"))
            if found.ended_s < sent.time_s - 60 and why == "FAILED":
                yield f"12 an alert about a reload that has succeeded: {told}"


ALERTS = (tells_once, tells_what_went_wrong, tells_of_what_it_met)
