"""QL15: branches that are never taken, and loops that never repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import block_around
from qscriptgen.lint.analyses.control_flow import control_flow
from qscriptgen.lint.expressions import walk
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.expression import Call, Literal, Numeral
from qscriptgen.script.parts import Case, Exit, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Block, Span
    from qscriptgen.script.expression import Node

_CHANGING = ("rand", "now", "utc", "localtime", "gmt")


@rule("QL151", "repeated-condition", "warning")
def repeated_condition(script: LintedScript) -> Iterator[Violation]:
    """A CASE or ELSEIF tests what a branch above it already tests.

    Why: the first branch that matches is taken, so this one never is. Usually it was copied, and
    its condition was not changed.

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
    for block in script.parsed.blocks:
        if block.opener.kind not in ("IF", "SWITCH"):
            continue
        seen: set[str] = set()
        for span, words in _tested(script, block):
            if words in seen:
                tested = script.text[span[0] : span[1]].strip()
                yield Violation(
                    span, f"{tested} is already tested above, so this branch is never taken"
                )
            seen.add(words)


def _tested(script: LintedScript, block: Block) -> Iterator[tuple[Span, str]]:
    """What the branches of a block test, each with its place."""
    for branch in block.branches:
        parts = branch.head.parts
        if isinstance(parts, Case):
            for node in parts.values:
                if isinstance(node, Literal | Numeral) and "$(" not in _text(script, node):
                    yield node.span, str(node.value)
        elif isinstance(parts, Subject) and block.opener.kind == "IF":
            node = parts.expression
            changing = any(isinstance(n, Call) and n.name.lower() in _CHANGING for n in walk(node))
            if not changing:
                yield node.span, " ".join(_text(script, node).split())


def _text(script: LintedScript, node: Node) -> str:
    return script.text[node.span[0] : node.span[1]]


@rule("QL152", "loop-without-second-round", "warning")
def loop_without_second_round(script: LintedScript) -> Iterator[Violation]:
    """A loop ends in its first round, on every path.

    Why: an EXIT FOR or EXIT DO without a condition ends the loop when it is first reached. Usually
    a WHEN, or an IF around it, was forgotten.

    Bad:
        FOR vPoll = 1 TO 100
            Sleep 15 * 1000;
            EXIT FOR;
        NEXT vPoll

    Good:
        FOR vPoll = 1 TO 100
            Sleep 15 * 1000;
            EXIT FOR WHEN vDone = 1;
        NEXT vPoll
    """
    for number in script.of_kind("EXIT FOR", "EXIT DO"):
        statement = script.statements[number]
        around = block_around(script, number)
        own = around is not None and script.statements[around].kind in _EXITED[statement.kind]
        always = isinstance(statement.parts, Exit) and statement.parts.condition is None
        always = always and not any(prefix.condition for prefix in statement.prefixes)
        if own and always and number in control_flow(script).reachable and around is not None:
            message = f"the {script.statements[around].kind} ends here in its first round"
            yield Violation(
                script.keyword_span(number),
                message,
                "add a condition: WHEN ...",
            )


_EXITED = {"EXIT FOR": ("FOR", "FOR EACH"), "EXIT DO": ("DO",)}
