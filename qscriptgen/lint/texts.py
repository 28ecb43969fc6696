"""Texts of requests: where a quote ends one too early, and how to show a piece of one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.sent import Argument, Sent
    from qscriptgen.lint.unit import Request, Unit
    from qscriptgen.script import ScriptProblem, Span


def broken(unit: Unit, request: Request) -> ScriptProblem | None:
    """The first problem of a request, where it stands right behind the quote that ends a text."""
    ends = {argument.span[1] for entry in request.rest.entries for argument in entry.arguments}
    for problem in sorted(request.problems, key=lambda found: found.span):
        if problem.kind in ("rest", "unclosed"):
            start, end = problem.span
            behind = unit.text[start:end]
            return problem if start in ends and behind not in ("", ")", ",") else None
    return None


def single_quotes(sent: Sent) -> Iterator[tuple[Argument, int]]:
    """For each text of a request a quote of an odd number of them, if there is one.

    What is written has no odd number, or the text would end there; so a variable brings it.
    """
    for _, texts in sent.arguments:
        for argument in texts:
            if not argument.brought:
                continue
            for found in re.finditer(r'"+', argument.raw):
                if len(found[0]) % 2:
                    places = range(*found.span())
                    brought = (at for at in places if not argument.place(at)[1])
                    yield argument, next(brought, found.start())
                    break


def whole(unit: Unit, sent: Sent) -> Iterator[Argument]:
    """The texts of a request whose quotes are in order."""
    if broken(unit, sent.request):
        return
    single = {id(argument) for argument, _ in single_quotes(sent)}
    for _, texts in sent.arguments:
        yield from (argument for argument in texts if id(argument) not in single)


def shown(unit: Unit, span: Span) -> str:
    """The words of the script at a place, on one line."""
    return one_line(unit.text[span[0] : span[1]])


def one_line(text: str) -> str:
    """A piece of text on one line, cut where it is long."""
    return " ".join(text.split())[:40]
