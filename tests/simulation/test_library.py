"""The include form: a library that holds what the scripts of a chain do, and lines that call it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qscriptgen import (
    Behaviour,
    Chain,
    Policy,
    Scenario,
    Wait,
    World,
    load_chains,
    render,
    simulate,
)
from qscriptgen.errors import TemplateError
from qscriptgen.outline import TICKET, outline_library
from qscriptgen.scenarios import load_scenarios
from tests.support.included import CHILDS, GIVES, NIGHTLY, included
from tests.support.matrix import CHAINS, extract, finance, one, sales

WHOLE = {name: chain for name, chain in CHAINS.items() if not chain.plain}
PLACE = "lib://:DataFiles/nightly-library.qvs"
MODES = ("", "SET ErrorMode = 0;\n", "SET ErrorMode = 1;\n", "SET ErrorMode = 2;\n")


def test_lines_stay_when_the_chain_changes():
    before, _ = included(one("same"))
    after, _ = included(one("same", wait=Wait("5m"), weight=3, policy=Policy(tries=4)))
    assert before == after


def test_what_scripts_share_stands_once():
    chain = Chain("long", extract >> sales >> finance, policy=Policy(tries=2))
    _, library = included(chain)
    assert library.count("SQL SELECT") == 2
    assert len(re.findall(r"^SUB ", library, re.MULTILINE)) == 5


def test_a_library_says_what_it_holds_for_whom():
    def said(chain):
        header, _, _ = included(chain)[1].partition("\nSUB ")
        return " ".join(header.replace("\n// ", " ").split())

    single = said(Chain("c", extract >> sales))
    assert "The script of app Extract as a SUB. The app includes this file and calls it;" in single
    assert "to the data files of the space of the app." in single
    assert "give the chain library=lib://DataFiles/c-library.qvs" in single
    several = said(Chain("c", extract >> sales >> finance))
    assert "SUBs, one for each of Extract and Sales. Each app includes this file" in several
    assert "of every space in which one of these apps lies." in several
    placed = said(Chain("c", extract >> sales, library="lib://DataFiles/c.qvs"))
    assert "Upload it as c.qvs to where the app includes it from." in placed
    assert "personal" not in placed
    both = said(GIVES)
    assert "SUBs, one or more for each of Extract and Stock" in both


# -- what can be wrong with a library --------------------------------------------------------------


def run(library, mode="", world=None, chain=NIGHTLY):
    """A run of the include form with another text in place of the library, or without any."""
    lines, _ = included(chain)
    files = {} if library is None else {PLACE: library}
    apps = {app.name: Behaviour(before=mode) for app in chain.apps}
    return simulate(chain, Scenario(files=files, apps=apps), world or World(), scripts=dict(lines))


def assert_stopped(found):
    caller, *others = found.reloads
    assert caller.status == "FAILED"
    assert others == []
    assert found.requests == ()
    return caller.error


@pytest.mark.parametrize("mode", MODES)
def test_the_library_that_was_rendered_works_in_any_mode(mode):
    found = run(included(NIGHTLY)[1], mode)
    assert found.ok, found.findings
    assert [reload.app for reload in found.reloads] == ["Extract", "Sales", "Finance"]


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize("mode", MODES)
def test_a_missing_library_stops_the_reload_in_any_mode(mode, answer):
    found = run(None, mode, World({"must-include-under-0": answer}))
    assert PLACE in assert_stopped(found)


OTHERS = {
    "empty": "",
    "of comments": "// nothing\n",
    "of another chain": included(one("other"))[1],
    "of another format": included(NIGHTLY)[1].replace(" 1|'", " 2|'"),
    "without its script": included(NIGHTLY)[1].replace("'|nightly/extract 1|'", "'||'"),
    "that tells of everything": "LET qsg_Library = 'nightly/extract 1';\n",
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("other", OTHERS)
def test_another_file_stops_the_reload_in_any_mode(other, mode):
    error = assert_stopped(run(OTHERS[other], mode))
    assert error.startswith(
        "Chain nightly: nightly-library.qvs does not hold the script of Extract"
    )


@pytest.mark.parametrize("mode", MODES)
def test_a_library_that_lies_about_a_sub_stops_the_reload_in_any_mode(mode):
    found = run("LET qsg_Library = '|nightly/extract 1|';\n", mode)
    assert "qsg_nightly.extract" in assert_stopped(found)


def test_what_another_library_left_does_not_count():
    mode = "LET qsg_Library = '|nightly/extract 1|';\n"
    assert_stopped(run("", mode))


def test_a_library_that_was_cut_short_never_passes_for_a_whole_one():
    lines = included(NIGHTLY)[1].splitlines(keepends=True)
    last = next(n for n, line in enumerate(lines) if line.startswith("LET qsg_Library"))
    for length in range(last):
        found = run("".join(lines[:length]))
        assert not found.ok
        assert found.requests == ()


@pytest.mark.parametrize("chain", [NIGHTLY, GIVES], ids=["starts", "values"])
def test_nothing_but_the_subs_stays(chain):
    found = simulate(chain, form="include")
    assert found.ok, found.findings
    for reload in found.reloads[:2]:
        state = found.states[reload.reload_id]
        assert [
            name for name in state.variables if name[:4] == "qsg_" and state.variables[name]
        ] == []
        assert state.tables == {}
        assert state.variables["ErrorMode"] == "1"
        assert state.subs
        assert all(name.startswith(f"qsg_{chain.name}") for name in state.subs)


def test_a_template_that_notes_the_mode_itself_makes_no_library(tmp_path):
    (tmp_path / "snippet.qvs.jinja").write_text("LET qsg_ErrorMode = 1;\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"include parts/begin\.qvs\.jinja"):
        render(NIGHTLY, form="include", templates=tmp_path)


def test_parts_of_a_user_are_shared_as_well(tmp_path):
    (tmp_path / "parts").mkdir()
    own = '// mine\n{% include "qscriptgen/parts/poll.qvs.jinja" %}\n'
    (tmp_path / "parts" / "poll.qvs.jinja").write_text(own, encoding="utf-8")
    library = render(NIGHTLY, form="include", templates=tmp_path)[-1].text
    assert "SUB qsg_nightly_poll\n    // mine\n    LIB CONNECT" in library


def test_two_chains_live_in_one_app():
    chain = Chain("both", extract >> [sales, finance])
    pairs = [included(one("first")), included(Chain("other", extract >> finance))]
    names = ("first", "other")
    files = {
        f"lib://:DataFiles/{name}-library.qvs": library
        for name, (_, library) in zip(names, pairs, strict=True)
    }
    both = "".join(text for lines, _ in pairs for text in lines.values())
    found = simulate(chain, Scenario(files=files), scripts={"Extract": both})
    # What they trace names the two chains, and not the one that is simulated.
    assert [finding.code for finding in found.findings] == ["QE012"]
    assert [reload.app for reload in found.reloads] == ["Extract", "Sales", "Finance"]


# -- the lines of an app that starts nothing -------------------------------------------------------


def played(scripts, files, world=None):
    """A run in which some scripts are lines, and the others stand by themselves."""
    stock = Behaviour(before="LET vSaid = vRun & '-' & vDay;\n")
    return simulate(GIVES, Scenario(apps={"Stock": stock}, files=files), world, scripts=scripts)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("paths", [CHILDS[:1], CHILDS[1:], CHILDS])
def test_values_go_down_and_an_answer_comes_back_in_any_mode(paths, mode, times):
    lines, library = included(GIVES)
    place = outline_library(GIVES).place
    found = played({path: mode + lines[path] * times for path in paths}, {place: library})
    assert found.ok, found.findings
    caller, child = found.reloads
    assert found.states[caller.reload_id].variables["vSaid"] == "full-today"
    assert found.states[child.reload_id].variables["ErrorMode"] == (mode[-3:-2] or "1")


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", CHILDS)
def test_a_missing_library_stops_a_child_in_any_mode(path, mode, answer):
    lines, _ = included(GIVES)
    found = played({path: mode + lines[path]}, {}, World({"must-include-under-0": answer}))
    caller, child = found.reloads
    assert (caller.status, child.status) == ("FAILED", "FAILED")
    assert outline_library(GIVES).place in child.error


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", CHILDS)
def test_a_library_without_the_script_of_a_child_stops_it_in_any_mode(path, mode):
    lines, library = included(GIVES)
    other = library.replace(f"'|{path.removesuffix('.qvs')} 1|'", "'||'")
    assert other != library
    found = played({path: mode + lines[path]}, {outline_library(GIVES).place: other})
    assert [reload.status for reload in found.reloads] == ["FAILED", "FAILED"]
    assert "does not hold the script of Stock" in found.reloads[1].error


@pytest.mark.parametrize("name", WHOLE)
def test_lines_leave_the_ticket_to_the_script_that_answers(name):
    lines, _ = included(WHOLE[name])
    assert [path for path, text in lines.items() if TICKET in text] == []


def test_lines_say_only_what_is_so():
    lines, _ = included(GIVES)
    said = {path: " ".join(text.replace("\n// ", " ").split()) for path, text in lines.items()}
    assert [path for path, text in said.items() if "no connection is active" in text] == [
        "gives/extract.qvs"
    ]
    assert (
        "= Calls qsg_gives.extract in gives-library.qvs, the library of the chain. The comment"
        " above that SUB says what it does and needs." in said["gives/extract.qvs"]
    )
    assert "before the first line that reads what it sets" in said[CHILDS[0]]
    assert "in front of the lines that start other apps" in said[CHILDS[1]]


def test_lines_of_an_app_that_waits_for_others_stand_at_the_beginning():
    lines, _ = included(CHAINS["pull-reads"])
    (text,) = (text for path, text in lines.items() if path.endswith("stock-start.qvs"))
    said = " ".join(text.replace("\n// ", " ").split())
    assert (
        "Paste these lines at the beginning of the script, as what stands above them would not"
        " wait, and outside of any SUB." in said
    )
    assert "before the first line that reads" not in said


def test_nights_of_the_sample_end_as_they_are_called():
    sample = Path(__file__).parents[2] / "samples" / "include-form"
    (chain,) = load_chains(sample / "chain.py")
    nights = load_scenarios(sample / "scenario.yaml")
    found = {night.name: simulate(chain, night, form="include") for night in nights}
    assert {name: run.ok for name, run in found.items()} == {
        "the library is there": True,
        "the library is empty": False,
    }
    assert_stopped(found["the library is empty"])


def test_only_the_script_that_answers_clears_the_ticket(tmp_path):
    sets_it = "LET qsg_Ticket = 'x';\n"
    for name in ("reads", "snippet"):
        (tmp_path / f"{name}.qvs.jinja").write_text(sets_it, encoding="utf-8")
    texts = {s.path: s.text for s in render(GIVES, templates=tmp_path)}
    assert all(sets_it in texts[path] for path in ("gives/extract.qvs", CHILDS[0]))
    assert [path for path, text in texts.items() if "SET qsg_Ticket=;" in text] == [CHILDS[1]]
