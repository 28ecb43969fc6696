"""The environments of a chain: how a script knows them, and which id an app has in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain, Space

Ids = tuple[tuple[str, str], ...]
"""Labels of environments, each with the id of an app there; one empty label where all share it."""


@dataclass(frozen=True)
class Criterion:
    """One thing that must hold in a space: ``kind`` is type, name, id or tenant."""

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """A label and the criteria by which a script knows that it runs there; all must hold."""

    label: str
    criteria: tuple[Criterion, ...]


def outline_environments(chain: Chain) -> tuple[Environment, ...]:
    """The environments of a chain, in the order in which a script tries them."""
    return tuple(
        Environment(space.label, tuple(c for c in _criteria(space) if c.values))
        for space in chain.spaces
    )


def ids_by_environment(app: App) -> Ids:
    """The ids of an app with the labels of their environments."""
    if isinstance(app.id, str):
        return (("", app.id),)
    return tuple((space.label, app_id) for space, app_id in app.id.items())


def no_match_word(chain: Chain) -> str:
    """What a script does where no environment fits: ``fail``, ``skip``, or a label to take."""
    return chain.no_match if isinstance(chain.no_match, str) else chain.no_match.label


def _criteria(space: Space) -> list[Criterion]:
    one_value = {"name": space.name, "id": space.id, "tenant": space.tenant}
    return [
        Criterion("type", space.types),
        *(Criterion(kind, (value,)) for kind, value in one_value.items() if value),
    ]
