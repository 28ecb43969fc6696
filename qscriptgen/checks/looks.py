"""What a script looks for before it goes on: when a reload is due, and whom an app waits for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Policy
from qscriptgen.chain.duration import in_words, seconds
from qscriptgen.chain.graph import closing_edges, edges_by_source
from qscriptgen.chain.looks import BUSINESS, DAY, ONCE, WEEK
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import did_you_mean

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Due, Step, WaitOnly
    from qscriptgen.chain.duration import Duration
    from qscriptgen.diagnostics import Finding, Place

_HOUR, _DAY = 3600, 86_400
_LEAST_EVERY_S, _MOST_EVERY_S = 60, 366 * _DAY
_KNOWN = (*WEEK[2:], *WEEK[:2])
_MEANT = {
    **dict.fromkeys((DAY, "daily", "today", "days", "1 day"), DAY),
    **dict.fromkeys((ONCE, "first", "ever", "never"), ONCE),
}
"""Words in place of those that `Due` takes."""

_BUSINESS = (BUSINESS, "weekdays", "weekday", "workdays", "business days")
_ENDINGS = ("", "day", "sday", "nesday", "rsday", "urday")
_FORMS = "'day', 'once', or a length of time such as '90m'"


def check_looks(chain: Chain) -> Iterator[Finding]:
    """Problems of `Due` and of `WaitOnly`."""
    for due in dict.fromkeys(step.due for step in chain.steps if step.due):
        yield from _due(due)
    if chain.wait_only:
        yield from _wait_only(chain.wait_only)
        yield from _starts_nothing(chain)
        yield from _policies(chain)
        yield from _rings(chain)


def _due(due: Due) -> Iterator[Finding]:
    if due.every is None and not due.weekdays:
        yield problem(
            "QC701",
            due.place,
            "Due() does not say when",
            'Due("90m"), Due("day"), Due("once"), or Due(days="business")',
        )
    yield from _days(due)
    if due.every in (None, DAY, ONCE):
        return
    length = seconds(due.every)
    if length is None:
        message = f"every={str(due.every)!r} is neither a word nor a length of time"
        yield problem("QC202", due.place, message, _every_hint(str(due.every)))
    else:
        yield from _within(due.place, "every", due.every, _LEAST_EVERY_S, _MOST_EVERY_S)


def _every_hint(word: str) -> str:
    """What was meant by a word that says nothing about how often."""
    said = word.strip().lower()
    if meant := _MEANT.get(said):
        return f"did you mean {meant!r}?"
    days = _meant_days(said)
    return f"write {days}" if days else f"write {_FORMS}"


def _meant_days(said: str) -> str:
    """How the days are written that a text names in another way, empty if it names none."""
    named = {word[:3] if word[3:] in _ENDINGS else word for word in said.replace(",", " ").split()}
    if said in _BUSINESS:
        return f'Due(days="{BUSINESS}")'
    if not named or not named <= set(_KNOWN):
        return ""
    first, *others = [f'"{day}"' for day in _KNOWN if day in named]
    return f"Due(days=({', '.join((first, *others))}))" if others else f"Due(days={first})"


def _days(due: Due) -> Iterator[Finding]:
    """Days that are unknown, or leave out none."""
    unknown = [day for day in due.weekdays if day not in _KNOWN]
    for day in unknown:
        meant = _meant_days(day.strip().lower()).removeprefix("Due(").removesuffix(")")
        hint = f"write {meant}" if meant else did_you_mean(day, (*_KNOWN, BUSINESS))
        if len(due.weekdays) > 1:
            hint = did_you_mean(day, _KNOWN)
        yield problem("QC204", due.place, f"days={day!r} is not known", hint)
    if unknown:
        return
    if set(due.weekdays) == set(_KNOWN):
        message = "days has no effect: it names all seven days and leaves out none"
        yield problem("QC205", due.place, message, "leave it out")
    for day in _KNOWN:
        if due.weekdays.count(day) > 1:
            message = f"days names {day!r} {due.weekdays.count(day)} times"
            yield problem("QC205", due.place, message, "write each day once")


def _wait_only(wait: WaitOnly) -> Iterator[Finding]:
    limits = {
        "limit": (wait.limit, 1, 3 * _HOUR),
        "poll": (wait.poll, 1, _HOUR),
        "newer_than": (wait.newer_than, _LEAST_EVERY_S, _MOST_EVERY_S),
    }
    for option, (length, least, most) in limits.items():
        if length is not None:
            yield from _within(wait.place, option, length, least, most)
    limit, poll = seconds(wait.limit), seconds(wait.poll)
    if limit and poll and poll > limit:
        yield problem("QC203", wait.place, "poll is longer than limit", "ask at least once in time")


def _within(
    place: Place, option: str, length: Duration, least: int, most: int
) -> Iterator[Finding]:
    found = seconds(length)
    if found is None:
        message = f"{option}={str(length)!r} is not a duration"
        yield problem("QC202", place, message, "write a number with a unit, such as '45m'")
    elif not least <= found <= most:
        yield problem(
            "QC203",
            place,
            f"{option}={str(length)!r} is out of range",
            f"it takes {in_words(least)} to {in_words(most)}",
        )


def _starts_nothing(chain: Chain) -> Iterator[Finding]:
    """Options of starts; nobody starts anything."""
    for option, place in _of_the_chain(chain):
        yield problem(
            "QC702", place, f"{option} is for chains that start reloads", _leave_out(option)
        )
    for step in chain.steps:
        for option in _of_a_start(step):
            yield problem(
                "QC702",
                step.place,
                f"{option} is about the start of {step.app.name!r}, and nobody starts it",
                _leave_out(option),
            )


def _of_the_chain(chain: Chain) -> Iterator[tuple[str, Place]]:
    if chain.plain:
        yield "plain", chain.place
    if chain.repeat:
        yield "repeat", chain.repeat.place
    if chain.on_failure:
        yield "on_failure", chain.on_failure.place
    if chain.controller:
        yield "controller", chain.controller.place
    if chain.wait:
        yield "wait", chain.wait.place
    if chain.result is not None:
        yield "result", chain.place
    forks = dict.fromkeys(turn.fork for edge in chain.edges for turn in edge.turns)
    for fork in (*forks, *chain.loose_forks):
        yield "when", fork.place


def _of_a_start(step: Step) -> Iterator[str]:
    asked = {
        "wait": step.wait,
        "partial": step.partial,
        "weight": step.weight,
        "variables": step.variables,
        "run_if": step.run_if,
        "due": step.due,
    }
    return (option for option, given in asked.items() if given)


def _leave_out(option: str) -> str:
    if option == "wait":
        return "leave it out: WaitOnly says how long"
    return "leave it out, or leave out wait_only"


def _policies(chain: Chain) -> Iterator[Finding]:
    yield from _idle(chain)
    yield from _apart(chain)
    fresh = Policy()
    for policy in (chain.policy, *(step.policy for step in chain.steps if step.policy)):
        for option in ("failure", "timeout"):
            word = getattr(policy, option)
            if word == "skip":
                yield problem(
                    "QC703",
                    policy.place,
                    f"{option}='skip' at the start of a script would save the app without data",
                    "say 'fail': a reload that fails keeps the app as it was; or 'continue'",
                )
            elif word == "cancel":
                yield problem(
                    "QC702",
                    policy.place,
                    f"{option}='cancel' would stop reloads that somebody else has started",
                    "say 'fail' or 'continue'",
                )
        for option in ("busy", "tries", "pause", "patience"):
            if getattr(policy, option) != getattr(fresh, option):
                yield problem(
                    "QC702",
                    policy.place,
                    f"{option} is about starts, and nobody starts anything",
                    _leave_out(option),
                )


def _idle(chain: Chain) -> Iterator[Finding]:
    """Policies of steps that wait for nobody."""
    waiting = {edge.target for edge in chain.edges}
    for step in chain.steps:
        if step.policy and step not in waiting:
            yield problem(
                "QC205",
                step.policy.place,
                f"policy has no effect: {step.app.name!r} waits for nobody",
                "give it to the step that waits: its policy says what becomes of a failure",
            )


def _apart(chain: Chain) -> Iterator[Finding]:
    """Policies of a step where another of the same app waits for the same one already."""
    first: dict[tuple[App, App], Policy] = {}
    for edge in chain.edges:
        app, policy = edge.target.app, edge.target.policy or chain.policy
        judged = first.setdefault((edge.source, app), policy)
        if judged != policy:
            yield problem(
                "QC205",
                (edge.target.policy or edge.target).place,
                f"policy has no effect: {app.name!r} waits for {edge.source.name!r} once, by the"
                " policy of an earlier step",
                f"give all steps of {app.name!r} behind {edge.source.name!r} the same policy",
            )


def _rings(chain: Chain) -> Iterator[Finding]:
    for edge in closing_edges(chain, edges_by_source(chain)):
        app = edge.target.app
        message = f"app {app.name!r} would wait for {edge.source.name!r}, which waits for it"
        if edge.source == app:
            message = f"app {app.name!r} would wait for itself"
        yield problem("QC704", chain.place, message, "end the flow before it comes back")
