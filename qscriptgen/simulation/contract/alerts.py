"""What an alert promises: it comes once where something went wrong, and says what."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.emulate import SentRequest
from qscriptgen.outline import Start
from qscriptgen.quoting import trace_value
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import members_of, variables_of
from qscriptgen.simulation.contract.start_observation import StartObservation

_BAD = {"failed", "timeout", "blocked"}
_ENDS = {"FAILED", "CANCELED", "EXCEEDED_LIMIT"}
_WHY = {
    *_ENDS,
    *("not_confirmed", "refused", "look_failed", "busy", "no_reload_yet"),
    *("deadline", "deadline_cancel", "unreadable", "no_environment", "condition_unread"),
    *("not_stored", "no_value", "value_too_long", "odd_character"),
}


def tells_once(seen: StartObservation) -> Iterator[Breach]:
    """12: one alert at most, none where all went well, and one where the script failed."""
    unknown = bool(seen.outline.alert and seen.outline.alert.by_space and seen.label is None)
    if len(seen.alerts) > (0 if unknown else seen.times):
        yield Breach(12, f"sent {len(seen.alerts)} alerts")
    blocked = not seen.idle_partial and (seen.due is None or seen.elsewhere)
    nothing = not (seen.wanted() or blocked or seen.due_look_failed())
    if seen.alerts and (_went_well(seen) or nothing):
        yield Breach(12, f"sent an alert, but nothing went wrong: {seen.alerts[0].body}")
    lost = seen.situation.posts_nothing or seen.situation.tells_nobody
    lost = lost or seen.idle_partial or not seen.finds(seen.outline.post)
    lost = lost or unknown
    if seen.outline.alert and not seen.alerts and not lost and _went_wrong(seen):
        yield Breach(12, "sent no alert, but something went wrong")


def _went_well(seen: StartObservation) -> bool:
    """Whether nothing went wrong, as far as the state tells."""
    strict = all(start.failure == start.timeout == "fail" for start in seen.outline.starts)
    return strict and seen.green and seen.times == 1


def _went_wrong(seen: StartObservation) -> bool:
    """Whether something did, as far as the state tells."""
    unwell = not seen.situation.calm or not seen.quiet
    due = [pair for pair in seen.wanted() if seen.left_out(*pair) is not None]
    missing = [start for start, app_id in due if not seen.known(start, app_id)]
    return not seen.green or bool(unwell and missing)


def tells_what_went_wrong(seen: StartObservation) -> Iterator[Breach]:
    """12: an alert names the chain, the app and a state that is not good, and how many."""
    names = {str(trace_value(start.app)) for start in seen.outline.starts}
    stores = bool(seen.outline.controller and seen.outline.controller.result)
    names |= {str(trace_value(seen.outline.app))} if stores else set()
    ours = (str(trace_value(seen.outline.chain)), str(trace_value(seen.outline.app)))
    for sent in _readable(seen):
        told = _told(sent)
        if (told["chain"], told["caller"]) != ours:
            yield Breach(12, f"sent an alert of {told['chain']}, {told['caller']}")
        if told["app"] not in names or told["state"] not in _BAD or told["why"] not in _WHY:
            yield Breach(12, f"sent an alert of {told}")
        if not 1 <= _number(told["count"]) <= len(seen.outline.starts) + stores:
            yield Breach(12, f"sent an alert about {told['count']}")
        asked = dict(seen.outline.alert.variables) if seen.outline.alert else {}
        given = variables_of(sent)
        if any(given.get(name) != value for name, value in asked.items()):
            yield Breach(12, f"sent an alert without what it was given: {given}")


def tells_of_what_it_met(seen: StartObservation) -> Iterator[Breach]:
    """12: the app, its reload and the reason are those of one start that went wrong."""
    for sent in _readable(seen):
        told = _told(sent)
        found = seen.records.reloads.get(told["reload"])
        if found and trace_value(found.app) != told["app"]:
            yield Breach(12, f"sent an alert about {told['app']} with a reload of {found.app}")
        started = told["why"] in (*_ENDS, "deadline", "deadline_cancel", "unreadable")
        if started != (told["reload"] != "-") or not told["reload"]:
            yield Breach(12, f"sent an alert about the reload {told['reload']!r}: {told['why']}")
        if found and told["why"] in _ENDS and found.status != told["why"] and _plain(seen):
            yield Breach(12, f"sent an alert about {told}, it was {found.status}")


def tells_of_the_first(seen: StartObservation) -> Iterator[Breach]:
    """12: where all went wrong alike, the alert is about the first of them, and counts them all."""
    meant = [start for start, _ in seen.wanted()]
    alike = not any(seen.known(start, app_id) for start, app_id in seen.wanted())
    alike = alike or (
        all(map(seen.situation.fails, seen.targets)) and all(start.wait for start in meant)
    )
    alike = alike and len({_pace(seen, start) for start in meant}) <= 1
    if not alike or not meant or not _plain(seen) or seen.times > 1:
        return
    for told in map(_told, _readable(seen)):
        # A controller may have stopped, or left out what follows.
        count = told["count"] if seen.outline.controller else str(len(meant))
        if (told["app"], told["count"]) != (str(trace_value(meant[0].app)), count):
            yield Breach(12, f"sent an alert about {told['app']}, {told['count']} of {len(meant)}")


def _pace(seen: StartObservation, start: Start) -> tuple[str, str]:
    """How long an app is queued and loads: what takes longer is seen to fail later."""
    known = seen.situation.behaviour(start.app)
    return known.queue, known.duration


def _plain(seen: StartObservation) -> bool:
    """Whether nothing that the tenant answers is spoiled, but for starts that are refused."""
    return seen.situation.refused_only


def _readable(seen: StartObservation) -> list[SentRequest]:
    """The alerts whose words are known: the body of a webhook may be a user's own."""
    return [] if seen.overridden and seen.chain.connection_names[2:] else seen.alerts


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _told(sent: SentRequest) -> dict[str, str]:
    """What an alert says, by the names that a webhook gets."""
    members = members_of(sent)
    values = members.get("variables")
    if isinstance(values, dict):
        return {member: str(values.get(name, "")) for member, name in ALERT_VARIABLES.items()}
    return {member: str(members.get(member, "")) for member in ALERT_VARIABLES}


QUESTIONS = (tells_once, tells_what_went_wrong, tells_of_what_it_met, tells_of_the_first)
