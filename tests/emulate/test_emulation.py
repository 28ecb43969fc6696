"""A scenario is played: how apps reload, what they keep, and when a run is over."""

from __future__ import annotations

import re
from typing import Any

import pytest

from qscriptgen.emulate import Behaviour, Fault, Run, Scenario, StartingSpace, State, World
from qscriptgen.emulate.engine.log import FIRST, LAST
from tests.emulate.two_apps import RELOADS, SECOND_ID, START, lines, look, reload_first

LIMIT_S = 3 * 3600


def state(run: Run, number: int = 0) -> State:
    return run.states[run.reloads[number].reload_id]


def first(**options) -> Scenario:
    return Scenario(apps={"First": Behaviour(**options)})


def both(**options) -> Scenario:
    return Scenario(others=Behaviour(**options))


def test_load_of_the_app_takes_its_time_before_the_script_begins():
    run = reload_first("LET now = Now(1);\nSLEEP 1500;\n", first(duration="5m", queue="40s"))
    (reload,) = run.reloads
    assert (reload.created_s, reload.started_s, reload.ended_s) == (0, 40, 341.5)
    assert lines(run)[0] == "0001 LET now = Now(1)"
    assert run.log("First").startswith("2026-01-05 06:05:40.000 0001 LET")
    assert state(run).slept_s == 1.5


def test_load_that_takes_no_time_is_over_at_once():
    run = reload_first("TRACE a;\n", first(duration="0s", queue="0s"))
    assert (run.reloads[0].started_s, run.reloads[0].ended_s) == (0, 0)
    assert run.ok


@pytest.mark.parametrize("outcome", ["FAILED", "CANCELED", "EXCEEDED_LIMIT"])
def test_script_does_not_run_where_the_load_did_not_succeed(outcome):
    run = reload_first("TRACE never;\n", first(outcome=outcome))
    (reload,) = run.reloads
    assert (reload.status, reload.ended_s, reload.line) == (outcome, 62.0, None)
    assert run.log("First") == ""
    assert [f.code for f in run.findings] == ["QE002"]


def test_load_that_never_ends_is_ended_after_three_hours():
    run = reload_first("TRACE never;\n", first(outcome="NEVER"))
    (reload,) = run.reloads
    assert (reload.status, reload.ended_s) == ("EXCEEDED_LIMIT", 2 + LIMIT_S)
    assert reload.error == "The reload has run for too long."


def test_outcomes_come_one_after_the_other_and_the_last_one_again():
    again = "SET ErrorMode = 0;\n" + (START + "DROP TABLE Started;\nSLEEP 70000;\n") * 4
    outcomes: Any = ("SUCCEEDED", "CANCELED", "FAILED")
    run = reload_first(again, Scenario(apps={"Second": Behaviour(outcome=outcomes)}))
    assert [r.status for r in run.reloads[1:]] == [*outcomes, "FAILED"]


def test_outcome_of_another_user_is_no_turn_of_the_chain():
    fault = Fault(kind="foreign", on="start", outcome="FAILED", duration="1s")
    again = "SET ErrorMode = 0;\n" + (START + "SLEEP 70000;\n") * 2
    second = Behaviour(outcome=("SUCCEEDED", "CANCELED"))
    run = reload_first(again, Scenario(apps={"Second": second}, faults=(fault,)))
    assert [(r.status, r.foreign) for r in run.reloads[1:]] == [
        ("FAILED", True),
        ("SUCCEEDED", False),
    ]


def test_script_stands_between_what_is_before_and_what_is_behind():
    run = reload_first("TRACE b;\n", first(before="TRACE a;\n", after="TRACE c;\n"))
    assert lines(run)[::2] == [
        "0001 TRACE a",
        "0002 TRACE b",
        "0003 TRACE c",
        "     Execution finished.",
    ]


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        (first(missing=True), "404 Resource not found."),
        (first(forbidden=True), "403 Forbidden"),
        (
            Scenario(daily_quota=1, apps={"First": Behaviour(history=("FAILED",))}),
            "403 Reload frequency quota has been met",
        ),
    ],
)
def test_first_reload_that_is_refused_is_a_finding(scenario, why):
    run = reload_first("TRACE never;\n", scenario)
    assert (run.reloads, run.requests, run.makespan_s, run.order) == ((), (), 0.0, ())
    (finding,) = run.findings
    assert (finding.code, finding.name) == ("QE004", "reload-refused")
    assert finding.message == f"First was not started: {why}"
    assert str(finding.place) == "course/first.qvs:1:1"
    assert not run.ok


@pytest.mark.parametrize(
    ("option", "status"), [("missing", 404), ("forbidden", 403), ("history", 201)]
)
def test_app_that_can_not_be_reloaded_is_refused_to_the_script(option, status):
    value: Any = ("FAILED",) if option == "history" else True
    run = reload_first(START, Scenario(apps={"Second": Behaviour(**{option: value})}))
    assert [sent.status for sent in run.requests] == [status]
    assert len(run.reloads) == (2 if status == 201 else 1)


COLUMNS = """"__KEY_root",
    (SELECT "status", "endTime", "__FK_data" FROM "data" FK "__FK_data")"""


def test_earlier_reloads_are_in_the_list_and_in_no_run():
    history = Behaviour(history=("SUCCEEDED", "CANCELED"))
    flat = look(f"?appId={SECOND_ID}").replace('"id", "status"', COLUMNS)
    script = flat.replace('"root" WITH', '"root" PK "__KEY_root" WITH')
    run = reload_first(script, Scenario(apps={"Second": history}))
    assert [r.app for r in run.reloads] == ["First"]
    assert run.ok, run.findings
    ((_, *rows),) = [t for t in state(run).tables.values() if "status" in t[0]]
    assert [row[1:3] for row in rows if row[1]] == [
        ("CANCELED", "2026-01-05T05:00:00.000Z"),
        ("SUCCEEDED", "2026-01-05T04:00:00.000Z"),
    ]


def test_key_that_expires_is_refused_from_then_on():
    script = "SET ErrorMode = 0;\n" + look(f"?appId={SECOND_ID}") + "SLEEP 60000;\n"
    run = reload_first(script * 2, Scenario(key_expires="100s"))
    assert [sent.status for sent in run.requests] == [200, 401]


@pytest.mark.parametrize(
    ("form", "pattern"), [("hex", "[0-9a-f]*[a-f][0-9a-f]*"), ("digits", r"\d+")]
)
def test_ids_of_reloads_have_the_form_that_the_scenario_says(form, pattern):
    run = reload_first(START, Scenario(reload_ids=form))
    for reload in run.reloads:
        assert len(reload.reload_id) == 24
        assert re.fullmatch(pattern, reload.reload_id)


def test_id_can_look_like_a_number_with_an_exponent():
    run = reload_first(START, Scenario(reload_ids="exponent"))
    assert all(0 < float(r.reload_id) <= float("inf") for r in run.reloads)
    assert state(run).tables["Started"] == (("id",), (run.reloads[1].reload_id,))


def test_file_that_one_app_stores_is_read_by_the_next():
    writes = "T:\nLOAD 7 AS seven AUTOGENERATE 2;\nSTORE T INTO [lib://:DataFiles/t.qvd] (qvd);\n"
    reads = "U:\nLOAD seven FROM [lib://Chain space:DataFiles/t.qvd] (qvd);\n"
    run = reload_first(writes + START, second=reads)
    assert run.ok, run.findings
    assert state(run, 1).tables["U"] == (("seven",), ("7",), ("7",))


def test_files_of_the_scenario_are_there_and_stay_as_they_are():
    files = {"lib://:DataFiles/a.qvs": "TRACE from the file;\n"}
    found = Scenario(files=files)
    run = reload_first("$(Must_Include=lib://:DataFiles/a.qvs);\n", found)
    assert "     from the file" in lines(run)
    stores = "T:\nLOAD 1 AS x AUTOGENERATE 1;\nSTORE T INTO [lib://:DataFiles/a.qvs] (txt);\n"
    assert reload_first(stores, found).ok
    assert found.files == files == {"lib://:DataFiles/a.qvs": "TRACE from the file;\n"}


def again(*, partial: bool = False) -> str:
    """Script that has the second app reloaded three times, of which the first is never partial."""
    behind = START.replace('""}', '"",""partial"":true}') if partial else START
    starts = (START, behind, behind)
    return "".join(f"{start}DROP TABLE Started;\nSLEEP 70000;\n" for start in starts)


def test_app_keeps_its_variables_from_reload_to_reload():
    script = "LET round = Alt(round, 0) + 1;\n"
    run = reload_first(again(), second=script)
    assert run.ok, run.findings
    assert [state(run, n).variables["round"] for n in (1, 2, 3)] == ["1", "2", "3"]
    gone = reload_first(again(), None, World({"old-variables": "gone"}), second=script)
    assert [state(gone, n).variables["round"] for n in (1, 2, 3)] == ["1", "1", "1"]


def test_app_keeps_nothing_of_a_reload_that_fails():
    script = "LET round = Alt(round, 0) + 1;\nIF round = 2 THEN\n  LOAD a RESIDENT None;\nEND IF\n"
    run = reload_first(again(), second=script)
    assert [r.status for r in run.reloads[1:]] == ["SUCCEEDED", "FAILED", "FAILED"]
    assert [state(run, n).variables["round"] for n in (1, 2, 3)] == ["1", "2", "2"]


def test_only_a_partial_reload_finds_the_tables_of_the_one_before():
    script = "T:\nADD LOAD Rand() > 2 AS x AUTOGENERATE 1;\n"
    run = reload_first(again(partial=True), second=script)
    assert [r.partial for r in run.reloads] == [False, False, True, True]
    assert [len(state(run, n).tables["T"]) - 1 for n in (1, 2, 3)] == [1, 2, 3]
    whole = reload_first(again(), second=script)
    assert [len(state(whole, n).tables["T"]) - 1 for n in (1, 2, 3)] == [1, 1, 1]


def test_app_knows_when_its_last_reload_ended():
    script = "LET last = Timestamp(ReloadTime(), 'hh:mm:ss');\n"
    run = reload_first(again(), second=script)
    assert run.ok, run.findings
    ends = [r.ended_s for r in run.reloads[1:]]
    assert ends[0] == pytest.approx(124.1)
    assert [state(run, n).variables["last"] for n in (1, 2, 3)] == ["", "06:02:04", "06:03:14"]


def test_app_has_what_an_earlier_reload_has_left_in_it():
    run = reload_first("LET b = a & a;\n", first(variables={"a": "1"}))
    assert state(run).variables["b"] == "11"


SPACE = "65aa0c1d2e3f4a5b6c7d8e9f"
ASKED = "".join(
    f"LET {name} = {code};\n"
    for name, code in {
        "space": "GetSysAttr('spaceId') & '|' & GetSysAttr('spaceName') & '|' & "
        "GetSysAttr('spaceType')",
        "tenant": "GetSysAttr('tenantUrl') & '|' & GetSysAttr('tenantName') & '|' & "
        "GetSysAttr('tenantRegion')",
        "app": "DocumentTitle()",
    }.items()
)


@pytest.mark.parametrize(
    ("place", "space"),
    [
        (StartingSpace(), f"{SPACE}|Chain space|shared"),
        (StartingSpace(type="managed", name="Prod"), f"{SPACE}|Prod|managed"),
        (StartingSpace(type="personal", name="", id=""), "||"),
    ],
)
def test_script_can_ask_where_it_is(place, space):
    run = reload_first(ASKED, Scenario(space=place))
    assert run.ok, run.findings
    found = state(run).variables
    assert found["space"] == space
    assert found["tenant"] == "https://acme.eu.qlikcloud.com|acme|eu"
    assert found["app"] == "First"


def test_random_numbers_of_two_reloads_differ_and_those_of_two_runs_do_not():
    run, other = (
        reload_first("LET r = Rand();\n" + START, second="LET r = Rand();\n") for _ in "ab"
    )
    numbers = [state(run, n).variables["r"] for n in (0, 1)]
    assert numbers[0] != numbers[1]
    assert [state(other, n).variables["r"] for n in (0, 1)] == numbers


# ---- An end, come what may.


@pytest.mark.parametrize(
    "loop", ["DO\nLET a = 1;\nLOOP\n", "FOR i = 1 TO 1000000000\nNEXT\n", "DO\nSLEEP 1;\nLOOP\n"]
)
def test_loop_without_an_end_is_found_by_its_budget(loop):
    run = reload_first(loop, budget=5_000)
    (finding,) = run.findings
    assert (finding.code, finding.name) == ("QE001", "not-emulated")
    line = finding.place.line
    assert 1 <= line <= 3
    why = f"First: line {line}: the script has run 5000 statements: a loop without end?"
    assert finding.message == why
    assert run.reloads[0].status == "RELOADING"
    assert run.requests == ()


def test_script_may_run_as_many_statements_as_its_budget():
    assert reload_first("TRACE a;\n" * 50, budget=50).ok
    assert not reload_first("TRACE a;\n" * 51, budget=50).ok


def test_each_reload_has_the_whole_budget():
    assert reload_first("TRACE a;\n" * 40 + START, second="TRACE b;\n" * 40, budget=50).ok


def test_nothing_happens_any_more_where_a_script_is_not_emulated():
    run = reload_first(
        START + "SLEEP 1;\nLOAD a, RangeFoo(a) RESIDENT Started;\n", both(duration="1h")
    )
    assert [f.code for f in run.findings] == ["QE001"]
    assert run.findings[0].message.startswith("First: line 7: ")
    assert [r.status for r in run.reloads] == ["RELOADING", "QUEUED"]


def test_loop_that_sleeps_is_ended_after_three_hours():
    run = reload_first("DO\nSLEEP 1000;\nLOOP\n")
    (reload,) = run.reloads
    assert (reload.status, reload.ended_s) == ("EXCEEDED_LIMIT", 2 + LIMIT_S)
    assert state(run).slept_s == pytest.approx(LIMIT_S - 60, abs=1.5)
    assert [f.code for f in run.findings] == ["QE002"]
    failed = reload_first("DO\nSLEEP 1000;\nLOOP\n", None, World({"run-limit": "FAILED"}))
    assert failed.reloads[0].status == "FAILED"


def test_long_log_keeps_its_beginning_and_its_end():
    rounds = 40_000
    run = reload_first(f"FOR i = 1 TO {rounds}\nTRACE $(i);\nNEXT\n")
    assert run.ok
    log = lines(run)
    assert len(log) == FIRST + 1 + LAST
    assert log[:3] == [f"0001 FOR i = 1 TO {rounds}", "0002 TRACE 1", "     1"]
    said = 1 + 3 * rounds + 1
    assert run.log("First").splitlines()[FIRST] == f"... {said - FIRST - LAST} lines left out ..."
    assert log[-4:] == [
        f"0002 TRACE {rounds}",
        f"     {rounds}",
        "0003 NEXT",
        "     Execution finished.",
    ]


def test_long_poll_leaves_no_more_behind_than_a_log():
    poll = "DO\n  SLEEP 1000;\n" + look(f"?appId={SECOND_ID}&limit=1") + "DROP TABLE Seen;\nLOOP\n"
    run = reload_first(START + poll, Scenario(apps={"Second": Behaviour(outcome="NEVER")}))
    assert run.reloads[0].status == "EXCEEDED_LIMIT"
    assert 8_500 < len(run.requests) < 9_000
    entries = [line for line in run.log("First").splitlines() if line[:7] == "2026-01"]
    assert len(entries) == FIRST + LAST
    assert list(state(run).tables) == ["Started"]


def test_run_ends_where_the_scenario_does():
    run = reload_first(START, Scenario(until="63s"))
    assert [(r.app, r.status, r.ended_s) for r in run.reloads] == [
        ("First", "SUCCEEDED", pytest.approx(62.2)),
        ("Second", "QUEUED", None),
    ]
    assert [(f.code, f.message) for f in run.findings] == [
        ("QE003", "Second has not ended: QUEUED"),
    ]
    assert run.log("Second") == ""
    assert run.makespan_s == pytest.approx(62.2)


def test_script_that_is_cancelled_says_nothing_more():
    cancel = (
        START
        + "SLEEP 30000;\nLET id = Peek('id', 0, 'Started');\nSET ErrorMode = 0;\n"
        + 'LIB CONNECT TO \':ApiPost\';\nC:\nSQL SELECT "status" FROM JSON (wrap on) "root" '
        + f'WITH CONNECTION (URL "{RELOADS}/$(id)/actions/cancel");\n'
    )
    slow = Scenario(apps={"Second": Behaviour(duration="10s")})
    run = reload_first(
        cancel, slow, second="FOR i = 1 TO 100\nTRACE round $(i);\nSLEEP 1000;\nNEXT\n"
    )
    second = run.reloads[1]
    assert run.requests[-1].status == 202
    assert (second.status, second.line) == ("CANCELED", None)
    said = [line for line in lines(run, "Second") if line.startswith("     round ")]
    assert 15 <= len(said) <= 20
    assert "Execution finished." not in run.log("Second")
    assert second.ended_s == pytest.approx(run.requests[-1].time_s + 0.1 + 2)
