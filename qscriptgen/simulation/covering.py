"""Few combinations in which every two values of different factors meet.

The rows grow factor by factor (Lei and Tai, In-Parameter-Order: A Test Generation Strategy for
Pairwise Testing, IEEE HASE 1998). What a row holds, and what has not met yet, are
the bits of one integer each, so that a choice costs one AND and one count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

T = TypeVar("T")

_OPEN = -1  # the value of a factor that a row is free to take


def covering(
    factors: Mapping[str, Sequence[T]],
    *,
    seed: int = 0,
    given: Sequence[Mapping[str, T]] = (),
) -> tuple[Mapping[str, T], ...]:
    """Rows with a value for every factor; each two values of two factors share at least one row.

    The same arguments give the same rows. There are about as many as the product of the two
    largest factors, or a few dozen if all are small.

    Args:
        factors: The values of each factor.
        seed: Another number gives other rows, with other meetings of three and more values.
        given: Rows that come first, as they are; factors that one leaves out are filled in.

    Raises:
        ValueError: A factor has no value, or a given row has a factor or value that is not there.
    """
    for name, values in factors.items():
        if not values:
            raise ValueError(f"{name} has no value")
    # The largest first: what they need is the most, and all later ones fit into it.
    order = sorted(factors, key=lambda name: -len(factors[name]))
    array = _Array([len(factors[name]) for name in order], Random(seed))
    for row in given:
        array.add(_indices(row, factors, order))
    for at in range(len(order)):
        array.widen(at)
    column = {name: at for at, name in enumerate(order)}
    return tuple(
        {name: factors[name][row[column[name]]] for name in factors} for row in array.filled()
    )


def _indices(
    row: Mapping[str, T], factors: Mapping[str, Sequence[T]], order: list[str]
) -> list[int]:
    """A given row by the indices of its values."""
    for name, value in row.items():
        if name not in factors:
            raise ValueError(f"a given row has {name}, which is not a factor")
        if value not in factors[name]:
            raise ValueError(f"a given row has {value!r}, which is not a value of {name}")
    return [factors[name].index(row[name]) if name in row else _OPEN for name in order]


@dataclass
class _Array:
    """Rows under construction.

    A value of a factor is one bit: ``base`` is that of a factor's first value. ``masks`` holds for
    each row the bits of its values, ``able`` for each bit the rows that have that value or may
    still take it.
    """

    sizes: list[int]
    random: Random
    rows: list[list[int]] = field(default_factory=list)
    masks: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.base = [sum(self.sizes[:at]) for at in range(len(self.sizes))]
        self.able = [0] * sum(self.sizes)

    def add(self, row: list[int]) -> None:
        """Append a row, open or not in each place."""
        bit = 1 << len(self.rows)
        self.rows.append([_OPEN] * len(self.sizes))
        self.masks.append(0)
        for at in range(len(self.able)):
            self.able[at] |= bit
        for at, value in enumerate(row):
            if value != _OPEN:
                self.put(len(self.rows) - 1, at, value)

    def put(self, row: int, at: int, value: int) -> None:
        """Give a row its value of a factor."""
        self.rows[row][at] = value
        self.masks[row] |= 1 << self.base[at] + value
        bit = 1 << row
        for other in range(self.sizes[at]):
            if other != value:
                self.able[self.base[at] + other] &= ~bit

    def widen(self, at: int) -> None:
        """Let every value of a factor meet all values of the factors before it."""
        if at == 0:  # there is nobody to meet, but each value must be there
            for value in range(self.sizes[0]):
                if all(row[0] != value for row in self.rows):
                    self.add([value])
            return
        missing = [(1 << self.base[at]) - 1] * self.sizes[at]
        self._choose(at, missing)
        for value, lacking in enumerate(missing):
            for bit in _bits(lacking):
                self._bring_together(at, value, bit)

    def _choose(self, at: int, missing: list[int]) -> None:
        """Give each row the value that meets most of what it has not met; none if all has met.

        Of equals the least used is taken, so that all keep the same chance.
        """
        used = [0] * len(missing)
        for row, mask in zip(self.rows, self.masks, strict=True):
            if row[at] != _OPEN:
                missing[row[at]] &= ~mask
        for number, mask in enumerate(self.masks):
            if self.rows[number][at] != _OPEN:
                continue
            gains = [(mask & lacking).bit_count() for lacking in missing]
            most = max(gains)
            if not most:
                continue
            equals = [value for value, gain in enumerate(gains) if gain == most]
            value = min(equals, key=lambda value: (used[value], self.random.random()))
            missing[value] &= ~mask
            used[value] += 1
            self.put(number, at, value)

    def _bring_together(self, at: int, value: int, bit: int) -> None:
        """Let a value of a factor meet one of an earlier factor, in a row that is open to both."""
        rows = self.able[self.base[at] + value] & self.able[bit]
        if not rows:
            self.add([])
            rows = 1 << len(self.rows) - 1
        row = (rows & -rows).bit_length() - 1
        earlier = max(f for f in range(at) if self.base[f] <= bit)
        self.put(row, at, value)
        self.put(row, earlier, bit - self.base[earlier])

    def filled(self) -> Iterator[list[int]]:
        """The rows, open places filled in at random."""
        for row in self.rows:
            yield [
                self.random.randrange(size) if value == _OPEN else value
                for value, size in zip(row, self.sizes, strict=True)
            ]


def _bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
