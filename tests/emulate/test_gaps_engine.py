"""How scripts go on in rare places: loops without items, errors on purpose, lost connections."""

from __future__ import annotations

import pytest

from qscriptgen.emulate import Scenario, StartingSpace
from qscriptgen.emulate.engine import PlayedScript, play
from qscriptgen.emulate.engine.supported import supported
from qscriptgen.emulate.world import parse_world
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.two_apps import lines, look, reload_first

SELECT = 'SQL SELECT "id" FROM JSON (wrap on) "root";\n'


def run(script: str, **options) -> PlayedScript:
    options["world"] = parse_world(options.get("world", ""))
    return play(script, **options)


def test_loop_over_no_values_is_passed_over():
    played = run("FOR EACH v IN FieldValueList('none')\nTRACE in;\nNEXT\nTRACE behind;\n")
    assert played.traces == ("behind",)


@pytest.mark.parametrize("function", ["FileList", "dirlist", "DIRLIST"])
def test_loop_over_files_is_not_emulated(function):
    with pytest.raises(NotEmulated, match=function):
        run(f"FOR EACH v IN {function}('lib://x')\nNEXT\n")


@pytest.mark.parametrize(
    ("script", "error"),
    [
        ("Foo bar;\n", "Unknown statement: Foo bar"),
        ("SET x = 'Foo bar';\n$(x);\n", "Unknown statement: Foo bar"),
        ("EXIT ERROR 'as asked';\n", "as asked"),
        ("LIB CONNECT TO 'Gone';\n", "there is no connection 'Gone'"),
        (SELECT, "there is no connection"),
        ("$(Must_Include=lib://gone.qvs);\n", "there is no file 'lib://gone.qvs' to include"),
    ],
)
def test_error_says_what_failed(script, error):
    played = run(script)
    assert played.status == "FAILED"
    assert played.error.rstrip(";") == error


def test_expansion_that_brings_no_statement_is_in_the_log_with_its_line():
    log = run("TRACE a;\nSET x = 'Foo bar';\n$(x);\n").log.splitlines()
    assert [line[24:36] for line in log if line[29:32] == "Foo"] == ["0003 Foo bar"]


def test_unknown_error_statement_is_named():
    played = run("EXIT ERROR 'x';\n", world="exit-error-known=no")
    assert (played.code, played.error) == (2, "Unknown statement: Exit Error")


def test_disconnect_forgets_the_connection_that_was_not_found():
    world = "missing-connection=select"
    lost = run(f"LIB CONNECT TO 'Gone';\n{SELECT}", world=world)
    assert lost.error == "there is no connection 'Gone'"
    played = run(f"LIB CONNECT TO 'Gone';\nDISCONNECT;\n{SELECT}", world=world)
    assert played.error == "there is no connection"


def test_disconnect_without_a_connection_may_be_an_error():
    played = run("DISCONNECT;\n", world="idle-disconnect=yes")
    assert (played.status, played.code) == ("FAILED", 1)
    assert "no connection" in played.error


@pytest.mark.parametrize(("script", "deliberate"), [("EXIT ERROR 'x';\n", True), ("Foo;\n", False)])
def test_an_error_on_purpose_is_told_from_others(script, deliberate):
    played = reload_first(script)
    state = played.states[played.reloads[0].reload_id]
    assert state.deliberate is deliberate
    assert played.reloads[0].status == "FAILED"


QUIET = "SET ErrorMode = 0;\n"


@pytest.mark.parametrize(
    ("where", "traces"),
    [("then", ("two", "end")), ("else", ("three", "end")), ("behind", ("end",))],
)
def test_condition_of_an_elseif_that_fails_goes_on_as_that_of_an_if(where, traces):
    script = (
        "IF 0 THEN\nTRACE one;\nELSEIF NoSuch + THEN\nTRACE two;\nELSE\nTRACE three;\nEND IF\n"
        "TRACE end;\n"
    )
    assert run(QUIET + script, world=f"if-error={where}").traces == traces


@pytest.mark.parametrize("let", ["LET ", ""])
@pytest.mark.parametrize(("answer", "left"), [("old", "1"), ("null", "")])
def test_variable_of_a_let_that_fails_is_as_the_world_says(let, answer, left):
    script = f"{QUIET}{let}b = 1;\n{let}b = Foo bar(;\n"
    assert run(script, world=f"let-error={answer}").variables["b"] == left


@pytest.mark.parametrize(
    "failing",
    [
        "CALL Gone;\n",
        "SET x = 'Foo bar';\n$(x);\n",
        "T:\nLOAD Gone;\nLOAD 1 AS a AUTOGENERATE 1;\n",
        "T:\nLOAD *;\nLOAD Gone;\nLOAD 1 AS a AUTOGENERATE 1;\n",
        "T:\nLOAD *;\nLOAD *;\nLOAD Gone;\nLOAD 1 AS a AUTOGENERATE 1;\n",
        "T:\nLOAD Gone;\nLOAD *;\nLOAD *;\nLOAD 1 AS a AUTOGENERATE 1;\n",
        "T:\nLOAD 1 AS AS a AUTOGENERATE 1;\n",
    ],
)
def test_script_goes_on_behind_what_failed_under_error_mode_0(failing):
    played = run(f"{QUIET}{failing}TRACE one;\nTRACE two;\n")
    assert (played.status, played.traces, dict(played.tables)) == ("SUCCEEDED", ("one", "two"), {})
    assert played.variables["ScriptErrorCount"] == "1"


@pytest.mark.parametrize(
    ("failing", "code", "written"),
    [
        ("CALL Gone;", 1, "General Error"),
        ("Foo bar;", 2, "Syntax Error"),
        ("LOAD * FROM [lib://gone.qvd] (qvd);", 8, "File Not Found"),
        ("LOAD a RESIDENT Gone;", 10, "Table Not Found"),
        ("T:\nLOAD Gone;\nLOAD 1 AS a AUTOGENERATE 1;", 11, "Field Not Found"),
    ],
)
def test_script_error_is_a_number_with_a_text(failing, code, written):
    script = f"{QUIET}{failing}\nSET error = $(=Num(ScriptError)) $(ScriptError);\n"
    assert run(script).variables["error"] == f"{code} {written}"


def test_empty_text_in_quotes_is_empty():
    assert run("SET a = '';\n").variables["a"] == ""


@pytest.mark.parametrize("readable", ["yes", "no"])
def test_errors_of_an_earlier_reload_are_forgotten(readable):
    kept = {"ErrorMode": "0", "ScriptErrorList": "old", "ScriptErrorCount": "7"}
    played = run("Foo bar;\n", variables=kept, world=f"errormode-readable={readable}")
    assert played.status == "FAILED"
    assert played.variables["ScriptErrorCount"] == "1"
    assert "old" not in played.variables["ScriptErrorList"]


@pytest.mark.parametrize(
    ("bounds", "values"),
    [
        ("3 TO 1 STEP -1", ("3", "2", "1")),
        ("1 TO 3 STEP -1", ()),
        ("1 TO 2 STEP 0.5", ("1", "1.5", "2")),
        ("2 TO 1", ()),
    ],
)
def test_loop_counts_up_to_and_with_its_last_value_in_either_direction(bounds, values):
    assert run(f"FOR i = {bounds}\nTRACE $(i);\nNEXT\nTRACE end;\n").traces == (*values, "end")


def test_script_goes_on_right_behind_a_loop_over_values():
    script = "FOR EACH v IN 'a', 'b'\nTRACE $(v);\nNEXT\nTRACE one;\nTRACE two;\n"
    assert run(script).traces == ("a", "b", "one", "two")


def test_expansion_that_is_not_closed_is_an_error_behind_one_that_is():
    played = run("SET a = 1;\nTRACE $(a) $(b;\n")
    assert played.status == "FAILED"


@pytest.mark.parametrize(("answer", "day"), [("start", "2026-01-05"), ("call", "2026-01-06")])
def test_today_is_the_day_of_the_start_or_of_the_call(answer, day):
    script = "SLEEP 3600000;\n" * 24 + "LET t = Date(Today(), 'YYYY-MM-DD');\n"
    assert run(script, world=f"today-of={answer}").variables["t"] == day


@pytest.mark.parametrize(("answer", "asked"), [("none", 0), ("old", 1)])
def test_connection_that_is_not_found_may_end_the_one_before(answer, asked):
    script = (
        f"LIB CONNECT TO ':ApiGet';\n{QUIET}LIB CONNECT TO 'Gone';\n{look('').split(';', 1)[1]}"
    )
    played = reload_first(script, world=parse_world(f"failed-connect-leaves={answer}"))
    assert len(played.requests) == asked
    none = any(line.strip() == "Error: there is no connection" for line in lines(played))
    assert none is not bool(asked)


@pytest.mark.parametrize(
    ("kind", "name", "asked"),
    [
        ("personal", "ApiGet", 1),
        ("personal", ":ApiGet", 0),
        ("shared", "ApiGet", 1),
        ("shared", ":ApiGet", 1),
    ],
)
def test_colon_may_be_wrong_in_a_personal_space_and_nowhere_else(kind, name, asked):
    script = QUIET + look("").replace(":ApiGet", name)
    scenario = Scenario(space=StartingSpace(type=kind))
    played = reload_first(script, scenario, parse_world("colon-in-personal=no"))
    assert len(played.requests) == asked


def test_unknown_statement_is_in_the_log_as_it_ran():
    log = run("SET a = 1;\nFoo $(a) bar;\n").log
    assert "0002 Foo 1 bar\n" in log


@pytest.mark.parametrize("name", ["errormode", "SCRIPTERROR", "ScriptErrorDetails", "verbatim"])
def test_variable_that_may_be_one_of_the_engine_is_not_emulated(name):
    with pytest.raises(NotEmulated, match=name):
        run(f"SET {name} = 0;\n")


def test_what_is_supported_is_listed_by_sort_and_name():
    found = supported()
    assert [support.sort for support in found] == ["statements", "prefixes", "functions"]
    for support in found:
        for words in (support.emulated, support.refused):
            assert list(words) == sorted(words, key=str.lower)
