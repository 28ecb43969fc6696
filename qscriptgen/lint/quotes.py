"""Which variables can hold an apostrophe, told for each statement.

A value from a table, from an error or from the tenant can; what KeepChar, PurgeChar, Replace or a
function that gives a number has made of it can't.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import EXPANDED, callee, first_text, walk
from qscriptgen.script.expression import BinaryChain, Call, Expansion, Literal, Name, Parenthesized
from qscriptgen.script.keywords import words
from qscriptgen.script.parts import Assign, CallSub, For, ForEach, Load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script.expression import Node

_READERS = words("peek fieldvalue lookup")
_TEXTS = words(
    """text trim ltrim rtrim upper lower capitalize left right mid subfield textbetween replace
    purgechar if alt coalesce pick emptyisnull concat maxstring minstring only firstvalue"""
)
"""Functions that hand an apostrophe on."""

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
"""Names of fields whose values hold no apostrophe, as far as a name can tell."""


_OURS = "qsg_"
"""The prefix of fields whose values a rendered script has always cleaned."""


@dataclass(eq=False)
class _Fields:
    """What the LOADs of a script say of their fields; names in lower case."""

    clean: set[str] = field(default_factory=set)
    unclean: set[str] = field(default_factory=set)

    def read(self, unit: Unit) -> None:
        for number in unit.of_kind("LOAD"):
            parts = unit.statements[number].parts
            if not isinstance(parts, Load):
                continue
            for item in parts.fields:
                if isinstance(item.alias, Name):
                    holds = _may_quote(item.expression, lambda name: name not in self.clean)
                    kind = self.unclean if holds else self.clean
                    kind.add(item.alias.name.lower())
            if parts.source and parts.source.kind == "INLINE":
                low, high = parts.source.text
                data = unit.text[low:high].strip("[]\"' \t\r\n")
                if "'" not in data and "$(" not in data:
                    head = re.split(r"[\r\n]", data, maxsplit=1)[0]
                    self.clean.update(name.strip().lower() for name in re.split(r"[,;|\t]", head))

    def may_quote(self, name: str) -> bool:
        low = name.lower()
        known = low in self.clean and low not in self.unclean
        plain = _PLAIN.search(name) and not low.startswith(_OURS)
        return bool(name) and not known and not plain


def _may_quote(root: Node, holds: Callable[[str], bool], fields: _Fields | None = None) -> bool:
    """Whether the text that an expression gives can hold an apostrophe.

    Args:
        root: The expression.
        holds: Whether a name can; it is in lower case.
        fields: What is known of fields; None within a LOAD, where names are fields.
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
            if _gives(node, fields):
                return True
            waiting += _through(node)
        elif any(holds(name) for name in _read(node, in_load=fields is None)):
            return True
    return False


def _read(node: Node, *, in_load: bool) -> set[str]:
    """The names whose values a leaf of an expression gives."""
    if isinstance(node, Name):
        return {node.name.lower()}
    if in_load or not isinstance(node, Literal | Expansion):
        return set()
    text = node.value if isinstance(node, Literal) else node.text
    return {name.lower() for name in EXPANDED.findall(text)}


def _gives(call: Call, fields: _Fields | None) -> bool:
    name = callee(call)
    if name in _READERS and fields:
        return fields.may_quote(first_text(call))
    return name == "getsysattr" and first_text(call).lower() in _NAMED


def _through(call: Call) -> tuple[Node, ...]:
    """The arguments whose apostrophes a function hands on."""
    name = callee(call)
    if name not in _TEXTS or (name in ("replace", "purgechar") and _takes_quote(call)):
        return ()
    if name in ("if", "pick"):
        return call.args[1:]
    return call.args if name in ("alt", "coalesce") else call.args[:1]


def _takes_quote(call: Call) -> bool:
    for node in walk(call.args[1]) if len(call.args) > 1 else ():
        if isinstance(node, Literal) and "'" in node.value:
            return True
        if isinstance(node, Call) and callee(node) == "chr":
            return True
        if isinstance(node, Name | Expansion):
            return True  # a variable may hold the quote
    return False


@dataclass(eq=False)
class _Holding:
    """Goes along the flow with the variables that can hold an apostrophe, as bits."""

    unit: Unit
    fields: _Fields
    bits: dict[str, int]
    before: dict[int, int] = field(default_factory=dict)

    def run(self) -> None:
        by_sub, always = self._by_subs(), self._always()
        waiting: list[int] = []
        for region in self.unit.flow.regions:
            self.before[region.entry] = 0 if region.sub is None else always
            waiting.append(region.entry)
        while waiting:
            number = waiting.pop()
            if number < 0:
                continue
            held = self._after(number, self.before[number], by_sub)
            for target in self.unit.flow.after.get(number, ()):
                known = self.before.get(target)
                if known is None or held & ~known:
                    self.before[target] = held | (known or 0)
                    waiting.append(target)

    def _after(self, number: int, held: int, by_sub: tuple[int, int]) -> int:
        statement = self.unit.statements[number]
        parts = statement.parts
        if isinstance(parts, Assign):
            name = getattr(parts.name, "name", "").lower()
            bit = self.bits.get(name, 0)
            if not bit:
                return held
            holds = self._holds(number, parts, held)
            kept = held if statement.prefixes else held & ~bit
            return kept | bit if holds else kept
        if isinstance(parts, CallSub):
            given = [n.name.lower() for n in parts.arguments if isinstance(n, Name)]
            sets, clears = by_sub
            held = held & ~clears | sets
            for name in given:
                held &= ~self.bits.get(name, 0)
        elif isinstance(parts, For | ForEach):
            held &= ~self.bits.get(getattr(parts.variable, "name", "").lower(), 0)
        elif statement.kind in ("INCLUDE", "EXPANSION", "UNKNOWN"):
            return 0
        return held

    def _holds(self, number: int, parts: Assign, held: int) -> bool:
        """Whether a variable is set to something that can hold an apostrophe."""
        statement = self.unit.statements[number]

        def holds(name: str) -> bool:
            return name in _ERRORS or bool(self.bits.get(name, 0) & held)

        if statement.kind != "SET" and parts.expression is not None:
            return _may_quote(parts.expression, holds, self.fields)
        return any(holds(name.lower()) for name in EXPANDED.findall(str(statement)))

    def _by_subs(self) -> tuple[int, int]:
        """What some subroutine sets to a value with apostrophes only, and what else one sets."""
        sets = clears = 0
        for name, bit in self.bits.items():
            inside = [
                self._holds(number, parts, 0)
                for number, parts in self.unit.assigned.get(name, ())
                if self.unit.region_of(number).sub is not None and parts.value is not None
            ]
            sets |= bit if inside and all(inside) else 0
            clears |= bit if inside and not all(inside) else 0
        return sets, clears

    def _always(self) -> int:
        """The variables that are never set to anything else."""
        found = 0
        for name, bit in self.bits.items():
            places = [p for p in self.unit.assigned.get(name, ()) if p[1].value is not None]
            if name not in self.unit.handed and all(self._holds(n, p, 0) for n, p in places):
                found |= bit
        return found


def _named(text: str) -> Iterator[str]:
    return (word.lower() for word in re.findall(r"[\w.%@~#]+", text))


def holds_quote(unit: Unit, wanted: set[str]) -> Callable[[int, str], bool]:
    """What says whether a variable can hold an apostrophe before a statement.

    Args:
        unit: The script.
        wanted: The variables that are asked for, in lower case.
    """
    fields = _Fields()
    fields.read(unit)
    names = {name for name in unit.assigned if name in wanted} | _feeders(unit, wanted)
    if not any(_ever(unit, name, fields) for name in names):
        return lambda number, name: False
    bits = {name: 1 << at for at, name in enumerate(sorted(names))}
    holding = _Holding(unit, fields, bits)
    holding.run()
    return lambda number, name: bool(holding.before.get(number, 0) & bits.get(name, 0))


def _feeders(unit: Unit, wanted: set[str]) -> set[str]:
    """The variables from which the wanted ones get their values."""
    found: set[str] = set()
    waiting = [name for name in wanted if name in unit.assigned]
    while waiting:
        for number, _ in unit.assigned[waiting.pop()]:
            for name in _named(str(unit.statements[number])):
                if name in unit.assigned and name not in found:
                    found.add(name)
                    waiting.append(name)
    return found


def _ever(unit: Unit, name: str, fields: _Fields) -> bool:
    return any(
        parts.expression is not None and _may_quote(parts.expression, _ERRORS.__contains__, fields)
        for _, parts in unit.assigned.get(name, ())
    )
