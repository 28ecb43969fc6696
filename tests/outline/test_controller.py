"""The way of a controller through its chain."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from qscriptgen import App, Chain, Connections, Expr, Policy, Wait, check, group, when
from qscriptgen.outline import StartOutline, bound
from tests.outline.start_outlines import start_outlines
from tests.support.strategies import apps, controlled
from tests.support.typing import not_none

A, B, C, D, E = apps(5)
NIGHT = App("Night", id="0a1b2c3d-0000-4000-8000-000000000099")
YES, NO = Expr("yes"), Expr("no")


def outline_of(flow: Any, **options: Any) -> StartOutline:
    options = {"wait": Wait("10m", poll="1m")} | options
    (outline,) = start_outlines(Chain("night", flow, controller=NIGHT, **options))
    return outline


def order(flow: Any) -> list[str]:
    return [start.app for start in outline_of(flow).starts]


def test_there_is_one_script_and_it_is_the_controllers():
    outline = outline_of(A >> B >> C, result="lib://DataFiles/a.qvd")
    assert (outline.app, outline.path) == ("Night", "night/night.qvs")
    assert not_none(outline.controller).result == "lib://DataFiles/a.qvd"
    assert (outline.always, outline.forks) == ((1, 2, 3), ())


def test_apps_are_in_the_order_of_the_spec():
    assert order(A >> group(B >> C, D)) == ["A1", "A2", "A3", "A4"]
    assert order([C, A, B]) == ["A3", "A1", "A2"]


def test_none_comes_before_what_it_follows():
    # C is named first in a branch that nobody waits for, and again behind B.
    assert order(A >> when(YES, C).otherwise(B >> C)) == ["A1", "A2", "A3"]


def test_what_follows_an_app():
    outline = outline_of(A >> group(B >> C, D))
    assert not_none(outline.controller).followers == ((2, 3, 4), (3,), (), ())


def test_a_condition_counts_for_all_that_follows():
    outline = outline_of(A >> B.reload(run_if=YES) >> C)
    (fork,) = outline.forks
    assert (outline.always, fork.conditions, fork.branches) == ((1,), ("yes",), ((2, 3), ()))


def test_conditions_one_behind_the_other_are_one_in_the_other():
    outline = outline_of(A.reload(run_if=YES) >> B.reload(run_if=NO) >> C)
    assert [(f.conditions, f.branches, f.under) for f in outline.forks] == [
        (("yes",), ((1,), ()), None),
        (("no",), ((2, 3), ()), (1, 1)),
    ]


def test_a_flow_can_begin_with_a_condition():
    outline = outline_of(when(YES, A).when(NO, B).otherwise(C))
    (fork,) = outline.forks
    assert (fork.conditions, fork.branches) == (("yes", "no"), ((1,), (2,), (3,)))


def test_branches_that_all_lead_to_an_app_are_no_condition_for_it():
    outline = outline_of(when(YES, A).otherwise(B) >> C)
    assert outline.always == (3,)
    half = outline_of(when(YES, A).when(NO, B) >> C)
    assert (half.always, half.forks[0].branches) == ((), ((1, 3), (2, 3), ()))


def test_many_meetings_stay_small():
    flow = A >> B
    for number in range(30):
        one, other = (App(f"{side}{number}", id=f"{side}{number}") for side in "LR")
        flow = flow >> when(YES, one).otherwise(other)
    outline = outline_of(flow)
    assert len(outline.forks) == 30
    assert all(fork.under is None for fork in outline.forks)


def test_waits_add_up():
    most = bound(outline_of(A >> [B, C.reload(wait=Wait("5m", poll="30s"))]))
    assert (most.sleep_s, most.requests) == (600 + 600 + 300, 3 + 10 + 10 + 10)


def test_of_a_fork_the_longest_branch_counts():
    long = B.reload(wait=Wait("1h", poll="1m"), policy=Policy(timeout="cancel"))
    most = bound(outline_of(A >> when(YES, long).otherwise(C)))
    assert (most.sleep_s, most.requests) == (600 + 3600, 2 + 10 + 60 + 1)


def test_starts_are_spaced_where_they_would_be_more_than_its_share():
    outline = outline_of(A >> B >> C, connections=Connections(posts_per_5min=2))
    assert outline.spacing_s == 150


def test_a_ring_or_a_join_has_some_plan_so_that_a_check_can_say_more():
    assert len(outline_of(A >> B >> A).starts) == 2
    assert len(outline_of(A >> [B, C] >> D).starts) == 4


@given(controlled())
def test_every_app_is_started_once_behind_those_that_it_follows(chain):
    assert check(chain) == ()
    (outline,) = start_outlines(chain)
    names = [start.app for start in outline.starts]
    assert sorted(names) == sorted(step.app.name for step in chain.steps)
    for edge in chain.edges:
        source, target = names.index(edge.source.name), names.index(edge.target.app.name)
        assert source < target
        assert target + 1 in not_none(outline.controller).followers[source]
