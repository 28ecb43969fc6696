"""Flat rows against a walk of the tree: the same reloads are due, whatever is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import apps

from qscriptgen import App, Chain, Expr, Repeat, when
from qscriptgen.chain.flow import Fork
from qscriptgen.plan import Plan, Row, plan_chain
from qscriptgen.plan.due import Choice, due

FIRST, *TARGETS = apps(7)
CODES = ("a", "b", "c", "d", "e")
Truth = Mapping[str, bool]

# A branch is a list of what is started in it: an app, an app with a condition of its own, or a fork
# as (branches, default) with each branch a pair of a condition and a list.
Item = App | tuple[App, str] | tuple[list, list | None]


def items(depth: int) -> st.SearchStrategy[Item]:
    plain = st.sampled_from(TARGETS)
    conditional = st.tuples(plain, st.sampled_from(CODES))
    if not depth:
        return plain | conditional
    inner = st.lists(items(depth - 1), max_size=2)
    branches = st.lists(st.tuples(st.sampled_from(CODES), inner), min_size=1, max_size=3)
    return plain | conditional | st.tuples(branches, st.none() | inner)


def flow_of(item: Item) -> object:
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


def walk(branch: Sequence[Item], truth: Truth) -> set[str]:
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


def chosen(plan: Plan, names: Sequence[str], truth: Truth) -> set[str]:
    """The reloads that are due by the rows: of each fork, the first row that holds."""
    numbers = set(plan.always)
    for rows in plan.forks:
        numbers |= set(next(row.starts for row in rows if all(truth[c] for c in row.conditions)))
    return {names[number - 1] for number in numbers}


def names_of(chain: Chain) -> list[str]:
    """The reloads that the first app starts, numbered as the plan numbers them."""
    targets = dict.fromkeys(edge.target for edge in chain.edges if edge.source == FIRST)
    return [f"{s.app.name} if {s.run_if.code}" if s.run_if else s.app.name for s in targets]


@given(
    st.lists(items(2), min_size=1, max_size=4),
    st.fixed_dictionaries(dict.fromkeys(CODES, st.booleans())),
)
def test_rows_choose_what_the_tree_chooses(branch, truth):
    chain = Chain("c", FIRST >> [flow_of(item) for item in branch])
    plans = plan_chain(chain)
    if not plans:
        assert walk(branch, truth) == set()
        return
    (plan,) = plans
    assert chosen(plan, names_of(chain), truth) == walk(branch, truth)


@given(st.lists(items(2), min_size=1, max_size=4))
def test_exactly_the_last_row_of_a_fork_has_no_conditions(branch):
    for plan in plan_chain(Chain("c", FIRST >> [flow_of(item) for item in branch])):
        for rows in plan.forks:
            assert [bool(row.conditions) for row in rows] == [True] * (len(rows) - 1) + [False]
        numbers = {*plan.always, *(n for rows in plan.forks for row in rows for n in row.starts)}
        assert numbers == set(range(1, len(plan.starts) + 1))


A, B, C, D = TARGETS[:4]
YES, NO = Expr("yes"), Expr("no")


@pytest.mark.parametrize(
    ("flow", "always", "forks"),
    [
        (FIRST >> A, (1,), ()),
        (FIRST >> [A, B], (1, 2), ()),
        (FIRST >> when(YES, A), (), ((Row(("yes",), (1,)), Row((), ())),)),
        (FIRST >> A.reload(run_if=YES), (), ((Row(("yes",), (1,)), Row((), ())),)),
        (FIRST >> [A, when(YES, B)], (1,), ((Row(("yes",), (2,)), Row((), ())),)),
        (
            FIRST >> when(YES, A).when(NO, [B, C]).otherwise(D),
            (),
            ((Row(("yes",), (1,)), Row(("no",), (2, 3)), Row((), (4,))),),
        ),
        # An empty branch keeps its place: what comes after it is tried only where it does not hold.
        (FIRST >> when(YES, []).otherwise(A), (), ((Row(("yes",), ()), Row((), (1,))),)),
        # Forks side by side stay apart.
        (
            FIRST >> [when(YES, A), when(NO, B)],
            (),
            ((Row(("yes",), (1,)), Row((), ())), (Row(("no",), (2,)), Row((), ()))),
        ),
        (
            FIRST >> when(YES, when(NO, A).otherwise(B)).otherwise(C),
            (),
            ((Row(("yes", "no"), (1,)), Row(("yes",), (2,)), Row((), (3,))),),
        ),
        # The condition of the reload itself comes last.
        (
            FIRST >> when(YES, A.reload(run_if=NO)),
            (),
            ((Row(("yes", "no"), (1,)), Row(("yes",), ()), Row((), ())),),
        ),
        # What both branches start has one number.
        (
            FIRST >> when(YES, [A, B]).otherwise(A),
            (),
            ((Row(("yes",), (1, 2)), Row((), (1,))),),
        ),
    ],
)
def test_rows(flow, always, forks):
    (plan,) = plan_chain(Chain("c", flow))
    assert plan.always == always
    assert plan.forks == forks


def test_the_end_of_a_ring_is_looked_at_before_its_forks():
    ring = FIRST >> A >> when(YES, FIRST).otherwise(B)
    chain = Chain("c", ring, repeat=Repeat("10m", until=Expr("stop")))
    _, plan = plan_chain(chain)
    names = [start.app for start in plan.starts]
    assert names == [B.name, FIRST.name]
    for stop in (True, False):
        for yes in (True, False):
            due_now = chosen(plan, names, {"stop": stop, "yes": yes})
            # Whether it ends or not, what is no part of the ring goes on as its fork says.
            ring_goes_on = {FIRST.name} if yes and not stop else set()
            assert due_now == (ring_goes_on if yes else {B.name})


def test_paths_of_one_fork_are_gathered_wherever_they_stand():
    fork: Fork = when(YES, A)
    path = [(1, (Choice(fork, ("yes",), 0),)), (2, ()), (3, (Choice(fork, ("yes",), 1),))]
    assert due(path) == ((2,), ((Row(("yes",), (1,)), Row((), (3,))),))


def test_nothing_is_due_of_nothing():
    assert due([]) == ((), ())
