"""What apps give each other: values that go down with a start, and answers that come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.chain import Expr
from qscriptgen.outline.paths import slug

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Step

TICKET = "qsg_Ticket"
"""The variable that tells an app which start its answer is for."""


@dataclass(frozen=True)
class Answer:
    """Variables that come back through a file."""

    file: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class ReadsOutline:
    """A script for the start of an app: what its variables are where a reload was given none."""

    chain: str
    app: str
    path: str
    spec: str
    defaults: tuple[tuple[str, str], ...]
    target: str = "cloud"
    place: str = "start"


@dataclass(frozen=True)
class AnswerOutline:
    """A script for the end of an app, in front of the one that starts others: it answers."""

    chain: str
    app: str
    path: str
    spec: str
    answer: Answer
    target: str = "cloud"
    place: str = "end"


def outline_reads(chain: Chain, app: App) -> Iterator[ReadsOutline]:
    """The script for the variables that an app reads; none where it reads none.

    Where apps wait for others, that is what the one called ``<app>-start.qvs`` does.
    """
    if app.reads:
        kind = "reads" if chain.wait_only else "start"
        path = f"{slug(chain.name)}/{slug(app.name)}-{kind}.qvs"
        values = tuple(app.reads.items())
        yield ReadsOutline(chain.name, app.name, path, chain.spec, values, chain.target)


def outline_answers(chain: Chain) -> dict[App, AnswerOutline]:
    """For each app that is asked for an answer, the script by which it answers."""
    asked: dict[App, Answer] = {}
    for step in chain.steps:
        if answer := answer_of(step):
            asked.setdefault(step.app, answer)
    folder = slug(chain.name)
    return {
        app: AnswerOutline(
            chain=chain.name,
            app=app.name,
            path=f"{folder}/{slug(app.name)}-answer.qvs",
            spec=chain.spec,
            answer=answer,
            target=chain.target,
        )
        for app, answer in asked.items()
    }


def answer_of(step: Step) -> Answer | None:
    """What is taken over from the app of a step."""
    return Answer(step.answer.file, step.answer.variables) if step.answer else None


def texts_of(step: Step) -> tuple[tuple[str, str], ...]:
    """The variables whose values are known before the script runs."""
    return tuple((k, v) for k, v in step.variables.items() if not isinstance(v, Expr))


def codes_of(step: Step) -> tuple[tuple[str, str], ...]:
    """The variables whose values are read when the script runs, each with the code that reads."""
    return tuple((k, v.code.strip()) for k, v in step.variables.items() if isinstance(v, Expr))
