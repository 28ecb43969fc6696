"""Control flow through subroutines, files and expansions, and what a log says about it."""

from __future__ import annotations

import pytest

from qscriptgen.emulate.engine import OutOfBudget, PlayedScript, play
from qscriptgen.emulate.world import parse_world
from qscriptgen.script.evaluation import NotEmulated

FILES = {
    "lib://fails.qvs": "TRACE before;\nLOAD x RESIDENT None;\nTRACE behind;\n",
    "lib://exit-sub.qvs": "TRACE in;\nEXIT SUB;\nTRACE never;\n",
    "lib://exit-script.qvs": "EXIT SCRIPT;\nTRACE never;\n",
    "lib://exit-for.qvs": "EXIT FOR;\n",
    "lib://own-loop.qvs": "DO\n  EXIT DO;\nLOOP\nFOR k = 1 TO 9\n  EXIT FOR WHEN k = 2\nNEXT\n",
    "lib://subs.qvs": "SUB Hello(who)\n  TRACE hello $(who);\n  LOAD x RESIDENT None;\nEND SUB\n",
    "lib://calls.qvs": "CALL Hello('file')\nTRACE back;\n",
    "lib://itself.qvs": "$(Must_Include=lib://itself.qvs);\n",
    "lib://open.qvs": "IF 1 THEN\n",
    "lib://marked.qvs": "\ufeffTRACE first;\n",
    "lib://nothing.qvs": "",
}


def run(script: str, **options) -> PlayedScript:
    options["world"] = parse_world(options.get("world", ""))
    return play(script, files=FILES, **options)


def logged(script: str, **options) -> list[str]:
    """The log without its times; statements of several lines are as they are."""
    return [
        line[24:] if line[:4] == "2026" else line
        for line in run(script, **options).log.splitlines()
    ]


# ---- The log.


def test_log_has_the_time_the_line_and_the_statement_as_it_ran():
    script = "LET a = 1 + 1;\nSLEEP 1250;\n\nTRACE a is $(a);\n"
    assert run(script).log == (
        "2026-01-05 06:00:00.000 0001 LET a = 1 + 1\n"
        "2026-01-05 06:00:00.000 0002 SLEEP 1250\n"
        "2026-01-05 06:00:01.250 0004 TRACE a is 2\n"
        "2026-01-05 06:00:01.250      a is 2\n"
        "2026-01-05 06:00:01.250      Execution finished.\n"
    )


def test_log_has_no_comments():
    script = (
        "// one\nLET a = 1; // two\n/* three\nfour */ TRACE x /* five */ y;\nLOAD // six\n1 AS b\n"
        "AUTOGENERATE 1;\n"
    )
    lines = logged(script)
    words = ("one", "two", "three", "four", "five", "six")
    assert not any(word in line for word in words for line in lines)
    assert [line[:10] for line in lines if line[:2] == "00"] == [
        "0002 LET a",
        "0004 TRACE",
        "0005 LOAD ",
    ]


def test_statement_of_several_lines_keeps_them_in_the_log():
    lines = logged("TRACE a;\n\nT:\nLOAD 1 AS b\n  AUTOGENERATE 1\n;\nTRACE c;\n")
    assert lines == [
        "0001 TRACE a",
        "     a",
        "0004 T:",
        "LOAD 1 AS b",
        "  AUTOGENERATE 1",
        "0007 TRACE c",
        "     c",
        "     Execution finished.",
    ]


def test_branch_that_is_not_taken_is_not_logged():
    script = "IF 1 = 2 THEN\n  TRACE a;\nELSEIF 1 = 1 THEN\n  TRACE b;\nELSE\n  TRACE c;\nEND IF\n"
    assert [line for line in logged(script) if line[0] == "0"] == [
        "0001 IF 1 = 2 THEN",
        "0003 ELSEIF 1 = 1 THEN",
        "0004 TRACE b",
        "0007 END IF",
    ]


def test_each_round_of_a_loop_is_logged_as_it_was():
    lines = logged("FOR i = 1 TO 2\n  LET a = $(i);\nNEXT i\n")
    assert lines == [
        "0001 FOR i = 1 TO 2",
        "0002 LET a = 1",
        "0003 NEXT i",
        "0002 LET a = 2",
        "0003 NEXT i",
        "     Execution finished.",
    ]


def test_log_of_a_script_that_fails_ends_with_why():
    assert logged("TRACE a;\nLOAD x RESIDENT None;\nTRACE never;\n")[2:] == [
        "0002 LOAD x RESIDENT None",
        "     Error: Table 'None' not found",
        "     General Script Error: Table 'None' not found",
        "     Execution Failed",
        "     Execution finished.",
    ]


def test_log_of_a_script_that_goes_on_has_the_error_and_no_failure():
    assert logged("SET ErrorMode = 0;\nLOAD x RESIDENT None;\nTRACE b;\n")[1:] == [
        "0002 LOAD x RESIDENT None",
        "     Error: Table 'None' not found",
        "0003 TRACE b",
        "     b",
        "     Execution finished.",
    ]


def test_deliberate_end_is_logged_with_its_text():
    assert logged("SET why = reason;\nExit Error 'The $(why)';\n")[1:] == [
        "0002 Exit Error 'The reason'",
        "     General Script Error: The reason",
        "     Execution Failed",
        "     Execution finished.",
    ]


def test_script_that_can_not_begin_says_why_and_nothing_else():
    played = run("TRACE a;\nIF 1 = 1 THEN\nTRACE b;\n")
    assert (played.status, played.code, played.line) == ("FAILED", 2, 2)
    assert [line[24:] for line in played.log.splitlines()] == [
        "     General Script Error: IF has no END IF",
        "     Execution Failed",
        "     Execution finished.",
    ]


def test_empty_script_is_over_at_once():
    assert logged("") == logged("  \n// nothing\n") == ["     Execution finished."]
    assert run("").status == "SUCCEEDED"


# ---- Where an error is said to be.


@pytest.mark.parametrize(
    ("script", "line"),
    [
        ("TRACE a;\nLOAD x RESIDENT None;\n", 2),
        ("SUB S\n  TRACE s;\n  LOAD x RESIDENT None;\nEND SUB\nTRACE a;\nCALL S\n", 3),
        ("TRACE a;\n$(Must_Include=lib://fails.qvs);\n", 2),
        ("TRACE a;\n$(Must_Include=lib://missing.qvs);\n", 2),
        ("$(Must_Include=lib://subs.qvs);\nTRACE a;\nCALL Hello('you')\n", 3),
        ("$(Must_Include=lib://subs.qvs);\n\n\n$(Must_Include=lib://calls.qvs);\n", 4),
        ("SET s = 'TRACE a; LOAD x RESIDENT None';\nTRACE b;\n$(s);\n", 3),
        ("SET s = '1; LOAD x RESIDENT None';\nTRACE b;\nLET c = $(s);\n", 3),
        ("FOR i = 1 TO 2\n  IF i = 2 THEN\n    LOAD x RESIDENT None;\n  END IF\nNEXT\n", 3),
        ("TRACE a;\nT:\nLOAD x\nRESIDENT None;\n", 3),
        ("TRACE a;\nExit Error 'x';\n", 2),
        ("TRACE a;\nFoo bar;\n", 2),
    ],
)
def test_line_of_an_error_is_one_of_the_script(script, line):
    played = run(script)
    assert (played.status, played.line) == ("FAILED", line)


def test_script_that_ends_well_has_no_line():
    played = run("SET ErrorMode = 0;\nLOAD x RESIDENT None;\n")
    assert (played.status, played.code, played.line, played.error) == ("SUCCEEDED", 0, 0, "")


# ---- Subroutines, files and expansions inside each other.


def test_exit_sub_in_a_file_leaves_the_file_and_the_sub():
    sub = "SUB S\n  $(Must_Include=lib://exit-sub.qvs);\n  TRACE never;\nEND SUB\n"
    script = sub + "CALL S\nTRACE out;\n"
    assert run(script).traces == ("in", "out")


def test_exit_sub_in_an_expansion_leaves_the_sub():
    sub = "SET e = 'TRACE in; EXIT SUB';\nSUB S\n  $(e);\n  TRACE never;\nEND SUB\n"
    script = sub + "CALL S\nTRACE out;\n"
    assert run(script).traces == ("in", "out")


def test_exit_sub_leaves_the_innermost_sub_only_and_all_its_loops():
    script = (
        "SUB Inner\n  FOR i = 1 TO 9\n    DO\n      EXIT SUB;\n    LOOP\n  NEXT\nEND SUB\n"
        "SUB Outer\n  FOR j = 1 TO 2\n    CALL Inner\n    TRACE $(j);\n  NEXT\nEND SUB\n"
        "CALL Outer\n"
    )
    assert run(script).traces == ("1", "2")


def test_exit_script_in_a_file_ends_everything_and_parameters_do_not_stay():
    script = (
        "SET p = mine;\nLET v = 1;\nSUB S(p)\n  LET p = p + 1;\n"
        "  $(Must_Include=lib://exit-script.qvs);\nEND SUB\nCALL S(v)\nTRACE never;\n"
    )
    played = run(script)
    assert (played.status, played.traces) == ("SUCCEEDED", ())
    assert (played.variables["p"], played.variables["v"]) == ("mine", "2")


def test_error_in_a_sub_ends_everything_and_parameters_do_not_stay():
    played = run("SET p = mine;\nSUB S(p)\n  LOAD x RESIDENT None;\nEND SUB\nCALL S('other')\n")
    assert (played.status, played.variables["p"]) == ("FAILED", "mine")


def test_loops_of_a_file_are_its_own():
    script = "FOR i = 1 TO 2\n  $(Must_Include=lib://own-loop.qvs);\n  TRACE $(i);\nNEXT\n"
    assert run(script).traces == ("1", "2")


@pytest.mark.parametrize(
    "inside",
    ["$(Must_Include=lib://exit-for.qvs);", "$(e);"],
)
def test_a_file_that_leaves_the_loop_around_it_is_not_emulated(inside):
    script = f"SET e = 'EXIT FOR';\nFOR i = 1 TO 2\n  {inside}\nNEXT\n"
    with pytest.raises(NotEmulated, match="line 3: EXIT FOR outside of a loop"):
        run(script)


def test_a_sub_that_leaves_the_loop_around_its_call_is_not_emulated():
    script = "FOR i = 1 TO 2\n  SUB S\n    EXIT FOR;\n  END SUB\n  CALL S\nNEXT\n"
    with pytest.raises(NotEmulated, match="line 3: EXIT FOR outside of a loop"):
        run(script)


@pytest.mark.parametrize("kind", ["FOR", "DO"])
def test_exit_outside_of_any_loop_is_not_emulated(kind):
    with pytest.raises(NotEmulated, match=f"line 2: EXIT {kind} outside of a loop"):
        run(f"TRACE a;\nEXIT {kind};\n")


def test_sub_of_a_file_is_known_behind_it():
    script = "SET ErrorMode = 0;\n$(Must_Include=lib://subs.qvs);\nCALL Hello('you')\n"
    assert run(script).traces == ("hello you",)


def test_sub_can_be_defined_again():
    script = "SUB S\nTRACE 1;\nEND SUB\nCALL S\nSUB S\nTRACE 2;\nEND SUB\nCALL S\n"
    assert run(script).traces == ("1", "2")


def test_sub_in_a_sub_is_known_once_that_has_run():
    inner = "SUB Outer\nSUB Inner\nTRACE in;\nEND SUB\nEND SUB\n"
    assert run(inner + "CALL Outer\nCALL Inner\n").traces == ("in",)
    assert run(inner + "CALL Inner\n").status == "FAILED"


def test_file_begins_behind_its_byte_order_mark():
    assert run("$(Must_Include=lib://marked.qvs);\n").traces == ("first",)


def test_file_without_statements_changes_nothing():
    assert run("$(Must_Include=lib://nothing.qvs);\nTRACE on;\n").traces == ("on",)


@pytest.mark.parametrize(
    "script",
    [
        "$(Must_Include=lib://itself.qvs);\n",
        "SUB S\nCALL S\nEND SUB\nCALL S\n",
        "LET s = '$' & '(s);';\nSUB S\n$(t);\nEND SUB\nSET t = 'CALL S';\nCALL S\n",
    ],
)
def test_calls_and_files_without_an_end_are_not_emulated(script):
    with pytest.raises(NotEmulated, match=r"line \d: more than 1000 calls or includes"):
        run(script)


def test_expansion_without_an_end_is_an_error():
    played = run("LET w = '$' & '(w)';\nTRACE $(w);\n")
    assert (played.status, played.code, played.line) == ("FAILED", 2, 2)


def test_several_statements_of_a_variable_run_one_by_one():
    played = run("SET y = '1; LET c = 3';\nLET d = $(y);\nTRACE $(d)$(c);\n")
    assert played.traces == ("13",)


def test_expansion_into_nothing_is_no_statement():
    assert run("SET x = ;\n$(x);\n$(unset);\nTRACE on;\n").traces == ("on",)


def test_expansion_that_turns_control_into_something_else_is_not_emulated():
    with pytest.raises(NotEmulated, match="line 2: an expansion that turns IF into something"):
        run("SET x = '1 THEN; TRACE a; IF 1';\nIF $(x) THEN\nTRACE b;\nEND IF\n")


def test_prefix_before_control_is_an_error():
    played = run("WHEN 1 = 1 FOR i = 1 TO 2\nNEXT\n")
    assert (played.status, played.code) == ("FAILED", 2)


# ---- Errors that are let pass, and those that are not.


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("FOR i = 'a' TO 2\nNEXT\n", "FOR that fails under ErrorMode 0"),
        ("SWITCH 'a' + )\nCASE 1\nEND SWITCH\n", "SWITCH that fails under ErrorMode 0"),
        ("EXIT SCRIPT WHEN (1;\n", "EXIT SCRIPT that fails under ErrorMode 0"),
    ],
)
def test_where_a_flow_goes_on_that_fails_is_not_emulated(script, what):
    with pytest.raises(NotEmulated, match=f"line 2: {what}"):
        run("SET ErrorMode = 0;\n" + script)
    assert run(script).status == "FAILED"


def test_load_that_fails_takes_those_above_it_along():
    loads = "T:\nLOAD a;\nLOAD b;\nLOAD c RESIDENT None;\n"
    script = f"SET ErrorMode = 0;\n{loads}TRACE $(ScriptErrorCount);\n"
    played = run(script)
    assert (played.traces, dict(played.tables)) == (("1",), {})


@pytest.mark.parametrize(
    ("where", "traces"), [("else", ("else",)), ("then", ("then",)), ("behind", ())]
)
def test_if_that_fails_goes_on_where_the_world_says(where, traces):
    script = (
        "SET ErrorMode = 0;\nIF 1 + ) THEN\nTRACE then;\nELSEIF 2 = 3 THEN\nTRACE other;\n"
        "ELSE\nTRACE else;\nEND IF\n"
    )
    assert run(script, world=f"if-error={where}").traces == traces


def test_counter_that_is_no_number_any_more_is_an_error():
    played = run("FOR i = 1 TO 2\n  SET i = x;\nNEXT\n")
    assert (played.status, played.line) == ("FAILED", 3)
    assert "counter 'i'" in played.error


def test_unknown_error_mode_is_not_emulated():
    with pytest.raises(NotEmulated, match="ErrorMode '7'"):
        run("SET ErrorMode = 7;\nLOAD x RESIDENT None;\n")


def test_errors_are_listed_and_counted():
    played = run(
        "SET ErrorMode = 0;\n" + "LOAD x RESIDENT None;\n" * 2 + "LOAD y RESIDENT Other;\n"
    )
    assert played.variables["ScriptErrorCount"] == "3"
    assert played.variables["ScriptErrorList"].splitlines() == [
        "Table 'None' not found",
        "Table 'None' not found",
        "Table 'Other' not found",
    ]


# ---- What is not emulated is said with its line.


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("LET ScriptError = 1;", "an assignment to ScriptError"),
        ("SET FirstWeekDay = x;", "FirstWeekDay 'x'"),
        ("FOR i = 1 TO 2 STEP 0\nNEXT", "FOR with STEP 0"),
        ("FOR EACH f IN FileList('lib://x')\nNEXT", "FileList"),
        ("LET a = Foo(1);", "the function Foo"),
        ("SET a = 'it''s';", "SET of a quote that is not around one text"),
        ("ODBC CONNECT TO 'x';", "ODBC CONNECT"),
        ("$(Include=script://1);", "an include of script://1"),
        ("$(Include=lib://open.qvs);", "text that is brought, in which IF has no END IF,"),
        ("$(Must_Include=[lib://subs.qvs]);", "an include of [lib://subs.qvs]"),
        ("SUB S(a)\nEND SUB\nCALL S(1, 2)", "more arguments than 'S' has parameters"),
        ("SUB S\nEND SUB\nCALL s", "a call of 's', which is defined in another letter case,"),
        ("T:\nLOAD a;", "a LOAD without a source"),
        (
            "SWITCH 2\nLET a = 1;\nCASE 1\nEND SWITCH",
            "a statement between SWITCH and its first CASE",
        ),
    ],
)
def test_what_is_not_emulated_is_named_with_its_line(script, what):
    calls = script.count("END SUB")
    with pytest.raises(NotEmulated) as refused:
        run(f"TRACE a;\n{script}\n")
    line = 2 + (2 if calls else script.startswith("T:"))
    assert str(refused.value) == f"line {line}: {what} is not emulated"


# ---- Budget.


@pytest.mark.parametrize(
    "script",
    [
        "DO\nLOOP\n",
        "FOR i = 1 TO 1000000\nNEXT\n",
        "DO\n$(Must_Include=lib://marked.qvs);\nLOOP\n",
        "SUB S\nEND SUB\nDO WHILE 1\nCALL S\nLOOP\n",
        "SET t = 'TRACE x;';\nDO\n$(t);\nLOOP\n",
    ],
)
def test_budget_ends_what_has_no_end(script):
    with pytest.raises(OutOfBudget):
        run(script, budget=2_000)


def test_every_statement_that_runs_counts_once():
    assert run("LET a = 1;\n" * 10, budget=10).status == "SUCCEEDED"
    with pytest.raises(OutOfBudget):
        run("LET a = 1;\n" * 10, budget=9)
    assert run("IF 0 THEN\n" + "LET a = 1;\n" * 99 + "END IF\n", budget=2).status == "SUCCEEDED"


# ---- Edges that end in a named error, and not in a crash.


@pytest.mark.parametrize("script", ["EXIT SUB;\n", "FOR i = 1 TO 2\nEXIT SUB;\nNEXT\n"])
def test_exit_sub_outside_of_a_sub_is_not_emulated(script):
    with pytest.raises(NotEmulated, match=r"line \d: EXIT SUB outside of a SUB"):
        run(script)


def test_expansion_that_brings_an_open_block_is_not_emulated():
    with pytest.raises(NotEmulated, match=r"line 2: .*IF has no END IF"):
        run("SET x = '1; IF 1 = 1 THEN';\nLET a = $(x);\nTRACE never;\n")


def test_statement_before_the_first_case_is_refused_whichever_case_matches():
    with pytest.raises(NotEmulated, match="a statement between SWITCH and its first CASE"):
        run("SWITCH 1\nLET a = 1;\nCASE 1\nTRACE one;\nEND SWITCH\n")


def test_text_that_doubles_without_an_end_is_an_error():
    played = run("LET a = 'x';\nFOR i = 1 TO 25\n  LET a = a & a;\nNEXT\n")
    assert "more than 10,000,000 characters" in played.error


# ---- What can't grow without end.


def test_rows_have_a_bound():
    with pytest.raises(NotEmulated, match="line 1: AUTOGENERATE of more than 1,000,000 rows"):
        run("LOAD 1 AS x AUTOGENERATE 1000000000;")


def test_line_of_the_log_has_a_bound():
    (line, *_) = logged("LET a = Repeat('x', 3);\nTRACE " + "y" * 5_000 + ";\n")[1:]
    assert line.endswith("y ...")
    assert len(line) < 4_100


def test_endless_loop_that_fails_ends_with_its_budget():
    with pytest.raises(OutOfBudget):
        run("SET ErrorMode = 0;\nDO\nDROP TABLE x;\nLOOP\n", budget=50_000)
