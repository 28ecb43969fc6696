"""When a reload is due."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain.due import BUSINESS, DAY, ONCE, WEEK
from qscriptgen.checks.durations import LONGEST_FRESH_S, SHORTEST_FRESH_S, check_duration
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.duration import seconds

if TYPE_CHECKING:
    from qscriptgen.chain import Chain, Due
    from qscriptgen.diagnostics import Finding

_KNOWN = (*WEEK[2:], *WEEK[:2])
_SYNONYMS = {
    **dict.fromkeys((DAY, "daily", "today", "days", "1 day"), DAY),
    **dict.fromkeys((ONCE, "first", "ever", "never"), ONCE),
}
"""Words that people write in place of those that `Due` takes."""

_BUSINESS = (BUSINESS, "weekdays", "weekday", "workdays", "business days")
_ENDINGS = ("", "day", "sday", "nesday", "rsday", "urday")
_FORMS = "'day', 'once', or a length of time such as '90m'"


def check_due(chain: Chain) -> Iterator[Finding]:
    """Problems of each `Due`."""
    for due in dict.fromkeys(step.due for step in chain.steps if step.due):
        yield from _due(due)


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
        yield from check_duration(due, "every", SHORTEST_FRESH_S, LONGEST_FRESH_S)


def _every_hint(word: str) -> str:
    """A hint for a word that says nothing about how often."""
    said = word.strip().lower()
    if word_of_due := _SYNONYMS.get(said):
        return f"did you mean {word_of_due!r}?"
    days = _days_as_written(said)
    return f"write {days}" if days else f"write {_FORMS}"


def _days_as_written(said: str) -> str:
    """How a spec writes the days that a text names in another way; empty if it names none."""
    named = {word[:3] if word[3:] in _ENDINGS else word for word in said.replace(",", " ").split()}
    if said in _BUSINESS:
        return f'Due(days="{BUSINESS}")'
    if not named or not named <= set(_KNOWN):
        return ""
    first, *others = [f'"{day}"' for day in _KNOWN if day in named]
    return f"Due(days=({', '.join((first, *others))}))" if others else f"Due(days={first})"


def _days(due: Due) -> Iterator[Finding]:
    """Days that are unknown, named twice, or leave out no day."""
    unknown = [day for day in due.weekdays if day not in _KNOWN]
    for day in unknown:
        written = _days_as_written(day.strip().lower()).removeprefix("Due(").removesuffix(")")
        hint = f"write {written}" if written else did_you_mean(day, (*_KNOWN, BUSINESS))
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
