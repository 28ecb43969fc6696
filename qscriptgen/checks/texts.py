"""Every text that a chain holds, with its place and what it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Alert

if TYPE_CHECKING:
    from qscriptgen.chain import Chain, Expr
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
        yield chain.place, "the path of the result", chain.result, True
    yield from _members(chain.connections, "the connections", ("get", "post", "space"))
    if chain.library is not None:
        yield chain.place, "the library of the chain", chain.library, True
    for step in chain.steps:
        for name, value in step.variables.items():
            yield step.place, "the name of a variable", name, True
            yield step.place, f"the value of variable {name!r}", value, False
    yield from _told(chain)
    for expression in expressions(chain):
        yield expression.place, "an expression", expression.code, False


def _told(chain: Chain) -> Iterator[tuple[Place, str, str, bool]]:
    if isinstance(chain.on_failure, Alert):
        for name, value in chain.on_failure.variables.items():
            yield chain.on_failure.place, "the name of a variable", name, True
            yield chain.on_failure.place, f"the value of variable {name!r}", value, False
    elif chain.on_failure:
        yield from _members(chain.on_failure, "a webhook", ("connection",))


def _members(
    part: Placed, owner: str, members: tuple[str, ...]
) -> Iterator[tuple[Place, str, str, bool]]:
    for member in members:
        text = getattr(part, member)
        if text is not None:
            yield part.place, f"the {member} of {owner}", text, True


def expressions(chain: Chain) -> Iterator[Expr]:
    """Every piece of Qlik code in a chain."""
    turns = [turns for _, turns in chain.entrances] + [edge.turns for edge in chain.edges]
    for fork in dict.fromkeys(turn.fork for some in turns for turn in some):
        yield from (condition for condition, _ in fork.branches)
    yield from (step.run_if for step in chain.steps if step.run_if)
    if chain.repeat and chain.repeat.until:
        yield chain.repeat.until
