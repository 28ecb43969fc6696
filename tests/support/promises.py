"""What a script promises first of all: it leaves no trace, starts once, and does not lie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from qscriptgen.emulate import Reload, State
from qscriptgen.outline import TICKET, Start, bound
from qscriptgen.simulation.tenancy import DUMMY
from tests.support.freshness import left_out
from tests.support.played import (
    ANSWER,
    LOAD_S,
    Seen,
    starting,
    twin,
)
from tests.support.situations import (
    PASTED,
)

OWN = ("ScriptError", "ScriptErrorCount", "ScriptErrorList", "ErrorMode")
QUIET = {
    "ok",
    "quick",
    "was-ok",
    "was-ok-quick",
    "was-failed",
    "was-canceled",
    "was-stopped",
    "digit-ids",
    "exponent-ids",
    "far",
}
"""Tenants on which nothing goes wrong."""


def fails_on_purpose(seen: Seen) -> Iterator[str]:
    """1: an end that is not good is one that the script has chosen."""
    said = seen.caller.error.removeprefix("Unknown statement: ")
    portable = seen.outline.target == "portable" and said[:7] == "[Chain "
    purpose = seen.state.deliberate or said == "Exit Error" or portable
    if not seen.green and not purpose:
        yield f"1 ended {seen.caller.status} by accident: {seen.caller.error}"


def leaves_no_trace(seen: Seen) -> Iterator[str]:
    """2: data, files, rules, subroutines, connection and ErrorMode are as without the block."""
    state, pasted = seen.state, PASTED[seen.case.pasted]
    through = "Behind" in state.tables or (pasted.partial and "vBehind" in state.variables)
    other = twin(replace(seen.case, fault="none", tenant="ok"), whole=through) or State({}, {})
    ours = [name for name, value in state.variables.items() if name[:4] == "qsg_" and value]
    if ours:
        yield f"2 variables left: {', '.join(ours)}"
    taken = [name for s in starting(seen.outline) if s.answer for name in s.answer.variables]
    taken = [] if seen.partial_block else taken
    blind = {*OWN, *_blind(seen), *taken} | ({"i"} if not through else set())
    for name in sorted({*state.variables, *other.variables} - blind):
        now, then = state.variables.get(name, ""), other.variables.get(name, "")
        if name[:4] != "qsg_" and now != then:
            yield f"2 variable {name} is {now!r}, without the block {then!r}"
    if state.tables != other.tables:
        differ = {*state.tables.items()} ^ {*other.tables.items()}
        yield f"2 tables differ: {sorted(differ)}"
    if state.connection:
        yield f"2 the connection {state.connection} is active"
    for what, now, then in _kept(seen, other):
        if now != then:
            yield f"2 {what}: {now}, without the block {then}"
    now, then = state.variables.get("ErrorMode"), other.variables.get("ErrorMode", "1")
    if now != (then if seen.green else "1"):
        yield f"2 ErrorMode is {now}, it was {then}"


def _kept(seen: Seen, other: State) -> Iterator[tuple[str, object, object]]:
    """What else a script can leave; rules and subroutines with our prefix are about nobody else."""
    state = seen.state
    yield "files", seen.besides_own(state.files), other.files
    yield "mapping tables", state.mappings, other.mappings
    yield "rules", *([r for r in one.rules if r[1][:4] != "qsg_"] for one in (state, other))
    yield "subroutines", *([s for s in one.subs if s[:4] != "qsg_"] for one in (state, other))


def _blind(seen: Seen) -> tuple[str, ...]:
    """What shows that ErrorMode has a value now, where it had none."""
    return ("vMode",) if seen.case.world.answer("errormode-readable") == "no" else ()


def keeps_its_bound(seen: Seen) -> Iterator[str]:
    """3: requests, sleep and time are within what the header promises."""
    most = bound(seen.outline)
    if seen.caller.ended_s is None or seen.caller.status == "EXCEEDED_LIMIT":
        yield f"3 never ended by itself: {seen.caller.status}"
        return
    took = seen.caller.ended_s - (seen.caller.started_s or 0) - LOAD_S
    if len(seen.everything_sent) > most.requests * seen.times:
        yield f"3 {len(seen.everything_sent)} requests, promised {most.requests}"
    if seen.state.slept_s > most.sleep_s * seen.times + 1e-6:
        yield f"3 slept {seen.state.slept_s} s, promised {most.sleep_s}"
    if took > most.total_s * seen.times + 1e-3:
        yield f"3 took {took} s, promised {most.total_s}"


def starts_once(seen: Seen) -> Iterator[str]:
    """4: what is due is started once at most, and nothing else ever."""
    meant = {app_id: start for start, app_id in seen.meant()}
    for app_id in dict.fromkeys(r.app_id for r in seen.run.reloads[1:]):
        made = seen.made(app_id)
        if made and app_id == DUMMY:
            yield "4 sent the stored body"
        elif made and app_id not in meant:
            yield f"4 started {made[0].app}, which is not due"
        elif len(made) > seen.times:
            yield f"4 started {made[0].app} {len(made)} times"
    posts = [sent for sent in seen.sent if sent.method == "POST" and "/actions/" not in sent.url]
    tries = sum(start.tries for start, _ in seen.meant()) * seen.times
    if len(posts) > tries:
        yield f"4 sent {len(posts)} POSTs, {tries} tries are meant"


def does_not_lie(seen: Seen) -> Iterator[str]:
    """5: who ends well has started what was due, and seen it succeed where it waits."""
    if not seen.green:
        return
    if seen.partial_block and seen.outline.in_partial == "fail":
        yield "5 ended well in a partial reload"
    if not seen.partial_block and seen.elsewhere and seen.outline.no_match == "fail":
        yield "5 ended well in a space of no environment"
    if not seen.partial_block and seen.due is None and not seen.elsewhere:
        yield "5 ended well though a condition could not be read"
    for start, app_id in seen.meant():
        known = seen.known(start, app_id)
        unclear = left_out(seen, start, app_id) is None or seen.left_out(start)
        if start.failure == "fail" and not known and not unclear:
            yield f"5 ended well, {start.app} was not started"
        if known and start.wait:
            yield from _waited(seen, start, known)
            asked = any(f"/{reload.reload_id}" in s.url for s in seen.sent for reload in known)
            told = any(s.reload_id and s.status is not None for s in seen.sent)
            if not asked and told and seen.case.fault == "none":
                yield f"5 ended well, nobody asked how {start.app} ended"


def _waited(seen: Seen, start: Start, known: list[Reload]) -> Iterator[str]:
    end = seen.caller.ended_s or 0.0
    ends = [r.status if (r.ended_s or end + 1) <= end else "under way" for r in known]
    if "SUCCEEDED" in ends:
        return
    unseen = "under way" in ends or seen.case.fault[:3] == "as-"  # or its end can't be read
    gentle = start.failure != "fail" or (unseen and start.timeout in ("continue", "skip"))
    if not gentle:
        yield f"5 ended well, {start.app}: {', '.join(ends)}"


def raises_no_false_alarm(seen: Seen) -> Iterator[str]:
    """5: where nothing goes wrong, everything that is due is started and succeeds."""
    case = seen.case
    personal = case.space == "personal" and seen.outline.post[:1] == ":"
    unwell = case.fault != "none" or case.tenant not in QUIET or case.pasted == "twice"
    if unwell or (personal and case.world.answer("colon-in-personal") == "no"):
        return
    refused = seen.partial_block and seen.outline.in_partial == "fail"
    unread = seen.due is None and not seen.partial_block
    unread = unread or (
        seen.elsewhere and seen.outline.no_match == "fail" and not seen.partial_block
    )
    unread = unread or any(start in seen.refused for start, _ in seen.asked())
    if not seen.green and not refused and not unread:
        yield f"5 a false alarm: {seen.caller.error}"
    for start, app_id in seen.meant():
        made = seen.made(app_id)
        if len(made) != 1:
            yield f"5 {start.app} was started {len(made)} times"
        elif start.wait and made[0].status != "SUCCEEDED":
            yield f"5 {start.app} ended {made[0].status}"


def passes_no_odd_value(seen: Seen) -> Iterator[str]:
    """5: a value that can't be passed is a failure."""
    for start, _ in seen.asked():
        if seen.green and start in seen.refused and start.failure == "fail":
            yield f"5 ended well, and a value for {start.app} could not be passed"


def carries_its_values(seen: Seen) -> Iterator[str]:
    """5: each request for a start that passes what the script has read has it to the letter."""
    ids = {app_id: start for start in starting(seen.outline) for _, app_id in start.ids}
    for sent in seen.sent:
        if sent.method == "POST" and "/actions/" not in sent.url:
            body = json.loads(sent.body)
            start = ids.get(body["appId"])
            wanted = seen.values(start) if start and start.codes else {}
            found = body.get("variables", {})
            for name, value in wanted.items():
                if value is None or found.get(name) != value:
                    yield f"5 asked for {body['appId']} with {found}, not with {wanted}"


def takes_its_answer(seen: Seen) -> Iterator[str]:
    """5: what comes back is what the started app has, or nothing; who ends well has it."""
    for start, _ in seen.meant():
        for name in start.answer.variables if start.answer else ():
            found = seen.state.variables.get(name, "")
            if found not in ("", ANSWER) or (seen.green and start.failure == "fail" and not found):
                yield f"5 {name} of {start.app} came back as {found!r}"


def asks_what_is_meant(seen: Seen) -> Iterator[str]:
    """5: the reload has the options of the outline."""
    for start, app_id in seen.meant():
        for made in seen.made(app_id):
            weight = 1 if seen.case.space == "personal" else start.weight or 1
            wanted = (start.partial, weight, seen.values(start))
            given = {name: value for name, value in made.variables.items() if name != TICKET}
            if (TICKET in made.variables) != bool(start.answer):
                yield f"5 {start.app} was started with {given}, of which an answer is asked"
            if (made.partial, made.weight, given) != wanted:
                yield f"5 {start.app} was started as {made}, not with {wanted}"


def is_quiet_in_partial(seen: Seen) -> Iterator[str]:
    """11: in a partial reload nothing is asked and nothing slept, unless the spec says so."""
    if seen.partial_block and (seen.everything_sent or seen.state.slept_s):
        yield f"11 sent {len(seen.sent)} requests in a partial reload"


PROMISES = (
    fails_on_purpose,
    leaves_no_trace,
    keeps_its_bound,
    starts_once,
    does_not_lie,
    raises_no_false_alarm,
    passes_no_odd_value,
    carries_its_values,
    takes_its_answer,
    asks_what_is_meant,
    is_quiet_in_partial,
)
