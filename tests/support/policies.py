"""What the policy of a start asks of its script, whatever happens: how it ends, whom it asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from qscriptgen.emulate import Place, Reload, Sent
from qscriptgen.outline import Start
from qscriptgen.simulation.tenancy import HOOK_HOST
from tests.support.freshness import left_out, look_failed, may_be_fresh
from tests.support.played import Seen, patterns
from tests.support.situations import PASTED, WITNESS

_BEFORE_S = 60.0
"""What a look may have missed: it is as old as the pause between two of them."""


def stays_with_its_tenant(seen: Seen) -> Iterator[str]:
    """4: nothing is sent to anybody else, or through a connection that is not the chain's."""
    chain = patterns()[seen.case.pattern].chain
    for sent in seen.run.requests:
        if sent.by != seen.caller.reload_id:
            continue
        hook = chain.connection_names[2:]
        if urlsplit(sent.url).hostname != (
            HOOK_HOST if sent.connection in hook else Place().tenant
        ):
            yield f"4 sent {sent.method} {sent.url}"
        if sent.connection not in chain.connection_names:
            yield f"4 sent {sent.method} through {sent.connection}"


def starts_what_it_knows(seen: Seen) -> Iterator[str]:
    """4: whatever is started, be it an alert app, is an app of the chain."""
    known = {app_id for app in patterns()[seen.case.pattern].chain.all_apps for app_id in app.ids}
    for sent in seen.everything_sent:
        ours = sent.method == "POST" and urlsplit(sent.url).hostname == Place().tenant
        if ours and "/actions/" not in sent.url and json.loads(sent.body)["appId"] not in known:
            yield f"4 asked for the app of {sent.body}"


def keeps_its_policy(seen: Seen) -> Iterator[str]:
    """5: what did not work ends the script as the policy says: fail, skip the rest, or go on."""
    if len(seen.outline.starts) != 1 or seen.times != 1 or seen.outline.sequence:
        return
    for start, app_id in seen.asked():
        if left_out(seen, start, app_id):
            continue
        known = [] if start in seen.refused else seen.known(start, app_id)
        wanted = _wanted(seen, start, known)
        if left_out(seen, start, app_id) is None and not known:
            wanted |= {"continue"}  # what it saw may well have been fresh
        if wanted and not _ends(seen) & wanted:
            yield f"5 {_ends(seen)}, the policy of {start.app} says {' or '.join(sorted(wanted))}"


def _wanted(seen: Seen, start: Start, known: list[Reload]) -> set[str]:
    """The ends that a policy allows; none where the state does not tell what the script saw."""
    if not known:
        return {start.failure}
    if not start.wait:
        return set()
    over = [reload for reload in known if (reload.ended_s or _NEVER_S) <= _before(seen)]
    if start.answer and any(reload.foreign for reload in known):
        return set()  # whose answer it was is not for the state to tell
    if len(over) == len(known) and all(reload.status != "SUCCEEDED" for reload in over):
        late = {_TIMEOUT[start.timeout]} if seen.case.fault != "none" else set()
        return {start.failure} | late
    if all(reload.ended_s is None for reload in known):
        return {start.failure, _TIMEOUT[start.timeout]}
    return set()


def _before(seen: Seen) -> float:
    """When the last look was, at the latest."""
    return (seen.caller.ended_s or 0.0) - _BEFORE_S


def _ends(seen: Seen) -> set[str]:
    """How the script ended: fail, skip or continue; where nothing stands behind it, one of two."""
    if not seen.green:
        return {"fail"}
    pasted = PASTED[seen.case.pasted]
    if WITNESS not in pasted.after or pasted.partial:
        return {"skip", "continue"}
    return {"continue" if "Behind" in seen.state.tables else "skip"}


def goes_on_where_nothing_is_due(seen: Seen) -> Iterator[str]:
    """5: a script that has nothing to do lets the rest of the app's script run."""
    blocked = seen.due is None or (seen.elsewhere and seen.outline.no_match == "fail")
    blocked = blocked or (seen.partial_block and seen.outline.in_partial == "fail")
    due = [one for one in seen.asked() if not left_out(seen, *one)]
    if not due and not (blocked or look_failed(seen)) and "continue" not in _ends(seen):
        yield f"5 nothing is due, and it ended with {_ends(seen)}"


def joins_what_it_may(seen: Seen) -> Iterator[str]:
    """4: who is told to join a running reload starts none beside it."""
    if seen.case.fault != "foreign-look" or len(seen.outline.starts) != 1:
        return
    for start, app_id in seen.meant():
        at_once = seen.case.world.answer("post-visible") == "at-once"
        others = [r for r in seen.run.reloads if r.foreign and r.app_id == app_id]
        if start.busy == "join" and at_once and others and seen.made(app_id):
            yield f"4 started {start.app} beside the reload that it should have joined"


def honours_busy(seen: Seen) -> Iterator[str]:
    """4: a reload that is running at the first look is waited for, joined, or a reason to fail."""
    if not seen.outline.guarded or seen.times != 1:
        return
    for start, app_id in seen.meant():
        running = seen.under_way(app_id)
        if running is not None:
            looks = seen.looks(app_id)
            about = [sent for sent in seen.sent if sent in looks or app_id in sent.body]
            yield from _BUSY[start.busy](seen, start, running, about)


def _waited_for(seen: Seen, start: Start, running: Reload, about: Sequence[Sent]) -> Iterator[str]:
    if any(f"/{running.reload_id}" in sent.url for sent in seen.sent):
        yield f"4 asked how {start.app} ends, which it should not have joined"
    known = [r for r in seen.known(start, running.app_id) if r != running]
    # One that has succeeded may have made the app fresh: then none of its own is due.
    if seen.green and start.failure == "fail" and not known:
        if may_be_fresh(seen, start, running.app_id):
            return
        yield f"4 took the reload of {start.app} that was running for its own"
    if len(about) == 1:
        yield f"4 did not wait for the reload of {start.app} that was running"


def _joined(seen: Seen, start: Start, running: Reload, about: Sequence[Sent]) -> Iterator[str]:
    if any(sent.method == "POST" for sent in about):
        yield f"4 started {start.app} beside the reload that it should have joined"
    if not seen.green and start.wait is None and len(seen.outline.starts) == 1:
        yield f"4 failed, though it should have joined {running.reload_id}"


def _refused(seen: Seen, start: Start, running: Reload, about: Sequence[Sent]) -> Iterator[str]:
    if start.failure == "fail" and seen.green:
        yield f"4 ended well, though {running.app} was busy"
    if len(about) > 1:
        yield f"4 went on for {len(about)} requests, though {start.app} was busy"


def gives_a_reason(seen: Seen) -> Iterator[str]:
    """5: who fails on purpose says of which chain."""
    if seen.state.deliberate and not seen.caller.error.startswith("Chain "):
        yield f"5 failed without a reason: {seen.caller.error!r}"


def cancels_what_runs(seen: Seen) -> Iterator[str]:
    """9: what has ended is not cancelled, and nothing is before its time is up."""
    for sent in seen.sent:
        if "/actions/" not in sent.url:
            continue
        path = urlsplit(sent.url).path.removesuffix("/actions/cancel")
        target = next((r for r in seen.run.reloads if path.endswith(r.reload_id)), None)
        looks = [s.time_s for s in seen.sent if urlsplit(s.url).path == path]
        seen_end = looks and target is not None and (target.ended_s or _NEVER_S) < looks[-1]
        if target is not None and seen_end and seen.case.fault == "none":
            yield f"9 cancelled {target.app}, which had ended"


def is_not_accused(seen: Seen) -> Iterator[str]:
    """0: what simulate itself looks at holds wherever the rest of the contract does."""
    found = [f for f in seen.run.findings if f.code in ("QE006", "QE008", "QE009")]
    found = [f for f in found if f.message.startswith(seen.outline.app)]
    if found and seen.times == 1 and (seen.green or seen.state.deliberate):
        yield f"0 simulate complains: {found[0].message}"


_BUSY = {"wait": _waited_for, "join": _joined, "fail": _refused}
_TIMEOUT = {"cancel": "fail", "fail": "fail", "continue": "continue", "skip": "skip"}
_NEVER_S = float("inf")

POLICIES = (
    stays_with_its_tenant,
    starts_what_it_knows,
    keeps_its_policy,
    goes_on_where_nothing_is_due,
    joins_what_it_may,
    honours_busy,
    gives_a_reason,
    cancels_what_runs,
    is_not_accused,
)
