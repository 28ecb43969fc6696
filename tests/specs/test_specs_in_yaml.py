"""Specs in YAML: they say what Python says, and their mistakes are told with their places."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.dataclasses import dataclass

from qscriptgen import (
    Alert,
    App,
    Chain,
    Connections,
    Expr,
    Policy,
    Repeat,
    Space,
    Step,
    Wait,
    Webhook,
    check,
    group,
    load_chains,
    render,
    when,
)
from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed
from qscriptgen.checks import has_errors
from qscriptgen.diagnostics import Place
from qscriptgen.documents import read_documents
from qscriptgen.errors import QscriptgenError, SpecError
from qscriptgen.outline import outline_chain
from qscriptgen.specs import build_spec_schema, yaml_forms
from qscriptgen.specs.builder import NOTHING, Builder
from tests.support.matrix import CHAINS
from tests.support.strategies import careless_chains, chains, guid
from tests.support.yaml_specs import as_yaml, can_be_yaml, in_ascii

SAMPLES = Path(__file__).parents[2] / "samples"
IN_PYTHON = {spec.parent.name: spec for spec in sorted(SAMPLES.glob("*/chain.py"))}
APPS = f"apps:\n  A: {guid(1)}\n  B: {guid(2)}\n  C: {guid(3)}\n  D: {guid(4)}\n"
ONE = f"{APPS}chain: c\n"
A, B, C, D = (App(name, id=guid(number)) for number, name in enumerate("ABCD", 1))


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def load(text: str | bytes, path: str = "chain.yaml") -> tuple[Chain, ...]:
    file = Path(path)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_chains(file)


def problems(text: str | bytes, path: str = "chain.yaml") -> list[str]:
    """Each problem as its first line, and its hint behind it."""
    with pytest.raises(SpecError) as caught:
        load(text, path)
    return [f.line() + (f" ({f.hint})" if f.hint else "") for f in caught.value.findings]


def assert_same(read: Chain, chain: Chain) -> None:
    """Both say the same: equal outlines, equal scripts but for the name of the spec."""
    read.loaded_from("chain.x")
    chain.loaded_from("chain.x")
    assert [f.code for f in check(read)] == [f.code for f in check(chain)]
    if not has_errors(check(chain)):
        assert outline_chain(read) == outline_chain(chain)
        assert [s.text for s in render(read)] == [s.text for s in render(chain)]


@pytest.mark.parametrize("name", IN_PYTHON)
def test_yaml_defines_the_chain_of_a_sample(name):
    written = load_chains(IN_PYTHON[name])
    read = load(as_yaml(*written))
    assert [chain.name for chain in read] == [chain.name for chain in written]
    for one, other in zip(read, written, strict=True):
        assert_same(one, other)


def test_the_sample_in_yaml_defines_the_nightly_chain():
    text = (SAMPLES / "yaml-spec" / "chain.yaml").read_text(encoding="utf-8")
    (read,) = load(text.replace("chain: yaml-spec", "chain: nightly"))
    (nightly,) = load_chains(IN_PYTHON["nightly"])
    assert_same(read, nightly)


@pytest.mark.parametrize("name", CHAINS)
def test_yaml_defines_a_chain_of_the_matrix(name):
    (read,) = load(as_yaml(CHAINS[name]))
    assert_same(read, CHAINS[name])


@given(chains())
def test_yaml_defines_any_chain(chain):
    (read,) = load(as_yaml(chain))
    assert_same(read, chain)


@given(careless_chains())
def test_any_text_is_read_or_refused(chain):
    if not can_be_yaml(chain):
        return
    text = as_yaml(chain)
    if re.search(r"\\U0000d[89a-f]", text):
        assert "half of a surrogate pair" in "".join(problems(text))
        return
    (read,) = load(text)
    assert read.name == chain.name
    assert [app.name for app in read.apps] == [app.name for app in chain.apps]
    assert [app.ids for app in read.apps] == [app.ids for app in chain.apps]
    assert (read.policy, read.connections) == (chain.policy, chain.connections)


WORDS = [
    *("apps", "spaces", "chain", "chains", "flow", "when", "if", "then", "otherwise", "app"),
    *(
        *yaml_forms.options_of_chain(),
        *yaml_forms.options_of(Step),
        *yaml_forms.options_of(Space),
        "expr",
        "limit",
        "A",
    ),
]


def anything() -> st.SearchStrategy[object]:
    """Any document at all, of words that mean something somewhere."""
    words = st.sampled_from((*WORDS, guid(1), "45m", "managed", "v > 1", ""))
    return st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | words,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4)
        ),
        max_leaves=20,
    )


@given(st.dictionaries(st.sampled_from(WORDS), anything(), max_size=6), st.none() | anything())
def test_any_document_is_read_or_refused(document, flow):
    apps = {"apps": {"A": guid(1)}, "chain": "c", "flow": flow} if flow else {}
    try:
        found = [
            finding for chain in load(in_ascii({**document, **apps})) for finding in check(chain)
        ]
    except SpecError as error:
        found = [*error.findings]
        assert found
    assert {finding.place.path for finding in found} <= {"chain.yaml"}
    assert all(finding.place.line >= 1 for finding in found)


@given(careless_chains(), st.text(max_size=9), st.booleans())
def test_every_problem_has_a_place_in_the_spec(chain, name, is_damaged):
    chain = replace(chain, on_failure=Webhook(name))
    if not can_be_yaml(chain):
        return
    text = as_yaml(chain)
    try:
        found = check(*load(f"{{oops: 1, {text[1:]}" if is_damaged else text))
        assert not is_damaged
    except SpecError as error:
        found = error.findings
    assert {finding.place.path for finding in found} <= {"chain.yaml"}
    text = Path("chain.yaml").read_text(encoding="utf-8")
    assert all(finding.place.line <= text.count("\n") + 1 for finding in found)


def test_default_values_have_the_place_of_their_part():
    (chain,) = load(f"{APPS}chains:\n  c: {{flow: [A, B], on_failure: {{connection: x}}}}\n")
    assert chain.connections.place == chain.policy.place == chain.place == Place("chain.yaml", 7, 3)
    assert chain.policy.place_of("tries") == chain.place_of("target") == chain.place


def test_options_have_places_of_their_own():
    text = f"""{APPS}  E: {{id: {{dev: {guid(5)}}}}}
spaces: {{dev: shared}}
chain: c
target: portable
connections:
  post: P
on_failure:
  connection: H
flow:
  - A
  - app: B
    weight: 3
    variables:
      vA: x
      vB: y
"""
    (chain,) = load(text)
    step, alert = chain.steps[1], chain.on_failure
    assert alert
    places = {
        "target": chain.place_of("target"),
        "post": chain.connections.place_of("post"),
        "get": chain.connections.place_of("get"),
        "hook": alert.place_of("connection"),
        "weight": step.place_of("weight"),
        "vB": step.place_of("variables", "vB"),
        "vC": step.place_of("variables", "vC"),
        "wrap": chain.place_of("wrap"),
    }
    assert {name: (place.line, place.column) for name, place in places.items()} == {
        "target": (9, 9),
        "post": (11, 9),
        "get": (11, 3),
        "hook": (13, 15),
        "weight": (17, 13),
        "vB": (20, 7),
        "vC": (19, 7),
        "wrap": (8, 1),
    }
    (chain,) = load(text.replace("  - A", "  - E"))
    assert chain.apps[0].place_of("id", "dev") == Place("chain.yaml", 6, 12)
    assert chain.apps[1].place_of("id") == Place("chain.yaml", 3, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("target: portabel", "8:9: QC204 target='portabel' is not known"),
        ("no_match: dev", "8:11: QC204 no_match='dev' is not known"),
        ("wrap: off", "8:7: QC205 wrap has no effect without plain"),
        ("result: x.qvd", "8:9: QC205 result has no effect without a controller"),
        ("library: x.qvs", "8:10: QC901 no script can include the library"),
        ("plain: true\nin_partial: run", "9:13: QC208 plain script has no in_partial"),
        ("plain: true\nspaces: {s: shared}\nno_match: skip", "10:11: QC205 no_match has no effect"),
        ("policy: {busy: join}", "8:16: QC205 busy has no effect"),
        ("policy: {tries: 9, pause: 9m}", "8:9: QC203 9 tries do not fit into a patience"),
        ("connections: {space: 'a:b'}", "8:22: QC104 the space name"),
        ("connections: {get: X, post: X}", "8:29: QC103 both connections are named"),
        ("on_failure: {connection: ApiPost}", "8:26: QC604"),
        ("on_failure: {app: A}", "8:19: QC601"),
        ("on_failure: {app: C, variables: {vA: x, vAlertWhy: x}}", "8:41: QC602"),
        ("repeat: {pace: 10s}", "8:16: QC411"),
    ],
)
def test_a_finding_about_an_option_has_its_place(text, expected):
    flow = "[A, B, A]" if "repeat: {" in text else "[A, B]"
    (chain,) = load(f"{ONE}flow: {flow}\n{text}\n")
    found = [finding.line() for finding in check(chain)]
    assert any(expected in line for line in found), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("policy: {tries: many, busy: join}", ["QC003"]),
        ("policy: {tris: 3, busy: join}", ["QC003"]),
        ("policy: {tries: 3, pause: 5m, patience: 600}", ["QC003"]),
        ("wait: {limit: 10s, poll: 5}", ["QC003"]),
        ("repeat: {pace: 1m, quota: many}", ["QC003"]),
        ("plain: yes\nwrap: off", ["QC003"]),
        ("controler: A\nresult: lib://D/x.qvd", ["QC003"]),
        ("spaces: {dev: {tpye: shared}}", ["QC003"]),
        ("policy: {tries: many, failure: no}", ["QC003", "QC204"]),
        ("wait: {limit: soon, poll: 5}", ["QC003", "QC202"]),
    ],
)
def test_parts_that_were_left_out_cause_no_further_findings(text, expected):
    found = problems(f"{ONE}flow: [A, B]\n{text}\n")
    assert sorted(line.split(" ")[1] for line in found) == expected


def test_the_options_of_a_reload_are_checked_even_if_there_is_no_such_app():
    found = problems(
        ONE + "flow: [A, {app: X, weight: 11, run_if: v >, wayt: 5m}, {app: 7, wait: x}]\n"
    )
    assert sorted(line.split(" ")[1] for line in found) == [
        *("QC003", "QC003", "QC008", "QC201", "QC202", "QC502"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{webhook: H}", "on_failure does not say what it is (write {app: ...} or {connection"),
        ("{}", "on_failure does not say what it is (write {app: ...} or {connection"),
        ("{app: C, connection: H}", "can't be more than one thing at once (write {app: ...} or"),
        ("{app: C, variable: {}}", "on_failure.variable is not known (did you mean 'variables'?)"),
    ],
)
def test_an_alert_has_one_target(text, expected):
    (found,) = problems(f"{ONE}flow: [A, B]\non_failure: {text}\n")
    assert expected in found


def test_an_alert_goes_to_an_app_or_a_connection():
    (chain,) = load(f"{ONE}flow: [A, B]\non_failure: C\n")
    assert chain.on_failure == Alert(C)
    (chain,) = load(f"{ONE}flow: [A, B]\non_failure: {{app: C, variables: {{vTo: x}}}}\n")
    assert chain.on_failure == Alert(C, variables={"vTo": "x"})
    (chain,) = load(f"{ONE}flow: [A, B]\non_failure: {{connection: H}}\n")
    assert chain.on_failure == Webhook("H")


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        ("[{if: v, then: A}, {else: A}]", ["else is not known (write - otherwise: A as the last"]),
        ("[{if: v, then: A}, {Default: []}]", ["Default is not known (write - otherwise: Sales"]),
        ("{if: v, then: A, else: B}", ["else is not known (write - otherwise: B as the last"]),
        ("{if: v, Then: A}", ["Then is not known (did you mean 'then'?)"]),
        ("{then: A}", ["needs if (write branches"]),
        ("{iff: v, then: A}", ["iff is not known (did you mean 'if'?)"]),
        ("[{else: X}]", ["else is not known", "there is no app 'X'"]),
    ],
)
def test_each_mistake_in_a_branch_is_reported_once(branches, expected):
    found = problems(f"{ONE}flow: [A, {{when: {branches}}}]\n")
    assert len(found) == len(expected)
    assert all(part in line for part, line in zip(expected, found, strict=True)), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("flow: [A]\nin_partial: 1", "write one of fail, run, skip"),
        ("flow: [A]\npolicy: {timeout: [cancel]}", "write one of cancel, continue, fail, skip"),
        ("flow: A >> B", "write one item to a line"),
        ("flow:\n  - A\n   - B", "write one item to a line"),
        ("flow: A, B", "write a list: [Extract, Sales]"),
        ("flow:\n- A\n- B:\n    wait: 5m", "write app: B, and its options below it"),
        ("flow: [A, {App: B}]", "did you mean 'app'?"),
        ("flow: [A, {if: v, then: B}]", "put the branches of a fork below when:"),
        ("flow: [A, {when: {if: vRows: 3, then: B}}]", "put Qlik code in quotes"),
        ("flow: [A, {when: {if: [v] > 3, then: B}}]", "put Qlik code in quotes"),
        ("flow:\n\t- A", "indent with blanks, not with tabs"),
        ("flow:\n  - app: A\n  wait: 5m", "keys that belong together begin in the same column"),
        ("flow: @A", "and any text that begins with this character"),
        ("flow: *A", "put a text that begins with * in quotes"),
        ('flow: "A', "close the quote"),
        ('flow: "A\\q"', "put it in single quotes"),
    ],
)
def test_a_hint_says_what_to_do(text, expected):
    found = problems(f"{ONE}{text}\n")
    assert any(expected in line for line in found), found


@pytest.mark.parametrize("given", ["1e5", "12345678", "", "[x]"])
def test_the_hint_for_an_id_that_is_not_text_names_a_guid(given):
    found = problems(f"apps:\n  A: {given}\nchain: c\nflow: A\n")
    assert "an id is a GUID" in found[0]
    assert "put it in quotes" in found[0]


def test_keys_that_begin_with_x_are_the_users_own():
    text = f"x-slow: &slow {{limit: 2h, wrong: 1}}\nx-wait: &w {{limit: 2h}}\n{ONE}"
    (chain,) = load(f"{text}flow: [A, {{app: B, wait: *w}}]\n")
    assert chain.steps[1].wait == Wait("2h")
    found = problems(f"{text}flow: [A, {{app: B, wait: *slow, x-y: 1}}]\n")
    assert [line.split(" ")[2] for line in found] == ["flow[1].wait.wrong", "flow[1].x-y"]
    assert "^x-" in build_spec_schema()["patternProperties"]


FLOWS = {
    "[A, B, C]": A >> B >> C,
    "[A, [B, C], D]": A >> [B, C] >> D,
    "[[A, B], [C, D]]": group(A, B) >> [C, D],
    "[A, {app: B}]": A >> B,
    "[A, {app: B, wait: 45m, weight: 3}]": A >> B.reload(wait=Wait("45m"), weight=3),
    "[A, {app: B, wait: {limit: 5m, poll: 10s}, partial: true}]": (
        A >> B.reload(wait=Wait("5m", poll="10s"), partial=True)
    ),
    "[A, {app: B, policy: {tries: 3, busy: join}, run_if: v > 1}]": (
        A >> B.reload(policy=Policy(tries=3, busy="join"), run_if=Expr("v > 1"))
    ),
    "[A, {app: B, run_if: {expr: v > 1}, variables: {vRun: full, 1: 'on'}}]": (
        A >> B.reload(run_if=Expr("v > 1"), variables={"vRun": "full", "1": "on"})
    ),
    "[A, [B, {flow: [C, D]}]]": A >> [B, C >> D],
    "[A, {when: {if: v > 1, then: B}}]": A >> when(Expr("v > 1"), B),
    "[A, {when: [{if: v > 1, then: [B, C]}, {if: w, then: []}, {otherwise: D}]}]": (
        A >> when(Expr("v > 1"), [B, C]).when(Expr("w"), []).otherwise(D)
    ),
    "[A, {when: [{if: v, then: {flow: [B, C]}}, {otherwise: []}]}, D]": (
        A >> when(Expr("v"), B >> C).otherwise([]) >> D
    ),
    "[A, {when: {if: v, then: {when: [{if: w, then: B}, {otherwise: [C]}]}}}]": (
        A >> when(Expr("v"), when(Expr("w"), B).otherwise(C))
    ),
}


def in_words(chain: Chain) -> list[tuple[object, ...]]:
    """Steps and edges, with forks by what they say."""
    edges = [
        (e.source, e.target, [(t.fork.branches[t.branch :][:1], t.branch) for t in e.turns])
        for e in chain.edges
    ]
    turns = [(s, t, [([c for c, _ in b], n) for b, n in turns]) for s, t, turns in edges]
    return [chain.steps, chain.heads, *turns]


@pytest.mark.parametrize("flow", FLOWS)
def test_every_form_of_a_flow(flow):
    (chain,) = load(f"{ONE}flow: {flow}\n")
    assert in_words(chain) == in_words(Chain("c", FLOWS[flow]))


def test_options_beside_the_chains_hold_for_all_that_have_none_of_their_own():
    text = f"""{APPS}
connections: {{space: Ops}}
in_partial: run
chains:
  first: [A, B]
  second: {{flow: A, in_partial: fail}}
  third: A
"""
    first, second, third = load(text)
    assert {c.connections for c in (first, second, third)} == {Connections(space="Ops")}
    assert [c.in_partial for c in (first, second, third)] == ["run", "fail", "run"]
    assert [c.name for c in (first, second, third)] == ["first", "second", "third"]


def test_a_single_chain_has_its_options_at_the_top():
    (chain,) = load(f"{APPS}chain: loop\nrepeat: 10m\nflow: [A, B, A]\nno_match: skip\n")
    assert (chain.name, chain.repeat, chain.no_match) == ("loop", Repeat("10m"), "skip")


def test_each_document_is_on_its_own():
    text = (
        f"---\n---\n{APPS}chain: a\nflow: [A, B]\n---\napps: {{A: {guid(7)}}}\nchains: {{b: A}}\n"
    )
    first, second = load(text, "chain.YML")
    assert (first.name, second.name) == ("a", "b")
    assert [app.id for app in second.apps] == [guid(7)]
    assert (first.spec, second.spec) == ("chain.YML", "chain.YML")


def test_spaces_and_the_ids_in_them():
    text = f"""
spaces:
  dev: [shared, personal]
  prod: managed
  live: {{name: Live, tenant: acme.eu.qlikcloud.com}}
  id: {{id: 65aa0c1d2e3f4a5b6c7d8e9f}}
  bare:
apps:
  A: {guid(1)}
  B: {{dev: {guid(2)}, prod: {guid(3)}}}
  C: {{id: {guid(4)}}}
  D: {{id: {{live: {guid(5)}}}}}
chain: c
flow: [A, B, C, D]
"""
    (chain,) = load(text.replace("  id: {id", "  ident: {id"))
    dev, prod = Space("dev", type=("shared", "personal")), Space("prod", type="managed")
    live = Space("live", name="Live", tenant="acme.eu.qlikcloud.com")
    assert [app.id for app in chain.apps] == [
        guid(1),
        {dev: guid(2), prod: guid(3)},
        guid(4),
        {live: guid(5)},
    ]
    (chain,) = load(text.replace(f"C: {{id: {guid(4)}}}", f"C: {{id: {guid(4)}, bare: {guid(6)}}}"))
    ident = Space("id", id="65aa0c1d2e3f4a5b6c7d8e9f")
    assert chain.apps[2].id == {ident: guid(4), Space("bare"): guid(6)}


def test_aliases_stand_for_what_they_name():
    text = f"{APPS}chain: c\nflow:\n- A\n- - {{app: B, wait: &w {{limit: 5m}}}}\n"
    (chain,) = load(text + "  - {app: C, wait: *w}\n")
    assert [step.wait for step in chain.steps] == [None, Wait("5m"), Wait("5m")]


def test_places_are_those_of_the_values():
    text = f"""\
# é 漢 🦆
spaces:
  prod:
    type: managed
apps:
  A: {guid(1)}
  B:
    prod: {guid(2)}
chains:
  é: {{flow: [A, {{app: B, wait: 5m,
    policy: {{tries: 2}}, run_if: "v"}}]}}
"""
    (chain,) = load(text, "späť.yaml")
    step = chain.steps[1]
    assert step.wait
    assert step.policy
    assert step.run_if
    here: dict[str, Placed] = {
        "chain": chain,
        "space": chain.spaces[0],
        "A": chain.apps[0],
        "B": chain.apps[1],
        "step A": chain.steps[0],
        "step B": step,
        "wait": step.wait,
        "policy": step.policy,
        "run_if": step.run_if,
    }
    assert {name: (part.place.line, part.place.column) for name, part in here.items()} == {
        "chain": (10, 3),
        "space": (3, 3),
        "A": (6, 6),
        "B": (7, 3),
        "step A": (10, 14),
        "step B": (10, 17),
        "wait": (10, 32),
        "policy": (11, 13),
        "run_if": (11, 33),
    }
    assert {part.place.path for part in here.values()} == {"späť.yaml"}


def test_a_finding_in_a_condition_has_its_column():
    (chain,) = load(ONE + "flow: [A, {app: B, run_if: vRows >}]\n")
    found = check(chain)
    assert [(f.code, f.place) for f in found] == [("QC502", Place("chain.yaml", 7, 35))]


def test_a_path_below_the_working_folder_is_shown_relative(tmp_path):
    (chain,) = load(ONE + "flow: A\n", str(tmp_path / "night.yaml"))
    assert chain.place == Place("night.yaml", 6, 1)
    assert chain.spec == "night.yaml"


def test_a_byte_order_mark_and_carriage_returns_are_accepted():
    (chain,) = load(b"\xef\xbb\xbf" + f"{APPS}chain: c\nflow: A\n".replace("\n", "\r\n").encode())
    assert chain.place == Place("chain.yaml", 6, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "chain.yaml:1:1: QC002 no chain in this file"),
        ("chains: {}", "chain.yaml:1:1: QC002 no chain in this file"),
        ("- A\n", "chain.yaml:1:1: QC003 a spec must hold keys with values"),
        ("A", "chain.yaml:1:1: QC003 a spec must hold keys with values"),
        ("apps: 1\n", "chain.yaml:1:7: QC003 apps must hold a name for each"),
        ("spaces: [dev]\n", "chain.yaml:1:9: QC003 spaces must hold a name for each"),
        ("chains: [A]\n", "chain.yaml:1:9: QC003 chains must hold a name for each chain"),
        ("chain: c\n", "chain.yaml:1:1: QC003 a spec needs flow"),
        (f"{APPS}flow: A\n", "chain.yaml:1:1: QC003 a spec needs chain"),
        (
            f"{APPS}chain: 7\nflow: A\n",
            "chain.yaml:6:8: QC003 chain must be text (put it in quotes)",
        ),
        (
            f"{APPS}chains: {{}}\nchain: c\nflow: A\n",
            "7:8: QC003 chain does not go with",
        ),
        (ONE + "flow: A\nflow: B\n", "chain.yaml:8:1: QC001 'flow' is given twice"),
        (ONE + "flow: !x A\n", "chain.yaml:7:7: QC001 the tag !x has no meaning here"),
        (ONE + "flow: &x [A, *x]\n", "chain.yaml:7:7: QC001 this contains itself"),
        ("chain: c\n\tflow: A\n", "chain.yaml:2:1: QC001 YAML can't read this"),
        (b"chain: \xff\n", "chain.yaml:1:1: QC001 it is not UTF-8"),
        (ONE + "flow: A\nrepeat: {}\n", "chain.yaml:8:9: QC003 repeat needs pace"),
        (ONE + "flow: A\nrepeat: 10\n", "chain.yaml:8:9: QC003 repeat must be text"),
        (ONE + "flow: A\npolicy: x\n", "chain.yaml:8:9: QC003 policy must hold keys"),
        (ONE + "flow: A\nno_match: {a: b}\n", "8:11: QC003 no_match must be the name of a space"),
        (ONE + "flow: {app: 7}\n", "chain.yaml:7:13: QC003 flow.app must be the name of an app"),
        (ONE + "flow: {app: }\n", "chain.yaml:7:8: QC003 flow.app must be the name of an app"),
        (ONE + "flow: [A, ~]\n", "chain.yaml:7:11: QC003 flow[1] must be the name of an app"),
        (ONE + "flow: {when: {if: , then: A}}\n", "flow.when.if must be text"),
        (ONE + "flow: {when: {if: v, then: }}\n", "flow.when.then must be the name of an app"),
        (ONE + "flow: [A, {app: B, partial: on}]\n", "flow[1].partial must be true or false"),
        ("apps: {A: {}}\nchain: c\nflow: A\nx: 1\n", "chain.yaml:4:1: QC003 x is not known"),
    ],
)
def test_the_message_about_a_mistake(text, expected):
    found = problems(text)
    assert any(expected in line for line in found), found


def test_too_deep_nesting_is_reported():
    deep = 3000
    (found,) = problems(f"{ONE}flow: {'[' * deep}A{']' * deep}\n")
    assert "QC001" in found
    assert "nests too deeply" in found


@pytest.mark.parametrize("deep", [20, 50, 100, 150, 200, 300])
def test_nesting_is_read_or_refused(deep):
    text = f"{APPS}chain: c\nflow: {'[' * deep}A{']' * deep}\n"
    try:
        apps = [app.name for app in load(text)[0].apps]
    except SpecError as error:
        apps = [finding.message for finding in error.findings]
    assert apps == ["A"] or (deep > 50 and "nests too deeply" in apps[0])


def test_a_secret_is_reported_beside_other_problems():
    found = problems(f"# bearer abcdefghijklmnop\n{APPS}chain: c\nflow: X\n")
    assert [line.split(" ")[1] for line in found] == ["QC108", "QC008"]


def test_no_problem_is_reported_twice_or_follows_from_another():
    text = f"{APPS}wait_: 1\nplain: maybe\nchains:\n  a: [A, B]\n  b: [A, X]\n  c: [A, B, A]\n"
    assert [line.split(" ")[1] for line in problems(text)] == ["QC003", "QC003", "QC008"]


def test_the_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(QscriptgenError, match=r"chain\.yaml: .*pip install 'qscriptgen\[yaml\]'"):
        load(APPS)


def test_no_such_file():
    with pytest.raises(SpecError, match="QC001 No such file or directory"):
        load_chains(Path("none.yaml"))


@dataclass(frozen=True, config=MODEL)
class Call(Placed):
    """Stands for an option that is not there yet.

    Args:
        to: Whom.
        words: What is said, as text or Qlik code.
        mood: How.
        seen: By which apps.
    """

    to: App
    words: dict[str, str | Expr] | None = None
    mood: Literal["glad", "sad"] = "glad"
    seen: tuple[App, ...] = ()


@dataclass(frozen=True, config=MODEL)
class Mail(Placed):
    """Stands for another one."""

    address: str
    copies: int = 1


def value(given: object, annotation: object) -> tuple[object, list[str]]:
    (document,) = read_documents("x.yaml", json.dumps({"option": given, "more": 1}), "QC001")
    builder = Builder(document.places)
    builder.parts[App] = {"A": A, "B": B}
    assert isinstance(document.value, dict)
    made = builder.make_value(document.value["option"], annotation, ("option",))
    return made, [finding.message for finding in builder.findings]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("A", Call(A)),
        ({"to": "B"}, Call(B)),
        ({"address": "x"}, Mail("x")),
        ({"address": "x", "copies": 3}, Mail("x", copies=3)),
        (
            {"to": "A", "words": {"a": "b", "c": {"expr": "d"}}, "mood": "sad", "seen": ["A", "B"]},
            Call(A, words={"a": "b", "c": Expr("d")}, mood="sad", seen=(A, B)),
        ),
        (None, None),
    ],
)
def test_new_options_of_the_model_can_be_written_at_once(given, expected):
    assert value(given, Call | Mail | None) == (expected, [])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("X", "there is no app 'X'"),
        (["A"], "option must be the name of an app"),
        ({"to": "A", "mood": "mad"}, "option.mood must be 'glad' or 'sad'"),
        ({"to": "A", "seen": "A"}, "option.seen must be a list"),
        ({"to": "A", "words": {"a": 1}}, "option.words.a must be text"),
        ({"copies": 1}, "option needs address"),
    ],
)
def test_mistakes_in_new_options_of_the_model_are_reported(given, expected):
    made, found = value(given, Call | Mail | None)
    assert found == [expected]
    assert made in (NOTHING, Call(A))


def test_the_schema_has_every_option_with_its_meaning():
    schema = build_spec_schema()
    assert json.loads(json.dumps(schema)) == schema
    (step,) = (p for p in schema["$defs"]["part"]["anyOf"] if "app" in p.get("properties", {}))
    assert set(step["properties"]) == set(yaml_forms.options_of(Step))
    assert all(o["description"].endswith(".") for o in step["properties"].values())
    assert set(yaml_forms.options_of_chain()) < set(schema["properties"])
    for name, part in schema["$defs"].items():
        if name != "part":
            assert part["description"], name
            assert "\n" not in part["description"]
    references = set(json.dumps(schema).split('"$ref": "#/$defs/')[1:])
    assert {reference.partition('"')[0] for reference in references} <= set(schema["$defs"])
