"""Every text that a chain holds, with its place and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Alert, Expr

if TYPE_CHECKING:
    from qscriptgen.chain import Chain
    from qscriptgen.chain.origin import Placed
    from qscriptgen.diagnostics import Place


def texts(chain: Chain) -> Iterator[tuple[Place, str, str, bool]]:
    """Place, description, text, and whether it is a name that must be one filled line."""
    yield chain.place, "the name of the chain", chain.name, True
    for app in chain.all_apps:
        yield app.place, "the name of an app", app.name, True
        for app_id in app.ids:
            yield app.place, f"the id of app {app.name!r}", app_id, False
    for space in chain.spaces:
        yield from _members(space, "a space", ("label", "name", "id", "tenant"))
    if chain.result is not None:
        yield chain.place_of("result"), "the path of the result", chain.result, True
    yield from _members(chain.connections, "the connections", ("get", "post", "space"))
    if chain.library is not None:
        yield chain.place_of("library"), "the library of the chain", chain.library, False
    yield from _values(chain)
    for expression in expressions(chain):
        yield expression.place, "an expression", expression.code, False


def _values(chain: Chain) -> Iterator[tuple[Place, str, str, bool]]:
    """The texts of variables and answers."""
    for app in chain.apps:
        for name, default in app.reads.items():
            place = app.place_of("reads", name)
            yield place, "the name of a variable", name, True
            yield place, f"the default of variable {name!r}", default, False
    for step in chain.steps:
        for name, value in step.variables.items():
            place = step.place_of("variables", name)
            yield place, "the name of a variable", name, True
            if not isinstance(value, Expr):
                yield place, f"the value of variable {name!r}", value, False
        if step.answer:
            place = step.answer.place_of("variables")
            yield step.answer.place_of("file"), "the file of an answer", step.answer.file, True
            for name in step.answer.variables:
                yield place, "the name of a variable", name, True
    yield from _alert(chain)


def _alert(chain: Chain) -> Iterator[tuple[Place, str, str, bool]]:
    """The texts of an alert."""
    if isinstance(chain.on_failure, Alert):
        for name, value in chain.on_failure.variables.items():
            place = chain.on_failure.place_of("variables", name)
            yield place, "the name of a variable", name, True
            yield place, f"the value of variable {name!r}", value, False
    elif chain.on_failure:
        yield from _members(chain.on_failure, "a webhook", ("connection",))


def _members(
    part: Placed, owner: str, members: tuple[str, ...]
) -> Iterator[tuple[Place, str, str, bool]]:
    for member in members:
        text = getattr(part, member)
        if text is not None:
            yield part.place_of(member), f"the {member} of {owner}", text, True


def expressions(chain: Chain) -> Iterator[Expr]:
    """Every piece of Qlik code in a chain."""
    turns = [turns for _, turns in chain.entrances] + [edge.turns for edge in chain.edges]
    for fork in dict.fromkeys(turn.fork for some in turns for turn in some):
        yield from (condition for condition, _ in fork.branches)
    yield from (step.run_if for step in chain.steps if step.run_if)
    for step in chain.steps:
        yield from (value for value in step.variables.values() if isinstance(value, Expr))
    if chain.repeat and chain.repeat.until:
        yield chain.repeat.until
