"""Taint analysis: which variables can contain an apostrophe before each statement.

A value from a table, an error or the tenant can contain one; the result of KeepChar, PurgeChar,
Replace or a numeric function can't.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.control_flow import control_flow, region_of
from qscriptgen.lint.analyses.variables import assignments_of, indirectly_set
from qscriptgen.lint.expressions import EXPANDED, callee, first_text, walk
from qscriptgen.script.expression import BinaryChain, Call, Expansion, Literal, Name, Parenthesized
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, For, ForEach, Load

if TYPE_CHECKING:
    from collections.abc import Callable

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script.expression import Node

_READERS = words("peek fieldvalue lookup")
_TEXTS = words(
    """text trim ltrim rtrim upper lower capitalize left right mid subfield textbetween replace
    purgechar if alt coalesce pick emptyisnull concat maxstring minstring only firstvalue"""
)
"""Functions whose result can contain an apostrophe of an argument."""

_ERRORS = words("scripterrordetails scripterrorlist scripterror")
_NAMED = words("spacename tenantname")
_PLAIN = re.compile(
    r"(?:^|[\W_\d]|(?<=[a-z])(?=[A-Z])|%)(?:"
    r"u?u?id|g?uid|key|no|nr|num|number|count|cnt|rows?|records?|size|bytes|len|index|idx|order|seq"
    r"|date|time|timestamp|datetime|year|month|day|week|quarter|period|hour|min|max|sum|avg|total"
    r"|amount|status|state|type|code|flag|version|url|uri|href|link|next|prev|cursor|token|offset"
    r"|limit|page|hash|checksum|start|end|from|to|first|last|at|on|loaded|modified|created|updated"
    r"|next_?url|path|file|file_?name|folder|qvd|table|table_?name|field|field_?name"
    r"|mode|kind|category|after|before|interval|age|currency|language|locale|format|mask|level"
    r")s?\d*(?:_u\d+)?$",
    re.IGNORECASE,
)
"""Names of fields whose values contain no apostrophe, as far as a name can show."""


_GENERATED = "qsg_"
"""The prefix of the fields of rendered scripts, whose names say nothing of their values."""


@dataclass(eq=False)
class _Fields:
    """The fields that the LOADs of a script make; names are in lower case."""

    clean: set[str] = field(default_factory=set)
    tainted: set[str] = field(default_factory=set)

    def read(self, script: LintedScript) -> None:
        """Read all LOADs, in the order of the script."""
        for number in script.of_kind("LOAD"):
            parts = script.statements[number].parts
            if not isinstance(parts, Load):
                continue
            for item in parts.fields:
                if isinstance(item.alias, Name):
                    tainted = _is_tainted(item.expression, lambda name: name not in self.clean)
                    kind = self.tainted if tainted else self.clean
                    kind.add(item.alias.name.lower())
            if parts.source and parts.source.kind == "INLINE":
                low, high = parts.source.text
                data = script.text[low:high].strip("[]\"' \t\r\n")
                if "'" not in data and "$(" not in data:
                    head = re.split(r"[\r\n]", data, maxsplit=1)[0]
                    self.clean.update(name.strip().lower() for name in re.split(r"[,;|\t]", head))

    def is_tainted(self, name: str) -> bool:
        """Whether a value of a field can contain an apostrophe."""
        low = name.lower()
        known = low in self.clean and low not in self.tainted
        plain = _PLAIN.search(name) and not low.startswith(_GENERATED)
        return bool(name) and not known and not plain


def _is_tainted(root: Node, tainted: Callable[[str], bool], fields: _Fields | None = None) -> bool:
    """Whether the value of an expression can contain an apostrophe.

    Args:
        root: The expression.
        tainted: Whether a name, in lower case, is tainted.
        fields: The fields of the script; None in a LOAD, where names are fields.
    """
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Parenthesized):
            waiting.append(node.inner)
        elif isinstance(node, BinaryChain):
            if all(operator == "&" for operator, _ in node.rest):
                waiting += [node.first, *(operand for _, operand in node.rest)]
        elif isinstance(node, Call):
            if _is_source(node, fields):
                return True
            waiting += _passed_on(node)
        elif any(tainted(name) for name in _names_read(node, in_load=fields is None)):
            return True
    return False


def _names_read(node: Node, *, in_load: bool) -> set[str]:
    """The names that a leaf of an expression reads."""
    if isinstance(node, Name):
        return {node.name.lower()}
    if in_load or not isinstance(node, Literal | Expansion):
        return set()
    text = node.value if isinstance(node, Literal) else node.text
    return {name.lower() for name in EXPANDED.findall(text)}


def _is_source(call: Call, fields: _Fields | None) -> bool:
    """Whether a function reads a value that can contain an apostrophe."""
    name = callee(call)
    if name in _READERS and fields:
        return fields.is_tainted(first_text(call))
    return name == "getsysattr" and first_text(call).lower() in _NAMED


def _passed_on(call: Call) -> tuple[Node, ...]:
    """The arguments whose apostrophes the result of a function can contain."""
    name = callee(call)
    if name not in _TEXTS or (name in ("replace", "purgechar") and _removes_quotes(call)):
        return ()
    if name in ("if", "pick"):
        return call.args[1:]
    return call.args if name in ("alt", "coalesce") else call.args[:1]


def _removes_quotes(call: Call) -> bool:
    """Whether a Replace or PurgeChar may remove apostrophes."""
    for node in walk(call.args[1]) if len(call.args) > 1 else ():
        if isinstance(node, Literal) and "'" in node.value:
            return True
        if isinstance(node, Call) and callee(node) == "chr":
            return True
        if isinstance(node, Name | Expansion):
            return True  # the variable may hold the quote
    return False


@dataclass(eq=False)
class _TaintAnalysis:
    """Propagates the tainted variables along the control flow; each variable has a bit."""

    script: LintedScript
    fields: _Fields
    bits: dict[str, int]

    def run(self) -> dict[int, int]:
        """The tainted variables before each statement."""
        always = self._always_tainted()
        self._tainted_by_calls, self._cleaned_by_calls = self._set_in_subroutines()
        return control_flow(self.script).propagate(
            lambda region: 0 if region.sub is None else always, self._after
        )

    def _after(self, number: int, tainted: int) -> int:
        """The tainted variables after a statement."""
        statement = self.script.statements[number]
        parts = statement.parts
        if isinstance(parts, Assign):
            bit = self._bit(parts.name)
            if not bit:
                return tainted
            kept = tainted if statement.prefixes else tainted & ~bit
            return kept | bit if self._taints(number, parts, tainted) else kept
        if isinstance(parts, CallSub):
            tainted = tainted & ~self._cleaned_by_calls | self._tainted_by_calls
            for node in parts.arguments:
                tainted &= ~self._bit(node) if isinstance(node, Name) else ~0
        elif isinstance(parts, For | ForEach):
            tainted &= ~self._bit(parts.variable)
        elif statement.kind in ("INCLUDE", "EXPANSION", "UNKNOWN"):
            return 0
        return tainted

    def _bit(self, node: Node) -> int:
        return self.bits.get(getattr(node, "name", "").lower(), 0)

    def _taints(self, number: int, parts: Assign, tainted: int) -> bool:
        """Whether an assignment sets a variable to a value that can contain an apostrophe."""
        statement = self.script.statements[number]

        def is_tainted(name: str) -> bool:
            return name in _ERRORS or bool(self.bits.get(name, 0) & tainted)

        if statement.kind != "SET" and parts.expression is not None:
            return _is_tainted(parts.expression, is_tainted, self.fields)
        return any(is_tainted(name.lower()) for name in EXPANDED.findall(str(statement)))

    def _set_in_subroutines(self) -> tuple[int, int]:
        """The variables that subroutines only taint, and those that one may clean."""
        taints = cleans = 0
        for name, bit in self.bits.items():
            inside = [
                self._taints(number, parts, 0)
                for number, parts in assignments_of(self.script).get(name, ())
                if region_of(self.script, number).sub is not None and parts.value is not None
            ]
            taints |= bit if inside and all(inside) else 0
            cleans |= bit if inside and not all(inside) else 0
        return taints, cleans

    def _always_tainted(self) -> int:
        """The variables that are never set to a clean value."""
        found = 0
        for name, bit in self.bits.items():
            places = assignments_of(self.script).get(name, ())
            filled = ((number, parts) for number, parts in places if parts.value is not None)
            tainted = all(self._taints(number, parts, 0) for number, parts in filled)
            if tainted and name not in indirectly_set(self.script):
                found |= bit
        return found


def tainted_variables(script: LintedScript, names: set[str]) -> Callable[[int, str], bool]:
    """A function that says whether a variable can contain an apostrophe before a statement.

    Args:
        script: The script.
        names: The variables that it is asked for, in lower case.
    """
    fields = _Fields()
    fields.read(script)
    assignments = assignments_of(script)
    traced = {name for name in assignments if name in names} | _sources(script, names)
    if not any(_is_ever_tainted(script, name, fields) for name in traced):
        return lambda number, name: False
    bits = {name: 1 << at for at, name in enumerate(sorted(traced))}
    before = _TaintAnalysis(script, fields, bits).run()
    return lambda number, name: bool(before.get(number, 0) & bits.get(name, 0))


def _sources(script: LintedScript, names: set[str]) -> set[str]:
    """The variables that some variables get their values from."""
    assignments = assignments_of(script)
    found: set[str] = set()
    waiting = [name for name in names if name in assignments]
    while waiting:
        for number, _ in assignments[waiting.pop()]:
            for word in _WORD.findall(str(script.statements[number])):
                name = word.lower()
                if name in assignments and name not in found:
                    found.add(name)
                    waiting.append(name)
    return found


_WORD = re.compile(r"[\w.%@~#]+")


def _is_ever_tainted(script: LintedScript, name: str, fields: _Fields) -> bool:
    """Whether an assignment to a variable reads a value that can contain an apostrophe."""
    return any(
        parts.expression is not None and _is_tainted(parts.expression, _ERRORS.__contains__, fields)
        for _, parts in assignments_of(script).get(name, ())
    )
