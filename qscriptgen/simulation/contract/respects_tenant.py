"""How a script treats its tenant: no question too often or too late, and no giving up too soon."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from qscriptgen.emulate import SentRequest
from qscriptgen.outline import Start
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.start_observation import StartObservation

_STATUS = 4  # slashes in the path of one reload
_NO_KEY = 401
_PATIENT = 16
_FINE = 200
_BLINK_S = 1e-3
_TIMEOUT_S = 30
_LATER_S = 10
_FOREVER_S = 1e9
_TRIES = 3
_LOOKS = 5
_POLLS = 8
_NEVER_S = float("inf")


def respects_the_tenant(seen: StartObservation) -> Iterator[Breach]:
    """9: no more starts than its share, no faster looks than asked, an early end without a key."""
    hook = seen.chain.connection_names[2:]
    asked = [s for s in seen.everything_sent if s.method == "POST" and s.connection not in hook]
    posts = [sent.time_s for sent in asked if "/actions/" not in sent.url]
    share = seen.chain.connections.posts_per_5min
    for place, time in enumerate(posts):
        if sum(time <= other < time + 300 for other in posts[place:]) > share * seen.times:
            yield Breach(9, f"more than {share} starts in 5 minutes")
    polls: dict[str, float] = {}
    for sent in seen.sent:
        path = urlsplit(sent.url).path
        if sent.method == "GET" and path.count("/") == _STATUS:
            if path in polls and sent.time_s - polls[path] < _poll(seen, path) - 1e-3:
                yield Breach(9, f"asked again after {sent.time_s - polls[path]} s")
            polls[path] = sent.time_s
    starts = len(seen.chosen()) * seen.times
    refused = sum(sent.status == _NO_KEY for sent in seen.sent)
    if refused > _PATIENT * starts:
        yield Breach(9, f"went on for {refused} requests without a key")


def takes_its_time(seen: StartObservation) -> Iterator[Breach]:
    """9: it begins, looks again, goes on to the next start and gives up no sooner than planned."""
    started = seen.began
    posts = [s.time_s for s in seen.sent if s.method == "POST" and "/actions/" not in s.url]
    pace = min((start.pace_s for start, _ in seen.wanted()), default=0)
    late = bool(seen.sent) and seen.sent[0].time_s - started > pace + _BLINK_S
    if late and seen.situation.calm and len(seen.outline.starts) == 1:
        yield Breach(9, f"began after {seen.sent[0].time_s - started} s, its pace is {pace}")
    if posts and posts[0] - started < pace - _BLINK_S:
        yield Breach(9, f"began after {posts[0] - started} s, its pace is {pace}")
    if seen.times > 1:
        return
    for before, after in pairwise(posts):
        if after - before < seen.outline.spacing_s - _BLINK_S:
            yield Breach(9, f"went on to the next start after {after - before} s")
    for start, app_id in seen.wanted():
        looks = [s.time_s for s in seen.looks(app_id)]
        if any(after - before < start.pause_s - _BLINK_S for before, after in pairwise(looks)):
            yield Breach(9, f"looked again too soon: {looks}")
        calm = seen.situation.calm and seen.quiet and not seen.situation.far
        if calm and any(after - before > start.pause_s + 1 for before, after in pairwise(looks)):
            yield Breach(9, f"looked again too late: {looks}")
        if start.wait:
            yield from _gave_up(seen, start, start.wait.limit_s, app_id)


def _gave_up(seen: StartObservation, start: Start, limit_s: int, app_id: str) -> Iterator[Breach]:
    """Until its limit a reload is asked for, unless nothing can be read again and again."""
    for made in seen.made(app_id):
        looks = [sent for sent in seen.sent if urlsplit(sent.url).path.endswith(made.reload_id)]
        known = seen.situation.status_unknown
        fine = [sent.status == _FINE and (known or not sent.fault) for sent in looks]
        end = seen.caller.ended_s or 0.0
        stopped = any(f"/{made.reload_id}/actions/" in sent.url for sent in seen.sent)
        over = (made.ended_s or end + 1) <= end and not stopped
        blind = seen.situation.blind or (len(fine) >= _POLLS and not any(fine[-_POLLS:]))
        if looks and not over and not blind and end - made.created_s < limit_s - _BLINK_S:
            yield Breach(9, f"gave {start.app} up after {end - made.created_s} s")
        begun = max(sent.time_s for sent in seen.sent if sent.reload_id)
        longest = max(other.wait.limit_s for other in seen.outline.starts if other.wait)
        most = longest + _poll(seen) + (2 + 2 * len(seen.outline.starts)) * _TIMEOUT_S
        still = seen.world.answer("now-advances") == "no"
        if looks and not over and not still and end - begun > most:
            yield Breach(9, f"went on for {end - begun} s, the limit is {longest} s")
        if "0" * (_POLLS + 1) in "".join("01"[sent.status == _FINE] for sent in looks):
            yield Breach(9, f"asked for {start.app} more than {_POLLS} times without an answer")


def looks_on(seen: StartObservation) -> Iterator[Breach]:
    """9: some looks at the list that can't be read are not a reason to give up, many are."""
    for start, app_id in seen.wanted():
        looks = seen.looks(app_id)
        lost = [sent.status != _FINE for sent in looks]
        alone = seen.times == 1 and len(seen.outline.starts) == 1
        if alone and "0" * (_LOOKS + 1) in "".join("10"[one] for one in lost):
            yield Breach(9, f"looked more than {_LOOKS} times in vain")
        if looks and all(lost) and alone and not seen.situation.blind:
            most = min(_LOOKS, start.looks)
            late = looks and looks[-1].time_s - looks[0].time_s > start.patience_s - 2 * _TIMEOUT_S
            if len(lost) > most or (len(lost) < most and not late):
                yield Breach(9, f"gave {start.app} up after {len(lost)} looks, not {most}")


def looks_no_more_than_needed(seen: StartObservation) -> Iterator[Breach]:
    """9: a list is looked at once, an empty one twice; each later look has a reason."""
    if not seen.outline.guarded or len(seen.outline.starts) > 1 or seen.times > 1:
        return
    for start, app_id in seen.wanted():
        looks = seen.looks(app_id)
        needed = 1 if seen.had_reloads(start.app, app_id) else 2
        well = seen.situation.calm and seen.quiet and seen.made(app_id)
        if well and len(looks) != needed:
            yield Breach(9, f"looked {len(looks)} times before it was done")
        if looks and not any(sent.method == "POST" for sent in seen.sent):
            yield from _patient(seen, start, looks)


def _patient(seen: StartObservation, start: Start, looks: list[SentRequest]) -> Iterator[Breach]:
    """Whether a script that found no time for a POST has waited for one, and no longer."""
    took = looks[-1].time_s - looks[0].time_s
    slack = start.pause_s + _TIMEOUT_S
    if len(looks) >= start.looks and not seen.situation.posts_nothing:
        yield Breach(9, f"looked {len(looks)} times, though it was too late for a start")
    if took > start.patience_s + slack and seen.world.answer("now-advances") == "yes":
        yield Breach(9, f"looked for {took} s, its patience is {start.patience_s} s")
    joined = any(_reload_id(sent) in seen.records.reloads for sent in seen.sent)
    early = took < start.patience_s - start.pause_s - _BLINK_S
    stuck = seen.situation.foreign_without_end and start.busy == "wait"
    stuck = stuck and any(seen.others(app_id) for _, app_id in seen.wanted())
    if early and stuck and not joined and not seen.green:
        yield Breach(9, f"looked for {took} s only, its patience is {start.patience_s} s")


def waits_its_turn(seen: StartObservation) -> Iterator[Breach]:
    """9: nothing is started while the last look has shown a reload under way."""
    if not seen.outline.guarded or seen.world.answer("post-visible") == "later":
        return
    there = [start for start in seen.outline.starts if seen.situation.is_there(start.app)]
    known = [start for start in there if seen.history(start.app)]
    shown_ids = {app_id for start in known for _, app_id in start.ids}
    alone = len(seen.outline.starts) == 1 and seen.times == 1
    last: SentRequest | None = None
    looks = 0
    for sent in seen.sent:
        if "?appId=" in sent.url and sent.url[-8:] == "&limit=1":
            last = sent
            looks += 1
        elif sent.method == "POST" and last and _shows_unknown(seen, last, shown_ids):
            yield Breach(9, "took a status that it can't know for an end")
        elif sent.method == "POST" and alone and looks >= seen.outline.starts[0].looks:
            yield Breach(9, f"started after {looks} looks, which is too late")
        elif sent.method == "POST" and last and last.status == _FINE and not last.fault:
            app_id = _app_id(last)
            shown = seen.newest(app_id, last.time_s, besides=sent.reload_id)
            busy = shown is not None and (shown.ended_s or sent.time_s + 1) > sent.time_s
            if shown is not None and busy and app_id in sent.body:
                yield Breach(9, f"started {shown.app} though it was under way")


def _reload_id(sent: SentRequest) -> str:
    """The reload that a request is about, empty for those about an app."""
    steps = urlsplit(sent.url).path.split("/")
    return steps[_STATUS] if len(steps) > _STATUS else ""


def _app_id(look: SentRequest) -> str:
    """The app that is looked at."""
    return look.url.partition("?appId=")[2].partition("&")[0]


def _shows_unknown(seen: StartObservation, look: SentRequest, shown_ids: Container[str]) -> bool:
    """Whether a look has shown a reload with a status that there is not."""
    changed = look.fault == "change" and seen.situation.status_unknown
    return changed and _app_id(look) in shown_ids


def _in_vain_s(seen: StartObservation) -> int:
    """How long a controller may look at all that it starts, one after the other, in vain."""
    looked_s = sum(_LOOKS * start.pause_s for start in seen.outline.starts if seen.outline.guarded)
    begun = [start for start, app_id in seen.wanted() if seen.known(start, app_id)]
    return looked_s + sum(_POLLS * start.wait.poll_s for start in begun if start.wait)


def gives_up(seen: StartObservation) -> Iterator[Breach]:
    """9: it goes on neither without a connection nor when its tries are used up."""
    (start, *others) = seen.outline.starts
    if seen.times > 1 or not seen.sent or seen.caller.ended_s is None:
        return
    if seen.situation.blind_on:
        wait_s = _POLLS * _poll(seen) if seen.outline.waits else 0
        wait_s = _in_vain_s(seen) if seen.outline.controller else wait_s
        asked = [sent.time_s for sent in seen.sent if sent.method == "GET"]
        after = seen.caller.ended_s - max(asked, default=seen.sent[-1].time_s)
        most = max(wait_s, *(_LOOKS * one.pause_s for one in seen.outline.starts)) + 4 * _TIMEOUT_S
        if after > most:
            yield Breach(9, f"went on for {after} s without a connection")
    posts = [place for place, sent in enumerate(seen.sent) if "?appId=" not in sent.url]
    if others or not seen.outline.guarded or not seen.situation.start_goes_wrong:
        return
    if posts and len(posts) == start.tries and seen.sent[posts[-1]].method == "POST":
        behind = [sent for sent in seen.sent[posts[-1] + 1 :] if sent.status == _FINE]
        if sum(not sent.fault for sent in behind) > 1:
            yield Breach(9, "went on looking when its tries were used up")


def heals(seen: StartObservation) -> Iterator[Breach]:
    """9: with three tries, one mishap is not a reason to fail."""
    (start, *others) = seen.outline.starts
    unwell = (
        not seen.quiet
        or seen.times > 1
        or seen.idle_partial
        or seen.elsewhere
        or start in seen.refused
    )
    if others or unwell or start.tries < _TRIES or not seen.due or seen.green:
        return
    if seen.situation.curable and seen.finds(seen.outline.post):
        yield Breach(9, f"failed in spite of its tries: {seen.caller.error}")


def uses_the_right_connection(seen: StartObservation) -> Iterator[Breach]:
    """9: nothing is asked with POST, nothing started with GET, and nobody else is told of it."""
    for sent in seen.records.sent_by(seen.caller.reload_id):
        if sent not in seen.everything_sent:
            yield Breach(9, f"sent {sent.body!r} to {sent.url}")
    for sent in seen.sent:
        url = urlsplit(sent.url)
        steps = url.path.count("/")
        asks = steps == _STATUS or (steps < _STATUS and "appId=" in url.query)
        if asks != (sent.method == "GET"):
            yield Breach(9, f"sent {sent.method} {sent.url} through {sent.connection}")


def believes_what_is_its_own(seen: StartObservation) -> Iterator[Breach]:
    """9: what an answer says about another app counts as none; no id is made up."""
    named = seen.situation.named_ids
    for sent in seen.sent:
        path = urlsplit(sent.url).path.split("/")
        made_up = (
            len(path) > _STATUS
            and path[_STATUS] not in {*named}
            and path[_STATUS] not in seen.records.reloads
        )
        if made_up and not seen.situation.id_is_code:
            yield Breach(9, f"asked for {path[_STATUS]!r}, which nobody has named")
    spoiled = seen.situation.mistaken
    if not spoiled or not seen.wanted() or seen.wanted()[0][0].failure != "fail":
        return
    had = spoiled == "POST" or seen.any_history
    for place, sent in enumerate(seen.sent):
        if had and sent.fault == "change" and sent.method == spoiled:
            behind = seen.sent[place + 1 :]
            about = next((i for _, i in seen.wanted() if i in sent.body + sent.url), "none")
            looked = bool(behind) and f"?appId={about}" in behind[0].url
            if not looked and (seen.green or (behind and seen.outline.guarded)):
                yield Breach(9, "believed an answer that is not about this app")
            return


def ends_in_time(seen: StartObservation) -> Iterator[Breach]:
    """9: when all that it waits for has ended, it does not go on waiting."""
    waits = [
        (start.wait, made) for start, i in seen.wanted() for made in seen.made(i) if start.wait
    ]
    calm = not seen.situation.noisy
    if not seen.situation.calm or not calm or not waits or seen.times > 1:
        return
    ended = [made.ended_s for _, made in waits]
    if None in ended or seen.caller.ended_s is None:
        return
    polls = max(wait.poll_s for wait, _ in waits)
    most = max(time for time in ended if time is not None) + polls + 2 * len(waits) * _TIMEOUT_S
    posts = [s.time_s for s in seen.sent if s.method == "POST" and "/actions/" not in s.url]
    if seen.caller.ended_s > max(most, posts[-1] + polls + 2 * len(waits) * _TIMEOUT_S):
        yield Breach(9, f"ended at {seen.caller.ended_s} s, what it waits for at {ended}")


def cancels_its_own(seen: StartObservation) -> Iterator[Breach]:
    """9: only a reload of its own is cancelled, at its deadline, if that is asked for."""
    yield from _let_go_on(seen)
    for sent in seen.sent:
        if "/actions/" not in sent.url:
            continue
        reload_id = _reload_id(sent)
        meant = {app_id: start for start, app_id in seen.wanted()}
        target = seen.records.reloads.get(reload_id)
        start = meant.get(target.app_id) if target else None
        if target is None:
            continue
        looks = [s.time_s for s in seen.looks(target.app_id)]
        unseen_s = _LATER_S if seen.world.answer("post-visible") == "later" else 0
        joined = target.foreign and looks and target.created_s <= looks[0] - unseen_s
        if joined or start is None or start.timeout != "cancel":
            yield Breach(9, f"cancelled {target.app}")


def _let_go_on(seen: StartObservation) -> Iterator[Breach]:
    cancelled = [sent.url for sent in seen.sent if "/actions/" in sent.url]
    for start, app_id in seen.wanted():
        for made in seen.made(app_id) if start.wait and start.timeout == "cancel" else ():
            looks = [s for s in seen.sent if urlsplit(s.url).path.endswith(made.reload_id)]
            fine = bool(looks) and all(s.status == _FINE and not s.fault for s in looks)
            over = (made.ended_s or _FOREVER_S) <= (seen.caller.ended_s or 0.0) + _TIMEOUT_S
            blind = seen.situation.blind or seen.situation.posts_nothing
            if fine and not over and not blind and not any(made.reload_id in u for u in cancelled):
                yield Breach(9, f"did not cancel {start.app}")


def _poll(seen: StartObservation, path: str = "") -> int:
    """The pause between two looks at a reload.

    Where several are waited for together, none is asked more often than any of them may be; where
    they are waited for one after another, each has its own pause.
    """
    asked = seen.records.reloads.get(path.rpartition("/")[2])
    apps = {asked.app} if asked else set()
    alone = seen.outline.controller is not None
    polls = (
        start.wait.poll_s
        for start in seen.outline.starts
        if start.wait and (not alone or not apps or start.app in apps)
    )
    return max(polls, default=0)


def cancels_what_runs(seen: StartObservation) -> Iterator[Breach]:
    """9: what has ended is not cancelled, and nothing is before its time is up."""
    for sent in seen.sent:
        if "/actions/" not in sent.url:
            continue
        path = urlsplit(sent.url).path.removesuffix("/actions/cancel")
        target = seen.records.reloads.get(_reload_id(sent))
        looks = [s.time_s for s in seen.sent if urlsplit(s.url).path == path]
        seen_end = looks and target is not None and (target.ended_s or _NEVER_S) < looks[-1]
        if target is not None and seen_end and seen.situation.calm:
            yield Breach(9, f"cancelled {target.app}, which had ended")


QUESTIONS = (
    respects_the_tenant,
    takes_its_time,
    looks_on,
    looks_no_more_than_needed,
    waits_its_turn,
    gives_up,
    heals,
    uses_the_right_connection,
    believes_what_is_its_own,
    ends_in_time,
    cancels_its_own,
    cancels_what_runs,
)
