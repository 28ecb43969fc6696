"""The forks of an outline against a walk of the tree: the same is due, whatever is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen import App, Chain, Expr, Repeat, when
from qscriptgen.chain.flow import Part
from qscriptgen.outline import ScriptFork, StartOutline
from qscriptgen.outline.forks import Choice, arrange_forks
from tests.outline.start_outlines import start_outlines
from tests.support.strategies import apps

FIRST, *TARGETS = apps(7)
CODES = ("a", "b", "c", "d", "e")
Truth = Mapping[str, bool]

# A branch is a list of what is started in it: an app, an app with a condition of its own, or a fork
# as (branches, default) with each branch a pair of a condition and a list.
Item = App | tuple[App, str] | tuple[list[Any], list[Any] | None]


def items(depth: int) -> st.SearchStrategy[Item]:
    plain = st.sampled_from(TARGETS)
    conditional = st.tuples(plain, st.sampled_from(CODES))
    if not depth:
        return plain | conditional
    inner = st.lists(items(depth - 1), max_size=2)
    branches = st.lists(st.tuples(st.sampled_from(CODES), inner), min_size=1, max_size=3)
    return plain | conditional | st.tuples(branches, st.none() | inner)


def flow_of(item: Any) -> Part:
    """The item as a user writes it."""
    if isinstance(item, App):
        return item
    head, tail = item
    if isinstance(head, App):
        return head.reload(run_if=Expr(tail))
    (first, then), *others = head
    fork = when(Expr(first), *map(flow_of, then))
    for code, then in others:
        fork = fork.when(Expr(code), *map(flow_of, then))
    return fork if tail is None else fork.otherwise(*map(flow_of, tail))


def walk(branch: Sequence[Any], truth: Truth) -> set[str]:
    """The reloads that a branch starts, each as the name of its app and its own condition."""
    started: set[str] = set()
    for item in branch:
        if isinstance(item, App):
            started.add(item.name)
            continue
        head, tail = item
        if isinstance(head, App):
            started |= {f"{head.name} if {tail}"} if truth[tail] else set()
            continue
        taken = next((then for code, then in head if truth[code]), tail)
        started |= walk(taken or [], truth)
    return started


def chosen(outline: StartOutline, names: Sequence[str], truth: Truth) -> set[str]:
    """The reloads that are due by the forks: of each, the first condition that holds."""
    numbers = set(outline.always)
    taken: dict[int, int] = {}
    for fork in outline.forks:
        if fork.under and taken.get(fork.under[0]) != fork.under[1]:
            continue
        held = (n for n, condition in enumerate(fork.conditions, 1) if truth[condition])
        taken[fork.number] = next(held, len(fork.branches))
        numbers |= set(fork.branches[taken[fork.number] - 1])
    return {names[number - 1] for number in numbers}


def names_of(chain: Chain) -> list[str]:
    """The reloads that the first app starts, numbered as the outline numbers them."""
    targets = dict.fromkeys(edge.target for edge in chain.edges if edge.source == FIRST)
    return [f"{s.app.name} if {s.run_if.code}" if s.run_if else s.app.name for s in targets]


@given(
    st.lists(items(2), min_size=1, max_size=4),
    st.fixed_dictionaries(dict.fromkeys(CODES, st.booleans())),
)
def test_forks_choose_what_the_tree_chooses(branch, truth):
    chain = Chain("c", FIRST >> [flow_of(item) for item in branch])
    outlines = start_outlines(chain)
    if not outlines:
        assert walk(branch, truth) == set()
        return
    (outline,) = outlines
    assert chosen(outline, names_of(chain), truth) == walk(branch, truth)


@given(st.lists(items(2), min_size=1, max_size=4))
def test_forks_are_numbered_from_the_outermost_and_start_all_that_is_not_always_due(branch):
    for outline in start_outlines(Chain("c", FIRST >> [flow_of(item) for item in branch])):
        assert [fork.number for fork in outline.forks] == list(range(1, len(outline.forks) + 1))
        for fork in outline.forks:
            assert len(fork.branches) == len(fork.conditions) + 1
            assert fork.under is None or fork.under[0] < fork.number
        numbers = {
            *outline.always,
            *(n for f in outline.forks for starts in f.branches for n in starts),
        }
        assert numbers == set(range(1, len(outline.starts) + 1))


@given(st.lists(items(2), min_size=1, max_size=4))
def test_each_condition_is_asked_as_often_as_it_was_written(branch):
    chain = Chain("c", FIRST >> [flow_of(item) for item in branch])
    for outline in start_outlines(chain):
        forks = {turn.fork for edge in chain.edges for turn in edge.turns}
        written = sum(len(fork.branches) for fork in forks)
        written += len({(e.turns, e.target) for e in chain.edges if e.target.run_if})
        assert sum(len(fork.conditions) for fork in outline.forks) <= written


A, B, C, D = TARGETS[:4]
YES, NO = Expr("yes"), Expr("no")


@pytest.mark.parametrize(
    ("flow", "always", "forks"),
    [
        (FIRST >> A, (1,), ()),
        (FIRST >> [A, B], (1, 2), ()),
        (FIRST >> when(YES, A), (), (ScriptFork(1, ("yes",), ((1,), ())),)),
        (FIRST >> A.reload(run_if=YES), (), (ScriptFork(1, ("yes",), ((1,), ())),)),
        (FIRST >> [A, when(YES, B)], (1,), (ScriptFork(1, ("yes",), ((2,), ())),)),
        (
            FIRST >> when(YES, A).when(NO, [B, C]).otherwise(D),
            (),
            (ScriptFork(1, ("yes", "no"), ((1,), (2, 3), (4,))),),
        ),
        # An empty branch keeps its place: what comes after it is tried only where it does not hold.
        (FIRST >> when(YES, []).otherwise(A), (), (ScriptFork(1, ("yes",), ((), (1,))),)),
        # Forks side by side stay apart.
        (
            FIRST >> [when(YES, A), when(NO, B)],
            (),
            (ScriptFork(1, ("yes",), ((1,), ())), ScriptFork(2, ("no",), ((2,), ()))),
        ),
        (
            FIRST >> when(YES, when(NO, A).otherwise(B)).otherwise(C),
            (),
            (ScriptFork(1, ("yes",), ((), (3,))), ScriptFork(2, ("no",), ((1,), (2,)), (1, 1))),
        ),
        # The condition of the reload itself comes last.
        (
            FIRST >> when(YES, A.reload(run_if=NO)),
            (),
            (ScriptFork(1, ("yes",), ((), ())), ScriptFork(2, ("no",), ((1,), ()), (1, 1))),
        ),
        # What both branches start has one number.
        (FIRST >> when(YES, [A, B]).otherwise(A), (), (ScriptFork(1, ("yes",), ((1, 2), (1,))),)),
    ],
)
def test_forks(flow, always, forks):
    (outline,) = start_outlines(Chain("c", flow))
    assert outline.always == always
    assert outline.forks == forks


def test_the_end_of_a_ring_is_looked_at_before_its_forks():
    ring = FIRST >> A >> when(YES, FIRST).otherwise(B)
    chain = Chain("c", ring, repeat=Repeat("10m", until=Expr("stop")))
    _, outline = start_outlines(chain)
    names = [start.app for start in outline.starts]
    assert names == [B.name, FIRST.name]
    for stop in (True, False):
        for yes in (True, False):
            due_now = chosen(outline, names, {"stop": stop, "yes": yes})
            # Whether it ends or not, what is not part of the ring goes on as its fork says.
            ring_goes_on = {FIRST.name} if yes and not stop else set()
            assert due_now == (ring_goes_on if yes else {B.name})


def test_paths_of_one_fork_are_gathered_wherever_they_stand():
    path = [(1, (Choice("f", ("yes",), 0),)), (2, ()), (3, (Choice("f", ("yes",), 1),))]
    assert arrange_forks(path) == ((2,), (ScriptFork(1, ("yes",), ((1,), (3,))),))


def test_nothing_is_due_of_nothing():
    assert arrange_forks([]) == ((), ())
