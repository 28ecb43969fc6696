"""Values that apps give each other: they arrive as they are, or not at all, and then it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qscriptgen import Answer, App, Chain, Expr, Policy, Wait, render
from qscriptgen.emulate import DOUBTS, Behaviour, Run, Scenario, StartingSpace, World
from qscriptgen.emulate.engine import play
from qscriptgen.outline import TICKET, AnswerOutline, ReadsOutline, outline_chain, outline_library
from qscriptgen.script_form import ScriptForm
from qscriptgen.simulation import simulate
from qscriptgen.simulation.covering import covering
from qscriptgen.templating import render_outline
from tests.support.matrix import guid
from tests.support.situations import INSIDE_A_SUB, PASTED, paste
from tests.support.strategies import examples, whole_texts

EXTRACT = App("Extract", id=guid(1))
SALES = App("Sales", id=guid(2))
READS = App("Sales", id=guid(2), reads={"vRun": "delta", "vDay": "it's $(x)"})
WAIT = Wait("30m", poll="1m")
FORMS = ("snippet", "include")
every_form = pytest.mark.parametrize("form", FORMS)
CSV = Answer("lib://DataFiles/sales.csv", ("vRows", "vMax"))
QVD = Answer("lib://DataFiles/sales.qvd", ("vRows", "vMax"))

DOWN = Chain("down", EXTRACT >> SALES.reload(variables={"vFixed": "x", "vDay": Expr("vDay")}))
DOWN_IN = {
    "relay": DOWN,
    "controller": Chain(
        "down",
        SALES.reload(variables={"vFixed": "x", "vDay": Expr("vDay")}),
        controller=EXTRACT,
        wait=WAIT,
    ),
    "controller behind an answer": Chain(
        "down",
        App("Stock", id=guid(3)).reload(answer=Answer("lib://DataFiles/stock.csv", ("vSum",)))
        >> SALES.reload(variables={"vFixed": "x", "vDay": Expr("vDay")}),
        controller=EXTRACT,
        wait=WAIT,
    ),
}
UP = {file: Chain("up", EXTRACT >> SALES.reload(wait=WAIT, answer=file)) for file in (CSV, QVD)}
HERE = {"spaceName": StartingSpace().name}
ODD = World({"empty-variable": "error", "let-error": "null", "null-variable": "error"})
THEN = World({"empty-variable": "error", "if-error": "then", "let-error": "null"})


def worlds() -> st.SearchStrategy[World]:
    some = {name: st.sampled_from(doubt.answers) for name, doubt in DOUBTS.items()}
    return st.just(World()) | st.fixed_dictionaries({}, optional=some).map(World)


def parts(chain: Chain, form: ScriptForm) -> tuple[dict[str, str], dict[str, str]]:
    """The scripts of a chain by their paths, and what they include by its place."""
    found = render(chain, form=form)
    library = {outline_library(chain).place: s.text for s in found if s.kind == "library"}
    return {s.path: s.text for s in found if s.kind != "library"}, library


def kept(world: World) -> World:
    """The world in which a variable can be left in an app before its script runs."""
    return World({**world.answers, "old-variables": "kept"})


def holding(text: str, name: str = "vDay") -> Behaviour:
    return Behaviour(variables={name: text})


def carried(text: str) -> bool:
    """Whether a text has nothing that can't be passed."""
    return 0 < len(text) <= 256 and all(0 < ord(letter) < 0x10000 for letter in text)


@pytest.mark.parametrize("who", DOWN_IN)
@examples(60)
@given(whole_texts(), worlds(), st.sampled_from(FORMS))
@example("x" * 256, World(), "snippet")
@example("x" * 257, World(), "snippet")
@example("$(vFixed)", World(), "include")
@example("\\u0041\\", World(), "include")
@example('","x":"', World(), "snippet")
@example("007", World({"digits-compare": "numbers"}), "include")
@example("", ODD, "snippet")
@example("", ODD, "include")
def test_a_text_is_passed_as_it_is_or_the_start_is_not_sent(who, text, world, form):
    apps = {"Extract": holding(text)}
    if "answer" in who:
        apps["Stock"] = Behaviour(before="LET vSum = 1200;\n")
    run = simulate(DOWN_IN[who], Scenario(apps=apps), kept(world), form=form)
    caller, *started = (reload for reload in run.reloads if reload.app != "Stock")
    if carried(text):
        assert [r.variables for r in started] == [{"vFixed": "x", "vDay": text}]
    else:
        assert not started
        assert caller.status == "FAILED"
        assert not any(str(SALES.id) in sent.body for sent in run.requests)


@examples(100)
@given(whole_texts(), whole_texts(), st.sampled_from((CSV, QVD)), worlds(), st.sampled_from(FORMS))
@example("\\00092\\", "\\00036", CSV, World(), "include")
@example("", " a ", CSV, World(), "snippet")
@example("a,b;c|d", "'\"", CSV, World(), "include")
@example("007", "1e5", QVD, World(), "snippet")
def test_an_answer_comes_back_as_it_is_or_the_app_counts_as_failed(rows, last, file, world, form):
    answering = Behaviour(variables={"vRows": rows, "vMax": last})
    run = simulate(UP[file], Scenario(apps={"Sales": answering}), kept(world), form=form)
    caller = run.reloads[0]
    found = run.states[caller.reload_id].variables
    if caller.status == "SUCCEEDED":
        assert (found["vRows"], found["vMax"]) == (rows, last)
    else:
        assert any(not carried(f"{text}x") for text in (rows, last))
        assert (found["vRows"], found["vMax"]) == ("", "")


@examples(100)
@given(whole_texts(), worlds(), st.sampled_from(FORMS))
@example("", THEN, "snippet")
@example("", THEN, "include")
def test_what_an_app_was_given_stays_and_what_is_missing_has_its_default(text, world, form):
    scripts, files = parts(Chain("c", EXTRACT >> READS), form)
    found = play(
        scripts["c/sales-start.qvs"],
        world=world,
        files=files,
        variables={"vDay": text},
        attributes=HERE,
    )
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


@every_form
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("vA", "no_value"),
        ("Repeat('x', 257)", "value_too_long"),
        ("'a' & Chr(129414)", "odd_character"),
    ],
)
def test_a_value_that_can_not_be_passed_is_told_with_its_name_and_the_reason(code, why, form):
    step = SALES.reload(variables={"vOk": Expr("'ok'"), "vA": Expr(code)})
    run = simulate(Chain("c", EXTRACT >> [step, App("Stock", id=guid(3))]), form=form)
    log = run.log(run.reloads[0])
    assert f"qsg event=refused chain=c app=Sales variable=vA why={why}" in log
    assert re.search(f"qsg event=failed chain=c app=Sales .* why={why} error=0", log)
    assert [r.app for r in run.reloads] == ["Extract", "Stock"]
    assert run.reloads[0].status == "FAILED"


def test_the_result_of_a_controller_says_why_a_value_could_not_be_passed():
    step = SALES.reload(variables={"vA": Expr("vA")})
    result = "lib://DataFiles/night.csv"
    run = simulate(Chain("c", step, controller=EXTRACT, wait=WAIT, result=result))
    assert ",-,failed,no_value,-,-,0,0" in run.files[result]


@pytest.mark.parametrize("left_out", ["condition", "partial"])
def test_a_value_of_a_start_that_is_left_out_is_nobodys_business(left_out):
    only = Expr("1 = 0") if left_out == "condition" else None
    chain = Chain("c", EXTRACT >> SALES.reload(run_if=only, variables={"vA": Expr("vA")}))
    run = simulate(chain, Scenario(partial=left_out == "partial"))
    assert run.ok
    assert "event=refused" not in run.log(run.reloads[0])
    assert "event=skipped" in run.log(run.reloads[0])


def test_a_policy_may_let_a_missing_value_pass():
    step = SALES.reload(variables={"vA": Expr("vA")}, policy=Policy(failure="continue"))
    run = simulate(Chain("c", EXTRACT >> step))
    assert [(r.app, r.status) for r in run.reloads] == [("Extract", "SUCCEEDED")]


def test_an_answer_that_a_controller_takes_over_leaves_the_values_alone():
    step = SALES.reload(variables={"vDay": Expr("Repeat(Chr(120), 300)")})
    stock = App("Stock", id=guid(3)).reload(answer=Answer("lib://DataFiles/s.csv", ("vRows",)))
    chain = Chain("c", stock >> step, controller=EXTRACT, wait=WAIT)
    run = simulate(chain, Scenario(apps={"Stock": Behaviour(before="LET vRows = 1200;\n")}))
    assert [(r.app, r.status) for r in run.reloads] == [
        ("Extract", "FAILED"),
        ("Stock", "SUCCEEDED"),
    ]


# -- answers ---------------------------------------------------------------------------------------

CHILD = Behaviour(before="LET vRows = 12;\nLET vMax = 'Tue';\n")
OLD = "qsg_ticket,qsg_values\r\nx3976754402-7-1,|1.vRows:5|2.vMax:Mon|\r\n"
LATER = "LET vSeen = '$(vRows)' & '-' & '$(vMax)';\n"


def answered(
    chain: Chain, *, child: Behaviour = CHILD, form: ScriptForm = "snippet", **more: object
) -> tuple[Run, str]:
    """A run, and what the script behind the chain's sees of the answer."""
    caller = Behaviour(before="LET vRows = 99;\n", after=LATER)
    found = Scenario(apps={"Extract": caller, "Sales": child}, **more)  # type: ignore[arg-type]
    run = simulate(chain, found, form=form)
    return run, run.states[run.reloads[0].reload_id].variables.get("vSeen", "")


@cache
def gentle(file: Answer = CSV) -> Chain:
    step = SALES.reload(wait=WAIT, answer=file, policy=Policy(failure="continue"))
    return Chain("up", EXTRACT >> step)


@every_form
def test_an_answer_is_there_behind_the_script(form):
    run, seen = answered(UP[CSV], form=form)
    assert run.ok
    assert seen == "12-Tue"


@every_form
def test_the_token_of_a_start_is_gone_when_it_has_been_answered(form):
    run, _ = answered(UP[CSV], form=form)
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
@every_form
def test_an_old_answer_is_never_taken_for_a_new_one(file, form):
    files = {} if file is None else {CSV.file: file}
    script = {"up/sales-answer.qvs": ""}  # it was never pasted
    caller = Behaviour(before="LET vRows = 99;\n", after=LATER)
    found = Scenario(apps={"Extract": caller, "Sales": CHILD}, files=files)
    run = simulate(UP[CSV], found, scripts=script, form=form)
    assert run.reloads[0].status == "FAILED"
    assert "app=Sales" in run.log(run.reloads[0])
    assert "why=no_answer" in run.log(run.reloads[0])
    run = simulate(gentle(), found, scripts=script, form=form)
    state = run.states[run.reloads[0].reload_id]
    assert run.reloads[0].status == "SUCCEEDED"
    assert state.variables["vSeen"] == "-"


def test_the_answer_to_another_start_of_the_same_run_is_none():
    stock = App("Stock", id=guid(3))
    both = [SALES.reload(wait=WAIT, answer=CSV), stock.reload(wait=WAIT)]
    chain = Chain("up", EXTRACT >> both)
    # The script of Sales with the ticket of the second start in place of its own.
    (script,) = [s.text for s in render(chain) if s.path == "up/sales-answer.qvs"]
    own = "LET qsg_Asked = KeepChar(qsg_Ticket, '0123456789x-');"
    other = script.replace(
        own, f"{own}\nLET qsg_Asked = Left(qsg_Asked, Len(qsg_Asked) - 1) & '2';"
    )
    assert other != script
    scenario = Scenario(apps={"Sales": CHILD})
    run = simulate(chain, scenario, scripts={"up/sales-answer.qvs": other})
    assert "-2,|1.vRows:12|" in run.files[CSV.file]
    assert re.search("event=failed chain=up app=Sales .* why=no_answer", run.log(run.reloads[0]))
    assert simulate(chain, scenario).ok


@every_form
def test_an_answer_takes_the_place_of_an_old_one(form):
    run, seen = answered(UP[CSV], files={CSV.file: OLD}, form=form)
    assert run.ok
    assert seen == "12-Tue"


@every_form
def test_the_answer_of_a_script_with_other_variables_is_none(form):
    step = SALES.reload(wait=WAIT, answer=replace(CSV, variables=("vRows",)))
    scripts, _ = parts(Chain("up", EXTRACT >> step), "snippet")
    other = {"up/sales-answer.qvs": scripts["up/sales-answer.qvs"]}
    run = simulate(UP[CSV], Scenario(apps={"Sales": CHILD}), scripts=other, form=form)
    assert run.reloads[0].status == "FAILED"
    assert "why=no_answer" in run.log(run.reloads[0])


@every_form
def test_a_failed_app_gives_no_answer(form):
    child = replace(CHILD, after="LOAD a RESIDENT Missing;\n")
    run, seen = answered(gentle(), child=child, form=form)
    assert run.reloads[1].status == "FAILED"
    assert seen == "-"


@every_form
def test_nobody_answers_whom_nobody_asks(form):
    scripts, files = parts(UP[CSV], form)
    script = scripts["up/sales-answer.qvs"]
    found = play(f"LET vRows = 1;\n{script}", files=files, attributes=HERE)
    assert found.status == "SUCCEEDED"
    assert found.files == files
    assert any("event=skipped" in line for line in found.traces)


@pytest.mark.parametrize("still", ["yes", "no"])
@every_form
def test_each_start_of_a_reload_has_a_ticket_of_its_own(still, form):
    scripts, _ = parts(UP[CSV], form)
    run = simulate(
        UP[CSV],
        Scenario(apps={"Sales": CHILD}),
        World({"now-advances": still}),
        scripts={"up/extract.qvs": scripts["up/extract.qvs"] * 2},
        form=form,
    )
    tickets = [r.variables[TICKET] for r in run.reloads[1:]]
    assert len(set(tickets)) == 2
    assert all(re.fullmatch(r"x\d+-\d+-1", ticket) for ticket in tickets)
    assert run.reloads[0].status == "SUCCEEDED"


@every_form
def test_what_was_passed_comes_back_changed(form):
    step = SALES.reload(
        wait=WAIT, variables={"vRows": Expr("vRows")}, answer=Answer(CSV.file, ("vRows",))
    )
    child = Behaviour(before="LET vRows = vRows + 1;\n")
    caller = Behaviour(before="LET vRows = 1;\n")
    scenario = Scenario(apps={"Extract": caller, "Sales": child})
    run = simulate(Chain("c", EXTRACT >> step), scenario, form=form)
    assert run.ok
    assert run.states[run.reloads[0].reload_id].variables["vRows"] == "2"


@every_form
def test_an_app_answers_in_a_partial_reload_too(form):
    step = SALES.reload(wait=WAIT, partial=True, answer=CSV)
    run, seen = answered(Chain("up", EXTRACT >> step), form=form)
    assert run.ok
    assert seen == "12-Tue"


def test_a_partial_reload_keeps_the_answer_of_the_last_full_one():
    run = simulate(UP[CSV], Scenario(apps={"Extract": holding("12", "vRows")}, partial=True))
    assert run.states[run.reloads[0].reload_id].variables["vRows"] == "12"


# -- in an app -------------------------------------------------------------------------------------


@every_form
def test_the_scripts_of_an_app_run_in_their_order(form):
    chain = Chain(
        "c",
        EXTRACT
        >> READS.reload(wait=WAIT, variables={"vRun": "full"}, answer=Answer(CSV.file, ("vRun",)))
        >> App("Report", id=guid(3)),
    )
    child = Behaviour(before="LET vRun = vRun & vDay;\n")
    run = simulate(chain, Scenario(apps={"Sales": child}), form=form)
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
@every_form
def test_a_reload_without_a_value_takes_the_default(variables, form):
    chain = Chain("c", EXTRACT >> READS.reload(variables=variables))
    run = simulate(chain, form=form)
    state = run.states[run.reloads[1].reload_id]
    assert state.variables["vRun"] == variables.get("vRun", "delta")
    assert state.variables["vDay"] == "it's $(x)"


BOTH = Chain("c", EXTRACT >> READS.reload(wait=WAIT, answer=CSV))
SMALL = {
    outline.path: outline
    for outline in outline_chain(BOTH)
    if isinstance(outline, ReadsOutline | AnswerOutline)
}
OWN = {"ScriptError", "ScriptErrorCount", "ScriptErrorList", "ErrorMode", "vMode", "vDay", "vRun"}
STATES = [name for name, found in PASTED.items() if not found.connections]


def rows():
    answers = {f"?{name}": doubt.answers for name, doubt in DOUBTS.items()}
    asked = ["", "x1-2-1"]
    ours = {"path": list(SMALL), "form": FORMS, "pasted": STATES, "asked": asked}
    for row in covering({**ours, **answers}):
        nested = row["form"] == "include" and row["pasted"] in INSIDE_A_SUB
        if not (nested and row["?sub-in-sub"] == "no"):  # the lines say so
            yield row


@pytest.mark.proof
def test_scripts_that_start_nothing_leave_no_trace_in_any_state_and_world():
    found = []
    for row in rows():
        world = World({name[1:]: answer for name, answer in row.items() if name[0] == "?"})
        pasted = PASTED[row["pasted"]]
        scripts, files = parts(BOTH, row["form"])
        script = scripts[row["path"]]
        set_by_it = script + render_outline(SMALL[row["path"]]).text
        names = re.findall(r"(?:LET|SET|FOR) (qsg_\w+)", set_by_it) if pasted.stale else []
        variables = dict.fromkeys(names, pasted.stale) | {TICKET: row["asked"], "vRows": "1 $(x)"}
        with_block, without = (
            play(
                paste(text, pasted),
                world=world,
                partial=pasted.partial,
                files=files,
                variables=variables,
                attributes=HERE,
            )
            for text in (script, "")
        )
        if without.status == "FAILED":
            continue
        told = f"{row['path']} {row['form']} {row['pasted']} {row['asked']} {world.name}"
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
