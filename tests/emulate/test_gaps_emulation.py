"""What is told of a reload that failed: by the tenant to who asks, and by the run."""

from __future__ import annotations

from typing import Any

import pytest

from qscriptgen.emulate import Behaviour, Fault, Scenario
from qscriptgen.emulate.tenant.ids import ID_FORMS
from tests.emulate.two_apps import START, look, reload_first

SHOW = "SLEEP 70000;\n" + look(f"/{ID_FORMS['hex'](2)}", "status", "errorCode", "errorMessage")


@pytest.mark.parametrize(
    ("second", "outcome", "said"),
    [
        ("", "SUCCEEDED", ("SUCCEEDED", False, "")),
        ("LOAD a RESIDENT Gone;\n", "SUCCEEDED", ("FAILED", True, "error in app script")),
        ("", "FAILED", ("FAILED", True, "error in app script")),
        ("", "CANCELED", ("CANCELED", False, "")),
    ],
)
def test_record_says_why_a_reload_failed(second, outcome, said):
    scenario = Scenario(apps={"Second": Behaviour(outcome=outcome, duration="1s")})
    run = reload_first(START + SHOW, scenario, second=second)
    _, (status, code, message) = run.states[run.reloads[0].reload_id].tables["Seen"]
    assert (status, bool(code)) == said[:2]
    assert said[2] in message
    assert bool(message) is bool(said[2])


@pytest.mark.parametrize(
    ("script", "code"), [("", 0), ("LOAD a RESIDENT Gone;\n", 10), ("EXIT ERROR 'x';\n", 1)]
)
def test_state_says_which_error_ended_a_script(script, code):
    run = reload_first(script)
    assert run.states[run.reloads[0].reload_id].code == code


def test_script_and_api_say_the_same_about_the_tenant():
    show = look(f"/{ID_FORMS['hex'](1)}", "tenantId")
    run = reload_first(f"{show}LET id = GetSysAttr('tenantId');\n")
    state = run.states[run.reloads[0].reload_id]
    assert state.tables["Seen"] == (("tenantId",), (state.variables["id"],))
    assert state.variables["id"]


def test_null_display_stands_in_for_null_and_for_nothing_else():
    record = ID_FORMS["hex"](1)
    run = reload_first("SET NullDisplay = '<none>';\n" + look(f"/{record}", "id", "errorCode"))
    _, row = run.states[run.reloads[0].reload_id].tables["Seen"]
    assert row == (record, "<none>")


@pytest.mark.parametrize(("by", "asked"), [("First", 0), ("Second", 1), (None, 0)])
def test_connection_is_lost_to_the_app_that_the_fault_names(by, asked):
    fault = Fault(kind="no-connection", name="ApiGet", by=by)
    run = reload_first(look(""), Scenario(faults=(fault,)))
    assert len(run.requests) == asked


def test_right_answer_is_changed_on_its_way():
    fault = Fault(kind="change", on="start", members={"id": "other"})
    run = reload_first(START, Scenario(faults=(fault,)))
    assert run.states[run.reloads[0].reload_id].tables["Started"] == (("id",), ("other",))


def test_request_that_reads_has_no_body():
    run = reload_first(look(f"/{ID_FORMS['hex'](1)}"))
    assert [(sent.method, sent.body) for sent in run.requests] == [("GET", "")]


def test_loads_above_a_select_all_have_their_turn():
    select = look(f"/{ID_FORMS['hex'](1)}", "status")
    above = "LOAD status & '2' AS status;\nLOAD status & '1' AS status;\nSQL SELECT"
    run = reload_first(select.replace("SQL SELECT", above))
    assert run.states[run.reloads[0].reload_id].tables["Seen"] == (("status",), ("RELOADING12",))


@pytest.mark.parametrize(("prefix", "asked"), [("", 0), ("ADD ", 1)])
def test_select_asks_nothing_in_a_partial_reload_unless_it_adds(prefix, asked):
    script = look(f"/{ID_FORMS['hex'](1)}").replace("SQL", f"{prefix}SQL")
    run = reload_first("SET ErrorMode = 0;\n" + script, Scenario(partial=True))
    assert len(run.requests) == asked


def test_json_of_a_run_names_what_its_reloads_and_requests_have():
    run = reload_first(START)
    record: dict[str, Any] = run.json()
    assert list(record) == [
        "world",
        "ok",
        "makespan_s",
        "reloads",
        "requests",
        "logs",
        "findings",
        "unmet",
    ]
    reload, request = vars(run.reloads[0]), vars(run.requests[0])
    shown = record["reloads"][0]
    assert shown == {name: reload[name] for name in shown}
    assert len(shown) == 9
    asked = record["requests"][0]
    assert asked == {name: request[name] for name in asked}
    assert len(asked) == 5
