"""The strongly connected components of a graph."""

from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.lint.analyses.components import components

NAMES = st.sampled_from("abcdefgh")


def reachable(edges, start):
    seen, waiting = set(), [start]
    while waiting:
        name = waiting.pop()
        if name in edges and name not in seen:
            seen.add(name)
            waiting += edges[name]
    return seen


@given(st.dictionaries(NAMES, st.sets(NAMES)))
def test_components_reach_each_other_and_come_after_all_they_reach(edges):
    before: set[str] = set()
    groups = list(components(edges))
    for group in groups:
        for name in group:
            whole = reachable(edges, name)
            assert {other for other in whole if name in reachable(edges, other)} == set(group)
            assert whole <= before | set(group)
        before |= set(group)
    assert sorted(name for group in groups for name in group) == sorted(edges)
