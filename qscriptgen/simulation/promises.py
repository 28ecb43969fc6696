"""What a rendered script promises, held against what its run has left behind.

It is asked for what holds for every script that is rendered by the built-in templates; a template
of a user's can break it. Nothing here reads what a script traces.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.emulate.exchange import app_in
from qscriptgen.outline import StartOutline, WaitOnlyOutline

if TYPE_CHECKING:
    from collections.abc import Callable

    from qscriptgen.emulate import Reload, Run, Sent, State
    from qscriptgen.outline import AskingOutline, Start

_OURS = "qsg_"
_GENTLE = ("continue", "skip")
_UNSEEN_S = 10.0
"""For so long a new reload may not be seen."""

_ON_ITS_WAY_S = 30.0


@dataclass(frozen=True)
class Played:
    """One reload of an app that ran its script of the chain.

    ``around`` is the load script in front of the chain's and behind it. ``mute`` says that no alert
    can get out, as there is no way for it, or that it is not the chain's script that failed.
    """

    reload: Reload
    state: State
    outline: AskingOutline
    run: Run
    around: str = ""
    mute: bool = False

    @property
    def sent(self) -> list[Sent]:
        """What it sent, in the order of time."""
        return [sent for sent in self.run.requests if sent.by == self.reload.reload_id]

    def posts(self, start: Start) -> list[Sent]:
        """The requests to start an app."""
        ids = {app_id for _, app_id in start.ids}
        posts = [sent for sent in self.sent if sent.method == "POST"]
        return [sent for sent in posts if app_in(sent.body) in ids]

    @property
    def alerts(self) -> list[Sent]:
        """The requests that tell what went wrong, whatever they say."""
        alert = self.outline.alert
        if alert is None:
            return []
        if alert.app:
            ids = {app_id for _, app_id in alert.ids}
            return [s for s in self.sent if s.method == "POST" and app_in(s.body) in ids]
        hook = alert.connection.rpartition(":")[2]
        return [sent for sent in self.sent if sent.connection == hook]


def broken(played: Played) -> Iterator[tuple[str, str]]:
    """The code of each promise that a run has broken, with what was seen; plain promises nothing.

    Only runs are asked that have come to the end of their script, well or by a failure of its own.
    """
    outline = played.outline
    if outline.plain:
        return
    questions = _OF_WAITING if isinstance(outline, WaitOnlyOutline) else _QUESTIONS
    for code, question in questions.items():
        for what in question(played):
            yield code, f"{played.reload.app} {what}"


def _leaves_nothing(played: Played) -> Iterator[str]:
    """Tables, variables and the connection; what stands behind the block may connect again."""
    state = played.state
    names = [name for name, value in state.variables.items() if name[:4] == _OURS and value]
    yield from _listed("leaves variables behind", names)
    yield from _listed("leaves tables behind", [name for name in state.tables if name[:4] == _OURS])
    if state.connection and not played.around:
        yield f"leaves the connection {state.connection} active"


def _puts_error_mode_back(played: Played) -> Iterator[str]:
    """It was 1, or had no value, where nothing around the block speaks of it."""
    mode = played.state.variables.get("ErrorMode", "")
    if mode not in ("", "1") and "errormode" not in played.around.lower():
        yield f"leaves ErrorMode at {mode}"


def _does_not_lie(played: Played) -> Iterator[str]:
    """Who ends well has started what must be started, and has seen it succeed where it waits."""
    outline, reload = played.outline, played.reload
    assert isinstance(outline, StartOutline), "asked of those that start"
    yield from _tells(played)
    idle = reload.partial and outline.in_partial != "run"
    idle = idle or (bool(outline.environments) and outline.no_match == "skip")
    if reload.status != "SUCCEEDED" or idle:
        return
    for number, start in enumerate(outline.starts, 1):
        if start.failure != "fail" or _by_others(played, start):
            continue
        posts = played.posts(start)
        made = [sent.reload_id for sent in posts if sent.reload_id]
        if not made and _left_out(played, number):
            continue
        must = number in outline.always and not start.fresh.leaves_out
        if not made and (posts or must):
            yield f"ended well, and {start.app} was not started"
        elif made:
            yield from _seen_to_succeed(played, start, made[-1])


def _left_out(played: Played, number: int) -> bool:
    """Whether a controller may leave this start out, as one before it did not go well."""
    outline = played.outline
    if isinstance(outline, WaitOnlyOutline) or outline.sequence is None:
        return False
    gentle = [
        start
        for start, behind in zip(outline.starts, outline.sequence.behind, strict=True)
        if number in behind and "skip" in (start.failure, start.timeout)
    ]
    ended = {r.reload_id: r.status for r in played.run.reloads}
    return any(
        not any(ended.get(sent.reload_id) == "SUCCEEDED" for sent in played.posts(start))
        for start in gentle
    )


def _seen_to_succeed(played: Played, start: Start, made: str) -> Iterator[str]:
    """Where it waits; a reload whose status could not be read may be taken for a late one."""
    reload = next((each for each in played.run.reloads if each.reload_id == made), None)
    if start.wait is None or reload is None:
        return
    end = played.reload.ended_s or 0.0
    over = (reload.ended_s or end + 1) <= end
    unread = any(sent.fault or sent.status is None for sent in played.sent if made in sent.url)
    late = reload.ended_s is None or reload.ended_s > (
        reload.created_s + start.wait.limit_s - start.wait.poll_s
    )
    if start.timeout in _GENTLE and (late or unread):
        return
    if over and reload.status != "SUCCEEDED":
        yield f"ended well, and {start.app} had ended {reload.status}"
    elif not over:
        yield f"ended well, and {start.app} had not ended"


def _tells(played: Played) -> Iterator[str]:
    """Who fails has told it, where the chain says whom; a partial reload may leave that out."""
    silent = played.mute or (played.reload.partial and played.outline.in_partial != "run")
    alert = played.outline.alert
    if alert and played.reload.status == "FAILED" and not silent and not played.alerts:
        name = alert.app or alert.connection.rpartition(":")[2]
        yield f"failed, and {name} was not told"


def _by_others(played: Played, start: Start) -> bool:
    """Whether somebody else's reload of the app was under way, which may have been joined."""
    ids = {app_id for _, app_id in start.ids}
    mine = {sent.reload_id for sent in played.sent}
    begun = played.reload.started_s or 0.0
    others = [r for r in played.run.reloads if r.app_id in ids and r.reload_id not in mine]
    return any((other.ended_s or begun) >= begun for other in others)


def _starts_once(played: Played) -> Iterator[str]:
    """Each start sends as many requests as it has tries, and only one of them has an effect.

    An alert is one request.
    """
    assert isinstance(played.outline, StartOutline), "asked of those that start"
    for start in played.outline.starts:
        posts = played.posts(start)
        made = [sent for sent in posts if sent.reload_id]
        if len(made) > 1:
            yield f"started {start.app} {len(made)} times"
        elif len(posts) > start.tries:
            yield f"sent {len(posts)} requests to start {start.app}, of {start.tries} that it may"
    if len(played.alerts) > 1:
        yield f"told of what went wrong {len(played.alerts)} times"


def _has_waited(played: Played) -> Iterator[str]:
    """Who ends well has looked at every app, and seen the newest reload of each succeed."""
    outline, reload = played.outline, played.reload
    assert isinstance(outline, WaitOnlyOutline), "asked of those that wait"
    idle = reload.partial and outline.in_partial != "run"
    idle = idle or (bool(outline.environments) and outline.no_match == "skip")
    if reload.status != "SUCCEEDED" or idle:
        return
    for up in outline.upstreams:
        ids = {app_id for _, app_id in up.ids}
        looks = [s.time_s for s in played.sent if any(f"appId={i}&" in s.url for i in ids)]
        if "continue" in (up.failure, up.timeout):
            continue
        if not looks:
            yield f"ended well, and has not looked at {up.app}"
            continue
        bad = [
            why for unseen_s in (0.0, _UNSEEN_S) if (why := _bad(played, ids, looks[-1], unseen_s))
        ]
        if len(bad) > 1:
            yield f"ended well, and {up.app} {bad[0]}"


def _bad(played: Played, ids: set[str], at: float, unseen_s: float) -> str:
    """What is wrong with the newest reload of an app, as the last look may have shown it."""
    begun = [r for r in played.run.reloads if r.app_id in ids and r.created_s <= at - unseen_s]
    newest = max(begun, key=lambda each: each.created_s, default=None)
    if newest is None:
        return ""
    # The look is on its way for a while, and so may be its answer.
    over = newest.ended_s is not None and newest.ended_s <= at + _ON_ITS_WAY_S
    if over and newest.status == "SUCCEEDED":
        return ""
    return f"had ended {newest.status}" if over else "had not ended"


def _starts_nothing(played: Played) -> Iterator[str]:
    if any(sent.method == "POST" for sent in played.sent):
        yield "started something, though it should only wait"


def _listed(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {', '.join(names)}"


_QUESTIONS: dict[str, Callable[[Played], Iterable[str]]] = {
    "QE006": _leaves_nothing,
    "QE007": _puts_error_mode_back,
    "QE008": _does_not_lie,
    "QE009": _starts_once,
}
_OF_WAITING: dict[str, Callable[[Played], Iterable[str]]] = {
    **_QUESTIONS,
    "QE008": _has_waited,
    "QE009": _starts_nothing,
}
