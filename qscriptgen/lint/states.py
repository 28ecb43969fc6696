"""The states of a reload, and where a script compares them.

The states are those of https://qlik.dev/apis/rest/reloads; CREATED is seen in old scripts.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import callee, first_text, names_in, walk
from qscriptgen.lint.tables import columns_of
from qscriptgen.script.expression import Call, Literal, children
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, Load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.sent import Sent
    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.expression import Node

FAILURES = words("FAILED CANCELED EXCEEDED_LIMIT")
ENDS = FAILURES | {"SUCCEEDED"}
IN_ORDER = ("SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT")
"""The end states as one would list them."""

ACTIVE = words("QUEUED CREATED RELOADING CANCELING")
STATES = ENDS | ACTIVE

_TELLING = STATES - words("FAILED CREATED")
"""States that are not words of another vocabulary."""

_OTHERS = {
    "SUCCEEDED": words("SUCCESS SUCCESSFUL SUCCEED OK DONE COMPLETED COMPLETE FINISHED"),
    "FAILED": words("FAIL FAILURE FAILING ERROR ERRORED"),
    "CANCELED": words("CANCEL ABORTED ABORT"),
    "RELOADING": words("RUNNING STARTED LOADING IN_PROGRESS INPROGRESS PROCESSING EXECUTING"),
    "QUEUED": words("PENDING WAITING ENQUEUED QUEUE"),
    "EXCEEDED_LIMIT": words("TIMEOUT TIMED_OUT LIMIT_EXCEEDED EXCEEDED LIMIT"),
}
_MEANT = {word: state for state, others in _OTHERS.items() for word in others}


def meant(word: str) -> str:
    """The state that a word in upper case is nearly, or means; nothing if it is none."""
    if word in STATES or word != word.upper() or not word.strip("_- ").isascii():
        return ""
    near = difflib.get_close_matches(word, sorted(STATES), n=1, cutoff=0.8)
    return near[0] if near else _MEANT.get(word, "")


def status_subjects(unit: Unit) -> frozenset[str]:
    """What holds the status of a reload, as comparisons name it.

    It is compared with a state that no other vocabulary has, or it is read from a field called
    status in a script that asks for reloads.
    """
    found = {c.subject for c in unit.comparisons if not _TELLING.isdisjoint(c.texts)}
    about_reloads = "/reloads" in unit.text.lower() or any(sent.starts for sent in unit.sent)
    if not about_reloads:
        return frozenset(found)
    for name, places in unit.assigned.items():
        if any(parts.expression and _reads_status(parts.expression) for _, parts in places):
            found.add(name)
    found |= {name for sent in unit.sent if _of_reloads(sent) for name in _columns(sent)}
    found |= {
        c.subject
        for c in unit.comparisons
        if c.subject.startswith("peek:") and c.subject.endswith("status")
    }
    return frozenset(found)


def _of_reloads(sent: Sent) -> bool:
    return sent.starts or (sent.url is not None and "/reloads" in sent.url.value.lower())


def _columns(sent: Sent) -> Iterator[str]:
    """What the column status of an answer is called in the script."""
    for column in columns_of(sent.request.rest.root):
        if column.name.value.lower() == "status":
            yield (column.alias or column.name).value.lower()


def _reads_status(root: Node) -> bool:
    return any(
        isinstance(node, Call)
        and callee(node) in ("peek", "fieldvalue")
        and first_text(node).lower().endswith("status")
        for node in walk(root)
    )


def own_words(unit: Unit, subject: str) -> set[str]:
    """The texts that the script itself gives to a variable."""
    found: set[str] = set()
    for number, parts in unit.assigned.get(subject, ()):
        if parts.expression is not None:
            found |= _given(parts.expression)
        elif parts.value is not None:
            start = unit.statements[number].span[0]
            low, high = parts.value
            found.add(str(unit.statements[number])[low - start : high - start].strip("'"))
    return found


def in_capitals(unit: Unit) -> frozenset[str]:
    """What holds the status as the API writes it: it was not recased, and has no own words."""
    recased = _recased(unit)
    return frozenset(
        subject
        for subject in unit.status_subjects
        if recased.isdisjoint(_sources(unit, subject)) and own_words(unit, subject) <= STATES | {""}
    )


def of_others(unit: Unit) -> frozenset[str]:
    """What is compared with words that are not a state in any letter case: automations, perhaps."""
    if "/automations" in unit.text.lower():
        return unit.status_subjects
    return frozenset(
        comparison.subject
        for comparison in unit.status_comparisons
        if not all(text.upper() in STATES for text in comparison.texts if text)
    )


def _recased(unit: Unit) -> set[str]:
    """The variables and fields that are made with Lower, Capitalize or a map."""
    numbers = {number for number, call in unit.calls if callee(call) in _RECASE}
    found: set[str] = set()
    for number in numbers:
        parts = unit.statements[number].parts
        if isinstance(parts, Assign):
            found.add(getattr(parts.name, "name", "").lower())
        elif isinstance(parts, Load):
            made = [field for field in parts.fields if _calls(field.expression)]
            found |= {getattr(field.alias, "name", "").lower() for field in made}
    return found


def _calls(root: Node) -> bool:
    return any(isinstance(node, Call) and callee(node) in _RECASE for node in walk(root))


def _sources(unit: Unit, subject: str) -> set[str]:
    """The names of a status: its own, and those of what it is set from."""
    found = {subject.removeprefix("peek:")}
    for _, parts in unit.assigned.get(subject, ()):
        if parts.expression is not None:
            found |= names_in(parts.expression)
            calls = (node for node in walk(parts.expression) if isinstance(node, Call))
            found |= {first_text(call).lower() for call in calls}
    return found


_RECASE = words("upper lower capitalize applymap mapsubstring")
_CHOOSE = words("if alt coalesce pick text upper lower trim emptyisnull")


def _given(root: Node) -> set[str]:
    """The texts of an expression, but for those that other functions are asked with."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal):
            found.add(node.value)
        elif not isinstance(node, Call) or callee(node) in _CHOOSE:
            waiting += children(node)
    return found
