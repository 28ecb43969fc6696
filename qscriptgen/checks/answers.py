"""Answers of apps: their files, their variables, and when they can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from qscriptgen.chain import Expr
from qscriptgen.chain.graph import edges_by_source
from qscriptgen.checks.paths import EXAMPLE, comparable_path, path_problem
from qscriptgen.checks.problem import problem
from qscriptgen.script import parse_expression
from qscriptgen.script.expression import Name, Node, children

if TYPE_CHECKING:
    from qscriptgen.chain import Answer, App, Chain, Step, Turn
    from qscriptgen.diagnostics import Finding

    _Turns = tuple[Step, tuple[Turn, ...]]
    _Reading = dict[Expr, tuple[list[App], str]]


def check_answers(chain: Chain) -> Iterator[Finding]:
    """Problems of each answer alone."""
    for step in chain.steps:
        if step.answer:
            yield from _check_file(step.answer)
            yield from _check_names(step.answer)


def check_answers_together(chain: Chain) -> Iterator[Finding]:
    """Problems of answers that depend on the rest of the chain."""
    for step in chain.steps:
        if step.answer and not chain.wait_for(step):
            yield problem(
                "QC803",
                step.answer.place,
                f"no script waits for {step.app.name!r}, so its answer would be read too early",
                "give it a wait, such as 45m, or leave out answer",
            )
    yield from _shared_files(chain)
    for source, steps, turns_to in _scripts(chain):
        yield from _shared_names(source, steps)
        read = {**_values_in(steps), **_conditions_in(steps, turns_to)}
        yield from _read_too_early(source, steps, read)


def _scripts(chain: Chain) -> Iterator[tuple[App, tuple[Step, ...], tuple[_Turns, ...]]]:
    """Each app that starts others, with what it starts, and the turns that lead to each of them."""
    if chain.controller:
        edges = ((edge.target, edge.turns) for edge in chain.edges)
        yield chain.controller, chain.steps, (*chain.entrances, *edges)
        return
    for source, leaving in edges_by_source(chain).items():
        steps = tuple(dict.fromkeys(edge.target for edge in leaving))
        yield source, steps, tuple((edge.target, edge.turns) for edge in leaving)


def _check_file(answer: Answer) -> Iterator[Finding]:
    """A path that both apps can write in their scripts as it is."""
    why = path_problem(answer.file)
    if why:
        message = f"the file of an answer, {answer.file!r}, {why}"
        yield problem(
            "QC802",
            answer.place_of("file"),
            message,
            f"{EXAMPLE}, such as lib://DataFiles/sales-answer.qvd",
        )


def _check_names(answer: Answer) -> Iterator[Finding]:
    if not answer.variables:
        yield problem(
            "QC805",
            answer.place_of("variables"),
            "the answer has no variables",
            "name one or more, such as vRows",
        )
    for name, times in Counter(answer.variables).items():
        if times > 1:
            place = answer.place_of("variables")
            yield problem("QC805", place, f"the answer has {name!r} {times} times", "name it once")


def _shared_files(chain: Chain) -> Iterator[Finding]:
    """A file holds one answer: that of one app, always with the same variables."""
    by_file: dict[str, Step] = {}
    by_app: dict[str, Step] = {}
    for step in chain.steps:
        if step.answer is None:
            continue
        if comparable_path(step.answer.file) == comparable_path(chain.result or ""):
            yield problem(
                "QC804",
                step.answer.place_of("file"),
                f"app {step.app.name!r} would answer in the file of the result, {step.answer.file}",
                "give each a file of its own",
            )
        other = by_file.setdefault(comparable_path(step.answer.file), step)
        if other.app != step.app:
            yield problem(
                "QC804",
                step.answer.place_of("file"),
                f"apps {other.app.name!r} and {step.app.name!r} would answer in one file,"
                f" {step.answer.file}",
                "give each a file of its own",
            )
        before = by_app.setdefault(step.app.name, step)
        if before.answer != step.answer:
            yield problem(
                "QC804",
                step.answer.place,
                f"app {step.app.name!r} would have to answer in two ways",
                "ask for the same answer wherever it is started",
            )


def _shared_names(source: App, steps: Iterable[Step]) -> Iterator[Finding]:
    """Variables that two answers would set in one app: the second would hide the first."""
    taken: dict[str, Step] = {}
    for step in steps:
        for name in step.answer.variables if step.answer else ():
            other = taken.setdefault(name, step)
            if other.app != step.app and step.answer:
                yield problem(
                    "QC805",
                    step.answer.place_of("variables"),
                    f"{name!r} would come back to {source.name!r} from {other.app.name!r} and"
                    f" from {step.app.name!r}",
                    "give it two names",
                )


def _read_too_early(source: App, steps: Sequence[Step], read: _Reading) -> Iterator[Finding]:
    """Values and conditions that need the answer of another app: all are read before the first."""
    giving = {n: step for step in steps if step.answer for n in step.answer.variables}
    for code, (targets, remedy) in read.items():
        for name in dict.fromkeys(_names_in(parse_expression(code.code)[0])):
            others = [app for app in targets if name in giving and giving[name].app != app]
            for app in others[:1]:
                giver = giving[name].app.name
                yield problem(
                    "QC806",
                    code.place,
                    f"{source.name!r} reads {name!r} before its first start, and {giver!r} gives it"
                    " back later",
                    f"let {giver!r} start {app.name!r} {remedy}",
                )


def _values_in(steps: Iterable[Step]) -> _Reading:
    """The values that are passed, each with the app that it is for."""
    found = [(s.app, v) for s in steps for v in s.variables.values() if isinstance(v, Expr)]
    return {value: ([app], "and pass it on") for app, value in found}


def _conditions_in(steps: Iterable[Step], turns_to: Iterable[_Turns]) -> _Reading:
    """The conditions on the way to the steps, each with the apps that it decides about."""
    own = [(step.app, step.run_if) for step in steps if step.run_if]
    forks = [
        (step.app, condition)
        for step, turns in turns_to
        for turn in turns
        for condition, _ in turn.fork.branches[: turn.branch + 1]
    ]
    found: dict[Expr, list[App]] = {}
    for app, condition in (*own, *forks):
        found.setdefault(condition, []).append(app)
    return {condition: (apps, "on a condition of its own") for condition, apps in found.items()}


def _names_in(node: Node) -> list[str]:
    found = [node.name] if isinstance(node, Name) else []
    return found + [name for child in children(node) for name in _names_in(child)]
