"""Where a script sets variables, and where it reads them.

Names are in lower case where they are keys, as letter case does not count.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.lint.model import analysis
from qscriptgen.script.expression import Call, Expansion, Name
from qscriptgen.script.parts import Assign, CallSub, For, ForEach, Sub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Span
    from qscriptgen.script.expression import Node

_WORD = re.compile(r"[\w.%@#]+")
_ASSIGNMENTS = ("LET", "SET", "ASSIGNMENT")
_LOOPS = ("FOR", "FOR EACH")


@dataclass(frozen=True, eq=False)
class VariableSetting:
    """A place where a variable is set; with ``clears`` it is emptied."""

    number: int
    name: Name
    clears: bool


@analysis
def settings_of(script: LintedScript) -> tuple[VariableSetting, ...]:
    """Every place where LET, SET or a loop sets a variable whose name is written out."""
    return tuple(_settings(script))


def _settings(script: LintedScript) -> Iterator[VariableSetting]:
    for number in script.of_kind(*_ASSIGNMENTS, *_LOOPS):
        parts = script.statements[number].parts
        if isinstance(parts, Assign) and isinstance(parts.name, Name):
            yield VariableSetting(number, parts.name, parts.value is None or _is_null(parts))
        elif isinstance(parts, For | ForEach) and isinstance(parts.variable, Name):
            yield VariableSetting(number, parts.variable, clears=False)


def _is_null(parts: Assign) -> bool:
    node = parts.expression
    return isinstance(node, Call) and node.name.lower() == "null"


@analysis
def assignments_of(script: LintedScript) -> dict[str, tuple[tuple[int, Assign], ...]]:
    """Where LET, SET or neither sets each variable."""
    found: dict[str, list[tuple[int, Assign]]] = {}
    for number in script.of_kind(*_ASSIGNMENTS):
        parts = script.statements[number].parts
        if isinstance(parts, Assign) and isinstance(parts.name, Name):
            found.setdefault(parts.name.name.lower(), []).append((number, parts))
    return {name: tuple(places) for name, places in found.items()}


@analysis
def indirectly_set(script: LintedScript) -> frozenset[str]:
    """The variables that a loop, a SUB or a CALL sets."""
    nodes = (
        node
        for number in script.of_kind(*_LOOPS, "SUB", "CALL")
        for node in _set_indirectly(script.statements[number].parts)
    )
    return frozenset(node.name.lower() for node in nodes if isinstance(node, Name))


def _set_indirectly(parts: object) -> tuple[Node, ...]:
    """The names that a loop, a SUB or a CALL sets."""
    if isinstance(parts, For | ForEach):
        return (parts.variable,)
    if isinstance(parts, Sub):
        return parts.parameters
    return parts.arguments if isinstance(parts, CallSub) else ()


@analysis
def variable_names_of(script: LintedScript) -> dict[str, str]:
    """The first spelling of each variable that the script gives a value to.

    A variable that is only emptied, after all others have been set, does not count.
    """
    found: dict[str, str] = {}
    settings = settings_of(script)
    filled = [s for s in settings if not s.clears and s.name.name.lower() != "errormode"]
    last = max((setting.number for setting in filled), default=0)
    for setting in settings:
        if not setting.clears or setting.number < last:
            found.setdefault(setting.name.name.lower(), setting.name.name)
    # A SUB returns what it did to the variables that its CALL passes.
    for number in (*script.of_kind("SUB"), *script.of_kind("CALL")):
        for node in _set_indirectly(script.statements[number].parts):
            if isinstance(node, Name):
                found.setdefault(node.name.lower(), node.name)
    return found


@analysis
def has_expanded_names(script: LintedScript) -> bool:
    """Whether the name of a variable or subroutine is an expansion, so that it can be any name."""
    for number in script.of_kind(*_ASSIGNMENTS, *_LOOPS, "SUB", "CALL"):
        parts = script.statements[number].parts
        if isinstance(parts, Assign | Sub | CallSub) and isinstance(parts.name, Expansion):
            return True
        if isinstance(parts, For | ForEach) and isinstance(parts.variable, Expansion):
            return True
    return False


@analysis
def references_of(script: LintedScript) -> dict[str, list[tuple[int, Span]]]:
    """Where each variable or field is read, by its name or by ``$(...)``."""
    found: dict[str, list[tuple[int, Span]]] = {}
    for number, node in script.nodes:
        if isinstance(node, Name):
            found.setdefault(node.name.lower(), []).append((number, node.span))
    for number, dollar in script.expansions:
        found.setdefault(dollar.name.strip().lower(), []).append((number, dollar.span))
    return found


@analysis
def words_read(script: LintedScript) -> frozenset[str]:
    """Every word that stands where a variable can be read."""
    found = {node.name.lower() for _, node in script.nodes if isinstance(node, Name)}
    for _, dollar in script.expansions:
        for text in (dollar.name, *dollar.arguments):
            found.update(word.lower() for word in _WORD.findall(text))
    return frozenset(found)
