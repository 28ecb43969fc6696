"""What a script promises that waits for others at its start, as questions to its run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from qscriptgen.emulate import SentRequest
from qscriptgen.outline import Upstream
from qscriptgen.quoting import trace_value
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import WaitObservation
from qscriptgen.simulation.contract.traces import LINE

_UNSEEN_S, _TIMEOUT_S, _BLINK_S = 10.0, 30, 1e-3
_MISSES, _PATIENT, _FINE, _NO_KEY = 8, 16, 200, 401


class Known(NamedTuple):
    """A reload of an app as a look can see it."""

    created_s: float
    status: str
    ended_s: float


def starts_nothing(seen: WaitObservation) -> Iterator[Breach]:
    """4: whatever happens, nothing but looks at those that are waited for."""
    ids = {app_id for _, app_id in meant(seen)}
    for sent in seen.sent:
        if sent.method != "GET" or sent.body:
            yield Breach(4, f"sent {sent.method} {sent.url}")
        elif not any(f"?appId={app_id}&" in sent.url for app_id in ids):
            yield Breach(4, f"looked at {sent.url}, for which nobody waits")


def does_not_load_early(seen: WaitObservation) -> Iterator[Breach]:
    """5: who goes on has seen every app succeed, or may go on all the same."""
    if not seen.green:
        return
    if _blocked(seen):
        yield Breach(5, "ended well where it may not run")
    for up, app_id in meant(seen):
        if not _may_go_on(seen, up, app_id):
            yield Breach(5, f"went on, though {up.app} has not succeeded")


def _may_go_on(seen: WaitObservation, up: Upstream, app_id: str) -> bool:
    looks = looks_at(seen, app_id)
    states = [state for look in looks for state in _states(seen, up, app_id, look)]
    if "good" in states:
        return True
    limit_s = seen.outline.limit_s
    long = bool(looks) and looks[-1].time_s - looks[0].time_s >= limit_s - _TIMEOUT_S
    long = long or seen.state.slept_s >= limit_s - _BLINK_S
    ended = seen.caller.ended_s or 0.0
    long = long or ended - seen.began >= limit_s - _TIMEOUT_S
    return (up.failure == "continue" and ("bad" in states or _blind(seen, looks))) or (
        up.timeout == "continue" and long
    )


def raises_no_false_alarm(seen: WaitObservation) -> Iterator[Breach]:
    """5: who fails has seen one fail, or has waited for it to the end."""
    around = seen.situation
    honest = around.foreign_only and seen.finds(seen.outline.get)
    away = not all(map(around.is_there, seen.targets)) or around.noisy or around.far
    if seen.green or _blocked(seen) or not honest or away:
        return
    if seen.idle_partial or seen.elsewhere:
        yield Breach(5, "failed where nobody is waited for")
    if not any(_fails(seen, up, app_id) for up, app_id in meant(seen)):
        yield Breach(5, f"failed, but nothing went wrong: {seen.caller.error}")


def _fails(seen: WaitObservation, up: Upstream, app_id: str) -> bool:
    """Whether an app is a reason to fail: it has failed itself, or not come in time."""
    looks = looks_at(seen, app_id)
    states = [state for look in looks for state in _states(seen, up, app_id, look)]
    if "bad" in states and up.failure == "fail":
        return True
    # With several blocks, the second one may have waited as well.
    took = (looks[-1].time_s - looks[0].time_s) if looks else 0.0
    late = took >= seen.outline.limit_s - seen.outline.poll_s - _BLINK_S
    return late and up.timeout == "fail" and "good" not in _states(seen, up, app_id, looks[-1])


def looks_at_its_pace(seen: WaitObservation) -> Iterator[Breach]:
    """9: it looks no sooner, no more often and no longer than planned, and not once it knows."""
    outline = seen.outline
    for up, app_id in meant(seen):
        looks = looks_at(seen, app_id)
        if len(looks) > outline.looks * seen.times:
            yield Breach(9, f"looked at {up.app} {len(looks)} times")
        if seen.times > 1 or not looks:
            continue
        gaps = [after.time_s - before.time_s for before, after in pairwise(looks)]
        if any(gap < outline.poll_s - _BLINK_S for gap in gaps):
            yield Breach(9, f"looked again at {up.app} after {min(gaps)} s")
        if looks[0].time_s > (seen.caller.started_s or 0.0) + _BLINK_S and looks[0] is seen.sent[0]:
            yield Breach(9, f"began to look after {looks[0].time_s} s")
        states = [(look, _states(seen, up, app_id, look)) for look in looks]
        bad = [look.time_s for look, shown in states if shown == {"bad"}]
        round_s = outline.poll_s - _BLINK_S
        if up.failure == "fail" and bad and seen.sent[-1].time_s > bad[0] + round_s:
            yield Breach(9, f"went on looking, though {up.app} had failed")
        known = [
            look for look in looks[:-1] if _states(seen, up, app_id, look) in ({"good"}, {"bad"})
        ]
        if known:
            yield Breach(9, f"went on looking at {up.app}, which had ended")


def gives_up_in_time(seen: WaitObservation) -> Iterator[Breach]:
    """9: who fails has not given up too soon, nor gone on for too long."""
    outline, end = seen.outline, seen.caller.ended_s
    if seen.times > 1 or end is None or not seen.sent or not meant(seen):
        return
    refused = sum(sent.status == _NO_KEY for sent in seen.sent)
    lost = "0" * (_MISSES + 1) * len(outline.upstreams)
    if lost in "".join("01"[sent.status == _FINE] for sent in seen.sent):
        yield Breach(9, f"looked for more than {_MISSES} rounds without an answer")
    if refused > _PATIENT * len(outline.upstreams):
        yield Breach(9, f"went on for {refused} requests without a key")
    last, first = seen.sent[-1].time_s, seen.sent[0].time_s
    still = seen.world.answer("now-advances") == "no"
    most = outline.limit_s + outline.poll_s + (1 + len(outline.upstreams)) * _TIMEOUT_S
    if last - first > most and not still:
        yield Breach(9, f"looked for {last - first} s")
    if (
        seen.green
        or seen.state.slept_s >= outline.limit_s - _BLINK_S
        or last - first >= outline.limit_s
    ):
        return
    looks = [(up, app_id, looks_at(seen, app_id)) for up, app_id in meant(seen)]
    if any(_blind(seen, few) for _, _, few in looks):
        return
    bad = any("bad" in _states(seen, up, i, look) for up, i, few in looks for look in few)
    if not bad and last - first < outline.limit_s - outline.poll_s - _TIMEOUT_S:
        yield Breach(9, f"gave up after {last - first} s")


def gives_up_without_answers(seen: WaitObservation) -> Iterator[Breach]:
    """9: who has no answer any more goes on for some rounds, and not for ever."""
    outline, end = seen.outline, seen.caller.ended_s
    if seen.times > 1 or seen.green or end is None or not meant(seen):
        return
    good = [sent.time_s for sent in seen.sent if sent.status == _FINE]
    lost = [sent for sent in seen.sent if sent.time_s > max(good, default=-1.0)]
    blind = len(lost) >= _MISSES * len(outline.upstreams) or seen.situation.blind_always
    most = _MISSES * outline.poll_s + (1 + (_MISSES + 1) * len(outline.upstreams)) * _TIMEOUT_S
    took = end - max(good, default=seen.caller.started_s or 0.0)
    if blind and took > most:
        yield Breach(9, f"went on for {took} s without an answer")


def goes_on_behind_it(seen: WaitObservation) -> Iterator[Breach]:
    """5: who ends well has let the rest of its script run, whatever the policy says."""
    if seen.green and seen.went_on is False:
        yield Breach(5, "ended well without the rest of the script, so without data")


def tells_of_each(seen: WaitObservation) -> Iterator[Breach]:
    """6: there is one line for each app that it has waited for, or one that says why it has not."""
    chain = str(trace_value(seen.outline.chain))
    names = {str(trace_value(up.app)) for up in seen.outline.upstreams}
    lines = [LINE.fullmatch(line) for line in seen.told]
    found = [line for line in lines if line]
    if len(found) < len(lines) or any(line["chain"] != chain for line in found):
        yield Breach(6, f"traced {seen.told}")
    ends = {line["app"] for line in found if line["event"] in ("ready", "failed", "timeout")}
    idle = {line["app"] for line in found if line["event"] in ("skipped", "blocked")}
    wanted = names if meant(seen) else set()
    if not ends <= wanted or idle != (
        set() if meant(seen) else {str(trace_value(seen.outline.app))}
    ):
        yield Breach(6, f"told of {sorted(ends | idle)}, there are {sorted(wanted)}")
    if seen.green and ends != wanted:
        yield Breach(6, f"told of {sorted(ends)}, it has waited for {sorted(wanted)}")
    looks = [line for line in found if line["event"] == "look"]
    if len(found) - len(looks) > max(len(wanted), 1) * seen.times:
        yield Breach(6, f"told of {len(found) - len(looks)} ends, there are {len(wanted)}")
    if seen.times == 1:
        yield from _told_twice(looks)


def _told_twice(looks: Sequence[re.Match[str]]) -> Iterator[Breach]:
    """Looks that found what the look before had found already, of the same app."""
    last: dict[str, str] = {}
    for line in looks:
        status = line["rest"].partition(" status=")[2].partition(" ")[0]
        if not status or last.get(line["app"]) == status:
            yield Breach(6, f"told again that {line['app']} is {status or 'nothing'}")
        last[line["app"]] = status


def meant(seen: WaitObservation) -> list[tuple[Upstream, str]]:
    """Those that are waited for, each with the id of the app."""
    if seen.idle_partial or seen.elsewhere:
        return []
    pairs = [(up, dict(up.ids)) for up in seen.outline.upstreams]
    return [(up, ids.get("", "") or ids.get(seen.label or "", "")) for up, ids in pairs]


def looks_at(seen: WaitObservation, app_id: str) -> list[SentRequest]:
    """The looks at the newest reload of an app."""
    return [s for s in seen.sent if f"?appId={app_id}&" in s.url]


def _blocked(seen: WaitObservation) -> bool:
    partial = seen.idle_partial and seen.outline.in_partial == "fail"
    return partial or (not seen.idle_partial and seen.elsewhere and seen.outline.no_match == "fail")


def _blind(seen: WaitObservation, looks: list[SentRequest]) -> bool:
    """Whether it could not see anything for so long that it may give up."""
    lost = [look.status != _FINE or bool(look.fault) for look in looks]
    return seen.situation.blind or len(lost) < 1 or all(lost[-_MISSES:])


def _states(seen: WaitObservation, up: Upstream, app_id: str, look: SentRequest) -> set[str]:
    """What a look shows: good, bad or open; several where the state does not tell."""
    changes = seen.situation
    harmless = changes.look_tells or (changes.end_changed and not seen.outline.newer_s)
    if look.status != _FINE or (look.fault and not harmless):
        return {"open"}
    shown = {_state(seen, _newest(seen, up, app_id, look.time_s))}
    if seen.world.answer("post-visible") == "later":
        shown.add(_state(seen, _newest(seen, up, app_id, look.time_s, unseen_s=_UNSEEN_S)))
    return shown


def _newest(
    seen: WaitObservation, up: Upstream, app_id: str, at: float, unseen_s: float = 0.0
) -> Known | None:
    known = [Known(end_s - 60.0, status, end_s) for status, end_s in seen.history(up.app)]
    for reload in seen.records.until(app_id, at - unseen_s):
        if reload.created_s <= at - unseen_s:
            over = reload.ended_s is not None and reload.ended_s <= at
            end = reload.ended_s if over and reload.ended_s is not None else float("inf")
            known.append(Known(reload.created_s, reload.status if over else "RELOADING", end))
    return max(known, default=None)


def _state(seen: WaitObservation, newest: Known | None) -> str:
    newer_s = seen.outline.newer_s
    if newest is None or newest.status == "RELOADING":
        return "open"
    if newer_s and newest.ended_s < (seen.caller.started_s or 0.0) - newer_s:
        return "open"
    return "good" if newest.status == "SUCCEEDED" else "bad"


QUESTIONS = (
    starts_nothing,
    does_not_load_early,
    raises_no_false_alarm,
    looks_at_its_pace,
    gives_up_in_time,
    gives_up_without_answers,
    goes_on_behind_it,
    tells_of_each,
)
