"""What a controller promises besides: the order, the policies, and the file with the result."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qscriptgen.emulate.grid import Grid
from qscriptgen.emulate.run import Content
from qscriptgen.outline import Start
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.start_observation import StartObservation

COLUMNS = (
    *("app", "app_id", "reload_id", "state", "why", "started", "ended"),
    *("waited_s", "posts"),
)
_IN_MOMENTS = {*"0123456789-:.TZ"}
_SLACK_S = 120
_WORDS = {"cancel": "fail"}


def keeps_to_the_order(seen: StartObservation) -> Iterator[Breach]:
    """5: a controller starts one app after the other, and none before the one before has ended."""
    if not seen.outline.controller or seen.times > 1:
        return
    order = [app_id for _, app_id in seen.wanted()]
    posts = [app_id for sent in seen.posts for app_id in order if app_id in sent.body]
    if posts != sorted(posts, key=order.index):
        yield Breach(5, f"started {posts}, the order is {order}")
    made = [(start, one) for start, app_id in seen.wanted() for one in seen.made(app_id)]
    for (start, before), (_, after) in pairwise(made):
        limit_s = start.wait.limit_s if start.wait else 0
        over = before.ended_s is not None and before.ended_s <= after.created_s
        late = after.created_s - before.created_s >= limit_s - 1
        if seen.situation.calm and not seen.situation.noisy and not (over or late):
            yield Breach(5, f"started {after.app} while {before.app} was under way")


def believes_no_early_end(seen: StartObservation) -> Iterator[Breach]:
    """5: what counts as succeeded had succeeded when the controller went on."""
    for row in stored(seen) if seen.times == 1 else ():
        if row["state"] != "succeeded":
            continue
        behind = [s.time_s for s in seen.posts if row["app_id"] not in s.body]
        reload = seen.records.reloads.get(row["reload_id"])
        over = reload.ended_s if reload else None
        asked = [s.time_s for s in seen.sent if s.url.endswith(row["reload_id"])]
        went_on = min((at for at in behind if asked and at > asked[-1]), default=None)
        went_on = seen.caller.ended_s if went_on is None else went_on
        if over is None or (went_on is not None and over > went_on):
            yield Breach(5, f"took {row['app']} for succeeded by {went_on} s, it ended at {over} s")


def goes_on_as_its_policies_say(seen: StartObservation) -> Iterator[Breach]:
    """5: what did not go well stops a controller, leaves out what follows, or does not matter."""
    if not seen.outline.controller or not _calm(seen):
        return
    stopped, gone = False, set[int]()
    for start, app_id in seen.coming():
        number = seen.outline.starts.index(start) + 1
        if start in seen.refused:
            due = not stopped and number not in gone
            stopped = stopped or (due and start.failure == "fail")
            continue
        if seen.left_out(start, app_id) is None:
            return
        posted = any(app_id in sent.body for sent in seen.posts)
        if posted == (stopped or number in gone):
            why = "it is left out" if posted else "it is due"
            yield Breach(5, f"{start.app} was {'' if posted else 'not '}started, though {why}")
            return
        if not posted:
            continue
        word = _asked(seen, start, app_id)
        if word is None:
            return
        stopped = stopped or word == "fail"
        gone |= set(seen.outline.controller.followers[number - 1]) if word == "skip" else set()
    blocked = seen.due is None or (seen.elsewhere and seen.outline.no_match == "fail")
    if seen.green == stopped and not blocked:
        yield Breach(
            5, f"ended {seen.caller.status}, though {'an' if stopped else 'no'} app has failed"
        )


def stores_what_became(seen: StartObservation) -> Iterator[Breach]:
    """5: the result has a row for each app, whatever happened, or the reload fails."""
    result = seen.outline.controller.result if seen.outline.controller else None
    if not result:
        return
    others = seen.besides_result(seen.run.files)
    kept = [content for path, content in seen.run.files.items() if path not in others]
    if seen.idle_partial:
        if kept:
            yield Breach(11, "stored a result in a partial reload")
        return
    lost = seen.situation.stores_nothing
    if not kept or lost:
        if kept or seen.green or not lost:
            yield Breach(5, f"ended {seen.caller.status}, {len(kept)} results are stored")
        return
    names, *rows = [*_table(kept[0])] or [()]
    if tuple(names) != COLUMNS or len(rows) != len(seen.outline.starts):
        yield Breach(5, f"stored {names} with {len(rows)} rows")
        return
    for start, row in zip(seen.outline.starts, rows, strict=True):
        if len(row) != len(COLUMNS):
            yield Breach(5, f"stored {row} for {start.app}")
            continue
        for wrong in _wrong(seen, start, dict(zip(COLUMNS, row, strict=True))):
            yield Breach(5, f"stored {row} for {start.app}: {wrong}")


def stores_numbers(seen: StartObservation) -> Iterator[Breach]:
    """5: what counts in the result can be counted with."""
    others = seen.besides_result(seen.run.files)
    for path, content in seen.state.files.items():
        grid = content if path not in others and isinstance(content, Grid) else Grid((), [])
        if any(value.number is None for row in grid.rows for value in row[-2:]):
            yield Breach(5, "stored numbers as texts")


def _wrong(seen: StartObservation, start: Start, row: dict[str, str]) -> Iterator[str]:
    """What a row says that is not so."""
    ids = dict(start.ids)
    app_id = ids.get("") or ids.get(seen.label or "", "none")
    if (row["app"], row["app_id"]) != (start.app, app_id):
        yield f"it is {app_id}"
    if seen.times > 1:
        return
    posts = sum(app_id in sent.body for sent in seen.posts)
    lost = seen.situation.posts_nothing or seen.personal
    if row["posts"] != str(posts) and not (lost and row["posts"] > str(posts)):
        yield f"{posts} requests were sent"
    if not row["waited_s"].isdecimal():
        yield "waiting takes a number of seconds"
        return
    yield from _wrong_end(seen, start, row, app_id)


def _wrong_end(
    seen: StartObservation, start: Start, row: dict[str, str], app_id: str
) -> Iterator[str]:
    known = {reload.reload_id: reload for reload in seen.records.of_app(app_id)}
    own = {reload.reload_id for reload in seen.made(app_id)}
    if any(set(row[name]) - _IN_MOMENTS for name in ("started", "ended")):
        yield "these are no times"
    told = known.get(row["reload_id"])
    if row["state"] == "succeeded" and (told is None or told.status != "SUCCEEDED"):
        yield "it has not succeeded"
    if row["state"] == "skipped" and (own or row["reload_id"] != "-"):
        yield "it was started"
    if not seen.situation.calm or seen.situation.noisy:
        return
    if own and row["reload_id"] not in own:
        yield f"its reload is {own}"
    if row["state"] == "succeeded":
        times = [seen.seconds_at(row[name]) for name in ("started", "ended")]
        real = [told.started_s, told.ended_s] if told else []
        if [round(at or 0, 2) for at in real] != [round(at, 2) for at in times]:
            yield f"it was reloaded from and to {real} s"
        took = (told.ended_s or 0.0) - told.created_s if told else 0.0
        poll_s = start.wait.poll_s if start.wait else 0
        if not took - 1 <= int(row["waited_s"]) <= took + poll_s + _SLACK_S and _clock(seen):
            yield f"it took {took} s"


def follows_what_it_stores(seen: StartObservation) -> Iterator[Breach]:
    """5: by its own rows, a bad end stops what is left, or leaves out what follows."""
    rows = stored(seen)
    blind = (
        seen.times > 1
        or len(seen.days) > 1
        or seen.due is None
        or seen.elsewhere
        or not seen.outline.controller
    )
    if blind or len(rows) != len(seen.outline.starts):
        return
    assert seen.outline.controller is not None
    assert seen.due is not None
    stopped, gone = False, set[int]()
    for number, (start, row) in enumerate(zip(seen.outline.starts, rows, strict=True), 1):
        left_out = {
            "condition": number not in seen.due,
            "not_today": not seen.is_on_its_day(start),
            "upstream": number in gone,
            "stopped": stopped,
            "fresh": row["why"] == "fresh" and seen.may_be_fresh(start, row["app_id"]),
        }
        wanted = next((why for why, holds in left_out.items() if holds), None)
        if (row["why"] if row["state"] == "skipped" else None) != wanted:
            yield Breach(
                5, f"{start.app} is {row['state']} ({row['why']}), not {wanted or 'tried'}"
            )
            return
        if row["state"] not in ("succeeded", "skipped"):
            word = start.timeout if row["state"] == "timeout" else start.failure
            stopped = stopped or word in ("fail", "cancel")
            gone |= {*seen.outline.controller.followers[number - 1]} if word == "skip" else set()
    if seen.green == stopped:
        yield Breach(5, f"ended {seen.caller.status}, its result tells otherwise")


def stored(seen: StartObservation) -> list[dict[str, str]]:
    """The rows of the result, none where it is not there."""
    others = seen.besides_result(seen.run.files)
    for path, content in seen.run.files.items():
        if path not in others:
            names, *rows = [*_table(content)] or [()]
            if tuple(names) != COLUMNS or any(len(row) != len(names) for row in rows):
                return []
            return [dict(zip(names, row, strict=True)) for row in rows]
    return []


def _table(content: Content) -> list[Sequence[str]]:
    return list(csv.reader(io.StringIO(content))) if isinstance(content, str) else [*content]


def _asked(seen: StartObservation, start: Start, app_id: str) -> str | None:
    """The word of the policy that applies, ``well`` if none; None where it is too close to tell."""
    known = seen.made(app_id)
    if not known:
        return start.failure
    if len(known) > 1:
        return None
    (reload,) = known
    limit_s = start.wait.limit_s if start.wait else 0
    took = (reload.ended_s if reload.ended_s is not None else float("inf")) - reload.created_s
    if abs(took - limit_s) < _SLACK_S:
        return None
    if took > limit_s:
        return _WORDS.get(start.timeout, start.timeout)
    return "well" if reload.status == "SUCCEEDED" else start.failure


def _calm(seen: StartObservation) -> bool:
    """Whether the state of the tenant tells what the script must have seen."""
    personal = seen.personal and seen.outline.post[:1] == ":"
    unwell = personal and seen.world.answer("colon-in-personal") == "no"
    quiet = seen.situation.calm and not seen.situation.noisy
    return quiet and seen.times == 1 and not unwell and _clock(seen)


def _clock(seen: StartObservation) -> bool:
    return seen.world.answer("now-advances") == "yes"


QUESTIONS = (
    keeps_to_the_order,
    believes_no_early_end,
    goes_on_as_its_policies_say,
    stores_what_became,
    stores_numbers,
    follows_what_it_stores,
)
