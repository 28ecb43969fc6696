"""5: who ends well has started what was due, with what it should have, and seen it succeed."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.emulate import Reload
from qscriptgen.outline import TICKET, Start
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import members_of, starts_of, variables_of
from qscriptgen.simulation.contract.start_observation import StartObservation

_BEFORE_S = 60.0
"""What a look may have missed: it is as old as the pause between two of them."""

_NEVER_S = float("inf")
_TIMEOUT = {"cancel": "fail", "fail": "fail", "continue": "continue", "skip": "skip"}


def does_not_lie(seen: StartObservation) -> Iterator[Breach]:
    """5: who ends well has started what was due, and seen it succeed where it waits."""
    if not seen.green:
        return
    if seen.idle_partial and seen.outline.in_partial == "fail":
        yield Breach(5, "ended well in a partial reload, which should fail")
    if not seen.idle_partial and seen.elsewhere and seen.outline.no_match == "fail":
        yield Breach(5, "ended well in a space that is not an environment of the chain")
    if not seen.idle_partial and seen.due is None and not seen.elsewhere:
        yield Breach(5, "ended well, but a condition could not be read")
    for start, app_id in seen.wanted():
        known = seen.known(start, app_id)
        unclear = seen.left_out(start, app_id) is None or seen.may_be_left_out(start)
        if start.failure == "fail" and not known and not unclear:
            yield Breach(5, f"ended well, but {start.app} was not started")
        if known and start.wait:
            yield from _waited(seen, start, known)
            asked = any(f"/{reload.reload_id}" in s.url for s in seen.sent for reload in known)
            told = any(s.reload_id and s.status is not None for s in seen.sent)
            if not asked and told and seen.situation.calm:
                yield Breach(5, f"ended well, but did not ask how {start.app} ended")


def _waited(seen: StartObservation, start: Start, known: list[Reload]) -> Iterator[Breach]:
    end = seen.caller.ended_s or 0.0
    ends = [r.status if (r.ended_s or end + 1) <= end else "under way" for r in known]
    if "SUCCEEDED" in ends:
        return
    unseen = "under way" in ends or seen.situation.status_changed  # or its end can't be read
    gentle = start.failure != "fail" or (unseen and start.timeout in ("continue", "skip"))
    if not gentle:
        how = "had not ended" if "under way" in ends else f"had ended {ends[-1]}"
        yield Breach(5, f"ended well, but {start.app} {how}")


def raises_no_false_alarm(seen: StartObservation) -> Iterator[Breach]:
    """5: where nothing goes wrong, everything that is due is started and succeeds."""
    well = seen.situation.calm and seen.quiet and seen.times == 1
    if not well or not seen.finds(seen.outline.post):
        return
    refused = seen.idle_partial and seen.outline.in_partial == "fail"
    unread = seen.due is None and not seen.idle_partial
    unread = unread or (
        seen.elsewhere and seen.outline.no_match == "fail" and not seen.idle_partial
    )
    unread = unread or any(start in seen.refused for start, _ in seen.chosen())
    if not seen.green and not refused and not unread:
        yield Breach(5, f"failed, but nothing went wrong: {seen.caller.error}")
    for start, app_id in seen.wanted():
        made = seen.made(app_id)
        if seen.left_out(start, app_id) is None:
            continue
        if len(made) != 1:
            yield Breach(5, f"started {start.app} {len(made)} times, where nothing went wrong")
        elif start.wait and made[0].status != "SUCCEEDED":
            yield Breach(5, f"ended well, but {start.app} had ended {made[0].status}")


def passes_no_odd_value(seen: StartObservation) -> Iterator[Breach]:
    """5: a value that can't be passed is a failure."""
    for start, _ in seen.chosen():
        if seen.green and start in seen.refused and start.failure == "fail":
            yield Breach(5, f"ended well, but a value for {start.app} could not be passed")


def carries_its_values(seen: StartObservation) -> Iterator[Breach]:
    """5: each request for a start that passes what the script has read has it to the letter."""
    ids = {app_id: start for start in starts_of(seen.outline) for _, app_id in start.ids}
    for sent in seen.sent:
        if sent.method == "POST" and "/actions/" not in sent.url:
            body = members_of(sent)
            start = ids.get(str(body.get("appId")))
            wanted = seen.values(start) if start and start.expressions else {}
            found = variables_of(sent)
            for name, value in wanted.items():
                if value is None or found.get(name) != value:
                    yield Breach(5, f"started {body.get('appId')} with {found}, not with {wanted}")


def takes_its_answer(seen: StartObservation) -> Iterator[Breach]:
    """5: what comes back is what the started app has, or nothing; who ends well has it."""
    for start, app_id in seen.wanted() if seen.alone else ():
        for name in start.answer.variables if start.answer else ():
            found = seen.state.variables.get(name, "")
            may_be_missing = not (seen.green and start.failure == "fail")
            allowed = [*_answers(seen, start, app_id, name), *([""] if may_be_missing else [])]
            if found not in allowed:
                yield Breach(5, f"took {found!r} for the {name} of {start.app}")


def _answers(seen: StartObservation, start: Start, app_id: str, name: str) -> Iterator[str]:
    """The values that a variable had in the reloads which may have answered."""
    for reload in seen.known(start, app_id):
        state = seen.run.states.get(reload.reload_id)
        if state is not None:
            yield state.variables.get(name, "")


def asks_what_is_meant(seen: StartObservation) -> Iterator[Breach]:
    """5: the reload has the options of the outline."""
    for start, app_id in seen.wanted():
        for made in seen.made(app_id):
            weight = 1 if seen.personal else start.weight or 1
            wanted = (start.partial, weight, seen.values(start))
            given = {name: value for name, value in made.variables.items() if name != TICKET}
            if (TICKET in made.variables) != bool(start.answer):
                yield Breach(5, f"started {start.app} with {given}, although its answer matters")
            if (made.partial, made.weight, given) != wanted:
                yield Breach(5, f"started {start.app} as {made}, not with {wanted}")


def keeps_its_policy(seen: StartObservation) -> Iterator[Breach]:
    """5: what did not work ends the script as the policy says: fail, skip the rest, or go on."""
    if len(seen.outline.starts) != 1 or seen.times != 1 or seen.outline.controller:
        return
    for start, app_id in seen.chosen():
        if seen.left_out(start, app_id):
            continue
        known = [] if start in seen.refused else seen.known(start, app_id)
        wanted = _wanted(seen, start, known)
        if seen.left_out(start, app_id) is None and not known:
            wanted |= {"continue"}  # what it saw may well have been fresh
        if wanted and not _ends(seen) & wanted:
            found, allowed = (" or ".join(sorted(words)) for words in (_ends(seen), wanted))
            yield Breach(5, f"ended with {found}, but the policy of {start.app} says {allowed}")


def _wanted(seen: StartObservation, start: Start, known: list[Reload]) -> set[str]:
    """The ends that a policy allows; none where the state does not tell what the script saw."""
    if not known:
        return {start.failure}
    if not start.wait:
        return set()
    over = [reload for reload in known if (reload.ended_s or _NEVER_S) <= _before(seen)]
    if start.answer and any(reload.foreign for reload in known):
        return set()  # whose answer it was is not for the state to tell
    if len(over) == len(known) and all(reload.status != "SUCCEEDED" for reload in over):
        late = {_TIMEOUT[start.timeout]} if not seen.situation.calm else set()
        return {start.failure} | late
    if all(reload.ended_s is None for reload in known):
        return {start.failure, _TIMEOUT[start.timeout]}
    return set()


def _before(seen: StartObservation) -> float:
    """When the last look was, at the latest."""
    return (seen.caller.ended_s or 0.0) - _BEFORE_S


def _ends(seen: StartObservation) -> set[str]:
    """How the script ended: fail, skip or continue; where nothing stands behind it, one of two."""
    if not seen.green:
        return {"fail"}
    if seen.went_on is None:
        return {"skip", "continue"}
    return {"continue" if seen.went_on else "skip"}


def goes_on_where_nothing_is_due(seen: StartObservation) -> Iterator[Breach]:
    """5: a script that has nothing to do lets the rest of the app's script run."""
    blocked = seen.due is None or (seen.elsewhere and seen.outline.no_match == "fail")
    blocked = blocked or (seen.idle_partial and seen.outline.in_partial == "fail")
    due = [one for one in seen.chosen() if not seen.left_out(*one)]
    if not due and not (blocked or seen.due_look_failed()) and "continue" not in _ends(seen):
        yield Breach(5, "left the rest of the app's script out, but nothing was due")


QUESTIONS = (
    does_not_lie,
    raises_no_false_alarm,
    passes_no_odd_value,
    carries_its_values,
    takes_its_answer,
    asks_what_is_meant,
    keeps_its_policy,
    goes_on_where_nothing_is_due,
)
