"""From a chain to what each of its scripts does."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from qscriptgen import App, Chain, Connections, Expr, Policy, Repeat, Space, Wait, load_chains, when
from qscriptgen.chain.flow import Part
from qscriptgen.outline import Criterion, Environment, StartOutline, data, outline_starts
from tests.outline.start_outlines import start_outlines
from tests.support.strategies import apps, chains, environments, guid

A, B, C, D = apps(4)


def outlines(flow: Part, **options: Any) -> list[StartOutline]:
    return start_outlines(Chain("nightly", flow, **options))


def outline_of(flow: Part, **options: Any) -> StartOutline:
    (outline,) = outlines(flow, **options)
    return outline


def test_each_app_that_starts_another_has_a_script_in_the_order_of_the_spec():
    found = outlines(A >> [B >> D, C])
    assert [(outline.app, [start.app for start in outline.starts]) for outline in found] == [
        ("A1", ["A2", "A3"]),
        ("A2", ["A4"]),
    ]
    assert [outline.path for outline in found] == ["nightly/a1.qvs", "nightly/a2.qvs"]


@given(chains())
def test_every_edge_is_a_start_of_the_script_of_its_source(chain):
    found = start_outlines(chain)
    assert [outline.app for outline in found] == [
        app.name for app in chain.apps if any(edge.source == app for edge in chain.edges)
    ]
    for outline in found:
        targets = {edge.target.app.name for edge in chain.edges if edge.source.name == outline.app}
        assert {start.app for start in outline.starts} == targets


def test_what_a_bare_start_is():
    outline = outline_of(A >> B)
    (start,) = outline.starts
    assert (outline.chain, outline.app, outline.always, outline.forks) == (
        "nightly",
        "A1",
        (1,),
        (),
    )
    assert start.ids == (("", B.id),)
    assert (start.partial, start.weight, start.variables) == (False, None, ())
    assert (start.wait, start.pace_s) == (None, 0)
    assert (start.failure, start.timeout, start.tries) == ("fail", "fail", 1)
    assert not outline.guarded
    assert not outline.waits


def test_options_of_a_start():
    variables = {"vRun": "full", "vAge": "7"}
    step = B.reload(
        wait=Wait("PT45M", poll=timedelta(seconds=20)), partial=True, weight=5, variables=variables
    )
    outline = outline_of(A >> step)
    (start,) = outline.starts
    assert (start.partial, start.weight) == (True, 5)
    assert dict(start.variables) == variables
    assert start.wait == data.WaitTimes(2700, 20)
    assert outline.waits


def test_the_policy_of_a_step_takes_the_place_of_that_of_its_chain_as_a_whole():
    chain_policy = Policy(failure="skip", tries=3, pause="1m", busy="join")
    step_policy = Policy(timeout="continue")
    first, second = outline_of(A >> [B, C.reload(policy=step_policy)], policy=chain_policy).starts
    assert (first.failure, first.timeout, first.tries) == ("skip", "fail", 3)
    assert (first.pause_s, first.patience_s, first.busy) == (60, 600, "join")
    assert (second.failure, second.timeout, second.tries) == ("fail", "continue", 1)
    assert second.busy == "wait"


def test_one_start_with_tries_makes_the_script_look_first():
    assert outline_of(A >> [B, C.reload(policy=Policy(tries=2))]).guarded


def test_a_copy_for_each_environment():
    copies = App("Copies", id=environments())
    outline = outline_of(A >> copies, no_match="skip")
    assert outline.starts[0].ids == (("dev", guid(101)), ("prod", guid(102)))
    assert outline.environments == (
        Environment("dev", (Criterion("type", ("shared",)),)),
        Environment("prod", (Criterion("type", ("managed",)),)),
    )
    assert outline.no_match == "skip"


def test_all_that_an_environment_is_known_by():
    space = Space("own", type=("shared", "managed"), name="N", id="I", tenant="t.example.com")
    (environment,) = outline_of(A >> App("Copies", id={space: guid(9)})).environments
    assert environment.criteria == (
        Criterion("type", ("shared", "managed")),
        Criterion("name", ("N",)),
        Criterion("id", ("I",)),
        Criterion("tenant", ("t.example.com",)),
    )


def test_only_scripts_that_choose_a_copy_know_the_environments():
    copies = App("Copies", id=environments())
    first, second = outlines(A >> copies >> B)
    assert [e.label for e in first.environments] == ["dev", "prod"]
    assert second.environments == ()


def test_no_match_may_be_the_environment_itself():
    spaces = environments()
    dev, _ = spaces
    assert outline_of(A >> App("Copies", id=spaces), no_match=dev).no_match == "dev"


@pytest.mark.parametrize(
    ("connections", "options", "get", "post"),
    [
        (Connections(), {}, ":ApiGet", ":ApiPost"),
        (Connections(get="G", post="P"), {}, ":G", ":P"),
        (Connections(space="API"), {}, "API:ApiGet", "API:ApiPost"),
        (Connections(), {"plain": True}, "ApiGet", "ApiPost"),
        (Connections(space="API"), {"plain": True}, "API:ApiGet", "API:ApiPost"),
    ],
)
def test_connections_as_lib_connect_takes_them(connections, options, get, post):
    outline = outline_of(A >> B, connections=connections, **options)
    assert (outline.get, outline.post) == (get, post)


def test_the_app_that_closes_a_ring_keeps_its_pace():
    stop = Expr("vStop = 1")
    first, second, third = outlines(
        A >> B >> [A, C >> D], repeat=Repeat("10m", until=stop, quota=100)
    )
    assert first.ring is None
    assert third.ring is None
    assert second.ring == data.Ring(600, "vStop = 1", 100)
    # What closes the ring comes last, so that the other starts need not wait for its pace.
    assert [(start.app, start.pace_s) for start in second.starts] == [("A3", 0), ("A1", 600)]


def test_a_ring_without_an_end():
    _, second = outlines(A >> B >> A, repeat=Repeat("PT1H"))
    assert second.ring == data.Ring(3600, None, 192)
    assert second.forks == ()


@pytest.mark.parametrize(
    ("count", "tries", "share", "spacing_s"),
    [(3, 1, 3, 0), (4, 1, 3, 100), (2, 2, 3, 100), (1, 3, 3, 0), (8, 1, 7, 43)],
)
def test_starts_are_spaced_where_there_are_more_than_the_share(count, tries, share, spacing_s):
    first, *others = apps(count + 1)
    outline = outline_of(
        first >> others,
        connections=Connections(posts_per_5min=share),
        policy=Policy(tries=tries),
    )
    assert outline.spacing_s == spacing_s
    assert spacing_s * share >= 300 or not spacing_s


def test_only_starts_that_can_be_due_together_count_for_the_share():
    first, *others = apps(5)
    fork = when(Expr("v"), others[:2]).otherwise(others[2:])
    assert outline_of(first >> fork, connections=Connections(posts_per_5min=2)).spacing_s == 0


def test_what_is_passed_on_as_it_is():
    outline = outline_of(
        A >> B,
        in_partial="run",
        wrap="off",
        plain=True,
        connections=Connections(request_timeout="1m"),
    )
    assert (outline.in_partial, outline.wrap, outline.plain) == ("run", "off", True)
    assert outline.request_timeout_s == 60


def test_a_plan_names_the_spec_without_its_folder(tmp_path):
    spec = tmp_path / "my chain.py"
    spec.write_text(SPEC, encoding="utf-8")
    (chain,) = load_chains(spec)
    (outline,) = outline_starts(chain)
    assert outline.spec == "my chain.py"


def test_a_plan_names_the_spec_and_not_the_module_that_helped(tmp_path):
    (tmp_path / "helper.py").write_text(
        "from qscriptgen import Chain\ndef relay(a, b):\n    return Chain('c', a >> b)\n",
        encoding="utf-8",
    )
    spec = tmp_path / "chain.py"
    spec.write_text(
        "from helper import relay\n" + SPEC.replace("Chain('c', a >> b)", "relay(a, b)"),
        encoding="utf-8",
    )
    (chain,) = load_chains(spec)
    (outline,) = outline_starts(chain)
    assert outline.spec == "chain.py"


SPEC = f"""\
from qscriptgen import App, Chain
a, b = App("A", id="{guid(1)}"), App("B", id="{guid(2)}")
c = Chain('c', a >> b)
"""


def test_a_chain_that_was_not_checked_has_no_plan():
    with pytest.raises(ValueError, match="'soon' has not been checked"):
        outline_starts(Chain("c", A >> B.reload(wait=Wait("soon"))))


def test_plans_are_data():
    outline = outline_of(A >> B.reload(variables={"v": "1"}))
    assert outline == outline_of(A >> B.reload(variables={"v": "1"}))
    assert dataclasses.replace(outline, chain="other") != outline
