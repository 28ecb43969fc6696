"""What the heads of blocks say: the conditions and counters around a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.expression import Literal
from qscriptgen.script.parts import For, Subject
from qscriptgen.simulation.conditions import compared, names_in, words_in

if TYPE_CHECKING:
    from qscriptgen.script import Statement


def names_of(head: Statement) -> list[str]:
    """The names in the condition of an IF, in their order."""
    return names_in(head.parts.expression) if isinstance(head.parts, Subject) else []


def texts_of(head: Statement) -> list[str]:
    """The texts that the condition of an IF compares with."""
    if not isinstance(head.parts, Subject):
        return []
    found = [right for _, _, right in compared(head.parts.expression)]
    return [node.value for node in found if isinstance(node, Literal)]


def looked_at(head: Statement) -> str:
    """The names and texts in the condition of an IF, in their order."""
    return " ".join(words_in(head.parts.expression)) if isinstance(head.parts, Subject) else ""


def gate(head: Statement) -> str:
    """The head of a block, as far as it says when something happens."""
    parts = head.parts
    if isinstance(parts, For):
        return " ".join([head.kind, *names_in(parts.variable)])
    found = names_in(parts.expression) if isinstance(parts, Subject) else []
    return " ".join([head.kind, *dict.fromkeys(found)])
