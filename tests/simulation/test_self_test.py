"""The self-test form: it does what its outline asks for, and names what is missing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

import pytest

from qscriptgen import (
    Alert,
    App,
    Behaviour,
    Chain,
    Connections,
    Fault,
    Policy,
    Scenario,
    Space,
    StartingSpace,
    Webhook,
    render,
    simulate,
)
from qscriptgen.emulate import parse_world
from qscriptgen.script import parse
from tests.support.matrix import CHAINS, extract, finance, guid, one, sales
from tests.support.mutants import EDITS as EDITS_OF_ALL
from tests.support.mutation import label

WHOLE = {name: chain for name, chain in CHAINS.items() if not chain.plain}
GUARDED = Chain("nightly", extract >> [sales, finance], policy=Policy(tries=2))
LIVE = StartingSpace(type="managed", name="Live", id="65aa0c1d2e3f4a5b6c7d8e9f")


def scripts_of(chain):
    return {script.app: script.text for script in render(chain, form="self-test")}


# -- what its log says -----------------------------------------------------------------------------


def said(run, app="Extract"):
    """The result of each check and why, by its name and what it is about."""
    found = {}
    for line in run.log(app).splitlines():
        words = line.split("qsg event=test ")
        if len(words) == 2 and "TRACE" not in words[0]:
            told = dict(word.split("=", 1) for word in words[1].split())
            about = told.get("name") or told.get("app") or told.get("file") or ""
            found[f"{told['check']} {about}".strip()] = told["result"], told.get("why", "")
    return found


def test_where_everything_is_there_it_says_so():
    run = simulate(GUARDED, form="self-test")
    assert run.ok
    assert said(run) == {
        "connection ApiPost": ("ok", "not_refused"),
        "connection ApiGet": ("ok", "not_refused"),
        "app Sales": ("ok", "may_be_reloaded"),
        "app Finance": ("ok", "may_be_reloaded"),
        "all": ("ok", ""),
    }


def gone(name):
    return Fault(kind="no-connection", name=name, times=None)


MISSING = {
    "the POST connection": (
        Scenario(faults=(gone("ApiPost"),)),
        "connection ApiPost",
        "not_opened",
    ),
    "the GET connection": (Scenario(faults=(gone("ApiGet"),)), "connection ApiGet", "not_opened"),
    "a right to reload": (
        Scenario(apps={"Sales": Behaviour(forbidden=True)}),
        "app Sales",
        "no_right_to_reload",
    ),
    "an app": (Scenario(apps={"Sales": Behaviour(missing=True)}), "app Sales", "not_read"),
    "a key": (Scenario(key_expires="10s"), "app Sales", "not_read"),
    "an answer": (Scenario(faults=(Fault(kind="timeout", times=None),)), "app Sales", "not_read"),
}


@pytest.mark.parametrize("what", MISSING)
def test_what_is_missing_is_named_and_fails_the_reload(what):
    scenario, check, why = MISSING[what]
    run = simulate(GUARDED, scenario, form="self-test")
    (caller,) = run.reloads
    assert caller.status == "FAILED"
    assert caller.error.startswith("Chain nightly: something is missing")
    assert said(run)[check] == ("missing", why)
    assert said(run)["all"][0] == "missing"
    assert "qsg advice: " in run.log("Extract")


def test_only_what_is_missing_is_named():
    run = simulate(GUARDED, MISSING["an app"][0], form="self-test")
    bad = [check for check, (result, _) in said(run).items() if result != "ok"]
    assert bad == ["app Sales", "all"]


def test_where_only_the_alert_app_has_no_id_all_else_is_tested():
    place = StartingSpace(type="personal", name="", id="")
    run = simulate(CHAINS["alert-own-env"], Scenario(space=place), form="self-test")
    assert said(run)["space"] == ("ok", "tells_nobody_here")
    assert f" id={guid(2)} " in run.log("Extract")
    assert "app=Alarm" not in run.log("Extract")
    assert len(run.requests) == 1
    known = simulate(CHAINS["alert-own-env"], Scenario(space=LIVE), form="self-test")
    assert [sent.url[-2:] for sent in known.requests] == ["02", "94"]


def test_a_space_of_no_environment_is_named():
    place = StartingSpace(type="shared", name="elsewhere", id="e1")
    run = simulate(CHAINS["environments"], Scenario(space=place), form="self-test")
    assert said(run)["space"] == ("missing", "no_environment")
    labels = ", ".join(space.label for space in CHAINS["environments"].spaces)
    assert f"no environment of the chain ({labels})" in run.log("Extract")
    assert run.requests == ()


DEV, PROD = Space("dev", type="shared"), Space("prod", type="managed")


@pytest.mark.parametrize(
    ("kind", "environment", "why"),
    [("shared", "dev", "-"), ("managed", "prod", "-"), ("personal", "dev", "counts_as")],
)
def test_a_space_that_counts_as_an_environment_is_told_from_one_that_fits(kind, environment, why):
    copies = App("Copies", id={DEV: guid(8), PROD: guid(9)})
    chain = Chain("copies", extract >> copies, no_match="dev")
    run = simulate(chain, Scenario(space=StartingSpace(type=kind)), form="self-test")
    assert said(run)["space"] == ("ok", why)
    assert f" environment={environment} " in run.log("Extract")


def test_a_chain_that_starts_nothing_elsewhere_is_fine_there():
    copies = App("Copies", id={Space("prod", type="managed"): guid(9)})
    chain = Chain("prod-only", extract >> copies, no_match="skip")
    run = simulate(chain, Scenario(space=StartingSpace(type="shared")), form="self-test")
    assert run.ok, run.findings
    assert run.requests == ()
    assert said(run)["space"] == ("ok", "starts_nothing_here")


def test_the_get_connection_may_be_missing_where_the_chain_needs_none():
    run = simulate(one("simple"), Scenario(faults=(gone("ApiGet"),)), form="self-test")
    assert run.ok
    assert said(run)["connection ApiGet"] == ("unknown", "not_opened")
    assert said(run)["app Sales"] == ("unknown", "no_connection")
    assert said(run)["all"][0] == "unknown"


def test_where_nothing_can_be_asked_only_the_connection_is_missing():
    run = simulate(GUARDED, Scenario(faults=(gone("ApiGet"),)), form="self-test")
    assert said(run)["app Sales"] == said(run)["app Finance"] == ("unknown", "no_connection")
    assert "check=all result=missing missing=1 unknown=2" in run.log("Extract")
    assert "this id is wrong" not in run.log("Extract")


def test_an_app_is_never_said_to_be_like_the_one_before():
    lost = Fault(kind="no-connection", name="ApiGet", first=3, times=None)
    run = simulate(GUARDED, Scenario(faults=(lost,)), form="self-test")
    assert said(run)["connection ApiGet"] == ("ok", "not_refused")
    assert said(run)["app Sales"] == ("ok", "may_be_reloaded")
    assert said(run)["app Finance"] == ("unknown", "no_connection")
    assert said(run)["all"][0] == "unknown"


PLACE = "lib://Ops Team:DataFiles/nightly.qvs"
LISTED = "library Ops_Team:DataFiles/nightly.qvs"


def test_a_library_that_is_there_is_read():
    run = simulate(replace(GUARDED, library=PLACE), form="self-test")
    assert run.ok, run.findings
    assert said(run)[LISTED] == ("ok", "read")


def test_a_library_that_is_not_there_is_missing():
    scripts = scripts_of(replace(GUARDED, library=PLACE))
    run = simulate(GUARDED, form="self-test", scripts=scripts)
    assert run.reloads[0].status == "FAILED"
    assert said(run)[LISTED] == ("missing", "not_read")
    assert "upload the library of the chain as Ops Team:DataFiles/nightly.qvs," in run.log(
        "Extract"
    )


def test_without_a_place_of_its_own_no_library_is_looked_for():
    assert "check=library" not in "".join(scripts_of(GUARDED).values())


def test_advice_names_things_as_they_are_called():
    named = Connections(post="Api Post (BI)", space="Ops Team")
    run = simulate(
        replace(GUARDED, connections=named),
        Scenario(faults=(gone("Api Post (BI)"),)),
        form="self-test",
    )
    assert "qsg advice: create Api Post (BI) in space Ops Team, as " in run.log("Extract")


def header_of(chain):
    (text,) = scripts_of(chain).values()
    return " ".join(text.partition("// ====")[2].partition("LET ")[0].replace("\n// ", " ").split())


def test_the_header_names_every_connection_that_is_opened():
    chain = replace(GUARDED, on_failure=Webhook("ApiAlert"))
    assert "opens ApiPost (POST) without sending anything through it" in header_of(GUARDED)
    assert "opens ApiPost and ApiAlert (POST) without sending anything through them" in header_of(
        chain
    )


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("controller", "DataFiles/controller.qvd"),
        ("answer-many", "DataFiles/sales.qvd and DataFiles/finance.csv"),
    ],
)
def test_the_header_says_which_files_are_not_looked_at(name, files):
    assert f"Does not look at {files}: " in header_of(CHAINS[name])


def test_whom_a_failure_is_told_is_looked_at_too():
    alarm = App("Alarm", id=guid(9))
    chain = Chain("nightly", extract >> sales, policy=Policy(tries=2), on_failure=Alert(alarm))
    run = simulate(chain, Scenario(apps={"Alarm": Behaviour(missing=True)}), form="self-test")
    assert said(run)["app Sales"] == ("ok", "may_be_reloaded")
    assert said(run)["app Alarm"] == ("missing", "not_read")


def test_the_connection_of_a_webhook_is_opened():
    chain = Chain("nightly", extract >> sales, on_failure=Webhook("ApiAlert"))
    run = simulate(chain, Scenario(faults=(gone("ApiAlert"),)), form="self-test")
    assert said(run)["connection ApiAlert"] == ("missing", "not_opened")
    assert run.requests != ()
    assert {sent.method for sent in run.requests} == {"GET"}


def test_a_partial_reload_tests_nothing():
    run = simulate(GUARDED, Scenario(partial=True), form="self-test")
    assert run.ok
    assert run.requests == ()
    assert said(run) == {"reload": ("skipped", "partial_reload")}


def test_every_app_that_starts_others_has_its_test():
    chain = Chain("relay", extract >> sales >> finance)
    run = simulate(chain, form="self-test")
    assert [reload.app for reload in run.reloads] == ["Extract", "Sales"]
    about = [urlsplit(sent.url).path.rpartition("/")[2] for sent in run.requests]
    assert about == [sales.id, finance.id]


EDITS = {
    "a POST": ('URL "$(qsg_Url)/$(qsg_App)"', 'URL "$(qsg_Url)/$(qsg_App)", BODY "{}"'),
    "another connection": ("':ApiGet';\n        LET", "':ApiPost';\n        LET"),
    "another app": ("-000000000003'", "-000000000009'"),
    "an end that is no failure": ("Exit Error 'C", "TRACE 'C"),
    "a connection left behind": ("// Leave nothing behind.\nDISCONNECT;", ""),
    "a connection that is not judged": ("        IF qsg_Error = 0 THEN", "        IF 1 = 1 THEN"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_edited_is_seen(edit):
    (text,) = scripts_of(WITH_ALL).values()
    before, after = EDITS[edit]
    assert before in text
    edited = text.replace(before, after)
    cases = [(story, world) for story in STORIES for world in ("default", "get-with-body=error")]
    assert any(told(edited, *case) != told(text, *case) for case in cases)


# -- no statement of it is there for nothing -------------------------------------------------------

WITH_ALL = Chain(
    "nightly",
    extract >> [App("Copies", id={DEV: guid(8), PROD: guid(9)}), finance],
    policy=Policy(tries=2),
    on_failure=Webhook("ApiAlert"),
    library=PLACE,
)
STORIES = {
    "fine": (WITH_ALL, Scenario()),
    "in prod": (WITH_ALL, Scenario(space=LIVE)),
    "elsewhere": (WITH_ALL, Scenario(space=StartingSpace(type="personal"))),
    "partial": (WITH_ALL, Scenario(partial=True)),
    "no library": (replace(WITH_ALL, library=None), Scenario()),
    **{
        f"no {name}": (WITH_ALL, Scenario(faults=(gone(name),)))
        for name in ("ApiGet", "ApiPost", "ApiAlert")
    },
    "ApiGet goes": (
        WITH_ALL,
        Scenario(faults=(Fault(kind="no-connection", name="ApiGet", first=3, times=None),)),
    ),
    "no app": (WITH_ALL, Scenario(apps={"Copies": Behaviour(missing=True)})),
    "no right": (WITH_ALL, Scenario(apps={"Copies": Behaviour(forbidden=True)})),
    "error mode 0": (
        WITH_ALL,
        Scenario(
            apps={"Extract": Behaviour(before="SET ErrorMode = 0;")}, faults=(gone("ApiPost"),)
        ),
    ),
}
NEEDED_ELSEWHERE = {
    "UNQUALIFY",
    "UNMAP",
    "NULLASNULL",
    "NOCONCATENATE",
    "DISCONNECT",
}
"""What keeps off what other script has set: the covering runs have it, these have not."""


@cache
def told(text, story, world="default"):
    """What a run says, sends and leaves; of advice only that there is some."""
    chain, scenario = STORIES[story]
    scripts = {"Extract": text}
    run = simulate(chain, scenario, parse_world(world), form="self-test", scripts=scripts)
    state = run.states.get(run.reloads[0].reload_id)
    kept = {n: v for n, v in state.variables.items() if v and n[:6] != "Script"} if state else {}
    log = [line[24:] for line in run.log("Extract").splitlines() if " qsg event=" in line]
    lines = [line for line in log if "TRACE" not in line]
    connection = state.connection if state else ""
    return lines, run.requests, [reload.status for reload in run.reloads], kept, connection


@pytest.mark.proof
def test_a_statement_that_is_gone_is_noticed():
    (text,) = scripts_of(WITH_ALL).values()
    missed = []
    for mutant in EDITS_OF_ALL["drop_statements"](text):
        if mutant.name.split()[1] in NEEDED_ELSEWHERE or " advice: " in label(text, mutant):
            continue
        if not parse(mutant.text).problems and all(
            told(mutant.text, s) == told(text, s) for s in STORIES
        ):
            missed.append(label(text, mutant))
    assert missed == []
