"""Runs the rules over a script."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding, Place, sort_findings
from qscriptgen.lint.rule import Hit
from qscriptgen.lint.rules import RULES
from qscriptgen.lint.rules.comments import UNUSED, WITHOUT_CODE
from qscriptgen.lint.suppress import Suppression, suppressions
from qscriptgen.lint.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qscriptgen.lint.rule import Rule


def lint(
    text: str, path: str = "<script>", *, rules: Sequence[Rule] = RULES
) -> tuple[Finding, ...]:
    """Every finding in a script, in the order of the places.

    Args:
        text: The script; it may be anything, and nothing of it is run.
        path: What the findings call it.
        rules: The rules to look with.
    """
    with _without_collector():
        unit = Unit.of(text)
        found = [(rule, hit) for rule in rules for hit in rule.check(unit)]
        comments = tuple(suppressions(unit.script))
        if comments:
            found = _kept(unit, found, comments, rules)
        return sort_findings(_finding(unit, path, rule, hit) for rule, hit in found)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the search for cyclic garbage: what is read of a script is kept to the end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _finding(unit: Unit, path: str, rule: Rule, hit: Hit) -> Finding:
    line, column = unit.script.source.position(hit.span[0])
    place = Place(path, line, column)
    return Finding(place, rule.code, rule.name, rule.severity, hit.message, hit.hint)


def _kept(
    unit: Unit,
    found: Sequence[tuple[Rule, Hit]],
    comments: Sequence[Suppression],
    rules: Sequence[Rule],
) -> list[tuple[Rule, Hit]]:
    """What no comment keeps back, and the comments that have nothing to keep back."""
    by_line: dict[int, list[Suppression]] = {}
    for comment in comments:
        by_line.setdefault(comment.line, []).append(comment)
    used: set[tuple[Suppression, str]] = set()
    kept: list[tuple[Rule, Hit]] = []
    for rule, hit in found:
        line, _ = unit.script.source.position(hit.span[0])
        names = {rule.code.lower(), rule.name}
        meant = [(c, word) for c in by_line.get(line, ()) for word in c.words if word in names]
        used.update(meant)
        if not meant:
            kept.append((rule, hit))
    return kept + list(_about_comments(comments, used, rules))


def _about_comments(
    comments: Sequence[Suppression], used: set[tuple[Suppression, str]], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, Hit]]:
    known = {word for rule in RULES for word in (rule.code.lower(), rule.name)}
    asked = {word for rule in rules for word in (rule.code.lower(), rule.name)}
    for comment in comments:
        if WITHOUT_CODE in rules and not comment.words:
            message = "this comment names no code, so it keeps nothing back"
            yield WITHOUT_CODE, Hit(comment.span, message, "name it: // qscriptgen: ignore QL301")
        for word in comment.words if UNUSED in rules else ():
            if (comment, word) not in used and (word in asked or word not in known):
                why = "has nothing to keep back here" if word in known else "is no rule"
                yield UNUSED, Hit(comment.span, f"ignore {word.upper()} {why}", "take it out")
