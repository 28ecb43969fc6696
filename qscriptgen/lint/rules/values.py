"""QL26: what is meant as a value and is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.names import SYSTEM
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.script.expression import BinaryChain, Call, Name
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.expression import Node

_READERS = ("LET", "ASSIGNMENT", "IF", "ELSEIF", "SWITCH", "CASE", "SLEEP", "DO", "LOOP", "FOR")
_EXITS = ("EXIT SCRIPT", "EXIT FOR", "EXIT DO", "EXIT SUB", "EXIT ERROR")
_COMPARES = frozenset(("=", "<>", "like"))
_LISTS = frozenset(("match", "mixmatch", "wildmatch"))


@rule("QL261", "text-in-double-quotes", "warning")
def text_in_double_quotes(unit: Unit) -> Iterator[Hit]:
    """A variable is compared with a word in double quotes that is not a variable.

    Why: double quotes hold a name, single quotes a text. There is no variable of this name, so the
    comparison is with nothing and never true.

    Bad:
        LET vSpace = GetSysAttr('spaceType');
        IF vSpace = "shared" THEN
            TRACE shared;
        END IF

    Good:
        LET vSpace = GetSysAttr('spaceType');
        IF vSpace = 'shared' THEN
            TRACE shared;
        END IF
    """
    if unit.open_names or unit.unsure_names or unit.siblings.open_to(unit):
        return
    for number in unit.of_kind(*_READERS, *_EXITS):
        compared = (one for node in unit.nodes_of.get(number, ()) for one in _compared(node))
        for name in compared:
            low = name.name.lower()
            known = low in unit.variable_names or low in unit.siblings.variables
            if name.quote == '"' and not known and not SYSTEM.fullmatch(low) and "$(" not in low:
                said = f'"{name.name}" is the name of a variable, and nothing sets it'
                yield Hit(name.span, said, f"a text stands in single quotes: '{name.name}'")


def _compared(node: Node) -> list[Name]:
    """The names that a comparison compares with."""
    nodes: list[Node] = []
    if isinstance(node, BinaryChain) and any(operator in _COMPARES for operator, _ in node.rest):
        nodes = [operand for operator, operand in node.rest if operator in _COMPARES]
        nodes += [node.first] if node.rest[0][0] in _COMPARES else []
    elif isinstance(node, Call) and node.name.lower() in _LISTS:
        nodes = list(node.args[1:])
    return [found for found in nodes if isinstance(found, Name)]


@rule("QL262", "set-instead-of-let", "warning")
def set_instead_of_let(unit: Unit) -> Iterator[Hit]:
    """SET gives a variable the text of a function, and the script reads the variable as a value.

    Why: SET does not work anything out. The variable holds the words themselves, so it is never
    empty, and equals nothing that it is compared with.
    Source: https://help.qlik.com/en-US/cloud-services, ScriptRegularStatements/Set.htm

    Bad:
        SET vId = Peek('id', 0, 'Answer');
        IF Len(vId) = 0 THEN
            TRACE no answer;
        END IF

    Good:
        LET vId = Peek('id', 0, 'Answer');
        IF Len(vId) = 0 THEN
            TRACE no answer;
        END IF
    """
    read: set[str] | None = None
    for number in unit.of_kind("SET"):
        parts = unit.statements[number].parts
        if not isinstance(parts, Assign) or not isinstance(parts.name, Name) or not parts.value:
            continue
        value = unit.text[parts.value[0] : parts.value[1]].strip()
        if not _WORKED_OUT.fullmatch(value):
            continue
        read = _read_bare(unit) if read is None else read
        if parts.name.name.lower() in read:
            word = unit.statements[number].keyword
            said = f"SET gives {parts.name.name} the text {value[:30]}, not its value"
            yield Hit((word.start, word.end), said, "write LET")


_WORKED_OUT = re.compile(
    r"(?:peek|noofrows|tablenumber|fieldvalue|lookup|getsysattr|num)\s*\([^;]*\)|scripterror\w*",
    re.IGNORECASE,
)
"""What nobody keeps as a text to expand it later."""


def _read_bare(unit: Unit) -> set[str]:
    """The variables that expressions of the script read without ``$()``, in lower case."""
    nodes = (node for at in unit.of_kind(*_READERS, *_EXITS) for node in unit.nodes_of.get(at, ()))
    return {node.name.lower() for node in nodes if isinstance(node, Name)}
