"""Runs the rules over scripts."""

from __future__ import annotations

import gc
from bisect import bisect_right
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding, Place, find_nearest_name, sort_findings
from qscriptgen.lint.analyses.control_flow import unreachable_statements
from qscriptgen.lint.analyses.includes import file_name
from qscriptgen.lint.model import LintedScript, ScriptGroup
from qscriptgen.lint.rule import Violation
from qscriptgen.lint.rules import RULES
from qscriptgen.lint.rules.comments import UNUSED, WITHOUT_CODE
from qscriptgen.lint.suppressions import Suppression, suppressions
from qscriptgen.script import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qscriptgen.lint.rule import Rule


def lint(
    text: str, path: str = "<script>", *, rules: Sequence[Rule] = RULES
) -> tuple[Finding, ...]:
    """Every finding in a script, in the order of the places.

    Args:
        text: The script; it may be any text, and it is never run.
        path: The path of the script in the findings.
        rules: The rules to apply.
    """
    with _without_garbage_collection():
        return _findings(LintedScript.from_text(text), path, rules)


def lint_together(
    texts: Iterable[tuple[str, str]], *, rules: Sequence[Rule] = RULES
) -> tuple[tuple[Finding, ...], ...]:
    """Every finding in each of several scripts that may use each other's names.

    Args:
        texts: The text of each script, and its path in the findings. A script whose path ends with
            the name of a file that another one includes counts as this file.
        rules: The rules to apply.
    """
    with _without_garbage_collection():
        parsed = [(path, parse(text, recover=True)) for text, path in texts]
        group = ScriptGroup(files=frozenset(file_name(path) for path, _ in parsed))
        scripts = tuple(LintedScript(script, group, path) for path, script in parsed)
        group.scripts = scripts if len(scripts) > 1 else ()
        return tuple(_findings(script, script.path, rules) for script in scripts)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Pause the search for cyclic garbage: all that is read of a script is kept to the end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _findings(script: LintedScript, path: str, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    """Apply the rules to a script."""
    found = [(rule, violation) for rule in rules for violation in rule.check(script)]
    found = _without_consequences(script, found)
    comments = tuple(suppressions(script.parsed))
    if comments:
        found = _after_suppressions(script, found, comments, rules)
    return sort_findings(_finding(script, path, rule, violation) for rule, violation in found)


def _finding(script: LintedScript, path: str, rule: Rule, violation: Violation) -> Finding:
    line, column = script.parsed.source.position(violation.span[0])
    place = Place(path, line, column)
    return Finding(place, rule.code, rule.name, rule.severity, violation.message, violation.hint)


def _without_consequences(
    script: LintedScript, found: list[tuple[Rule, Violation]]
) -> list[tuple[Rule, Violation]]:
    """The violations without those that only follow from another one.

    After a comment that is never closed, nothing can be read. In statements that no run reaches,
    only violations about blocks and reachability count.
    """
    if not found:
        return found
    unclosed_comments = (
        problem.span[0]
        for problem in script.parsed.structure_problems
        if script.text.startswith("/*", problem.span[0])
    )
    end = next(unclosed_comments, len(script.text))
    found = [(rule, violation) for rule, violation in found if violation.span[0] <= end]
    unreachable = unreachable_statements(script)
    if not unreachable:
        return found
    starts = [statement.span[0] for statement in script.statements]
    return [
        (rule, violation)
        for rule, violation in found
        if rule.code in _COUNT_WHERE_UNREACHABLE
        or bisect_right(starts, violation.span[0]) - 1 not in unreachable
    ]


_COUNT_WHERE_UNREACHABLE = ("QL101", "QL102", "QL108", "QL111")


def _after_suppressions(
    script: LintedScript,
    found: Sequence[tuple[Rule, Violation]],
    comments: Sequence[Suppression],
    rules: Sequence[Rule],
) -> list[tuple[Rule, Violation]]:
    """The violations that no comment suppresses, and those of the comments themselves."""
    by_line: dict[int, list[Suppression]] = {}
    for comment in comments:
        by_line.setdefault(comment.line, []).append(comment)
    used: set[tuple[Suppression, str]] = set()
    left: list[tuple[Rule, Violation]] = []
    for rule, violation in found:
        line, _ = script.parsed.source.position(violation.span[0])
        names = {rule.code.lower(), rule.name}
        here = (comment for comment in by_line.get(line, ()) if not comment.malformed)
        matching = [(comment, word) for comment in here for word in comment.words if word in names]
        used.update(matching)
        if not matching:
            left.append((rule, violation))
    if WITHOUT_CODE in rules:
        left += _without_code(script, left, comments)
    if UNUSED in rules:
        left += _unused(comments, used, rules)
    return left


def _without_code(
    script: LintedScript, found: Sequence[tuple[Rule, Violation]], comments: Sequence[Suppression]
) -> list[tuple[Rule, Violation]]:
    """The comments that name no code or are malformed, with what to write instead."""
    position = script.parsed.source.position
    codes = {position(violation.span[0])[0]: rule.code for rule, violation in found}
    violations = []
    for comment in comments:
        code = comment.words[0].upper() if comment.words else codes.get(comment.line, "QL301")
        right = f"// qscriptgen: ignore {code}"
        if comment.malformed:
            message = "this comment is not in the right form, so it suppresses nothing"
            violations.append(Violation(comment.span, message, f"write {right}"))
        elif not comment.words:
            message = "this comment names no code, so it suppresses nothing"
            violations.append(Violation(comment.span, message, f"write {right}"))
    return [(WITHOUT_CODE, violation) for violation in violations]


def _unused(
    comments: Sequence[Suppression], used: set[tuple[Suppression, str]], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, Violation]]:
    """The codes of comments that suppress nothing, without those of rules that are not applied.

    A comment that names this rule itself is to stay.
    """
    known = {word for rule in RULES for word in (rule.code.lower(), rule.name)}
    applied = {word for rule in rules for word in (rule.code.lower(), rule.name)}
    for comment in comments:
        if comment.malformed or {UNUSED.code.lower(), UNUSED.name} & {*comment.words}:
            continue
        for word in comment.words:
            if word not in known:
                near = find_nearest_name(word, [rule.name for rule in RULES])
                hint = f"did you mean '{near}'?" if near else "qscriptgen explain lists the rules"
                yield UNUSED, Violation(comment.span, f"{_spelling(word)} is not a rule", hint)
            elif word in applied and (comment, word) not in used:
                message = f"ignore {_spelling(word)} suppresses nothing here"
                yield UNUSED, Violation(comment.span, message, "remove it")


def _spelling(word: str) -> str:
    """A code in capitals, a name as it is."""
    return word if "-" in word else word.upper()
