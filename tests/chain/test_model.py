"""Apps, steps, options and chains as values: equal, frozen, and with a place in the spec."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from qscriptgen import (
    App,
    Chain,
    Connections,
    Expr,
    Policy,
    Repeat,
    Space,
    Step,
    Wait,
    load_chains,
    when,
)
from tests.support.strategies import guid

A, B, C = App("A", id=guid(1)), App("B", id=guid(2)), App("C", id=guid(3))
DEV, PROD = Space("dev", type="shared"), Space("prod", type="managed")


def made(code: str) -> object:
    """What the code makes, as a user writes it."""
    names = dict(globals())
    exec(f"made = {code}", names)
    return names["made"]


@pytest.mark.parametrize(
    ("code", "another"),
    [
        ("App('A', id='1')", "App('A', id='2')"),
        ("App('A', id={Space('dev', type='shared'): '1'})", "App('A', id={PROD: '1'})"),
        ("Space('dev', type=('shared', 'managed'))", "Space('dev', type='shared')"),
        ("A.reload(weight=3)", "A.reload(weight=4)"),
        ("A.reload(variables={'a': '1'})", "A.reload(variables={'a': '2'})"),
        ("Expr('v > 0')", "Expr('v > 1')"),
        ("Wait('10m')", "Wait('10m', poll='1m')"),
        ("Policy(tries=3)", "Policy()"),
        ("Repeat('10m')", "Repeat('11m')"),
        ("Connections(space='API')", "Connections()"),
    ],
)
def test_equal_parts_are_equal_wherever_they_are_written(code, another):
    assert made(code) == made(code)
    assert hash(made(code)) == hash(made(code))
    assert made(code) != made(another)


def test_chains_are_equal_to_themselves_only():
    chain = Chain("c", A >> B)
    assert chain == chain  # noqa: PLR0124
    assert chain != Chain("c", A >> B)


@pytest.mark.parametrize(
    "part", [A, A.reload(), DEV, Expr("v"), Wait("1m"), Policy(), Repeat("1m")]
)
def test_parts_are_frozen(part):
    field = dataclasses.fields(part)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(part, field, getattr(part, field))


def test_a_step_keeps_what_the_caller_may_change_later():
    variables = {"vRun": "full"}
    step = A.reload(variables=variables)
    variables["vRun"] = "none"
    assert step.variables == {"vRun": "full"}


def test_reload_takes_all_options():
    options: dict[str, Any] = {
        "wait": Wait("45m", poll="15s"),
        "policy": Policy(failure="skip"),
        "partial": True,
        "weight": 5,
        "variables": {"vRun": "full"},
        "run_if": Expr("v > 0"),
    }
    assert A.reload(**options) == Step(A, **options)
    assert A.reload() == Step(A)


def test_ids_and_spaces_of_an_app():
    copies = App("Copies", id={DEV: guid(1), PROD: guid(2)})
    assert copies.ids == (guid(1), guid(2))
    assert copies.spaces == (DEV, PROD)
    assert A.ids == (guid(1),)
    assert A.spaces == ()


@pytest.mark.parametrize(
    ("given", "types"),
    [
        (None, ()),
        ("shared", ("shared",)),
        (("shared", "managed"), ("shared", "managed")),
        (["shared", "managed"], ("shared", "managed")),
    ],
)
def test_types_of_a_space(given, types):
    assert Space("dev", type=given).types == types


def test_apps_and_spaces_of_a_chain_in_the_order_of_the_spec():
    one = App("One", id={PROD: "1", DEV: "2"})
    two = App("Two", id={DEV: "3", PROD: "4"})
    chain = Chain("c", A >> [one, two] >> B)
    assert chain.apps == (A, one, two, B)
    assert chain.spaces == (PROD, DEV)


def test_defaults_of_a_chain():
    chain = Chain("c", A >> B)
    assert chain.connections == Connections(get="ApiGet", post="ApiPost", space=None)
    assert chain.policy == Policy(failure="fail", timeout="fail", busy=None, tries=1)
    assert (chain.repeat, chain.no_match, chain.in_partial) == (None, "fail", "skip")
    assert (chain.plain, chain.wrap) == (False, "on")


def test_durations_are_text_or_timedelta():
    assert Wait("45m").limit == "45m"
    assert Wait("PT45M").limit == "PT45M"
    assert Wait(timedelta(minutes=45)).limit == timedelta(minutes=45)


@pytest.mark.parametrize(
    "code",
    [
        "App('A')",
        "App('A', id=5)",
        "App('A', id=None)",
        "App(5, id=guid(1))",
        "App('A', id={'dev': guid(1)})",
        "App('A', id={DEV: 5})",
        "App('A', id=guid(1), name='B')",
        "App('A', id=guid(1), space=DEV)",
        "Space(5)",
        "Space('dev', type=5)",
        "Expr(5)",
        "Expr('a', 'b')",
        "A.reload(Wait('10m'))",
        "A.reload(wait='10m')",
        "A.reload(policy='fail')",
        "A.reload(weight='5')",
        "A.reload(weight=5.0)",
        "A.reload(weight=True)",
        "A.reload(variables={'vRows': 5})",
        "A.reload(variables=['vRows'])",
        "A.reload(run_if='v > 0')",
        "A.reload(partial='yes')",
        "Wait(None)",
        # Seconds? Minutes? A bare number is not a duration, as text or as a number.
        "Wait(45)",
        "Wait('45m', poll=15)",
        "Policy(failure=None)",
        "Policy(tries='3')",
        "Policy(tries=3.0)",
        "Policy(tries=True)",
        "Repeat(10)",
        "Repeat('10m', until='v = 1')",
        "Repeat('10m', quota='192')",
        "Connections(posts_per_5min='250')",
        "Connections(get=None)",
        "Chain('c')",
        "Chain(5, A >> B)",
        "Chain('c', A >> B, Policy())",
        "Chain('c', A >> B, repeat='10m')",
        "Chain('c', A >> B, plain='off')",
        "Chain('c', A >> B, plain=1)",
        "Chain('c', A >> B, no_match=None)",
        "Chain('c', A >> B, color='red')",
    ],
)
def test_a_wrong_type_raises_at_once(code):
    with pytest.raises((TypeError, ValidationError)):
        made(code)


SPEC = """\
from qscriptgen import App, Chain, Connections, Expr, Policy, Repeat, Space, Wait, when

dev = Space("dev", type="shared")
a = App("A", id="1")
b = App(
    "B",
    id="2",
)
wait, policy = Wait("10m"), Policy()

chain = Chain("places", a >> [b, a.reload(
    wait=wait, policy=policy,
    run_if=Expr("v > 0"))] >> when(Expr("w"), b).otherwise(a),
    connections=Connections(), repeat=Repeat("10m"))
if True:
    plain = Chain("plain", a >> b)
    def made(name):
        return App(name, id="3")
c = made("C"); text = "\u00fc\u00fc"; d = App("D", id="4"); e = ("\U0001f986", App("E", id="5"))
named = Chain("named", c >> d >> e[1])
"""


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Chain]:
    spec = tmp_path_factory.mktemp("places") / "places.py"
    spec.write_text(SPEC, encoding="utf-8")
    return {chain.name: chain for chain in load_chains(spec)}


def written_at(text: str, nth: int = 1) -> tuple[int, int]:
    """Line and column of the nth time that the text stands in the spec."""
    at = -1
    for _ in range(nth):
        at = SPEC.index(text, at + 1)
    before = SPEC[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def place_of(part: Any) -> tuple[int, int]:
    assert Path(part.place.path).name == "places.py"
    return part.place.line, part.place.column


def test_parts_know_where_they_were_written(placed):
    chain = placed["places"]
    a, b, reload, *_ = chain.steps
    fork = chain.edges[-1].turns[0].fork
    assert place_of(chain) == written_at('Chain("places"')
    assert place_of(a.app) == place_of(a) == written_at("App(")
    assert place_of(b.app) == place_of(b) == written_at("App(", 2)
    assert place_of(reload) == written_at("a.reload(")
    assert place_of(reload.run_if) == written_at('Expr("v > 0")')
    assert place_of(reload.wait) == written_at('Wait("10m")')
    assert place_of(reload.policy) == written_at("Policy()")
    assert place_of(fork.branches[0][0]) == written_at('Expr("w")')
    assert place_of(fork) == written_at("when(")
    assert place_of(chain.connections) == written_at("Connections()")
    assert place_of(chain.repeat) == written_at("Repeat(")


def test_a_default_has_the_place_of_its_chain(placed):
    chain = placed["plain"]
    assert place_of(chain.connections) == place_of(chain) == written_at('Chain("plain"')
    assert place_of(chain.policy) == place_of(chain)


def test_a_part_made_by_a_function_of_the_spec_has_the_place_in_that_function(placed):
    c = placed["named"].apps[0]
    assert place_of(c) == written_at("App(name")


@pytest.mark.parametrize("at", [1, 2])
def test_columns_count_characters(placed, at):
    app = placed["named"].apps[at]
    assert place_of(app) == written_at(f'App("{app.name}", id="{at + 3}")')


def test_the_path_is_short_below_the_working_folder(placed, monkeypatch):
    place = placed["places"].place
    assert Path(place.path).is_absolute()
    folder = Path(place.path).parent
    monkeypatch.chdir(folder)
    (chain, *_) = load_chains(folder / "places.py")
    assert chain.place.path == "places.py"


def test_a_place_is_no_part_of_the_value(placed):
    assert placed["places"].apps[0] == App("A", id="1")


def test_a_fork_is_itself_only():
    assert when(Expr("v"), A) != when(Expr("v"), A)
