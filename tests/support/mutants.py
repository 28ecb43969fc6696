"""Edits of a rendered script, each of which breaks one thing in its code.

A proof is worth what it notices: of all these scripts none may pass for the one that was rendered.
Comments are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from qscriptgen.script import ParsedScript, parse
from qscriptgen.script.expression import BinaryChain, Call, Literal, Numeral, Unary, children
from qscriptgen.script.parts import Case, For, Raw
from tests.support.places import (
    QUOTED,
    WORD,
    Change,
    alphabets,
    code,
    conditions,
    nodes,
    requests,
    spelt,
)


class Mutant(NamedTuple):
    """A script with one edit; ``line`` is where the edit begins, ``name`` says what it does."""

    name: str
    line: int
    text: str


Edit = Callable[[str], Iterator[Mutant]]

_NUMBER = re.compile(r"\d+")
_QUERY = re.compile(r"[?&]\w+=[^&\"]*")

OTHER_SPELLINGS = {
    "CANCELED": ("CANCELLED", "CANCELING"),
    "EXCEEDED_LIMIT": ("EXCEEDED",),
    "SUCCEEDED": ("SUCCESS",),
    "FAILED": ("FAILURE", "ERROR"),
    "QUEUED": ("PENDING",),
    "RELOADING": ("RUNNING",),
}
OTHER_OPERATORS = {
    "=": ("<>",),
    "<>": ("=",),
    ">": (">=", "<"),
    ">=": (">", "<"),
    "<": ("<=", ">"),
    "<=": ("<", ">"),
    "and": ("or",),
    "or": ("and",),
    "+": ("-",),
    "-": ("+",),
    "*": ("/", "+"),
    "/": ("*",),
}


@lru_cache(maxsize=8)
def _parsed(text: str) -> ParsedScript:
    return parse(text)


def mutants(text: str, *edits: Edit) -> Iterator[Mutant]:
    """All mutants of a script, by some edits or by all; no two have the same text."""
    seen = {text}
    for edit in edits or EDITS.values():
        for mutant in edit(text):
            if mutant.text not in seen:
                seen.add(mutant.text)
                yield mutant


def counted(text: str) -> Counter[str]:
    """How many mutants each edit gives."""
    return Counter({name: sum(1 for _ in edit(text)) for name, edit in EDITS.items()})


def _edit(changes: Callable[[ParsedScript], Iterator[Change]]) -> Edit:
    """An edit of a text, from one that goes through a script."""

    def edit(text: str) -> Iterator[Mutant]:
        script = _parsed(text)
        for what, start, end, new, also in changes(script):
            line, column = script.source.position(start)
            tail = text[end:] if also is None else text[end : also[0]] + text[also[1] :]
            edited = text[:start] + new + tail
            if edited != text:
                yield Mutant(f"{what} @ line {line}:{column}", line, edited)

    edit.__name__ = changes.__name__
    return edit


# -- what is left out ------------------------------------------------------------------------------


def drop_statements(script: ParsedScript) -> Iterator[Change]:
    """Each statement: END IF, LOOP, NEXT, Sleep, DROP, LET, DISCONNECT and all others."""
    for statement in script.statements:
        yield Change(f"drop {statement.kind}", *statement.span)


def drop_words(script: ParsedScript) -> Iterator[Change]:
    """Each THEN, each label and each prefix."""
    for statement in script.statements:
        for prefix in statement.prefixes:
            yield Change(f"drop {prefix.kind}", *prefix.span)
        for label in statement.labels:
            colon = str(script).index(":", label.span[1])
            yield Change("drop label", label.span[0], colon + 1)
    for token, _ in code(script):
        if token.text.lower() == "then":
            yield Change("drop THEN", token.start, token.end)


def drop_semicolons(script: ParsedScript) -> Iterator[Change]:
    """Each ``;``."""
    for statement in script.statements:
        if statement.ended:
            yield Change("drop ;", statement.tokens[-1].start, statement.tokens[-1].end)


def edit_quotes(script: ParsedScript) -> Iterator[Change]:
    """Each quote, once left out and once doubled; a doubled one becomes single, or triple."""
    for token, _ in code(script):
        for match in re.finditer("['\"]", token.text if token.kind in QUOTED else ""):
            at = token.start + match.start()
            yield Change(f"drop {match[0]}", at, at + 1)
            yield Change(f"double {match[0]}", at, at, match[0])


def drop_arguments(script: ParsedScript) -> Iterator[Change]:
    """Each argument and CASE of those that have several, and each call around its first one."""
    text = str(script)
    for node in nodes(script):
        if isinstance(node, Call) and node.args:
            first = text[slice(*node.args[0].span)]
            yield Change(f"drop call {node.name}", *node.span, first)
            yield from _each(f"argument of {node.name}", [arg.span for arg in node.args])
    for statement in script.statements:
        if isinstance(statement.parts, Case):
            yield from _each("CASE", [value.span for value in statement.parts.values])


def _each(what: str, spans: list[tuple[int, int]]) -> Iterator[Change]:
    """Leave out each of several, with the comma or operator that joins it to the others."""
    if len(spans) > 1:
        yield Change(f"drop {what} 1", spans[0][0], spans[1][0])
    for number, (left, right) in enumerate(pairwise(spans), 2):
        yield Change(f"drop {what} {number}", left[1], right[1])


def drop_operands(script: ParsedScript) -> Iterator[Change]:
    """Each operand with its operator, and each sign or NOT."""
    for node in nodes(script):
        if isinstance(node, Unary):
            yield Change(f"drop {node.operator}", node.span[0], node.operand.span[0])
        elif isinstance(node, BinaryChain):
            yield from _each("operand", [operand.span for operand in children(node)])


def drop_parts_of_requests(script: ParsedScript) -> Iterator[Change]:
    """Each column, key and entry of a SELECT, and whether the answer is wrapped."""
    text = str(script)
    for request in requests(script):
        for entry in request.entries:
            yield _without(text, f"drop {entry.keyword}", *entry.span)
        for select in (request.root, *request.root.children):
            for column in select.columns:
                end = (column.alias or column.name).span[1]
                yield _without(text, f"drop column {column.name.value}", column.name.span[0], end)
            for key in filter(None, (select.primary_key, select.foreign_key)):
                start = text.rindex("K", 0, key.span[0]) - 1
                yield Change("drop key", start, key.span[1])
        if request.options is not None:
            yield Change("drop wrap", *request.options)
            other = "off" if request.wrap == "on" else "on"
            yield Change(f"wrap {other}", *request.options, f"(wrap {other})")


def drop_parameters(script: ParsedScript) -> Iterator[Change]:
    """Each parameter of a URL."""
    for token, _ in code(script):
        for match in _QUERY.finditer(token.text if token.kind == "quoted" else ""):
            start = token.start + match.start()
            yield Change("drop parameter", start, token.start + match.end())


def _without(text: str, what: str, start: int, end: int) -> Change:
    """Leave out an item of a list, with the comma behind it, or before it if it is the last."""
    behind = re.compile(r"\s*,").match(text, end)
    if behind:
        return Change(what, start, behind.end())
    before = re.search(r",\s*\Z", text[:start])
    return Change(what, before.start() if before else start, end)


def unwrap_blocks(script: ParsedScript) -> Iterator[Change]:
    """Each block of one branch: its head and its end go, what is inside stays."""
    for block in script.blocks:
        if len(block.branches) == 1 and block.closer is not None:
            kind = block.opener.kind
            yield Change(f"unwrap {kind}", *block.opener.span, also=block.closer.span)


# -- what is turned into something else ------------------------------------------------------------


def edit_conditions(script: ParsedScript) -> Iterator[Change]:
    """Each condition: the opposite, always, and never."""
    text = str(script)
    for word, node in conditions(script):
        yield Change(f"negate {word}", *node.span, f"not ({text[slice(*node.span)]})")
        yield Change(f"always {word}", *node.span, "(1 = 1)")
        yield Change(f"never {word}", *node.span, "(1 = 0)")


def edit_loops(script: ParsedScript) -> Iterator[Change]:
    """The count of each loop: once, and ten times as often."""
    for statement in script.statements:
        if isinstance(statement.parts, For):
            last = statement.parts.last
            yield Change("loop once", *last.span, "1")
            if isinstance(last, Numeral):
                yield Change("loop 10 times as often", *last.span, f"{last.text}0")


def edit_operators(script: ParsedScript) -> Iterator[Change]:
    """Each operator becomes one that is easily taken for it."""
    text = str(script).lower()
    for node in nodes(script):
        if isinstance(node, BinaryChain):
            ends = [operand.span[1] for operand in children(node)]
            for end, (operator, _) in zip(ends, node.rest, strict=False):
                for other in OTHER_OPERATORS.get(operator, ()):
                    at = text.index(operator, end)
                    yield Change(f"{operator} to {other}", at, at + len(operator), other)


def edit_numbers(script: ParsedScript) -> Iterator[Change]:
    """Each number: one more, one less, none; in quotes one more."""
    sets = {literal.span[0] for literal in alphabets(script)}
    for token, _ in code(script):
        if token.kind == "number":
            value = float(token.text)
            for new in dict.fromkeys((f"{value + 1:.15g}", f"{value - 1:.15g}", "0")):
                yield Change(f"{token.text} to {new}", token.start, token.end, new)
        elif token.kind in QUOTED and token.start not in sets:
            for match in _NUMBER.finditer(token.text):
                start, old = token.start + match.start(), match[0]
                new = f"{int(old) + 1:0{len(old)}}"[-len(old) :]
                yield Change(f"{old} to {new}", start, token.start + match.end(), new)


def edit_alphabets(script: ParsedScript) -> Iterator[Change]:
    """Each set of characters of KeepChar and PurgeChar: the first half, the second, none."""
    for literal in alphabets(script):
        half = len(literal.value) // 2
        for what, new in (("first", literal.value[:half]), ("second", literal.value[half:])):
            yield Change(f"{what} half", *literal.span, f"'{new}'")
        yield Change("no characters", *literal.span, "''")


def compare_ids_as_they_are(script: ParsedScript) -> Iterator[Change]:
    """The letter before ids goes from both sides of a comparison."""
    for node in nodes(script):
        if isinstance(node, BinaryChain) and len(node.rest) == 1:
            sides = (node.first, node.rest[0][1])
            if all(isinstance(side, Literal) and side.value.startswith("x$(") for side in sides):
                (one, _), (other, _) = (side.span for side in sides)
                yield Change("drop letters", one + 1, one + 2, also=(other + 1, other + 2))


# -- what is misspelt ------------------------------------------------------------------------------


def _misspelt(word: str) -> str:
    """Two letters that change places, or a letter twice; a prefix of ours stays."""
    start = len("qsg_") if word.lower().startswith("qsg_") and len(word) > len("qsg_") else 0
    for at in range(start, len(word) - 1):
        if word[at].lower() != word[at + 1].lower():
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word + word[-1]


def _misspell(*kinds: str) -> Callable[[ParsedScript], Iterator[Change]]:
    def changes(script: ParsedScript) -> Iterator[Change]:
        for kind, word, at in spelt(script):
            if kind in kinds:
                for new in (_misspelt(word), *OTHER_SPELLINGS.get(word, ())):
                    yield Change(f"{word} to {new}", at, at + len(word), new)

    changes.__name__ = f"misspell_{kinds[0]}"
    changes.__doc__ = f"Each {kinds[0]}, one at a time."
    return changes


def misspell_traces(script: ParsedScript) -> Iterator[Change]:
    """Each word that a TRACE says, and each variable in it; only a reader of logs notices."""
    for statement in script.statements:
        if statement.kind == "TRACE" and isinstance(statement.parts, Raw):
            for match in WORD.finditer(str(script), *statement.parts.span):
                yield Change(
                    f"{match[0]} to {_misspelt(match[0])}", *match.span(), _misspelt(match[0])
                )


EDITS: dict[str, Edit] = {
    changes.__name__: _edit(changes)
    for changes in (
        drop_statements,
        drop_words,
        drop_semicolons,
        edit_quotes,
        edit_conditions,
        edit_loops,
        edit_operators,
        edit_numbers,
        edit_alphabets,
        drop_arguments,
        drop_operands,
        drop_parts_of_requests,
        drop_parameters,
        unwrap_blocks,
        compare_ids_as_they_are,
        _misspell("status"),
        _misspell("name"),
        _misspell("function"),
        _misspell("keyword"),
        _misspell("text"),
        misspell_traces,
    )
}
"""Every edit by its name, in the order in which `mutants` goes through them."""
