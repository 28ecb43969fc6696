"""The variables that hold an attribute of the environment, and the choices between branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.comparisons import subject_of
from qscriptgen.script import Block
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.unit import Unit
    from qscriptgen.script import Branch
    from qscriptgen.script.expression import Node


def holding(unit: Unit, attribute: str) -> set[str]:
    """What always holds an attribute: the call itself, and variables set to nothing else."""
    wanted = f"getsysattr:{attribute.lower()}"
    found = {wanted}
    for name, places in unit.assigned.items():
        given = [parts.expression for _, parts in places if parts.value is not None]
        if name in unit.handed or not given:
            continue
        if all(node is not None and _is(node, wanted) for node in given):
            found.add(name)
    return found


def _is(node: Node, wanted: str) -> bool:
    subject = subject_of(node)
    return subject is not None and subject[0] == wanted


def choices(unit: Unit) -> Iterator[tuple[Block, tuple[int, ...]]]:
    """Each IF or SWITCH with the numbers of the statements that head its branches."""
    for block in unit.script.blocks:
        if block.opener.kind in ("IF", "SWITCH"):
            yield block, tuple(unit.numbers[id(branch.head)] for branch in block.branches)


def assigned(branch: Branch) -> Iterator[tuple[str, Assign]]:
    """What SET and LET write right in a branch, by the variable's name in lower case."""
    for item in branch.body:
        if not isinstance(item, Block) and isinstance(item.parts, Assign):
            yield getattr(item.parts.name, "name", "").lower(), item.parts
