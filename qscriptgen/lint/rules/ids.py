"""QL65, second part: the ids of apps, spaces and tenants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.lint.analyses.blocks import branch_around
from qscriptgen.lint.analyses.comparisons import comparisons_of
from qscriptgen.lint.analyses.environment import assignments_in, conditionals, subjects_with
from qscriptgen.lint.analyses.requests import requests_of
from qscriptgen.lint.analyses.variables import variable_names_of
from qscriptgen.lint.expressions import callee
from qscriptgen.lint.rule import Violation, rule
from qscriptgen.script.evaluation.functions.system import ATTRIBUTES
from qscriptgen.script.expression import Literal
from qscriptgen.script.parts import CallSub

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qscriptgen.lint.model import LintedScript
    from qscriptgen.script import Branch
    from qscriptgen.script.source import Span

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


@rule("QL654", "same-app-in-branches", "warning")
def same_app_in_branches(script: LintedScript) -> Iterator[Violation]:
    """Two branches for different environments have the same id.

    Why: one branch was copied from the other and not changed, so that development starts the app of
    production, or vice versa.

    Bad:
        IF GetSysAttr('spaceType') = 'managed' THEN
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        ELSE
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        END IF

    Good:
        IF GetSysAttr('spaceType') = 'managed' THEN
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000a001';
        ELSE
            LET vApp = '0a1b2c3d-0000-4000-8000-00000000b001';
        END IF
    """
    for block, _ in conditionals(script):
        yield from _repeated([[*_set_ids(script, branch)] for branch in block.branches])
    yield from _same_started(script)
    yield from _same_in_calls(script)


_Id = tuple["Span", str, str]  # its place, what gets it, and the id


def _repeated(branches: Iterable[Sequence[_Id]]) -> Iterator[Violation]:
    """The ids that the same variable, body or subroutine also gets in an earlier branch."""
    seen: set[tuple[str, str]] = set()
    for found in branches:
        for span, target, app in found:
            if (target, app) in seen:
                yield Violation(span, f"{target} the same id as in a branch above")
        seen.update((target, app) for _, target, app in found)


def _set_ids(script: LintedScript, branch: Branch) -> Iterator[_Id]:
    """The ids that a branch assigns to variables."""
    for name, parts in assignments_in(branch):
        low, high = parts.value or (0, 0)
        text = script.text[low:high].strip("'\"").lower()
        if _ID.fullmatch(text):
            yield (low, high), f"{variable_names_of(script).get(name, name)} gets", text


def _same_started(script: LintedScript) -> Iterator[Violation]:
    """Apps that are started, or passed to a SUB, in two branches for different environments."""
    written = _written_ids(script)
    environment = _about_environment(script) if written else set()
    for _, heads in conditionals(script) if environment else ():
        if not environment.isdisjoint(heads):
            yield from _repeated([written.get(head, []) for head in heads])


def _written_ids(script: LintedScript) -> dict[int, list[_Id]]:
    """The ids in a body or a CALL, and what gets each of them, by the branch."""
    found: dict[int, list[_Id]] = {}
    for request in requests_of(script):
        app, at = request.app_id or ("", 0)
        head = branch_around(script, request.number)
        if request.body and head is not None and _ID.fullmatch(app):
            (start, _), written = request.body.origin(at)
            ids = ((start, start + len(app)), "this body has", app.lower())
            found.setdefault(head, []).extend([ids] if written else ())
    for number in script.of_kind("CALL"):
        parts, head = script.statements[number].parts, branch_around(script, number)
        if not isinstance(parts, CallSub) or head is None:
            continue
        for node in parts.arguments:
            if isinstance(node, Literal) and _ID.fullmatch(node.value):
                how = f"{getattr(parts.name, 'name', 'this')} gets"
                found.setdefault(head, []).append((node.span, how, node.value.lower()))
    return found


def _about_environment(script: LintedScript) -> set[int]:
    """The statements that compare an attribute of the environment."""
    subjects = {name for attribute in ATTRIBUTES for name in subjects_with(script, attribute)}
    return {found.number for found in comparisons_of(script) if found.subject in subjects}


def _same_in_calls(script: LintedScript) -> Iterator[Violation]:
    """Calls such as ``If(x, 'id', 'id')``."""
    for _, call in script.calls:
        texts = [arg for arg in call.args[1:] if isinstance(arg, Literal)]
        if callee(call) != "if" or len(texts) != 2:  # noqa: PLR2004
            continue
        first, second = texts
        if _ID.fullmatch(first.value) and first.value.lower() == second.value.lower():
            yield Violation(second.span, "both results of this If are the same id")


_NAME_CHARACTERS = re.compile(r"[^0-9A-Za-z_-]")


@rule("QL655", "id-compared-with-name", "warning")
def id_compared_with_name(script: LintedScript) -> Iterator[Violation]:
    """The id of the space or tenant is compared with what can only be a name.

    Why: an id has no spaces and no punctuation, so this is never true.

    Bad:
        IF GetSysAttr('spaceId') = 'Finance (production)' THEN
            TRACE production;
        END IF

    Good:
        IF GetSysAttr('spaceName') = 'Finance (production)' THEN
            TRACE production;
        END IF
    """
    for attribute in ("spaceId", "tenantId"):
        subjects = subjects_with(script, attribute)
        for comparison in comparisons_of(script):
            if comparison.subject not in subjects or comparison.operator == "wildmatch":
                continue
            for value in comparison.values:
                if _NAME_CHARACTERS.search(value.value):
                    hint = f"did you mean {attribute.replace('Id', 'Name')}?"
                    yield Violation(value.span, f"{attribute} is never '{value.value}'", hint)
