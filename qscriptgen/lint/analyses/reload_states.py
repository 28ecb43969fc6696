"""The states of a reload, and where a script compares its status with them.

The states are those of https://qlik.dev/apis/rest/reloads; CREATED occurs in old scripts.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from qscriptgen.api import RELOADS
from qscriptgen.lint.analyses.comparisons import Comparison, comparisons_of
from qscriptgen.lint.analyses.requests import RestRequest, requests_of
from qscriptgen.lint.analyses.tables import columns_of
from qscriptgen.lint.analyses.variables import assignments_of
from qscriptgen.lint.expressions import callee, first_text, names_in, walk
from qscriptgen.lint.model import LintedScript, analysis
from qscriptgen.script.expression import Call, Literal, children
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, Load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script.expression import Node

FAILURES = words("FAILED CANCELED EXCEEDED_LIMIT")
END_STATES = FAILURES | {"SUCCEEDED"}
IN_ORDER = ("SUCCEEDED", "FAILED", "CANCELED", "EXCEEDED_LIMIT")
"""The end states in the order of messages."""

ACTIVE = words("QUEUED CREATED RELOADING CANCELING")
STATES = END_STATES | ACTIVE

_UNAMBIGUOUS = STATES - words("FAILED CREATED")
"""States that no other API has."""

OTHER_WORDS = {
    "SUCCEEDED": words("SUCCESS SUCCESSFUL SUCCEED OK DONE COMPLETED COMPLETE FINISHED"),
    "FAILED": words("FAIL FAILURE FAILING ERROR ERRORED"),
    "CANCELED": words("CANCEL ABORTED ABORT"),
    "RELOADING": words("RUNNING STARTED LOADING IN_PROGRESS INPROGRESS PROCESSING EXECUTING"),
    "QUEUED": words("PENDING WAITING ENQUEUED QUEUE"),
    "EXCEEDED_LIMIT": words("TIMEOUT TIMED_OUT LIMIT_EXCEEDED EXCEEDED LIMIT"),
}
_STATE_OF = {word: state for state, others in OTHER_WORDS.items() for word in others}


def intended_state(word: str) -> str:
    """The state that a word in upper case misspells or means, empty if there is none."""
    if word in STATES or word != word.upper() or not word.strip("_- ").isascii():
        return ""
    near = difflib.get_close_matches(word, sorted(STATES), n=1, cutoff=0.8)
    return near[0] if near else _STATE_OF.get(word, "")


@analysis
def status_subjects_of(script: LintedScript) -> frozenset[str]:
    """What holds the status of a reload, as `Comparison.subject`.

    It is compared with a state that no other API has, or it is read from a field called status in
    a script that asks for reloads.
    """
    found = {c.subject for c in comparisons_of(script) if not _UNAMBIGUOUS.isdisjoint(c.texts)}
    about_reloads = f"/{RELOADS}" in script.text.lower() or any(
        request.starts_reload for request in requests_of(script)
    )
    if not about_reloads:
        return frozenset(found)
    for name, places in assignments_of(script).items():
        if any(parts.expression and _reads_status(parts.expression) for _, parts in places):
            found.add(name)
    found |= {
        name
        for request in requests_of(script)
        if _is_about_reloads(request)
        for name in _status_columns(request)
    }
    found |= {
        c.subject
        for c in comparisons_of(script)
        if c.subject.startswith("peek:") and c.subject.endswith("status")
    }
    return frozenset(found)


@analysis
def status_comparisons_of(script: LintedScript) -> tuple[Comparison, ...]:
    """Every comparison of the status of a reload with texts."""
    subjects = status_subjects_of(script)
    return tuple(c for c in comparisons_of(script) if c.subject in subjects)


def _is_about_reloads(request: RestRequest) -> bool:
    to_reloads = request.url is not None and f"/{RELOADS}" in request.url.value.lower()
    return request.starts_reload or to_reloads


def _status_columns(request: RestRequest) -> Iterator[str]:
    """The names in the script of the column status of an answer."""
    for column in columns_of(request.rest.root):
        if column.name.value.lower() == "status":
            yield (column.alias or column.name).value.lower()


def _reads_status(root: Node) -> bool:
    """Whether an expression reads a field called status from a table."""
    return any(
        isinstance(node, Call)
        and callee(node) in ("peek", "fieldvalue")
        and first_text(node).lower().endswith("status")
        for node in walk(root)
    )


def assigned_texts(script: LintedScript, subject: str) -> set[str]:
    """The texts that the script itself assigns to a variable."""
    found: set[str] = set()
    for number, parts in assignments_of(script).get(subject, ()):
        if parts.expression is not None:
            found |= _texts_in(parts.expression)
        elif parts.value is not None:
            start = script.statements[number].span[0]
            low, high = parts.value
            found.add(str(script.statements[number])[low - start : high - start].strip("'"))
    return found


def unchanged_statuses(script: LintedScript) -> frozenset[str]:
    """What holds the status as the API spells it: nothing changes its case or sets it to words."""
    recased = _recased(script)
    return frozenset(
        subject
        for subject in status_subjects_of(script)
        if recased.isdisjoint(_sources(script, subject))
        and assigned_texts(script, subject) <= STATES | {""}
    )


def foreign_statuses(script: LintedScript) -> frozenset[str]:
    """What is also compared with words of other APIs, such as that of automations."""
    if "/automations" in script.text.lower():
        return status_subjects_of(script)
    return frozenset(
        comparison.subject
        for comparison in status_comparisons_of(script)
        if not all(text.upper() in STATES for text in comparison.texts if text)
    )


def _recased(script: LintedScript) -> set[str]:
    """The variables and fields whose values come from Lower, Capitalize or a map."""
    numbers = {number for number, call in script.calls if callee(call) in _RECASE}
    found: set[str] = set()
    for number in numbers:
        parts = script.statements[number].parts
        if isinstance(parts, Assign):
            found.add(getattr(parts.name, "name", "").lower())
        elif isinstance(parts, Load):
            made = [field for field in parts.fields if _calls(field.expression)]
            found |= {getattr(field.alias, "name", "").lower() for field in made}
    return found


def _calls(root: Node) -> bool:
    return any(isinstance(node, Call) and callee(node) in _RECASE for node in walk(root))


def _sources(script: LintedScript, subject: str) -> set[str]:
    """The names that a status is read from: its own, and those that it is set from."""
    found = {subject.removeprefix("peek:")}
    for _, parts in assignments_of(script).get(subject, ()):
        if parts.expression is not None:
            found |= names_in(parts.expression)
            calls = (node for node in walk(parts.expression) if isinstance(node, Call))
            found |= {first_text(call).lower() for call in calls}
    return found


_RECASE = words("upper lower capitalize applymap mapsubstring")
_CHOOSE = words("if alt coalesce pick text upper lower trim emptyisnull")


def _texts_in(root: Node) -> set[str]:
    """The texts that can be the value of an expression, without arguments of other functions."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal):
            found.add(node.value)
        elif not isinstance(node, Call) or callee(node) in _CHOOSE:
            waiting += children(node)
    return found
