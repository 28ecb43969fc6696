"""Where a script looks at what became of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.tables import answer_words
from qscriptgen.script.expression import Literal
from qscriptgen.script.keywords import words

if TYPE_CHECKING:
    from qscriptgen.lint.unit import Unit

ERRORS = ("scripterror", "scripterrorcount", "scripterrorlist", "scripterrordetails")
"""Variables that tell of a failure, in lower case."""

_LOOKS = words(
    """noofrows tablenumber nooftables nooffields fieldnumber fieldvaluecount fieldvalue peek lookup
    exists"""
)
"""Functions that show whether an answer came."""


def looked_at(unit: Unit) -> set[int]:
    """The statements behind which a look may come at whether they failed."""
    looks = {at for name in ERRORS for at, _ in unit.mentions.get(name, ())}
    words = answer_words(unit)
    for at, call in unit.calls:
        named = {node.value.lower() for node in call.args if isinstance(node, Literal)}
        if call.name.lower() in _LOOKS and (not named or named & words or "$(" in "".join(named)):
            looks.add(at)
    inside = any(unit.region_of(at).sub is not None for at in looks)
    elsewhere = ("INCLUDE", "EXPANSION", "UNKNOWN")
    calls = ("CALL",) if inside or unit.open or unit.unsure_names else ()
    return unit.flow.leading_to(looks | set(unit.of_kind(*elsewhere, *calls)))
