"""QL15: branches that are never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.nodes import walk
from qscriptgen.lint.rule import Hit, rule
from qscriptgen.script.expression import Call, Literal, Number
from qscriptgen.script.parts import Case, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Block, Span
    from qscriptgen.script.expression import Node

_UNSTEADY = ("rand", "now", "utc", "localtime", "gmt")


@rule("QL151", "repeated-condition", "warning")
def repeated_condition(unit: Unit) -> Iterator[Hit]:
    """A CASE or ELSEIF tests what a branch above it has tested already.

    Why: the first branch that fits is taken, so the second one never is. It was copied, and its
    condition never changed.

    Bad:
        SWITCH vSpace
        CASE 'dev'
            LET vRows = 1;
        CASE 'dev', 'test'
            LET vRows = 2;
        END SWITCH

    Good:
        SWITCH vSpace
        CASE 'dev'
            LET vRows = 1;
        CASE 'prod', 'test'
            LET vRows = 2;
        END SWITCH
    """
    for block in unit.script.blocks:
        if block.opener.kind not in ("IF", "SWITCH"):
            continue
        seen: set[str] = set()
        for span, words in _tested(unit, block):
            if words in seen:
                shown = unit.text[span[0] : span[1]].strip()
                yield Hit(span, f"{shown} is tested above, so this is never taken")
            seen.add(words)


def _tested(unit: Unit, block: Block) -> Iterator[tuple[Span, str]]:
    """Where the branches of a block test something, and what."""
    for branch in block.branches:
        parts = branch.head.parts
        if isinstance(parts, Case):
            for node in parts.values:
                if isinstance(node, Literal | Number) and "$(" not in _text(unit, node):
                    yield node.span, str(node.value)
        elif isinstance(parts, Subject) and block.opener.kind == "IF":
            node = parts.expression
            unsteady = any(isinstance(n, Call) and n.name.lower() in _UNSTEADY for n in walk(node))
            if not unsteady:
                yield node.span, " ".join(_text(unit, node).split())


def _text(unit: Unit, node: Node) -> str:
    return unit.text[node.span[0] : node.span[1]]
