"""``>>``: who starts whom, however a flow is put together."""

from __future__ import annotations

import time
from functools import reduce
from operator import rshift
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen import App, Chain, Expr, Wait, group, when
from qscriptgen.chain.flow import Flow, Part
from tests.support.strategies import apps

A, B, C, D, E, F = apps(6)
YES, NO = Expr("yes"), Expr("no")


def pairs(*flow: Any) -> list[str]:
    """Each edge of a chain of this flow, as ``source>target``."""
    return [f"{e.source.name}>{e.target.app.name}" for e in Chain("c", *flow).edges]


def turns(flow: Any) -> list[str]:
    """The same, with the numbers of the branches on the way."""
    return [
        f"{e.source.name}>{e.target.app.name}:{''.join(str(turn.branch) for turn in e.turns)}"
        for e in Chain("c", flow).edges
    ]


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (A >> B, ["A1>A2"]),
        (A >> B >> C, ["A1>A2", "A2>A3"]),
        (A >> [B, C], ["A1>A2", "A1>A3"]),
        (A >> (B, C), ["A1>A2", "A1>A3"]),
        (A >> group(B, C), ["A1>A2", "A1>A3"]),
        ([A, B] >> C, ["A1>A3", "A2>A3"]),
        ((A, B) >> C, ["A1>A3", "A2>A3"]),
        (group(A, B) >> [C, D], ["A1>A3", "A1>A4", "A2>A3", "A2>A4"]),
        ([A, B] >> group(C, D), ["A1>A3", "A1>A4", "A2>A3", "A2>A4"]),
        (A >> [B, C] >> D, ["A1>A2", "A1>A3", "A2>A4", "A3>A4"]),
        ([A >> B, C] >> D, ["A1>A2", "A2>A4", "A3>A4"]),
        (A >> [B >> C, D], ["A2>A3", "A1>A2", "A1>A4"]),
        (A >> [B, [C, D]], ["A1>A2", "A1>A3", "A1>A4"]),  # type: ignore[list-item]  # works too
        (A >> [B], ["A1>A2"]),
        ([A, B], []),
        ([A >> B, C >> D], ["A1>A2", "A3>A4"]),
        (A, []),
        (A >> B >> A, ["A1>A2", "A2>A1"]),
        (A >> A, ["A1>A1"]),
        (A >> [B, B], ["A1>A2"]),
    ],
)
def test_edges(flow, expected):
    assert pairs(flow) == expected


STAGES = [
    A,
    B.reload(weight=5),
    [C, D],
    group(E, F),
    when(YES, A).otherwise(B),
    [when(NO, C), D.reload(partial=True)],
    E >> F,
]


@st.composite
def groupings(draw: st.DrawFn, stages: list[Any]) -> Any:
    """The stages joined by >>, with parentheses anywhere."""
    if len(stages) == 1:
        return stages[0]
    cut = draw(st.integers(1, len(stages) - 1))
    left, right = draw(groupings(stages[:cut])), draw(groupings(stages[cut:]))
    # Python itself has no >> for two lists.
    return left >> (right if isinstance(left, Part) or isinstance(right, Part) else group(*right))


@given(st.data(), st.lists(st.sampled_from(STAGES), min_size=2, max_size=7))
def test_parentheses_make_no_difference(data, stages):
    flat = Chain("c", reduce(rshift, stages[1:], group(stages[0])))
    nested = Chain("c", data.draw(groupings(stages)))
    assert nested.steps == flat.steps
    assert nested.edges == flat.edges
    assert nested.heads == flat.heads
    assert nested.loose_forks == flat.loose_forks


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        (A >> when(YES, B), ["A1>A2:0"]),
        (A >> when(YES, B).otherwise(C), ["A1>A2:0", "A1>A3:1"]),
        (A >> when(YES, B).when(NO, C).otherwise(D), ["A1>A2:0", "A1>A3:1", "A1>A4:2"]),
        # The order of the words does not matter: what is left over comes last.
        (A >> when(YES, B).otherwise(C).when(NO, D), ["A1>A2:0", "A1>A4:1", "A1>A3:2"]),
        (A >> when(YES, B, C), ["A1>A2:0", "A1>A3:0"]),
        (A >> when(YES, [B, C]), ["A1>A2:0", "A1>A3:0"]),
        (A >> when(YES, B >> C) >> D, ["A2>A3:", "A1>A2:0", "A3>A4:"]),
        # The tails of all branches meet.
        (A >> when(YES, B).otherwise(C) >> D, ["A1>A2:0", "A1>A3:1", "A2>A4:", "A3>A4:"]),
        # An empty branch starts nothing, and nothing goes on behind it.
        (A >> when(YES, []).otherwise(B) >> C, ["A1>A2:1", "A2>A3:"]),
        (A >> when(YES, B).otherwise() >> C, ["A1>A2:0", "A2>A3:"]),
        (A >> when(YES).otherwise(B), ["A1>A2:1"]),
        (
            A >> when(YES, when(NO, B).otherwise(C)).otherwise(D),
            ["A1>A2:00", "A1>A3:01", "A1>A4:1"],
        ),
        ([A, B] >> when(YES, C), ["A1>A3:0", "A2>A3:0"]),
        (A >> [when(YES, B), when(NO, C)], ["A1>A2:0", "A1>A3:0"]),
        (A >> B >> when(YES, A).otherwise(C), ["A1>A2:", "A2>A1:0", "A2>A3:1"]),
    ],
)
def test_forks(flow, expected):
    assert turns(flow) == expected


def test_an_empty_otherwise_is_a_branch_as_any_other():
    assert turns(A >> when(YES, B).otherwise([]) >> C) == ["A1>A2:0", "A2>A3:"]
    assert turns(A >> when(YES, ()).otherwise(B)) == ["A1>A2:1"]


def test_turns_name_their_fork():
    inner = when(NO, B)
    outer = when(YES, inner).otherwise(C)
    edges = {edge.target.app: edge for edge in Chain("c", A >> outer).edges}
    assert [turn.fork for turn in edges[B].turns] == [outer, inner]
    assert [turn.fork for turn in edges[C].turns] == [outer]


def test_a_fork_with_one_more_branch_is_another_fork():
    one = when(YES, B)
    two = one.when(NO, C)
    assert len(one.branches) == 1
    assert len(two.branches) == 2
    assert one != two


def test_roots_and_forks_that_nobody_can_evaluate():
    fork = when(YES, B).otherwise(C)
    before: list[Part] = [A, D, fork]
    chain = Chain("c", before >> E)
    assert [root.app for root in chain.heads] == [A, D]
    assert chain.loose_forks == (fork,)
    assert [step.app for step in chain.steps] == [A, D, B, C, E]


def test_a_reload_with_options_is_another_step_of_the_same_app():
    chain = Chain("c", A >> B.reload(wait=Wait("10m")) >> A)
    assert [step.app for step in chain.steps] == [A, B]
    chain = Chain("c", A >> B >> A.reload(weight=3))
    assert [step.app for step in chain.steps] == [A, B, A]
    assert chain.apps == (A, B)


def test_equal_steps_are_one_step():
    chain = Chain("c", A >> [B.reload(weight=2), C] >> D >> B.reload(weight=2))
    assert [step.app for step in chain.steps] == [A, B, C, D]


# As a user writes it, with what the message must say.
MISTAKES = {
    "A >> 'Sales'": "not 'Sales'",
    "A >> None": "not None",
    "A >> [B, 3]": "not 3",
    "A >> {B}": "a flow takes apps, steps, lists of them and forks",
    "'Sales' >> A": "not 'Sales'",
    "A >> App": "a flow takes apps, steps, lists of them and forks",
    "A >> Expr('v')": "a flow takes apps, steps, lists of them and forks",
    "A >> Chain('c', B)": "a flow takes apps, steps, lists of them and forks",
    "[A] >> [B]": "list",
    "group(A, 'B')": "not 'B'",
    "group()": "starts nothing",
    "A >> []": "starts nothing",
    "A >> [B, []]": "starts nothing",
    "Chain('c', [])": "starts nothing",
    "Chain('c', 'A')": "not 'A'",
    "Chain('c', None)": "not None",
    "when('vRows > 0', B)": "a condition is an Expr, such as Expr('vRows > 0'), not 'vRows > 0'",
    "when(True, B)": "not True",
    "when(YES, 'B')": "not 'B'",
    "when(YES, '')": "not ''",
    "when(YES, 3)": "not 3",
    "when(YES, None)": "not None",
    "when(YES, [[]])": "starts nothing",
    "when(YES, B).when('x', C)": "not 'x'",
    "when(YES, B).otherwise('C')": "not 'C'",
    "when(YES, B).otherwise({})": "not {}",
    "when(YES, B).otherwise(C).otherwise(D)": "has an otherwise() already",
}


@pytest.mark.parametrize(("code", "said"), MISTAKES.items(), ids=MISTAKES)
def test_a_wrong_type_raises_at_once(code, said):
    with pytest.raises(TypeError) as caught:
        exec(code, globals())
    assert said in str(caught.value)


def test_a_part_of_another_kind_is_refused():
    class Odd(Part):
        pass

    with pytest.raises(TypeError, match="a flow takes apps, steps, lists of them and forks"):
        _ = Chain("c", A >> Odd()).steps


LONG = 10_000


def _left(parts: list[App]) -> Part:
    return reduce(rshift, parts)


def _right(parts: list[App]) -> Part:
    flow: Part = parts[-1]
    for app in reversed(parts[:-1]):
        flow = app >> flow
    return flow


def _halves(parts: list[App]) -> Part:
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return _halves(parts[:middle]) >> _halves(parts[middle:])


@pytest.mark.parametrize("nest", [_left, _right, _halves])
def test_a_long_relay_needs_neither_recursion_nor_patience(nest):
    relay = list(apps(LONG))
    began = time.perf_counter()
    flow = nest(relay)
    assert isinstance(flow, Flow)
    chain = Chain("long", flow)
    assert [edge.source for edge in chain.edges] == relay[:-1]
    assert [edge.target.app for edge in chain.edges] == relay[1:]
    assert time.perf_counter() - began < 5
    assert "Flow" in repr(flow)
