"""Values that apps give each other: they arrive as they are, or not at all, and then it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matrix import guid
from situations import PASTED, paste
from strategies import whole_texts

from qscriptgen import Answer, App, Chain, Expr, Policy, Wait, render
from qscriptgen.emulate import DOUBTS, Behaviour, Place, Run, Scenario, World
from qscriptgen.emulate.engine import play
from qscriptgen.plan import TICKET, AnswerPlan, ReadsPlan, plan_chain
from qscriptgen.prove import simulate
from qscriptgen.prove.covering import covering
from qscriptgen.templating import render_plan

EXTRACT = App("Extract", id=guid(1))
SALES = App("Sales", id=guid(2))
READS = App("Sales", id=guid(2), reads={"vRun": "delta", "vDay": "it's $(x)"})
WAIT = Wait("30m", poll="1m")
CSV = Answer("lib://DataFiles/sales.csv", ("vRows", "vMax"))
QVD = Answer("lib://DataFiles/sales.qvd", ("vRows", "vMax"))

DOWN = Chain("down", EXTRACT >> SALES.reload(variables={"vFixed": "x", "vDay": Expr("vDay")}))
UP = {form: Chain("up", EXTRACT >> SALES.reload(wait=WAIT, answer=form)) for form in (CSV, QVD)}


def worlds() -> st.SearchStrategy[World]:
    some = {name: st.sampled_from(doubt.answers) for name, doubt in DOUBTS.items()}
    return st.just(World()) | st.fixed_dictionaries({}, optional=some).map(World)


def kept(world: World) -> World:
    """The world in which a variable can be left in an app before its script runs."""
    return World({**world.answers, "old-variables": "kept"})


def holding(text: str, name: str = "vDay") -> Behaviour:
    return Behaviour(variables={name: text})


def carried(text: str) -> bool:
    """Whether a text has nothing that can't be passed."""
    return 0 < len(text) <= 256 and all(0 < ord(letter) < 0x10000 for letter in text)


@settings(max_examples=150, deadline=None)
@given(whole_texts(), worlds())
@example("x" * 256, World())
@example("x" * 257, World())
@example("$(vFixed)", World())
@example("\\u0041\\", World())
@example('","x":"', World())
@example("007", World({"digits-compare": "numbers"}))
@example("", World({"empty-variable": "error", "let-error": "null", "null-variable": "error"}))
def test_a_text_is_passed_as_it_is_or_the_start_is_not_sent(text, world):
    run = simulate(DOWN, Scenario(apps={"Extract": holding(text)}), kept(world))
    caller, *started = run.reloads
    if carried(text):
        assert [r.variables for r in started] == [{"vFixed": "x", "vDay": text}]
    else:
        assert not started
        assert caller.status == "FAILED"
        assert not any(sent.method == "POST" for sent in run.requests)


@settings(max_examples=100, deadline=None)
@given(whole_texts(), whole_texts(), st.sampled_from((CSV, QVD)), worlds())
@example("\\00092\\", "\\00036", CSV, World())
@example("", " a ", CSV, World())
@example("a,b;c|d", "'\"", CSV, World())
@example("007", "1e5", QVD, World())
def test_an_answer_comes_back_as_it_is_or_the_app_counts_as_failed(rows, last, form, world):
    answering = Behaviour(variables={"vRows": rows, "vMax": last})
    run = simulate(UP[form], Scenario(apps={"Sales": answering}), kept(world))
    caller = run.reloads[0]
    found = run.states[caller.reload_id].variables
    if caller.status == "SUCCEEDED":
        assert (found["vRows"], found["vMax"]) == (rows, last)
    else:
        assert any(not carried(f"{text}x") for text in (rows, last))
        assert (found["vRows"], found["vMax"]) == ("", "")


@settings(max_examples=100, deadline=None)
@given(whole_texts(), worlds())
@example("", World({"empty-variable": "error", "if-error": "then", "let-error": "null"}))
def test_what_an_app_was_given_stays_and_what_is_missing_has_its_default(text, world):
    (script,) = [s.text for s in render(Chain("c", EXTRACT >> READS)) if s.place == "start"]
    found = play(script, world=world, variables={"vDay": text})
    assert found.status == "SUCCEEDED"
    assert found.variables["vRun"] == "delta"
    assert found.variables["vDay"] == text or "it's $(x)"
    assert text == "" or found.variables["vDay"] == text
    assert not [n for n, value in found.variables.items() if n.startswith("qsg_") and value]


@pytest.mark.parametrize(
    ("code", "before", "text"),
    [
        ("vRows + 1", "LET vRows = 5 / 2;", "3.5"),
        ("vRows + 1", "SET DecimalSep=',';\nSET ThousandSep='.';\nLET vRows = 5 / 2;", "3,5"),
        ("Date(46000, 'YYYY-MM-DD')", "", "2025-12-09"),
        ("vRows & ''", "LET vRows = '007';", "007"),
        ("'it''s ' & Chr(36) & '(x)'", "", "it's $(x)"),
        ("Peek('Day', -1, 'Days')", "Days:\nLOAD * INLINE [\nDay\nMon\nTue\n];", "Tue"),
    ],
)
def test_a_value_is_what_qlik_shows_in_the_app_that_starts(code, before, text):
    chain = Chain("c", EXTRACT >> SALES.reload(variables={"v": Expr(code)}))
    run = simulate(chain, Scenario(apps={"Extract": Behaviour(before=f"{before}\n")}))
    assert run.reloads[1].variables == {"v": text}


def test_a_value_that_is_missing_is_told_with_its_name():
    chain = Chain(
        "c",
        EXTRACT
        >> [
            SALES.reload(variables={"vA": Expr("vA"), "vB": Expr("Repeat('x', 300)")}),
            App("Stock", id=guid(3)),
        ],
    )
    run = simulate(chain)
    log = run.log(run.reloads[0])
    assert "qsg event=refused chain=c app=Sales variable=vA why=no_value" in log
    assert "qsg event=refused chain=c app=Sales variable=vB why=value_too_long" in log
    assert "qsg event=failed chain=c app=Sales" in log
    assert [r.app for r in run.reloads] == ["Extract", "Stock"]
    assert run.reloads[0].status == "FAILED"


def test_a_policy_may_let_a_missing_value_pass():
    step = SALES.reload(variables={"vA": Expr("vA")}, policy=Policy(failure="continue"))
    run = simulate(Chain("c", EXTRACT >> step))
    assert [(r.app, r.status) for r in run.reloads] == [("Extract", "SUCCEEDED")]


# -- answers ---------------------------------------------------------------------------------------

CHILD = Behaviour(before="LET vRows = 12;\nLET vMax = 'Tue';\n")
OLD = "qsg_ticket,qsg_values\r\nx3976754402-7-1,|1.vRows:5|2.vMax:Mon|\r\n"
LATER = "LET vSeen = '$(vRows)' & '-' & '$(vMax)';\n"


def answered(
    chain: Chain, *, child: Behaviour = CHILD, world: World | None = None, **more: object
) -> tuple[Run, str]:
    """A run, and what the script behind the chain's sees of the answer."""
    caller = Behaviour(before="LET vRows = 99;\n", after=LATER)
    found = Scenario(apps={"Extract": caller, "Sales": child}, **more)  # type: ignore[arg-type]
    run = simulate(chain, found, world)
    return run, run.states[run.reloads[0].reload_id].variables.get("vSeen", "")


@cache
def gentle(form: Answer = CSV) -> Chain:
    step = SALES.reload(wait=WAIT, answer=form, policy=Policy(failure="continue"))
    return Chain("up", EXTRACT >> step)


def test_an_answer_is_there_behind_the_script():
    run, seen = answered(UP[CSV])
    assert run.ok
    assert seen == "12-Tue"


def test_the_token_of_a_start_is_gone_when_it_has_been_answered():
    run, _ = answered(UP[CSV])
    assert run.reloads[1].variables[TICKET]
    assert run.states[run.reloads[1].reload_id].variables[TICKET] == ""


@pytest.mark.parametrize(
    "file",
    [
        None,
        OLD,
        "something,else\r\n1,2\r\n",
        "qsg_ticket,qsg_values\r\n",
    ],
)
def test_an_old_answer_is_never_taken_for_a_new_one(file):
    files = {} if file is None else {CSV.file: file}
    script = {"up/sales-answer.qvs": ""}  # it was never pasted
    caller = Behaviour(before="LET vRows = 99;\n", after=LATER)
    found = Scenario(apps={"Extract": caller, "Sales": CHILD}, files=files)
    run = simulate(UP[CSV], found, scripts=script)
    assert run.reloads[0].status == "FAILED"
    assert "app=Sales" in run.log(run.reloads[0])
    assert "why=no_answer" in run.log(run.reloads[0])
    run = simulate(gentle(), found, scripts=script)
    state = run.states[run.reloads[0].reload_id]
    assert run.reloads[0].status == "SUCCEEDED"
    assert state.variables["vSeen"] == "-"


def test_an_answer_takes_the_place_of_an_old_one():
    run, seen = answered(UP[CSV], files={CSV.file: OLD})
    assert run.ok
    assert seen == "12-Tue"


def test_the_answer_of_a_script_with_other_variables_is_none():
    (other,) = [
        s.text
        for s in render(
            Chain(
                "up", EXTRACT >> SALES.reload(wait=WAIT, answer=replace(CSV, variables=("vRows",)))
            )
        )
        if s.path.endswith("-answer.qvs")
    ]
    run = simulate(UP[CSV], Scenario(apps={"Sales": CHILD}), scripts={"up/sales-answer.qvs": other})
    assert run.reloads[0].status == "FAILED"
    assert "why=no_answer" in run.log(run.reloads[0])


def test_a_failed_app_gives_no_answer():
    run, seen = answered(gentle(), child=replace(CHILD, after="LOAD a RESIDENT Missing;\n"))
    assert run.reloads[1].status == "FAILED"
    assert seen == "-"


def test_nobody_answers_whom_nobody_asks():
    chain = Chain("up", EXTRACT >> SALES.reload(wait=WAIT, answer=CSV))
    (script,) = [s.text for s in render(chain) if s.path.endswith("-answer.qvs")]
    found = play(f"LET vRows = 1;\n{script}")
    assert found.files == {}
    assert any("event=skipped" in line for line in found.traces)


@pytest.mark.parametrize("still", ["yes", "no"])
def test_each_start_of_a_reload_has_a_ticket_of_its_own(still):
    (script,) = [s.text for s in render(UP[CSV]) if s.path == "up/extract.qvs"]
    run = simulate(
        UP[CSV],
        Scenario(apps={"Sales": CHILD}),
        World({"now-advances": still}),
        scripts={"Extract": script * 2},
    )
    tickets = [r.variables[TICKET] for r in run.reloads[1:]]
    assert len(set(tickets)) == 2
    assert all(re.fullmatch(r"x\d+-\d+-1", ticket) for ticket in tickets)
    assert run.reloads[0].status == "SUCCEEDED"


def test_what_was_passed_comes_back_changed():
    step = SALES.reload(
        wait=WAIT, variables={"vRows": Expr("vRows")}, answer=Answer(CSV.file, ("vRows",))
    )
    child = Behaviour(before="LET vRows = vRows + 1;\n")
    caller = Behaviour(before="LET vRows = 1;\n")
    run = simulate(Chain("c", EXTRACT >> step), Scenario(apps={"Extract": caller, "Sales": child}))
    assert run.ok
    assert run.states[run.reloads[0].reload_id].variables["vRows"] == "2"


def test_an_app_answers_in_a_partial_reload_too():
    step = SALES.reload(wait=WAIT, partial=True, answer=CSV)
    run, seen = answered(Chain("up", EXTRACT >> step))
    assert run.ok
    assert seen == "12-Tue"


def test_a_partial_reload_keeps_the_answer_of_the_last_full_one():
    run = simulate(UP[CSV], Scenario(apps={"Extract": holding("12", "vRows")}, partial=True))
    assert run.states[run.reloads[0].reload_id].variables["vRows"] == "12"


# -- in an app -------------------------------------------------------------------------------------


def test_the_scripts_of_an_app_run_in_their_order():
    chain = Chain(
        "c",
        EXTRACT
        >> READS.reload(wait=WAIT, variables={"vRun": "full"}, answer=Answer(CSV.file, ("vRun",)))
        >> App("Report", id=guid(3)),
    )
    run = simulate(chain, Scenario(apps={"Sales": Behaviour(before="LET vRun = vRun & vDay;\n")}))
    assert run.ok
    assert run.states[run.reloads[0].reload_id].variables["vRun"] == "fullit's $(x)"
    log = run.log(run.reloads[1])
    assert log.index("vRun & vDay") < log.index("event=answered") < log.index("event=started")


def test_a_finding_names_the_script_in_which_an_app_has_failed():
    chain = Chain("c", EXTRACT >> READS.reload(wait=WAIT, answer=CSV))
    broken = {"c/sales-start.qvs": "TRACE a;\nDROP FOO x;\n"}
    run = simulate(chain, scripts=broken)
    assert ("c/sales-start.qvs", 2) in [(f.place.path, f.place.line) for f in run.findings]


@pytest.mark.parametrize("variables", [{}, {"vRun": "full"}])
def test_a_reload_without_a_value_takes_the_default(variables):
    chain = Chain("c", EXTRACT >> READS.reload(variables=variables))
    run = simulate(chain)
    state = run.states[run.reloads[1].reload_id]
    assert state.variables["vRun"] == variables.get("vRun", "delta")
    assert state.variables["vDay"] == "it's $(x)"


SMALL = {
    plan.path: plan
    for chain in (Chain("c", EXTRACT >> READS.reload(wait=WAIT, answer=CSV)),)
    for plan in plan_chain(chain)
    if isinstance(plan, ReadsPlan | AnswerPlan)
}
OWN = {"ScriptError", "ScriptErrorCount", "ScriptErrorList", "ErrorMode", "vMode", "vDay", "vRun"}
STATES = [name for name, found in PASTED.items() if not found.connections]


def rows():
    answers = {f"?{name}": doubt.answers for name, doubt in DOUBTS.items()}
    asked = ["", "x1-2-1"]
    return covering({"path": list(SMALL), "pasted": STATES, "asked": asked, **answers})


@pytest.mark.proof
def test_scripts_that_start_nothing_leave_no_trace_in_any_state_and_world():
    found = []
    for row in rows():
        world = World({name[1:]: answer for name, answer in row.items() if name[0] == "?"})
        pasted = PASTED[row["pasted"]]
        script = render_plan(SMALL[row["path"]]).text
        names = re.findall(r"(?:LET|SET|FOR) (qsg_\w+)", script) if pasted.stale else []
        variables = dict.fromkeys(names, pasted.stale) | {TICKET: row["asked"], "vRows": "1 $(x)"}
        with_block, without = (
            play(
                paste(text, pasted),
                world=world,
                partial=pasted.partial,
                variables=variables,
                attributes={"spaceName": Place().name},
            )
            for text in (script, "")
        )
        if without.status == "FAILED":
            continue
        told = f"{row['path']} {row['pasted']} {row['asked']} {world.name}"
        if with_block.status != "SUCCEEDED" or with_block.tables != without.tables:
            found.append(f"{told}: {with_block.error}")
        left = [n for n, v in with_block.variables.items() if n.startswith("qsg_") and v]
        if row["path"].endswith("start.qvs"):
            left = [name for name in left if name != TICKET and name not in names]
        if left:
            found.append(f"{told}: left {left}")
        for name in {*with_block.variables, *without.variables} - OWN:
            now, then = with_block.variables.get(name), without.variables.get(name)
            if not name.startswith("qsg_") and (now or "") != (then or ""):
                found.append(f"{told}: {name} is {now!r}, was {then!r}")
        mode = with_block.variables["ErrorMode"]
        if mode != (without.variables.get("ErrorMode") or "1"):
            found.append(f"{told}: ErrorMode is {mode}")
        stored = CSV.file in with_block.files
        if row["path"].endswith("answer.qvs") and stored != bool(row["asked"]):
            found.append(f"{told}: stored is {stored}")
    assert not found, "\n".join(found)
