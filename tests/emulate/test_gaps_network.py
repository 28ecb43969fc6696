"""What faults leave of an answer at the bounds of a status, and who the others are."""

from __future__ import annotations

import json

import pytest

from qscriptgen.emulate import Fault, Scenario, StartingSpace, users
from qscriptgen.emulate.exchange import HttpResponse
from qscriptgen.emulate.faults import alter_answer
from qscriptgen.emulate.tenant.ids import ID_FORMS
from tests.emulate.two_apps import START, look, reload_first

RIGHT = HttpResponse(201, '{"id":"6a63"}', {"content-type": "application/json"})


@pytest.mark.parametrize(("status", "errors"), [(204, 0), (302, 0), (399, 0), (400, 1), (500, 1)])
def test_status_from_400_on_is_an_error_in_json(status, errors):
    answer = alter_answer(Fault(kind="status", status=status), None)
    assert isinstance(answer, HttpResponse)
    assert answer.status == status
    found = json.loads(answer.body)["errors"] if answer.body else []
    assert len(found) == errors


def test_error_of_a_status_without_a_name_has_a_title():
    answer = alter_answer(Fault(kind="status", status=599), None)
    assert isinstance(answer, HttpResponse)
    (error,) = json.loads(answer.body)["errors"]
    assert (error["code"], error["title"]) == ("HTTP-599", "Error")


def test_garbage_is_announced_as_the_page_that_it_is():
    answer = alter_answer(Fault(kind="garbage"), None)
    assert isinstance(answer, HttpResponse)
    assert answer.headers["content-type"] == "text/html"


@pytest.mark.parametrize(("right", "status"), [(RIGHT, 201), (None, 200)])
def test_huge_answer_is_the_right_one_with_white_space(right, status):
    answer = alter_answer(Fault(kind="huge"), right)
    assert isinstance(answer, HttpResponse)
    assert answer.status == status
    assert json.loads(answer.body) == ({"id": "6a63"} if right else {})
    assert answer.headers["content-type"] == "application/json"


def test_json_of_a_fault_is_announced_as_json():
    answer = alter_answer(Fault(kind="json", text="[1]"), None)
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.body) == (200, "[1]")
    assert answer.headers["content-type"] == "application/json"


def test_change_leaves_an_error_as_it_is():
    refused = HttpResponse(400, '{"errors":[]}')
    assert alter_answer(Fault(kind="change", members={"status": "FAILED"}), refused) == refused


@pytest.mark.parametrize(
    ("kind", "who"), [("shared", users.OTHER), ("managed", users.OTHER), ("personal", users.OWNER)]
)
def test_who_reloads_besides_the_chain_is_its_owner_only_in_a_personal_space(kind, who):
    fault = Fault(kind="foreign", on="start", duration="1s")
    script = "SET ErrorMode = 0;\n" + START + look(f"/{ID_FORMS['hex'](2)}", "userId")
    run = reload_first(script, Scenario(faults=(fault,), space=StartingSpace(type=kind)))
    assert [(reload.foreign, reload.partial) for reload in run.reloads] == [
        (False, False),
        (True, False),
    ]
    assert run.states[run.reloads[0].reload_id].tables["Seen"] == (("userId",), (who,))
