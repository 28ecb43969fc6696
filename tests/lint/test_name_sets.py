"""Sets of names as bits, and the groups of those that lead to each other."""

from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.lint.analyses.components import components
from qscriptgen.lint.analyses.name_sets import NameBits

NAMES = st.sampled_from("abcdefgh")


@given(st.sets(NAMES), st.sets(NAMES), st.sets(NAMES))
def test_names_are_a_set(one, other, asked):
    name_bits = NameBits()
    found = name_bits.names(name_bits.bits(one) | name_bits.bits(other))
    assert {name for name in "abcdefgh" if name in found} == one | other
    assert found.isdisjoint(asked) == (one | other).isdisjoint(asked)


def reached(edges, start):
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in edges and name not in seen:
            seen.add(name)
            waiting += edges[name]
    return seen


@given(st.dictionaries(NAMES, st.sets(NAMES)))
def test_components_are_those_that_reach_each_other_behind_all_they_reach(edges):
    behind = set()
    groups = list(components(edges))
    for group in groups:
        for name in group:
            whole = reached(edges, name)
            assert {other for other in whole if name in reached(edges, other)} == set(group)
            assert whole <= behind | set(group)
        behind |= set(group)
    assert sorted(name for group in groups for name in group) == sorted(edges)
