"""Where a script looks at what became of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.mode import IGNORES
from qscriptgen.lint.tables import answer_words
from qscriptgen.script.expression import Literal
from qscriptgen.script.keywords import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qscriptgen.lint.unit import Request, Unit

ERRORS = ("scripterror", "scripterrorcount", "scripterrorlist", "scripterrordetails")
"""Variables that tell of a failure, in lower case."""

_LOOKS = words(
    """noofrows tablenumber nooftables nooffields fieldnumber fieldvaluecount fieldvalue peek lookup
    exists"""
)
"""Functions that show whether an answer came."""


def ignored_requests(unit: Unit) -> list[Request]:
    """The requests under ErrorMode 0, which may fail without an end of the reload."""
    return [request for request in unit.requests if unit.modes.get(request.number, 0) == IGNORES]


def mentioned(unit: Unit, names: Iterable[str]) -> set[int]:
    """The statements that read one of some variables, given in lower case."""
    return {at for name in names for at, _ in unit.mentions.get(name, ())}


def looked_at(unit: Unit) -> set[int]:
    """The statements behind which a look may come at whether they failed."""
    found = looks(unit)
    return unit.flow.leading_to(found | elsewhere(unit, found))


def looks(unit: Unit) -> set[int]:
    """The statements that look at an error, or at an answer."""
    found = mentioned(unit, ERRORS)
    words = answer_words(unit)
    for at, call in unit.calls:
        named = {node.value.lower() for node in call.args if isinstance(node, Literal)}
        if call.name.lower() in _LOOKS and (not named or named & words or "$(" in "".join(named)):
            found.add(at)
    return found


def elsewhere(unit: Unit, found: set[int]) -> set[int]:
    """The statements in which others may look, given those that do."""
    inside = any(unit.region_of(at).sub is not None for at in found)
    calls = ("CALL",) if inside or unit.open or unit.unsure_names else ()
    return set(unit.of_kind("INCLUDE", "EXPANSION", "UNKNOWN", *calls))


def held_errors(unit: Unit) -> set[str]:
    """The variables that hold an error, or what was made of one, in lower case."""
    by_read: dict[int, list[str]] = {}
    for name, places in unit.assigned.items():
        for at, _ in places:
            by_read.setdefault(at, []).append(name)
    found, waiting = set(ERRORS), list(ERRORS)
    while waiting:
        for at, _ in unit.mentions.get(waiting.pop(), ()):
            for name in by_read.get(at, ()):
                if name not in found:
                    found.add(name)
                    waiting.append(name)
    return found
