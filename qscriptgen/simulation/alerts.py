"""What a reader sees of the alert of a script: when it is sent, and which app it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.expression import BinaryChain, Call, Literal, Node
from qscriptgen.simulation.conditions import ids_of
from qscriptgen.simulation.heads import looked_at

if TYPE_CHECKING:
    from qscriptgen.script import Statement
    from qscriptgen.simulation.seen import Seen, Where


def told(seen: Seen, name: str, node: Node, path: tuple[Statement, ...], where: Where) -> None:
    """Keep behind which condition one more went wrong, or the alert about it is sent."""
    first = node.args[-1] if isinstance(node, Call) and name == "qsg_Told" else node
    if isinstance(node, BinaryChain) or (
        isinstance(first, Literal) and first.value == "no_connection"
    ):
        seen.told.append(looked_at(path[-1]))


def alerted(seen: Seen, name: str, node: Node, path: tuple[Statement, ...], where: Where) -> None:
    """Keep the ids of the app that is started."""
    seen.alerted = ids_of(node)
