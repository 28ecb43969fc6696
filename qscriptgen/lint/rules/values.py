"""QL26: what looks like a value but is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.groups import app_has_unknown_code, group_variables
from qscriptgen.lint.analyses.includes import has_unknown_code
from qscriptgen.lint.analyses.variables import has_expanded_names, variable_names_of
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.lint.suggestions import SYSTEM_VARIABLES
from qscriptgen.script.expression import BinaryChain, Call, Name
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script.expression import Node

_READERS = ("LET", "ASSIGNMENT", "IF", "ELSEIF", "SWITCH", "CASE", "SLEEP", "DO", "LOOP", "FOR")
_EXITS = ("EXIT SCRIPT", "EXIT FOR", "EXIT DO", "EXIT SUB", "EXIT ERROR")
_COMPARES = frozenset(("=", "<>", "like"))
_LISTS = frozenset(("match", "mixmatch", "wildmatch"))


@rule("QL261", "text-in-double-quotes", "warning")
def text_in_double_quotes(script: LintedScript) -> Iterator[Violation]:
    """A variable is compared with a word in double quotes that is not a variable.

    Why: double quotes mark a name, single quotes a text. No variable has this name, so the
    comparison is never true.

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
    if has_unknown_code(script) or has_expanded_names(script) or app_has_unknown_code(script):
        return
    for number in script.of_kind(*_READERS, *_EXITS):
        compared = (one for node in script.nodes_of.get(number, ()) for one in _compared(node))
        for name in compared:
            low = name.name.lower()
            known = low in variable_names_of(script) or low in group_variables(script.group)
            if (
                name.quote == '"'
                and not known
                and not SYSTEM_VARIABLES.fullmatch(low)
                and "$(" not in low
            ):
                message = f'"{name.name}" is the name of a variable that nothing sets'
                yield Violation(name.span, message, f"write a text in single quotes: '{name.name}'")


def _compared(node: Node) -> list[Name]:
    """The names in a comparison."""
    nodes: list[Node] = []
    if isinstance(node, BinaryChain) and any(operator in _COMPARES for operator, _ in node.rest):
        nodes = [operand for operator, operand in node.rest if operator in _COMPARES]
        nodes += [node.first] if node.rest[0][0] in _COMPARES else []
    elif isinstance(node, Call) and node.name.lower() in _LISTS:
        nodes = list(node.args[1:])
    return [found for found in nodes if isinstance(found, Name)]


@rule("QL262", "set-instead-of-let", "warning")
def set_instead_of_let(script: LintedScript) -> Iterator[Violation]:
    """SET assigns the text of a function to a variable that the script reads as a value.

    Why: SET evaluates nothing. The variable holds the text itself, so it is never empty, and every
    comparison with it is false.
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
    for number in script.of_kind("SET"):
        parts = script.statements[number].parts
        if not isinstance(parts, Assign) or not isinstance(parts.name, Name) or not parts.value:
            continue
        value = script.text[parts.value[0] : parts.value[1]].strip()
        if not _FUNCTION_TEXT.fullmatch(value):
            continue
        read = _plainly_read(script) if read is None else read
        if parts.name.name.lower() in read:
            message = f"SET assigns the text {value[:30]} to {parts.name.name}, not its value"
            yield Violation(script.keyword_span(number), message, "write LET")


_FUNCTION_TEXT = re.compile(
    r"(?:peek|noofrows|tablenumber|fieldvalue|lookup|getsysattr|num)\s*\([^;]*\)|scripterror\w*",
    re.IGNORECASE,
)
"""Functions whose text is hardly kept to be expanded later."""


def _plainly_read(script: LintedScript) -> set[str]:
    """The variables that expressions of the script read without ``$()``, in lower case."""
    nodes = (
        node for at in script.of_kind(*_READERS, *_EXITS) for node in script.nodes_of.get(at, ())
    )
    return {node.name.lower() for node in nodes if isinstance(node, Name)}
