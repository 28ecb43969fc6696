"""What the header of a script that starts others can name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.outline import bound
from qscriptgen.templating.words import agreed, bound_in_words, listed

if TYPE_CHECKING:
    from qscriptgen.outline import StartOutline


def header_context(outline: StartOutline) -> dict[str, Any]:
    """The names of ``header.qvs.jinja`` besides those that it shares with the rest of a script."""
    waited = [start.app for start in outline.starts if start.wait]
    return {
        **_connections(outline),
        "targets": listed([start.app for start in outline.starts]),
        "waits_for_all": len(waited) == len(outline.starts),
        "waited": listed(waited),
        "judgements": _judgements(outline),
        "as_conditions": _as_conditions(outline),
        "bound": bound_in_words(bound(outline)),
    }


def _connections(outline: StartOutline) -> dict[str, str]:
    """What the connections are called, and where they are; empty for the space of the app."""
    space, _, post = outline.post.rpartition(":")
    return {
        "get_name": outline.get.rpartition(":")[2],
        "post_name": post,
        "connection_space": space,
    }


def _judgements(outline: StartOutline) -> list[tuple[str, str]]:
    """Clauses that say what can go wrong, each with what this reload does then."""
    failure = agreed(start.failure for start in outline.starts)
    unseen = "an app can not be looked at, or " if outline.due_looks else ""
    if not outline.waits:
        return [
            (
                f"{unseen}a start is not confirmed"
                if len(outline.starts) > 1
                else f"{unseen}the start is not confirmed",
                failure,
            )
        ]
    timeout = agreed(start.timeout for start in outline.starts if start.wait)
    if not all(start.wait for start in outline.starts):
        begun = f"{unseen}a start is not confirmed, or one that is waited for does not succeed"
        if timeout == failure:
            return [(f"{begun} in time", failure)]
        return [(begun, failure), ("one has not ended in time", timeout)]
    one = "one of them" if len(outline.starts) > 1 else "it"
    if timeout == failure:
        return [(f"{one} does not succeed in time", failure)]
    return [(f"{one} does not succeed", failure), (f"{one} has not ended in time", timeout)]


def _as_conditions(outline: StartOutline) -> str:
    """What a header says of starts that are not always due."""
    if sum(len(fork.conditions) for fork in outline.forks) == 1:
        return "as the condition below says"
    return "as the conditions below say"
