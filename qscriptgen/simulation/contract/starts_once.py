"""4: what is due is started once at most, nothing else ever, and nothing is sent elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from qscriptgen.emulate import Reload, SentRequest
from qscriptgen.outline import Start
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation, members_of
from qscriptgen.simulation.contract.start_observation import StartObservation
from qscriptgen.simulation.tenancy import DUMMY, HOOK_HOST


def starts_once(seen: StartObservation) -> Iterator[Breach]:
    """4: what is due is started once at most, and nothing else ever."""
    meant = {app_id: start for start, app_id in seen.wanted()}
    for app_id in seen.made_apps:
        made = seen.made(app_id)
        if made and app_id == DUMMY:
            yield Breach(4, "sent the body that is stored in the connection")
        elif made and app_id not in meant:
            yield Breach(4, f"started {made[0].app}, which is not due")
        elif len(made) > seen.times:
            yield Breach(4, f"started {made[0].app} {len(made)} times")
    posts = [sent for sent in seen.sent if sent.method == "POST" and "/actions/" not in sent.url]
    tries = sum(start.tries for start, _ in seen.wanted()) * seen.times
    if len(posts) > tries:
        yield Breach(4, f"sent {len(posts)} POST requests for {tries} tries")


def stays_with_its_tenant(seen: Observation) -> Iterator[Breach]:
    """4: nothing is sent to anybody else, or through a connection that is not the chain's."""
    chain = seen.chain
    for sent in seen.records.sent_by(seen.caller.reload_id):
        hook = chain.connection_names[2:]
        if urlsplit(sent.url).hostname != (HOOK_HOST if sent.connection in hook else seen.host):
            yield Breach(4, f"sent {sent.method} {sent.url}")
        if sent.connection not in chain.connection_names:
            yield Breach(4, f"sent {sent.method} through {sent.connection}")


def starts_what_it_knows(seen: StartObservation) -> Iterator[Breach]:
    """4: whatever is started, be it an alert app, is an app of the chain."""
    known = seen.situation.app_ids
    for sent in seen.everything_sent:
        ours = sent.method == "POST" and urlsplit(sent.url).hostname == seen.host
        if ours and "/actions/" not in sent.url and members_of(sent).get("appId") not in known:
            yield Breach(4, f"asked for the app of {sent.body}")


def joins_what_it_may(seen: StartObservation) -> Iterator[Breach]:
    """4: who is told to join a running reload starts none beside it."""
    if not seen.situation.foreign_at_first_look or len(seen.outline.starts) != 1:
        return
    for start, app_id in seen.wanted():
        at_once = seen.world.answer("post-visible") == "at-once"
        others = seen.others(app_id)
        if start.busy == "join" and at_once and others and seen.made(app_id):
            yield Breach(4, f"started {start.app} beside the reload that it should have joined")


def honours_busy(seen: StartObservation) -> Iterator[Breach]:
    """4: a reload that is running at the first look is waited for, joined, or a reason to fail."""
    if not seen.outline.guarded or seen.times != 1:
        return
    for start, app_id in seen.wanted():
        running = seen.under_way(app_id)
        if running is not None:
            looks = seen.looks(app_id)
            about = [sent for sent in seen.sent if sent in looks or app_id in sent.body]
            yield from _BUSY[start.busy](seen, start, running, about)


def _when_it_should_wait(
    seen: StartObservation, start: Start, running: Reload, about: Sequence[SentRequest]
) -> Iterator[Breach]:
    if any(f"/{running.reload_id}" in sent.url for sent in seen.sent):
        yield Breach(4, f"asked how {start.app} ends, which it should not have joined")
    known = [r for r in seen.known(start, running.app_id) if r != running]
    # One that has succeeded may have made the app fresh: then none of its own is due.
    if seen.green and start.failure == "fail" and not known:
        if seen.may_be_fresh(start, running.app_id):
            return
        yield Breach(4, f"took the reload of {start.app} that was running for its own")
    if len(about) == 1:
        yield Breach(4, f"did not wait for the reload of {start.app} that was running")


def _when_it_should_join(
    seen: StartObservation, start: Start, running: Reload, about: Sequence[SentRequest]
) -> Iterator[Breach]:
    if any(sent.method == "POST" for sent in about):
        yield Breach(4, f"started {start.app} beside the reload that it should have joined")
    if not seen.green and start.wait is None and len(seen.outline.starts) == 1:
        yield Breach(4, f"failed, though it should have joined {running.reload_id}")


def _when_it_should_fail(
    seen: StartObservation, start: Start, running: Reload, about: Sequence[SentRequest]
) -> Iterator[Breach]:
    if start.failure == "fail" and seen.green:
        yield Breach(4, f"ended well, though {running.app} was busy")
    if len(about) > 1:
        yield Breach(4, f"went on for {len(about)} requests, though {start.app} was busy")


_BUSY = {"wait": _when_it_should_wait, "join": _when_it_should_join, "fail": _when_it_should_fail}


QUESTIONS = (
    starts_once,
    starts_what_it_knows,
    joins_what_it_may,
    honours_busy,
)
