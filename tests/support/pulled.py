"""What a script promises that waits for others at its start, as questions to its run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qscriptgen.emulate import Sent
from qscriptgen.outline import Upstream, WaitOnlyOutline
from qscriptgen.quoting import trace_value
from tests.support.situations import PASTED, TENANTS, WITNESS
from tests.support.tells import LINE

if TYPE_CHECKING:
    from tests.support.played import Seen

_HOUR_S, _UNSEEN_S, _TIMEOUT_S, _BLINK_S = 3600.0, 10.0, 30, 1e-3
_MISSES, _PATIENT, _FINE, _NO_KEY = 8, 16, 200, 401
_HARMLESS = ("list-id-code", "list-partial")
"""Changes of an answer that leave the status and the app as they are."""


class Known(NamedTuple):
    """A reload of an app as a look can see it."""

    created_s: float
    status: str
    ended_s: float


def starts_nothing(seen: Seen) -> Iterator[str]:
    """4: whatever happens, nothing but looks at those that are waited for."""
    ids = {app_id for _, app_id in meant(seen)}
    for sent in seen.sent:
        if sent.method != "GET" or sent.body:
            yield f"4 sent {sent.method} {sent.url}"
        elif not any(f"?appId={app_id}&" in sent.url for app_id in ids):
            yield f"4 looked at {sent.url}, for which nobody waits"


def does_not_load_early(seen: Seen) -> Iterator[str]:
    """5: who goes on has seen every app succeed, or may go on all the same."""
    if not seen.green:
        return
    if _blocked(seen):
        yield "5 ended well where it may not run"
    for up, app_id in meant(seen):
        if not _may_go_on(seen, up, app_id):
            yield f"5 went on, though {up.app} has not succeeded"


def _may_go_on(seen: Seen, up: Upstream, app_id: str) -> bool:
    looks = looks_at(seen, app_id)
    states = [state for look in looks for state in _states(seen, app_id, look)]
    if "good" in states:
        return True
    limit_s = seen.outline.limit_s
    long = bool(looks) and looks[-1].time_s - looks[0].time_s >= limit_s - _TIMEOUT_S
    long = long or seen.state.slept_s >= limit_s - _BLINK_S
    return (up.failure == "continue" and ("bad" in states or _blind(seen, looks))) or (
        up.timeout == "continue" and long
    )


def raises_no_false_alarm(seen: Seen) -> Iterator[str]:
    """5: who fails has seen one fail, or has waited for it to the end."""
    case = seen.case
    honest = case.fault == "none" or case.fault[:8] == "foreign-"
    personal = case.space == "personal" and seen.outline.get[:1] == ":"
    alone = personal and case.world.answer("colon-in-personal") == "no"
    away = case.tenant in ("missing", "forbidden", "deaf", "key-ends", "far", "far-stuck")
    if seen.green or _blocked(seen) or not honest or alone or away:
        return
    if seen.partial_block or seen.elsewhere:
        yield "5 failed where nobody is waited for"
    if not any(_fails(seen, up, app_id) for up, app_id in meant(seen)):
        yield f"5 a false alarm: {seen.caller.error}"


def _fails(seen: Seen, up: Upstream, app_id: str) -> bool:
    """Whether an app is a reason to fail: it has failed itself, or not come in time."""
    looks = looks_at(seen, app_id)
    states = [state for look in looks for state in _states(seen, app_id, look)]
    if "bad" in states and up.failure == "fail":
        return True
    # With several blocks, the second one may have waited as well.
    took = (looks[-1].time_s - looks[0].time_s) if looks else 0.0
    late = took >= seen.outline.limit_s - seen.outline.poll_s - _BLINK_S
    return late and up.timeout == "fail" and "good" not in _states(seen, app_id, looks[-1])


def looks_at_its_pace(seen: Seen) -> Iterator[str]:
    """9: it looks no sooner, no more often and no longer than planned, and not once it knows."""
    outline = seen.outline
    for up, app_id in meant(seen):
        looks = looks_at(seen, app_id)
        if len(looks) > outline.looks * seen.times:
            yield f"9 looked at {up.app} {len(looks)} times"
        if seen.times > 1 or not looks:
            continue
        gaps = [after.time_s - before.time_s for before, after in pairwise(looks)]
        if any(gap < outline.poll_s - _BLINK_S for gap in gaps):
            yield f"9 looked again at {up.app} after {min(gaps)} s"
        if looks[0].time_s > (seen.caller.started_s or 0.0) + _BLINK_S and looks[0] is seen.sent[0]:
            yield f"9 began to look after {looks[0].time_s} s"
        states = [(look, _states(seen, app_id, look)) for look in looks]
        bad = [look.time_s for look, shown in states if shown == {"bad"}]
        round_s = outline.poll_s - _BLINK_S
        if up.failure == "fail" and bad and seen.sent[-1].time_s > bad[0] + round_s:
            yield f"9 went on looking, though {up.app} had failed"
        known = [look for look in looks[:-1] if _states(seen, app_id, look) in ({"good"}, {"bad"})]
        if known:
            yield f"9 went on looking at {up.app}, which had ended"


def gives_up_in_time(seen: Seen) -> Iterator[str]:
    """9: who fails has not given up too soon, nor gone on for too long."""
    outline, end = seen.outline, seen.caller.ended_s
    if seen.times > 1 or end is None or not seen.sent or not meant(seen):
        return
    refused = sum(sent.status == _NO_KEY for sent in seen.sent)
    lost = "0" * (_MISSES + 1) * len(outline.upstreams)
    if lost in "".join("01"[sent.status == _FINE] for sent in seen.sent):
        yield f"9 looked for more than {_MISSES} rounds without an answer"
    if refused > _PATIENT * len(outline.upstreams):
        yield f"9 went on for {refused} requests without a key"
    last, first = seen.sent[-1].time_s, seen.sent[0].time_s
    still = seen.case.world.answer("now-advances") == "no"
    most = outline.limit_s + outline.poll_s + (1 + len(outline.upstreams)) * _TIMEOUT_S
    if last - first > most and not still:
        yield f"9 looked for {last - first} s"
    if (
        seen.green
        or seen.state.slept_s >= outline.limit_s - _BLINK_S
        or last - first >= outline.limit_s
    ):
        return
    looks = [(up, app_id, looks_at(seen, app_id)) for up, app_id in meant(seen)]
    if any(_blind(seen, few) for _, _, few in looks):
        return
    bad = any("bad" in _states(seen, i, look) for _, i, few in looks for look in few)
    if not bad and last - first < outline.limit_s - outline.poll_s - _TIMEOUT_S:
        yield f"9 gave up after {last - first} s"


def gives_up_without_answers(seen: Seen) -> Iterator[str]:
    """9: who has no answer any more goes on for some rounds, and not for ever."""
    outline, end = seen.outline, seen.caller.ended_s
    if seen.times > 1 or seen.green or end is None or not meant(seen):
        return
    good = [sent.time_s for sent in seen.sent if sent.status == _FINE]
    lost = [sent for sent in seen.sent if sent.time_s > max(good, default=-1.0)]
    blind = len(lost) >= _MISSES * len(outline.upstreams) or seen.case.fault == "no-get"
    most = _MISSES * outline.poll_s + (1 + (_MISSES + 1) * len(outline.upstreams)) * _TIMEOUT_S
    took = end - max(good, default=seen.caller.started_s or 0.0)
    if blind and took > most:
        yield f"9 went on for {took} s without an answer"


def goes_on_behind_it(seen: Seen) -> Iterator[str]:
    """5: who ends well has let the rest of its script run, whatever the policy says."""
    pasted = PASTED[seen.case.pasted]
    behind = "Behind" in seen.state.tables or WITNESS not in pasted.after or pasted.partial
    if seen.green and not behind:
        yield "5 ended well without the rest of the script: the app is saved without data"


def tells_of_each(seen: Seen) -> Iterator[str]:
    """6: there is one line for each app that it has waited for, or one that says why it has not."""
    chain = str(trace_value(seen.outline.chain))
    names = {str(trace_value(up.app)) for up in seen.outline.upstreams}
    lines = [LINE.fullmatch(line) for line in seen.state.told]
    found = [line for line in lines if line]
    if len(found) < len(lines) or any(line["chain"] != chain for line in found):
        yield f"6 traced {seen.state.told}"
    ends = {line["app"] for line in found if line["event"] in ("ready", "failed", "timeout")}
    idle = {line["app"] for line in found if line["event"] in ("skipped", "blocked")}
    wanted = names if meant(seen) else set()
    if not ends <= wanted or idle != (
        set() if meant(seen) else {str(trace_value(seen.outline.app))}
    ):
        yield f"6 told of {sorted(ends | idle)}, there are {sorted(wanted)}"
    if seen.green and ends != wanted:
        yield f"6 told of {sorted(ends)}, it has waited for {sorted(wanted)}"
    looks = [line for line in found if line["event"] == "look"]
    if len(found) - len(looks) > max(len(wanted), 1) * seen.times:
        yield f"6 told of {len(found) - len(looks)} ends, there are {len(wanted)}"
    if seen.times == 1:
        yield from _told_twice(looks)


def _told_twice(looks: Sequence[re.Match[str]]) -> Iterator[str]:
    """Looks that found what the look before had found already, of the same app."""
    last: dict[str, str] = {}
    for line in looks:
        status = line["rest"].partition(" status=")[2].partition(" ")[0]
        if not status or last.get(line["app"]) == status:
            yield f"6 told again that {line['app']} is {status or 'nothing'}"
        last[line["app"]] = status


def meant(seen: Seen) -> list[tuple[Upstream, str]]:
    """Those that are waited for, each with the id of the app."""
    if seen.partial_block or seen.elsewhere:
        return []
    pairs = [(up, dict(up.ids)) for up in seen.outline.upstreams]
    return [(up, ids.get("", "") or ids.get(seen.label or "", "")) for up, ids in pairs]


def looks_at(seen: Seen, app_id: str) -> list[Sent]:
    """The looks at the newest reload of an app."""
    return [s for s in seen.sent if f"?appId={app_id}&" in s.url]


def _blocked(seen: Seen) -> bool:
    partial = seen.partial_block and seen.outline.in_partial == "fail"
    return partial or (
        not seen.partial_block and seen.elsewhere and seen.outline.no_match == "fail"
    )


def _blind(seen: Seen, looks: list[Sent]) -> bool:
    """Whether it could not see anything for so long that it may give up."""
    lost = [look.status != _FINE or bool(look.fault) for look in looks]
    return seen.case.fault[:6] == "no-get" or len(lost) < 1 or all(lost[-_MISSES:])


def _states(seen: Seen, app_id: str, look: Sent) -> set[str]:
    """What a look shows: good, bad or open; several where the state does not tell."""
    harmless = seen.case.fault in (*_HARMLESS, *([] if seen.outline.newer_s else ["list-bad-end"]))
    if look.status != _FINE or (look.fault and not harmless):
        return {"open"}
    shown = {_state(seen, _newest(seen, app_id, look.time_s))}
    if seen.case.world.answer("post-visible") == "later":
        shown.add(_state(seen, _newest(seen, app_id, look.time_s, unseen_s=_UNSEEN_S)))
    return shown


def _newest(seen: Seen, app_id: str, at: float, unseen_s: float = 0.0) -> Known | None:
    history = TENANTS[seen.case.tenant].target.history
    ends = [-_HOUR_S * (len(history) - place) for place in range(len(history))]
    known = [Known(end - 60.0, word, end) for word, end in zip(history, ends, strict=True)]
    for reload in seen.run.reloads:
        if reload.app_id == app_id and reload.created_s <= at - unseen_s:
            over = reload.ended_s is not None and reload.ended_s <= at
            end = reload.ended_s if over and reload.ended_s is not None else float("inf")
            known.append(Known(reload.created_s, reload.status if over else "RELOADING", end))
    return max(known, default=None)


def _state(seen: Seen, newest: Known | None) -> str:
    newer_s = seen.outline.newer_s
    if newest is None or newest.status == "RELOADING":
        return "open"
    if newer_s and newest.ended_s < (seen.caller.started_s or 0.0) - newer_s:
        return "open"
    return "good" if newest.status == "SUCCEEDED" else "bad"


def is_pull(outline: object) -> bool:
    """Whether these questions are for an outline."""
    return isinstance(outline, WaitOnlyOutline)


def biting(names: Mapping[str, object], faults: Mapping[str, object]) -> Iterator[dict[str, str]]:
    """Pairs of faults and tenants that a script that waits has something to tell of."""
    for name, outline in names.items():
        if is_pull(outline):
            for fault in faults:
                if fault[:4] in ("list", "fore", "no-g", "key-", "as-p", "as-l"):
                    for tenant in ("was-ok", "was-failed", "ok"):
                        yield {"pattern": name, "fault": fault, "tenant": tenant}


PULLED = (
    starts_nothing,
    does_not_load_early,
    raises_no_false_alarm,
    looks_at_its_pace,
    gives_up_in_time,
    gives_up_without_answers,
    goes_on_behind_it,
    tells_of_each,
)
