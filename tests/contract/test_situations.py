"""The situations themselves: each can be had, and says what its name says."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from qscriptgen import render
from qscriptgen.emulate.engine.play import play
from qscriptgen.emulate.scenario import OPERATIONS, EndState, Fault, FaultKind, Outcome
from qscriptgen.script import parse
from tests.support.matrix import CHAINS
from tests.support.situations import (
    FAULTS,
    PASTED,
    SPACES,
    TENANTS,
    WITNESS,
    fitted,
    left_over,
    paste,
    scenario,
)

(WAIT,) = (script.text for script in render(CHAINS["wait-tries"]))
ALL = [fault for faults in FAULTS.values() for fault in faults]


@pytest.mark.parametrize("names", [FAULTS, TENANTS, PASTED, SPACES])
def test_names_fit_into_an_id_and_a_command(names):
    for name in names:
        assert re.fullmatch(r"[a-z0-9-]{1,20}", name)


@pytest.mark.parametrize("entries", [FAULTS, TENANTS, PASTED, SPACES])
def test_nothing_is_there_twice(entries):
    values = [repr(value) for value in entries.values()]
    assert len(set(values)) == len(values)


def test_every_sort_of_fault_meets_something():
    assert {fault.kind for fault in ALL} == set(get_args(FaultKind))
    # Only the self-test asks for an app.
    assert {fault.on for fault in ALL} == set(OPERATIONS) - {"post", "app"}
    statuses = {400, 401, 403, 404, 409, 429, 500, 502, 503, 504}
    assert {fault.status for fault in ALL if fault.kind == "status"} == statuses


def test_every_end_and_history_is_met():
    ends = {
        end
        for tenant in TENANTS.values()
        for end in (
            tenant.target.outcome
            if isinstance(tenant.target.outcome, tuple)
            else (tenant.target.outcome,)
        )
    }
    assert ends == set(get_args(Outcome))
    last = {tenant.target.history[-1:] for tenant in TENANTS.values()}
    assert last == {(), *((end,) for end in get_args(EndState))}


@pytest.mark.parametrize("name", FAULTS)
def test_a_name_says_whether_it_was_done_and_never_stops(name):
    if "-done" in name:
        assert all(fault.handled for fault in FAULTS[name])
    if name.endswith("-all"):
        assert all(fault.times is None for fault in FAULTS[name])


@pytest.mark.parametrize("name", PASTED)
def test_a_block_can_be_pasted_anywhere(name):
    pasted = PASTED[name]
    script = parse(paste(WAIT, pasted))
    assert not script.problems
    assert str(script).count("Exit Error") == pasted.times
    assert ("\r" in str(script)) == (name == "crlf")


@pytest.mark.parametrize("name", PASTED)
def test_without_a_block_the_rest_is_a_script_too(name):
    text = paste("", PASTED[name])
    assert not parse(text).problems
    assert "qsg" not in text


def test_every_state_but_none_has_a_witness():
    assert [name for name, pasted in PASTED.items() if not pasted.after.endswith(WITNESS)] == [
        "alone"
    ]


IN_FORCE = {
    "qualify": ("Behind.id", None, "2.5"),
    "qualify-ids": ("Behind.id", None, "2.5"),
    "nulls-text": ("id", "<NULL>", "2.5"),
    "nulls-status": ("id", "SUCCEEDED", "2.5"),
    "nulls-word": ("id", "abc0", "2.5"),
    "nulls-id": ("id", "0", "2.5"),
    "nulls-empty": ("id", "", "2.5"),
    "alias": ("x", None, "2.5"),
    "map": ("id", None, "2.5"),
    "comma": ("id", None, "2,5"),
    "all": ("Behind.id", "", "2,5"),
}
MODES = {"mode-0": "0", "mode-2": "2", "erred": "0", "stale-erred": "0"}


@pytest.mark.parametrize("name", sorted(PASTED.keys() - {"alone", "posting", "partial"}))
def test_what_stands_behind_shows_what_is_in_force(name):
    played = play(paste("", PASTED[name]))
    assert played.status == "SUCCEEDED"
    (row,) = played.tables["Behind"].rows
    first, gap, half = IN_FORCE.get(name, ("id", None, "2.5"))
    assert played.tables["Behind"].fields[0] == first
    assert row[3].text == gap
    assert row[0].text == ("FAILED" if name in ("map", "all") else "SUCCEEDED")
    assert played.variables["vBehind"] == half
    assert played.variables["vMode"] == MODES.get(name, "1")


def test_stale_is_every_variable_of_ours():
    found = left_over(WAIT, PASTED["stale"])
    assert {"qsg_State", "qsg_Reload", "qsg_ErrorMode", "qsg_Poll"} <= set(found)
    assert "qsg_Answer" not in found
    assert set(found.values()) == {"stale"}
    assert not left_over(WAIT, PASTED["alone"])


def test_faults_fit_connections_of_any_name():
    assert fitted(FAULTS["no-post"], {"ApiGet": "Get", "ApiPost": "Post"})[0].name == "Post"
    assert fitted(FAULTS["no-get-2nd"], {"ApiGet": "Get", "ApiPost": "Post"}) == (
        Fault(kind="no-connection", name="Get", first=2),
    )
    assert fitted(FAULTS["start-400"], {"ApiGet": "Get", "ApiPost": "Post"}) == FAULTS["start-400"]
    assert fitted(FAULTS["no-folder"], {"DataFiles": "Files"})[0].name == "Files"
    assert fitted(FAULTS["no-folder"], {"ApiGet": "Get", "ApiPost": "Post"}) == ()


@pytest.mark.parametrize(
    ("factor", "names"),
    [("fault", FAULTS), ("tenant", TENANTS), ("pasted", PASTED), ("space", SPACES)],
)
def test_each_entry_makes_a_scenario(factor, names):
    for name in names:
        found = scenario("Extract", ["Sales"], **{factor: name})
        assert found.start == "Extract"
        assert found.partial == (name == "partial")
        assert found.apps["Extract"].outcome == "SUCCEEDED"
        if factor == "fault":
            assert found.faults == FAULTS[name]
        elif factor == "tenant":
            assert found.apps["Sales"] == TENANTS[name].target
        elif factor == "space":
            assert found.space == SPACES[name]
    assert scenario("A", [], tenant="one-slot").concurrency == 1
