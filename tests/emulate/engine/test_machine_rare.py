"""What scripts hardly ever hold: it is an error, or said not to be emulated."""

from __future__ import annotations

import pytest

from qscriptgen.emulate import Scenario, StartingSpace
from qscriptgen.emulate.data import Files
from qscriptgen.emulate.engine import Grid, play, supported
from qscriptgen.emulate.errors import ScriptFault
from qscriptgen.script.evaluation import NotEmulated
from tests.emulate.two_apps import look, reload_first


@pytest.mark.parametrize(
    ("script", "code", "error"),
    [
        ("SET x = Foo bar;\n$(x);\n", 2, "Unknown statement: Foo bar"),
        ("SLEEP 'soon';\n", 1, "Sleep of a value that is not a number"),
        ("TRACE $(=1 +);\n", 1, ""),
        ("LET vEnd = 1;\nSLEEP Null();\n", 1, "Sleep of a value that is not a number"),
    ],
)
def test_statement_fails(script, code, error):
    played = play(script)
    assert (played.status, played.code) == ("FAILED", code)
    assert error in played.error


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("T:\nLOAD a;\nU:\nLOAD 1 AS a AUTOGENERATE 1;\n", "a label or prefix below a preceding"),
        ("SQL SELECT a FROM dbo.Table;\n", "SQL that is not a SELECT of the REST connector"),
        ("SET a = 'b' & 'c';\n", "SET of a quote that is not around one text"),
        ("SET a = https://x;\nTRACE b;\n", "SET of an address that is not in quotes"),
        ("TRACE it's;\nTRACE b's;\n", "TRACE with a quote"),
        ("SUB S\nEND SUB\nCALL S()\n", "CALL with empty parentheses"),
        ("SUB S()\nEND SUB\n", "SUB with empty parentheses"),
        ("IF 1 = 1 THEN TRACE a;\nEND IF\n", "on the line of IF, without a ';'"),
        ("IF 0 THEN\nELSEIF 1 THEN TRACE a;\nEND IF\n", "on the line of ELSEIF, without a ';'"),
        ("SET ScriptErrorCount = 0;\n", "an assignment to ScriptErrorCount"),
        ("SET StripComments = 0;\nTRACE a /* b */;\n", "a comment within a statement while"),
        (
            "LET c = '/' & '* b *' & '/';\nSET StripComments = 0;\nTRACE a $(c);\n",
            "a comment within",
        ),
    ],
)
def test_statement_is_not_emulated(script, what):
    with pytest.raises(NotEmulated, match=what):
        play(script)


def test_comment_that_an_expansion_brings_is_taken_away():
    played = play("LET d = 'TRACE a; /' & '* b *' & '/';\n$(d)\n")
    assert played.traces == ("a",)


def test_select_that_can_not_be_read_is_an_error_of_the_connector():
    script = look("").replace('FROM JSON (wrap on) "root"', 'FROM JSON (wrap on) "root" PK')
    run = reload_first("SET ErrorMode = 0;\n" + script + "LET code = Num(ScriptError);\n")
    assert run.ok, run.findings
    assert run.states[run.reloads[0].reload_id].variables["code"] == "12"
    assert run.requests == ()


def test_files_of_a_space_are_those_of_its_path():
    files = Files({"lib://Sales:DataFiles/a.txt": "x"}, "Sales")
    assert files["lib://:DataFiles/a.txt"] == "x"
    files["LIB://:DataFiles/b.qvd"] = Grid(("f",), [])
    assert sorted(files) == ["lib://Sales:DataFiles/a.txt", "lib://Sales:DataFiles/b.qvd"]
    del files["lib://:DataFiles/a.txt"]
    assert len(files) == 1
    assert Files({"lib://:DataFiles/a.txt": "x"}, "")["lib://:DataFiles/a.txt"] == "x"


@pytest.mark.parametrize(
    "path", ["lib://a.qvd", "lib://Sales:/a.qvd", "lib://DataFiles/", "LIB://"]
)
def test_a_file_is_stored_in_a_folder_only(path):
    with pytest.raises(ScriptFault, match="names no file in a connection"):
        Files({}, "")[path] = "x"


def test_personal_space_has_neither_name_nor_id():
    asked = "LET s = GetSysAttr('spaceId') & GetSysAttr('spaceName') & GetSysAttr('spaceType');\n"
    run = reload_first(asked, Scenario(space=StartingSpace(type="personal")))
    assert run.ok, run.findings
    assert run.states[run.reloads[0].reload_id].variables["s"] == ""


def test_logs_are_counted():
    run = reload_first("")
    assert len(run.logs) == 1
    assert list(run.logs) == [run.reloads[0].reload_id]


def test_comment_that_a_variable_brings_is_none_of_the_code():
    played = play("LET c = '1 /' & '* one *' & '/ + 1';\nLET a = $(c);\nTRACE $(a);\n")
    assert played.traces == ("2",)


def test_what_is_emulated_and_what_is_not_are_all_words():
    statements, prefixes, functions = supported()
    assert {"LET", "CASE", "END IF"} <= set(statements.emulated)
    assert {"BINARY", "SECTION"} <= set(statements.refused)
    assert {"REPLACE", "WHEN"} <= set(prefixes.emulated)
    assert {"JOIN", "CROSSTABLE"} <= set(prefixes.refused)
    assert {"Peek", "If", "KeepChar"} <= set(functions.emulated)
    assert {"Sum", "Hash128"} <= set(functions.refused)
    for support in supported():
        assert not set(support.emulated) & set(support.refused)


def test_comments_between_statements_are_none_of_their_business():
    played = play("SET StripComments = 0;\n// one\nTRACE a; // two\n/* three */\nTRACE b;\n")
    assert played.traces == ("a", "b")


def test_statement_may_stand_behind_then_and_a_semicolon():
    assert play("IF 1 = 1 THEN; TRACE a; END IF\n").traces == ("a",)
