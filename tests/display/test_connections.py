"""The checklist before a first run: what a newcomer has to find in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen import (
    Alert,
    Answer,
    App,
    Chain,
    Connections,
    Due,
    Expr,
    Policy,
    Space,
    Wait,
    WaitOnly,
    Webhook,
    when,
)
from qscriptgen.chain.flow import Part
from qscriptgen.display import format_checklist
from tests.support.strategies import apps, chains, environments, guid

A, B, C, D = apps(4)
WAITING = A >> B.reload(wait=Wait("10m"))


def checklist(flow: Part = A >> B, **options: Any) -> str:
    return format_checklist(Chain("nightly", flow, **options))


def parts(text: str) -> dict[str, str]:
    """The parts of a checklist by their headings, each in one line."""
    found = re.split(r"^\d+\. (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        heading: " ".join(body.split())
        for heading, body in zip(found[::2], found[1::2], strict=True)
    }


def settings(text: str, connection: str) -> dict[str, str]:
    """The settings of one connection."""
    _, _, below = text.partition(f"REST connection {connection}\n")
    body, _, _ = below.partition("\n\n")
    lines = re.findall(r"^   \[ \] (.+?)  +(.+)$", body, flags=re.MULTILINE)
    return dict(lines)


@given(chains())
def test_a_checklist_is_numbered_lines_to_tick_off(chain):
    text = format_checklist(chain)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    title, rule, empty, *lines = text.splitlines()
    assert title.endswith(chain.name)
    assert (rule, empty) == ("=" * len(title), "")
    numbers = [int(line.partition(".")[0]) for line in lines if re.match(r"\d", line)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(re.match(r"\d+\. \S|   \[ \] \S|       \S|$", line) for line in lines)
    assert all(line == line.rstrip() for line in lines)


def test_apps_that_only_wait_need_no_post_connection():
    waits = format_checklist(Chain("c", [A, B] >> C, wait_only=WaitOnly("10m")))
    assert list(parts(waits)) == [
        "An API key",
        "Rights of that user",
        "REST connection ApiGet",
        "Spaces of the connections",
        "A first trial",
    ]
    assert "ApiPost" not in waits
    assert "each app that is waited for: A1, A2." in parts(waits)["Rights of that user"]
    assert "Create the connection in every space" in parts(waits)["Spaces of the connections"]
    assert "c/a3-start.qvs at the beginning of the script" in parts(waits)["A first trial"]


@pytest.mark.parametrize(("due", "looks"), [(Due("day"), True), (Due(days="business"), False)])
def test_due_needs_the_get_connection(due, looks):
    assert ("REST connection ApiGet" in checklist(A >> B.reload(due=due))) == looks


def test_what_every_chain_needs():
    assert list(parts(checklist())) == [
        "An API key",
        "Rights of that user",
        "A harmless app for testing the connections",
        "REST connection ApiPost",
        "Spaces of the connections",
        "A first trial",
    ]


@pytest.mark.parametrize(
    ("flow", "options", "needed"),
    [
        (A >> B, {}, False),
        (A >> B, {"plain": True}, False),
        (WAITING, {}, True),
        (A >> B, {"policy": Policy(tries=2)}, True),
        (A >> B >> C.reload(wait=Wait("10m")), {}, True),
    ],
)
def test_the_get_connection_only_where_it_is_used(flow, options, needed):
    found = parts(checklist(flow, **options))
    assert ("REST connection ApiGet" in found) is needed
    where = found["Spaces of the connections"]
    assert ("both connections" in where) is needed
    assert ("the connection " in where) is not needed


@pytest.mark.parametrize(("connection", "method"), [("MyPost", "POST"), ("MyGet", "GET")])
def test_all_settings_of_a_connection(connection, method):
    text = checklist(WAITING, connections=Connections(get="MyGet", post="MyPost"))
    found = settings(text, connection)
    assert found["URL"].startswith("https://<tenant>.<region>.qlikcloud.com/api/v1/reloads")
    assert found["Method"] == method
    assert found["Query header Authorization"] == "Bearer <API key>, with Encrypt ticked"
    assert found["Query header Content-Type"] == "application/json"
    assert found['Allow "WITH CONNECTION"'] == "on"
    assert found["Retry failed requests"].startswith("off ")
    assert found["Name"] == connection
    # Testing the connection sends its body, so it must name an app that does no harm.
    assert ("Request body" in found) is (method == "POST")
    assert found.get("Request body", "harmless").count("harmless") == 1


@given(st.integers(2, 10_000))
def test_both_time_outs_together_are_the_longest_request(request_timeout):
    connections = Connections(request_timeout=f"{request_timeout}s")
    found = settings(checklist(connections=connections), "ApiPost")
    whole = int(found["Connection Timeout (seconds)"]) + int(found["Read/Write Timeout (seconds)"])
    assert whole == request_timeout
    assert int(found["Connection Timeout (seconds)"]) >= 1
    assert int(found["Read/Write Timeout (seconds)"]) >= 1


def test_key_rights_and_harmless_app():
    found = parts(checklist(A >> [B, C]))
    assert "Generate new key" in found["An API key"]
    rights = found["Rights of that user"]
    assert f"each app that is started: {B.name}, {C.name}." in rights
    assert all(kind in rights for kind in ("shared space", "managed space", "personal space"))
    assert "empty load script" in found["A harmless app for testing the connections"]
    assert "nightly/a1.qvs" in found["A first trial"]


def test_an_alert_app_is_among_the_started_apps():
    found = parts(checklist(A >> B, on_failure=Alert(C)))
    assert f"each app that is started: {B.name}, {C.name}." in found["Rights of that user"]


def test_a_webhook_has_a_connection_of_its_own():
    text = checklist(WAITING, on_failure=Webhook("Hook"))
    found = settings(text, "Hook")
    assert (found["Method"], found["Name"]) == ("POST", "Hook")
    assert found["URL"] == "<the address of the webhook>"
    assert found["Retry failed requests"].startswith("off ")
    assert "Query header Authorization" not in found
    assert "not_confirmed" in parts(text)["REST connection Hook"]
    assert "Create the 3 connections" in parts(text)["Spaces of the connections"]
    assert (
        "Create both connections"
        in parts(checklist(A >> B, on_failure=Webhook()))["Spaces of the connections"]
    )


def test_each_app_once():
    found = parts(checklist(A >> when(Expr("v"), B).otherwise(C) >> D))
    assert "each app that is started: A2, A3, A4." in found["Rights of that user"]
    assert "(A1, A2, A3)" in found["Spaces of the connections"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "in every space in which an app that starts another lies (A1)"),
        ({"connections": Connections(space="API")}, "in the space API."),
        ({"plain": True}, "in the space of each app that starts another (A1)."),
        ({"plain": True, "connections": Connections(space="API")}, "in the space API."),
    ],
)
def test_the_spaces_of_the_connections(options, said):
    assert said in parts(checklist(**options))["Spaces of the connections"]


def test_each_tenant_is_named_and_nothing_else():
    copies: dict[Space, str] = {
        Space("eu", type="shared", tenant="b.eu.qlikcloud.com"): guid(2),
        Space("us", name="Sales", tenant="a.us.qlikcloud.com"): guid(3),
    }
    where = parts(checklist(A >> App("Copies", id=copies)))["Spaces of the connections"]
    assert "Do all of this in each tenant: a.us.qlikcloud.com, b.eu.qlikcloud.com." in where


def test_a_chain_without_tenants_names_none():
    where = parts(checklist(A >> App("Copies", id=environments())))["Spaces of the connections"]
    assert "each tenant" not in where


def test_files_are_listed_with_the_apps_that_store_and_read_them():
    answer = Answer("lib://DataFiles/sales.csv", ("vRows",))
    step = B.reload(answer=answer)
    relay = " ".join(format_checklist(Chain("c", A >> step, wait=Wait("15m"))).split())
    assert f"lib://DataFiles/sales.csv: app {B.name} stores its answer there for {A.name}." in relay
    result = "lib://Ops:DataFiles/night.qvd"
    chain = Chain("c", A >> step, wait=Wait("15m"), controller=C, result=result)
    found = " ".join(format_checklist(chain).split())
    assert f"lib://DataFiles/sales.csv: app {B.name} stores its answer there for {C.name}." in found
    assert (
        f"lib://Ops:DataFiles/night.qvd: app {C.name} stores there the outcome of each app."
        in found
    )
    assert "Folders" not in format_checklist(Chain("c", A >> B))


def test_a_library_is_uploaded_before_lines_are_pasted():
    chain = Chain("nightly", A >> B >> C)
    found = parts(format_checklist(chain, form="include"))
    assert list(found)[-1] == "A first trial"
    said = found["The library of the chain (only with render --form include)"]
    assert "Before any lines are pasted, upload nightly/nightly-library.qvs to the data" in said
    assert f"({A.name}, {B.name}): they look for lib://:DataFiles/nightly-library.qvs." in said
    assert 'library="lib://DataFiles/nightly-library.qvs"' in said


@pytest.mark.parametrize("form", ["snippet", "include"])
def test_a_library_with_a_place_of_its_own_is_uploaded_there(form):
    place = "lib://Ops:DataFiles/a/n.qvs"
    text = format_checklist(Chain("nightly", A >> B, library=place), form=form)
    said = parts(text)["The library of the chain (only with render --form include)"]
    assert said == f"[ ] Before any lines are pasted, upload nightly/n.qvs as {place}."


@pytest.mark.parametrize("form", ["snippet", "self-test"])
def test_no_library_is_uploaded_for_snippets(form):
    text = format_checklist(Chain("nightly", A >> B), form=form)
    assert "library" not in text


def test_plain_script_has_no_library():
    text = format_checklist(Chain("nightly", A >> B, plain=True, library="lib://D/n.qvs"))
    assert "library" not in text
