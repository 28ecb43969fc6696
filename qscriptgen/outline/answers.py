"""Answers: variables that come back from an app that was started, through a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.outline.paths import slug

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Step

TICKET = "qsg_Ticket"
"""The variable that tells an app which start its answer is for."""


@dataclass(frozen=True)
class AnswerFile:
    """Variables that come back through a file."""

    file: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class AnswerOutline:
    """A script for the end of an app, before the one that starts others: it stores an answer."""

    chain: str
    app: str
    path: str
    spec: str
    answer: AnswerFile
    target: str = "cloud"
    place: str = "end"


def outline_answers(chain: Chain) -> dict[App, AnswerOutline]:
    """For each app that is asked for an answer, the script by which it answers."""
    asked: dict[App, AnswerFile] = {}
    for step in chain.steps:
        if answer := answer_file(step):
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


def answer_file(step: Step) -> AnswerFile | None:
    """The file and the variables by which the app of a step answers, if it is asked to."""
    return AnswerFile(step.answer.file, step.answer.variables) if step.answer else None
