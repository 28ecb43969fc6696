"""The strongly connected components of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def components(edges: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """The groups of names that lead to each other; a group comes after all groups it leads to.

    This is Tarjan's algorithm, without recursion.

    Args:
        edges: The names that each name leads to; names that are not keys are ignored.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: dict[str, None] = {}
    for start in edges:
        path = [] if start in order else [(start, iter(edges[start]))]
        while path:
            name, targets = path[-1]
            if name not in order:
                order[name] = lowest[name] = len(order)
                stack[name] = None
            target = next((one for one in targets if one in edges and one not in order), None)
            if target is not None:
                path.append((target, iter(edges[target])))
                continue
            path.pop()
            lowest[name] = min(lowest[one] for one in (name, *edges[name]) if one in stack)
            if lowest[name] == order[name]:
                yield _pop_through(stack, name)


def _pop_through(stack: dict[str, None], first: str) -> list[str]:
    """Take names from the end, up to and including ``first``."""
    found: list[str] = []
    while first not in found[-1:]:
        found.append(stack.popitem()[0])
    return found
