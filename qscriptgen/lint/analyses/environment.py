"""The variables that hold an attribute of the environment, and what branches set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.comparisons import subject_of
from qscriptgen.lint.analyses.variables import assignments_of, indirectly_set
from qscriptgen.script import Block
from qscriptgen.script.parts import Assign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Branch
    from qscriptgen.script.expression import Node


def subjects_with(script: LintedScript, attribute: str) -> set[str]:
    """What always holds an attribute: the call itself, and variables that only it sets."""
    wanted = f"getsysattr:{attribute.lower()}"
    found = {wanted}
    for name, places in assignments_of(script).items():
        values = [parts.expression for _, parts in places if parts.value is not None]
        if name in indirectly_set(script) or not values:
            continue
        if all(node is not None and _is(node, wanted) for node in values):
            found.add(name)
    return found


def _is(node: Node, wanted: str) -> bool:
    subject = subject_of(node)
    return subject is not None and subject[0] == wanted


def conditionals(script: LintedScript) -> Iterator[tuple[Block, tuple[int, ...]]]:
    """Each IF and SWITCH, with the statements that open its branches."""
    for block in script.parsed.blocks:
        if block.opener.kind in ("IF", "SWITCH"):
            yield block, tuple(script.number_of(branch.head) for branch in block.branches)


def assignments_in(branch: Branch) -> Iterator[tuple[str, Assign]]:
    """The assignments directly in a branch, with the names of the variables in lower case."""
    for item in branch.body:
        if not isinstance(item, Block) and isinstance(item.parts, Assign):
            yield getattr(item.parts.name, "name", "").lower(), item.parts
