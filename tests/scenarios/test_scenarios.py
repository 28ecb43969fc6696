"""Scenario files: what is read from them, and what is said about their mistakes and where."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen import Chain
from qscriptgen.diagnostics import Place as At
from qscriptgen.duration import seconds
from qscriptgen.emulate.scenario import Behaviour, Fault, Scenario, StartingSpace
from qscriptgen.errors import QscriptgenError, SpecError
from qscriptgen.scenarios import build_scenario_schema, check_fit, load_scenarios, read_scenarios
from tests.support.strategies import apps

PYTHON = "from qscriptgen.emulate.scenario import Behaviour, Fault, StartingSpace, Scenario\n"
FULL = """\
name: bad night
start: Extract
space: {type: managed, name: Prod, id: abc}
partial: true
apps:
  Extract: {duration: 25m, outcome: [FAILED, SUCCEEDED], history: [SUCCEEDED]}
  "2024":
    queue: 1h30m
    variables: {vRun: full}
    missing: yes it is
faults:
  - kind: status
    on: post
    status: 503
    times: null
  - kind: change
    members: {status: 7, id: null, appId: true}
concurrency: 0x10
latency: 1
until: PT45M
"""
GOOD = FULL.replace("yes it is", "true")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))


def write(text: str | bytes, path: str = "night.yaml") -> Path:
    file = Path(path)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def problems(text: str | bytes, path: str = "night.yaml") -> list[str]:
    """Each problem as its first line, and its hint behind it."""
    with pytest.raises(SpecError) as caught:
        load_scenarios(write(text, path))
    found = caught.value.findings
    return [f.line() + (f" ({f.hint})" if f.hint else "") for f in found]


def test_all_that_a_scenario_can_say_in_yaml():
    (scenario,) = load_scenarios(write(GOOD))
    assert scenario == Scenario(
        name="bad night",
        start="Extract",
        space=StartingSpace(type="managed", name="Prod", id="abc"),
        partial=True,
        apps={
            "Extract": Behaviour(
                duration="25m", outcome=("FAILED", "SUCCEEDED"), history=("SUCCEEDED",)
            ),
            "2024": Behaviour(queue="1h30m", variables={"vRun": "full"}, missing=True),
        },
        faults=(
            Fault(kind="status", on="post", status=503, times=None),
            Fault(kind="change", members={"status": 7, "id": None, "appId": True}),
        ),
        concurrency=16,
        latency=1.0,
        until="PT45M",
    )


def test_each_document_is_a_scenario():
    file = write("---\nstart: A\n---\n---\nname: second\n---\n{}\n...\n")
    assert load_scenarios(file) == (
        Scenario(name="night 1", start="A"),
        Scenario(name="second"),
        Scenario(name="night 3"),
    )


def test_one_document_is_called_as_its_file():
    assert load_scenarios(write("{}", "late.YML")) == (Scenario(name="late"),)


def test_keys_and_dates_are_text_and_aliases_are_what_they_stand_for():
    text = "apps:\n  on: &slow {duration: 9m}\n  2026-01-05: *slow\n  1: *slow\n"
    (scenario,) = load_scenarios(write(text + "files: {a: 2026-01-05}\n"))
    assert scenario.apps == dict.fromkeys(("on", "2026-01-05", "1"), Behaviour(duration="9m"))
    assert scenario.files == {"a": "2026-01-05"}


def test_a_byte_order_mark_and_carriage_returns_are_no_problem():
    file = write(b"\xef\xbb\xbfstart: A\r\nuntil: 2h\r\n")
    assert load_scenarios(file) == (Scenario(name="night", start="A", until="2h"),)


def test_each_scenario_of_a_python_file_once():
    text = PYTHON + "slow = Scenario(others=Behaviour(duration='2h'))\nagain = slow\n"
    text += "named: Scenario = Scenario(name='storm')\nx = 1\nfirst, second = Scenario(), 2\n"
    found = read_scenarios(write(text, "night.py"))
    assert [written.scenario for written in found] == [
        Scenario(name="slow", others=Behaviour(duration="2h")),
        Scenario(name="storm"),
        Scenario(name="first"),
    ]
    whole = At("night.py")
    assert [written.places.whole for written in found] == [At("night.py", 2, 1), whole, whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("strat: A\n", "1:1: QC003 strat is not known (did you mean 'start'?)"),
        ("apps: {A: {durations: 1m}}", "1:12: QC003 apps.A.durations is not known (did you mean"),
        ("others: {queu: 1m}", "1:10: QC003 others.queu is not known (did you mean 'queue'?)"),
        ("place: {type: managed}", "1:1: QC003 place is not known (did you mean 'space'?)"),
        ("space: {typ: x}", "1:9: QC003 space.typ is not known (did you mean 'type'?)"),
        ("faults:\n- {kind: huge, om: get}", "2:16: QC003 faults[0].om is not known (known:"),
        ("zzz: A\n", "1:1: QC003 zzz is not known (known: "),
        ("start: 5\n", "1:8: QC003 start must be text (put it in quotes)"),
        ("start: [A]\n", "1:8: QC003 start must be text"),
        ("partial: 'no'\n", "1:10: QC003 partial must be true or false"),
        ("concurrency: '5'\n", "1:14: QC003 concurrency must be a whole number"),
        ("latency: 1s\n", "1:10: QC003 latency must be a number"),
        ("apps:\n", "1:1: QC003 apps must hold keys with values"),
        ("apps: {A: 5}\n", "1:11: QC003 apps.A must hold keys with values"),
        ("faults: {kind: huge}\n", "1:9: QC003 faults must be a list"),
        ("faults:\n- on: get\n", "2:3: QC003 faults[0].kind is missing"),
        ("- start\n", "1:1: QC003 a scenario must hold keys with values"),
        ("others: {outcome: 5}", "1:19: QC003 others.outcome must be a list"),
        (
            "until: 1 week\n",
            "1:8: QC202 until: '1 week' is not a duration (write a number with a unit",
        ),
        ("key_expires: soon\n", "1:14: QC202 key_expires: 'soon' is not a duration"),
        (
            "others:\n  outcome: FALIED\n",
            "2:12: QC204 others.outcome must be 'SUCCEEDED', 'FAILED', 'CANCELED',"
            " 'EXCEEDED_LIMIT' or 'NEVER' (did you mean 'FAILED'?)",
        ),
        ("others: {outcome: [FAILED, so]}", "1:28: QC204 others.outcome[1] must be 'SUCCEEDED', "),
        ("reload_ids: zz\n", "1:13: QC204 reload_ids must be 'hex', 'digits' or 'exponent'"),
        (
            "faults:\n- kind: huge\n  text: x\n",
            "2:3: QC205 faults[0]: text has no effect on a fault of kind huge",
        ),
        ("faults: [{kind: change}]", "1:10: QC003 faults[0]: a fault of kind change needs members"),
        (
            "faults: [{kind: no-connection}]",
            "1:10: QC003 faults[0]: a fault of kind no-connection needs name",
        ),
        (
            "others: {outcome: []}",
            "1:19: QC003 others.outcome: a list of outcomes needs at least one",
        ),
        ("space: {tenant: acme}", "1:17: QC003 space.tenant: 'acme' is not a host name"),
        (
            "space: {tenant: 'https://a.b'}",
            "1:17: QC003 space.tenant: 'https://a.b' is not a host name",
        ),
        ("concurrency: 0\n", "1:14: QC206 concurrency must be at least 1"),
        ("faults: [{kind: status, status: 700}]", "1:33: QC206 faults[0].status must be at most"),
        ("latency: .inf\n", "1:10: QC206 latency must be finite"),
    ],
)
def test_what_is_no_scenario_has_its_place_and_a_hint(text, expected):
    (problem,) = problems(text)
    assert problem.startswith("night.yaml:" + expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 'x\n", "1:4: QC004 YAML can't read this: found unexpected end of stream, while"),
        ("a: b: c\n", "1:5: QC004 YAML can't read this: mapping values are not allowed here"),
        ("a: *b\n", "1:4: QC004 YAML can't read this: found undefined alias 'b'"),
        (b"start: \x01\n", "1:1: QC004 YAML can't read this: unacceptable character #x0001"),
        (b"start: \xff\n", "1:1: QC004 it is not UTF-8: invalid start byte"),
        ("start: A\nstart: B\n", "2:1: QC004 'start' is given twice"),
        ("? [a]\n: b\n", "1:3: QC004 a key must be text"),
        ("<<: {start: A}\n", "1:1: QC004 << is not read here"),
        ("start: !mine A\n", "1:8: QC004 the tag !mine has no meaning here"),
        ("files: !mine {}\n", "1:8: QC004 the tag !mine has no meaning here"),
        ("concurrency: !!int five\n", "1:14: QC004 'five' does not match its tag"),
        ("partial: !!bool five\n", "1:10: QC004 'five' does not match its tag"),
        ("files: &a {b: *a}\n", "1:8: QC004 this contains itself"),
        ("[" * 5000, "1:1: QC004 YAML can't read this: it nests too deeply"),
        ('start: "\\ud800"\n', "1:8: QC004 this text holds half of a surrogate pair"),
        ("", "1:1: QC005 no scenario in this file"),
        ("# nothing\n---\n---\n", "1:1: QC005 no scenario in this file"),
    ],
)
def test_what_is_no_yaml_has_its_place(text, expected):
    (problem,) = problems(text)
    assert problem.startswith("night.yaml:" + expected)


def test_few_aliases_that_stand_for_many_values():
    lines = ["a0: &a0 [x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    (problem,) = problems("\n".join(lines))
    assert "QC004 YAML can't read this: there are more than 100,000 values" in problem


def test_all_problems_of_a_file_come_in_one_run_in_the_order_of_their_places():
    found = problems("until: soon\nstrat: 1\n---\nfaults: [{kind: x}, {}]\n---\na: 1\na: 2\n")
    assert [problem.split()[:2] for problem in found] == [
        ["night.yaml:1:8:", "QC202"],
        ["night.yaml:2:1:", "QC003"],
        ["night.yaml:4:17:", "QC204"],
        ["night.yaml:4:21:", "QC003"],
        ["night.yaml:7:1:", "QC004"],
    ]


@pytest.mark.parametrize("path", ["night.yaml", "night.py"])
def test_a_secret_is_refused(path):
    key = "eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJuaWdodCJ9.c2lnbmF0dXJl"
    text = f'files: {{key: "{key}"}}\n' if path.endswith("yaml") else f'{PYTHON}key = "{key}"\n'
    (problem,) = problems(text, path)
    assert "QC108" in problem


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Scenario(concurency=2)", "QC003 Scenario: concurency is not known (did"),
        (
            "Behaviour(duration='x')",
            "QC202 Behaviour: duration: 'x' is not a duration (write a number",
        ),
        ("Fault(kind='huge', text='x')", "QC205 Fault: text has no effect on a fault of kind huge"),
        ("Behaviour(outcome=())", "QC003 Behaviour: outcome: a list of outcomes needs at least"),
        ("Behaviour(outcome='x')", "QC204 Behaviour: outcome must be 'SUCCEEDED', 'F"),
        ("Behaviour(outcome=['x'])", "QC204 Behaviour: outcome must be 'SUCCEEDED', "),
        ("StartingSpace(tenant='')", "QC003 StartingSpace: tenant: '' is not a host name"),
        ("Fault(kind='hug')", "QC204 Fault: kind must be 'status'"),
        ("Scenario(concurrency=0)", "QC206 Scenario: concurrency must be at least 1"),
        ("1 / 0", "QC001 ZeroDivisionError"),
        ("(", "QC001 Python can't read this: '(' was never closed"),
    ],
)
def test_what_is_wrong_with_a_python_file(line, expected):
    (problem,) = problems(f"{PYTHON}x = {line}\n", "night.py")
    assert problem.startswith("night.py:2:5: " + expected)


def test_a_python_file_without_a_scenario():
    (problem,) = problems(PYTHON, "night.py")
    assert problem.startswith("night.py:1:1: QC005 no scenario in this file (")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("none.yaml", "QC004 No such file or directory"),
        ("none.py", "QC001 No such file or directory"),
        ("none.json", "QC004 this is not a scenario file"),
        ("none", "QC004 this is not a scenario file"),
    ],
)
def test_no_such_file(path, expected):
    with pytest.raises(SpecError, match=expected):
        load_scenarios(Path(path))


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    with pytest.raises(QscriptgenError, match=r"night\.yaml: .*pip install 'qscriptgen\[yaml\]'"):
        load_scenarios(write(GOOD))
    assert load_scenarios(write(PYTHON + "x = Scenario()\n", "night.py"))


def test_apps_that_the_chain_does_not_have():
    a, b = apps(2)
    text = "start: A11\napps:\n  A1: {}\n  a2: {}\nfaults:\n- {kind: huge, app: A2, by: Zoo}\n"
    (written,) = read_scenarios(write(text))
    assert [f.line() + " " + f.hint for f in check_fit(written, Chain("c", a >> b))] == [
        "night.yaml:1:8: QC006 chain 'c' has no app 'A11' did you mean 'A1'?",
        "night.yaml:4:3: QC006 chain 'c' has no app 'a2' did you mean 'A2'?",
        "night.yaml:6:29: QC006 chain 'c' has no app 'Zoo' known: A1, A2",
    ]


def test_apps_that_a_scenario_in_python_names():
    a, b = apps(2)
    text = PYTHON + "\nnight = Scenario(apps={'A3': Behaviour()})\n"
    (written,) = read_scenarios(write(text, "night.py"))
    (finding,) = check_fit(written, Chain("c", a >> b))
    assert finding.place == At("night.py", 3, 1)
    assert check_fit(read_scenarios(write("start: A1\n"))[0], Chain("c", a >> b)) == ()


def test_connections_that_the_chain_does_not_have():
    a, b = apps(2)
    text = "faults:\n" + "".join(
        f"- {{kind: no-connection, name: {name}}}\n" for name in ("ApiPost", "ApiGot", "ApiGet")
    )
    (written,) = read_scenarios(write(text))
    (finding,) = check_fit(written, Chain("c", a >> b))
    assert finding.line() == "night.yaml:3:31: QC007 chain 'c' has no connection 'ApiGot'"
    assert finding.hint == "did you mean 'ApiGet'?"


@pytest.mark.parametrize("options", [{}, {"name": "Mine"}, {"id": "65aa"}])
def test_a_personal_space_has_neither_name_nor_id(options):
    place = StartingSpace(type="personal", **options)
    assert (place.name, place.id) == ("", "")
    assert replace(StartingSpace(), type="personal") == place
    assert StartingSpace(**options).name == options.get("name", "Chain space")


def test_the_schema_of_an_outcome_is_a_word_or_a_list_of_some():
    word, several = build_scenario_schema()["$defs"]["Behaviour"]["properties"]["outcome"]["oneOf"]
    assert word["enum"] == several["items"]["enum"]
    assert (word["type"], several["type"], several["minItems"]) == ("string", "array", 1)


@given(st.one_of(st.text(max_size=8), st.from_regex(r"\A\d{1,3}[dhms]\Z")))
def test_durations_are_those_of_a_chain(text):
    if seconds(text) is None:
        with pytest.raises(ValueError, match="is not a duration"):
            Scenario(until=text)
    else:
        assert Scenario(until=text).until == text


def test_the_schema_has_every_key_with_its_meaning():
    schema = build_scenario_schema()
    parts = (schema, *schema["$defs"].values())
    assert set(schema["$defs"]) == {"Behaviour", "Fault", "StartingSpace"}
    for part in parts:
        assert part["additionalProperties"] is False
        assert all(option["description"].endswith(".") for option in part["properties"].values())
        assert "\n" not in part["description"]
    assert set(schema["properties"]) == set(Scenario.__dataclass_fields__)
    assert json.loads(json.dumps(schema)) == schema
