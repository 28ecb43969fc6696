"""Covering arrays: complete, small, and the same each time."""

from __future__ import annotations

from itertools import combinations, product
from math import prod
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.simulation.covering import covering

FACTORS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2),
    st.integers(1, 6).map(lambda size: tuple(range(size))),
    max_size=9,
)


def missing(factors, rows):
    """The pairs that no row holds."""
    for (one, these), (other, those) in combinations(factors.items(), 2):
        yield from set(product(these, those)) - {(row[one], row[other]) for row in rows}


def doubts(number):
    """Factors of two and three values, as doubts are."""
    return {f"doubt {at}": ("yes", "no", "else")[: 3 if at % 3 == 0 else 2] for at in range(number)}


def large(*sizes, others=71):
    return {f"large {at}": range(size) for at, size in enumerate(sizes)} | doubts(others)


@given(FACTORS, st.integers(0, 3))
def test_all_pairs_meet_in_complete_rows(factors, seed):
    rows = covering(factors, seed=seed)
    assert all(
        list(row) == list(factors) and all(row[name] in factors[name] for name in row)
        for row in rows
    )
    assert not list(missing(factors, rows))
    for name, values in factors.items():
        assert {row[name] for row in rows} == set(values)


@given(FACTORS.filter(bool), st.data())
def test_given_rows_come_first_and_count(factors, data):
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries(
                {}, optional={name: st.sampled_from(values) for name, values in factors.items()}
            ),
            max_size=4,
        )
    )
    found = covering(factors, given=rows)
    for row, first in zip(rows, found, strict=False):
        assert row.items() <= first.items()
    assert len(found) >= len(rows)
    assert not list(missing(factors, found))


def test_given_rows_that_hold_all_pairs_suffice():
    factors = {"a": "xy", "b": "pq", "c": "12"}
    rows = [
        dict(zip("abc", row, strict=True))
        for row in (("x", "p", "1"), ("x", "q", "2"), ("y", "p", "2"), ("y", "q", "1"))
    ]
    assert covering(factors, given=rows) == tuple(rows)


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_same_arguments_give_the_same_rows(seed):
    assert covering(doubts(20), seed=seed) == covering(doubts(20), seed=seed)


def test_another_seed_gives_other_rows():
    assert covering(doubts(20), seed=1) != covering(doubts(20), seed=2)


def test_order_of_factors_is_kept_and_equal_values_are_values_of_their_own():
    factors: dict[str, list[Any]] = {"small": [True], "large": ["x", "x", "y"]}
    rows = covering(factors)
    assert [list(row.values()) for row in rows] == [[True, "x"], [True, "x"], [True, "y"]]


@pytest.mark.parametrize("sizes", [(50, 40, 25, 12), (40, 50, 45, 12), (50, 50, 3), (20,)], ids=str)
def test_rows_are_hardly_more_than_the_two_largest_need(sizes):
    factors = large(*sizes)
    rows = covering(factors)
    least = prod(sorted((len(values) for values in factors.values()), reverse=True)[:2])
    assert least <= len(rows) <= least * 1.07
    assert not list(missing(factors, rows))


def test_sixty_doubts_need_a_few_dozen_rows():
    assert len(covering(doubts(60))) <= 26


def test_nothing_takes_long():
    began = perf_counter()
    covering(large(50, 40, 25, 12))
    assert perf_counter() - began < 6


@pytest.mark.parametrize(("factors", "rows"), [({}, ()), ({"a": "xyz"}, ("x", "y", "z"))])
def test_without_pairs_each_value_is_there_once(factors, rows):
    assert covering(factors) == tuple({"a": value} for value in rows)


@pytest.mark.parametrize(
    ("factors", "row", "said"),
    [
        ({"a": ""}, {}, "a has no value"),
        ({"a": "x"}, {"b": "x"}, "b, which is not a factor"),
        ({"a": "x"}, {"a": "y"}, "'y', which is not a value of a"),
    ],
)
def test_what_can_not_be_covered_is_refused(factors, row, said):
    with pytest.raises(ValueError, match=said):
        covering(factors, given=[row])
