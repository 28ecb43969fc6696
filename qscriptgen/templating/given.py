"""Values that a script reads when it runs, and passes to the apps that it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qscriptgen.outline import TICKET
from qscriptgen.quoting import (
    json_at_runtime,
    json_members,
    literal,
    runtime_ticket,
    runtime_value,
    trace_value,
)

if TYPE_CHECKING:
    from qscriptgen.outline import AnswerFile, AnswerOutline, ReadsOutline, Start, StartOutline
    from qscriptgen.quoting import Code

MOST = 256
"""How many characters the value of a variable has at most (https://qlik.dev/apis/rest/reloads)."""


@dataclass(frozen=True)
class Given:
    """A value of a start: the number of the start, the variable, and the code that reads it."""

    start: int
    name: str
    code: str


def given(outline: StartOutline) -> tuple[Given, ...]:
    """All values that the script of an outline reads; the place of each is its number."""
    return tuple(
        Given(number, name, code)
        for number, start in enumerate(outline.starts, 1)
        for name, code in start.expressions
    )


def given_options(
    number: int, start: Start, members: Mapping[str, object], all_given: Sequence[Given]
) -> Code:
    """The expression of the members of a request, with the values that the script has read."""
    found = {
        value.name: runtime_value(at)
        for at, value in enumerate(all_given, 1)
        if value.start == number
    }
    if start.answer:
        found[TICKET] = runtime_ticket(number)
    if not found:
        # The default spelled out, as a variable that is in use is never empty.
        return literal(json_members(members) or json_members({"partial": False}))
    rest = {name: value for name, value in members.items() if name != "variables"}
    return json_at_runtime(rest, dict(start.variables), found)


def given_context(outline: StartOutline, found: Sequence[Given]) -> dict[str, Any]:
    """What the templates name of these values and answers."""
    answers = [
        {"number": number, **answer_context(start.answer)}
        for number, start in enumerate(outline.starts, 1)
        if start.answer
    ]
    return {
        "given": [
            {"name": literal(trace_value(value.name)), "code": value.code} for value in found
        ],
        "passed": ", ".join(dict.fromkeys(value.name for value in found)),
        "answers": answers,
        "taken": tuple(dict.fromkeys(v for a in answers for v in a["variables"])),
        "takes": ", ".join(f"{a['named']} from {a['file_name']}" for a in answers),
        "longest": MOST + 1,
        "decimal": False,
    }


def answer_context(answer: AnswerFile) -> dict[str, Any]:
    """What the templates name of an answer.

    ``keys`` are what its values stand behind, and ``fields`` with what is around these.
    """
    keys = [f"{at}.{trace_value(name)}" for at, name in enumerate(answer.variables, 1)]
    return {
        "file": answer.file,
        "file_name": answer.file[len("lib://") :],
        "qvd": answer.file.lower().endswith(".qvd"),
        "variables": answer.variables,
        "named": _listed(answer.variables),
        "keys": keys,
        "fields": [f"|{key}:" for key in keys],
    }


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]


def reads_context(outline: ReadsOutline) -> dict[str, Any]:
    """The names for the script that gives defaults."""
    names = [name for name, _ in outline.defaults]
    return {**_around(outline), "named": _listed(names), "defaults": outline.defaults}


def answering_context(outline: AnswerOutline) -> dict[str, Any]:
    """The names for the script that answers."""
    return {**_around(outline), "decimal": True, **answer_context(outline.answer)}


def _around(outline: ReadsOutline | AnswerOutline) -> dict[str, Any]:
    return {"form": "snippet", **{name: getattr(outline, name) for name in _AS_OUTLINED}}


_AS_OUTLINED = ("chain", "app", "spec", "place")
