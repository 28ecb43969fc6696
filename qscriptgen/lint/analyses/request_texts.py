"""The quotes in the texts of requests: which of them end a text too early."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.lint.analyses.requests import Argument, RestRequest
    from qscriptgen.script import ScriptProblem


def text_ended_early(request: RestRequest) -> ScriptProblem | None:
    """The first problem of a request, if it stands right after the quote that ends a text."""
    ends = {argument.span[1] for entry in request.rest.entries for argument in entry.arguments}
    for problem in sorted(request.problems, key=lambda found: found.span):
        if problem.kind == "unclosed" or problem.kind.startswith("rest"):
            start, end = problem.span
            after = request.script_text[start:end]
            return problem if start in ends and after not in ("", ")", ",") else None
    return None


def odd_quotes(request: RestRequest) -> Iterator[tuple[Argument, int]]:
    """For each text of a request that has an odd number of quotes in a row, the first such quote.

    An expansion gives it, as the text would end at an odd number of quotes in the script itself.
    """
    for _, texts in request.arguments:
        for argument in texts:
            if not argument.has_expansion:
                continue
            for found in re.finditer(r'"+', argument.raw):
                if len(found[0]) % 2:
                    places = range(*found.span())
                    expanded = (at for at in places if not argument.origin(at)[1])
                    yield argument, next(expanded, found.start())
                    break


def intact_texts(request: RestRequest) -> Iterator[Argument]:
    """The texts of a request whose quotes are in order."""
    if text_ended_early(request):
        return
    odd = {id(argument) for argument, _ in odd_quotes(request)}
    for _, texts in request.arguments:
        yield from (argument for argument in texts if id(argument) not in odd)
