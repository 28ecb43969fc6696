"""The order of a chain: ``a >> b``, ``[a, b]`` side by side, and forks on conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qscriptgen.chain.options import Expr
from qscriptgen.chain.origin import Placed


class Part:
    """Anything that can stand in a flow; ``>>`` puts one part after another."""

    def __rshift__(self, after: Part | Sequence[Part]) -> Flow:
        """This part, then ``after``."""
        return Flow(self, part(after))

    def __rrshift__(self, before: Part | Sequence[Part]) -> Flow:
        """``before``, then this part: reached where the left side is a list."""
        return Flow(part(before), self)


@dataclass(frozen=True, eq=False, repr=False)
class Flow(Part):
    """One part after another."""

    before: Part
    after: Part

    def parts(self) -> Iterator[Part]:
        """The parts in their order, however the flow was put together."""
        waiting: list[Part] = [self]
        while waiting:
            last = waiting.pop()
            if isinstance(last, Flow):
                waiting += [last.after, last.before]
            else:
                yield last


@dataclass(frozen=True, eq=False)
class Group(Part):
    """Parts side by side."""

    members: tuple[Part, ...]


@dataclass(frozen=True, eq=False)
class Fork(Placed, Part):
    """Branches of which the first whose condition holds is taken, else the last one if any."""

    branches: tuple[tuple[Expr, Group], ...]
    default: Group | None = None

    def when(self, condition: Expr, *then: Part | Sequence[Part]) -> Fork:
        """This fork with one more branch, tried after those before it."""
        return Fork((*self.branches, _branch(condition, then)), self.default)

    def otherwise(self, *then: Part | Sequence[Part]) -> Fork:
        """This fork with the branch that is taken when no condition holds."""
        if self.default is not None:
            raise TypeError("this fork has an otherwise() already")
        return Fork(self.branches, _group(then))


def when(condition: Expr, *then: Part | Sequence[Part]) -> Fork:
    """A fork: ``when(Expr("vRows > 0"), sales).otherwise(report)``; ``[]`` starts nothing."""
    return Fork((_branch(condition, then),))


def group(*members: Part | Sequence[Part]) -> Group:
    """Parts side by side, for places where a Python list has no ``>>``."""
    if not members:
        raise TypeError("group() without members starts nothing; only a branch may be empty")
    return Group(tuple(part(member) for member in members))


def part(item: Part | Sequence[Part]) -> Part:
    """The item as a part of a flow: a list becomes a group."""
    if isinstance(item, Part):
        return item
    if isinstance(item, list | tuple):
        return group(*item)
    raise TypeError(f"a flow takes apps, steps, lists of them and forks, not {item!r}")


def _branch(condition: Expr, then: Sequence[Part | Sequence[Part]]) -> tuple[Expr, Group]:
    if not isinstance(condition, Expr):
        raise TypeError(f"a condition is an Expr, such as Expr('vRows > 0'), not {condition!r}")
    return condition, _group(then)


def _group(then: Sequence[Part | Sequence[Part]]) -> Group:
    """What a branch starts; an empty list starts nothing."""
    return Group(tuple(part(item) for item in then if item not in ([], ())))
