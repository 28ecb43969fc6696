"""Runs the rules over a script."""

from __future__ import annotations

import gc
from bisect import bisect_right
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Finding, Place, meant_name, sort_findings
from qscriptgen.lint.apps import file_of
from qscriptgen.lint.rule import Hit
from qscriptgen.lint.rules import RULES
from qscriptgen.lint.rules.comments import UNUSED, WITHOUT_CODE
from qscriptgen.lint.siblings import Siblings
from qscriptgen.lint.suppress import Suppression, suppressions
from qscriptgen.lint.unit import Unit
from qscriptgen.script import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
        return _findings(Unit.of(text), path, rules)


def lint_together(
    given: Iterable[tuple[str, str]], *, rules: Sequence[Rule] = RULES
) -> tuple[tuple[Finding, ...], ...]:
    """Every finding in each of some scripts that know the names of each other.

    Args:
        given: Each script, and what the findings call it. What is called like a file that one of
            them includes is taken for this file.
        rules: The rules to look with.
    """
    with _without_collector():
        scripts = [(path, parse(text, guess=True)) for text, path in given]
        siblings = Siblings(files=frozenset(file_of(path) for path, _ in scripts))
        units = [Unit(script, siblings, path) for path, script in scripts]
        siblings.units = units if len(units) > 1 else ()
        return tuple(
            _findings(unit, path, rules) for (path, _), unit in zip(scripts, units, strict=True)
        )


def _findings(unit: Unit, path: str, rules: Sequence[Rule]) -> tuple[Finding, ...]:
    found = [(rule, hit) for rule in rules for hit in rule.check(unit)]
    found = _worth_telling(unit, found)
    comments = tuple(suppressions(unit.script))
    if comments:
        found = _kept(unit, found, comments, rules)
    return sort_findings(_finding(unit, path, rule, hit) for rule, hit in found)


def _worth_telling(unit: Unit, found: list[tuple[Rule, Hit]]) -> list[tuple[Rule, Hit]]:
    """What is left without the findings that follow from another one.

    Behind a comment that is never closed nothing can be read. What no run reaches is told to be
    so, and only what is wrong with its blocks besides.
    """
    if not found:
        return found
    ends = (
        p.span[0] for p in unit.script.structure_problems if unit.text.startswith("/*", p.span[0])
    )
    end = next(ends, len(unit.text))
    found = [(rule, hit) for rule, hit in found if hit.span[0] <= end]
    if not unit.dead:
        return found
    starts = [statement.span[0] for statement in unit.statements]
    return [
        (rule, hit)
        for rule, hit in found
        if rule.code in _OF_DEAD or bisect_right(starts, hit.span[0]) - 1 not in unit.dead
    ]


_OF_DEAD = ("QL101", "QL102", "QL108", "QL111")


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
        here = (c for c in by_line.get(line, ()) if not c.slip)
        meant = [(c, word) for c in here for word in c.words if word in names]
        used.update(meant)
        if not meant:
            kept.append((rule, hit))
    if WITHOUT_CODE in rules:
        kept += _without_code(unit, kept, comments)
    if UNUSED in rules:
        kept += _unused(comments, used, rules)
    return kept


def _without_code(
    unit: Unit, found: Sequence[tuple[Rule, Hit]], comments: Sequence[Suppression]
) -> list[tuple[Rule, Hit]]:
    """The comments that name no code, or not as they should, with what to write."""
    codes = {unit.script.source.position(hit.span[0])[0]: rule.code for rule, hit in found}
    hits = []
    for comment in comments:
        code = comment.words[0].upper() if comment.words else codes.get(comment.line, "QL301")
        right = f"// qscriptgen: ignore {code}"
        if comment.slip:
            said = "this comment keeps nothing back, as it is not written so"
            hits.append(Hit(comment.span, said, f"write {right}"))
        elif not comment.words:
            said = "this comment names no code, so it keeps nothing back"
            hits.append(Hit(comment.span, said, f"name it: {right}"))
    return [(WITHOUT_CODE, hit) for hit in hits]


def _unused(
    comments: Sequence[Suppression], used: set[tuple[Suppression, str]], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, Hit]]:
    """The words of comments that keep nothing back; what is not looked for is not told.

    A comment that names this rule itself is meant to stay.
    """
    known = {word for rule in RULES for word in (rule.code.lower(), rule.name)}
    asked = {word for rule in rules for word in (rule.code.lower(), rule.name)}
    for comment in comments:
        if comment.slip or {UNUSED.code.lower(), UNUSED.name} & {*comment.words}:
            continue
        for word in comment.words:
            if word not in known:
                near = meant_name(word, [rule.name for rule in RULES])
                hint = f"did you mean {near}?" if near else "qscriptgen explain lists the rules"
                yield UNUSED, Hit(comment.span, f"{_shown(word)} is not a rule", hint)
            elif word in asked and (comment, word) not in used:
                message = f"ignore {_shown(word)} has nothing to keep back here"
                yield UNUSED, Hit(comment.span, message, "take it out")


def _shown(word: str) -> str:
    """A code in capitals, a name as it is."""
    return word if "-" in word else word.upper()
