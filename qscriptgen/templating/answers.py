"""What the templates can name of answers: those that a script takes over, and that of an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.quoting import trace_value
from qscriptgen.templating.words import names_in_words

if TYPE_CHECKING:
    from qscriptgen.outline import AnswerFile, AnswerOutline, StartOutline

_AS_OUTLINED = ("chain", "app", "spec", "place")


def answers_context(outline: StartOutline) -> dict[str, Any]:
    """The names of the answers that a script takes over from the apps that it starts."""
    answers = [
        {"number": number, **answer_context(start.answer)}
        for number, start in enumerate(outline.starts, 1)
        if start.answer
    ]
    return {
        "answers": answers,
        "taken": tuple(dict.fromkeys(v for a in answers for v in a["variables"])),
        "takes": ", ".join(f"{a['named']} from {a['file_name']}" for a in answers),
    }


def answer_context(answer: AnswerFile) -> dict[str, Any]:
    """What the templates name of an answer.

    ``keys`` are the names before its values, and ``fields`` these with their separators.
    """
    keys = [f"{at}.{trace_value(name)}" for at, name in enumerate(answer.variables, 1)]
    return {
        "file": answer.file,
        "file_name": answer.file[len("lib://") :],
        "qvd": answer.file.lower().endswith(".qvd"),
        "variables": answer.variables,
        "named": names_in_words(answer.variables),
        "keys": keys,
        "fields": [f"|{key}:" for key in keys],
    }


def answer_outline_context(outline: AnswerOutline) -> dict[str, Any]:
    """The names for the script by which an app answers."""
    return {
        "form": "snippet",
        **{name: getattr(outline, name) for name in _AS_OUTLINED},
        "decimal": True,
        **answer_context(outline.answer),
    }
