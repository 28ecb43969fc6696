"""The blocks around statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.model import analysis
from qscriptgen.script import Block

if TYPE_CHECKING:
    from qscriptgen.lint.model import LintedScript


def branch_around(script: LintedScript, number: int) -> int | None:
    """The statement that opens the branch around a statement, None outside all blocks."""
    return _branches(script).get(number)


def block_around(script: LintedScript, number: int) -> int | None:
    """The statement that opens the block around a statement, None outside all blocks."""
    branch = branch_around(script, number)
    return None if branch is None else _openers(script)[branch]


def loop_around(script: LintedScript, number: int) -> int | None:
    """The statement that opens the innermost loop around a statement, within its subroutine."""
    branch = branch_around(script, number)
    while branch is not None and script.statements[branch].kind not in ("FOR", "FOR EACH", "DO"):
        if script.statements[branch].kind == "SUB":
            return None
        branch = branch_around(script, _openers(script)[branch])
    return branch


@analysis
def _branches(script: LintedScript) -> dict[int, int]:
    """The opener of the branch of each statement in a block."""
    found: dict[int, int] = {}
    for block in script.parsed.blocks:
        for branch in block.branches:
            head = script.number_of(branch.head)
            for item in branch.body:
                inner = item.opener if isinstance(item, Block) else item
                found[script.number_of(inner)] = head
    return found


@analysis
def _openers(script: LintedScript) -> dict[int, int]:
    """The opener of the block of each branch."""
    return {
        script.number_of(branch.head): script.number_of(block.opener)
        for block in script.parsed.blocks
        for branch in block.branches
    }
