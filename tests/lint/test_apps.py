"""Scripts that include each other, and scripts that may belong to one app."""

import pytest

from qscriptgen.lint import lint, lint_together

APP = "$(Must_Include=lib://Ops:DataFiles/Library.qvs);\n"
LIBRARY = "SUB Start(vApp)\nTRACE $(vApp);\nEND SUB\n"


def codes(*scripts):
    given = [(text, path) for path, text in scripts]
    return [[f"{f.place.line} {f.code}" for f in found] for found in lint_together(given)]


def app_and_library(app, library, *more):
    """The findings of an app that includes a library, and of the library."""
    return codes(("a/app.qvs", APP + app), ("b/library.qvs", library), *more)


def test_no_scripts_have_no_findings():
    assert codes() == []


def test_findings_are_in_the_order_of_the_scripts():
    assert codes(("a.qvs", "LET a = Todai();"), ("b.qvs", ""), ("c.qvs", "END IF")) == [
        ["1 QL201"],
        [],
        ["1 QL102"],
    ]


@pytest.mark.parametrize(
    ("called", "found"), [("Start", []), ("START", []), ("Strat", ["2 QL204"])]
)
def test_only_the_subroutines_of_the_library_are_known(called, found):
    assert app_and_library(f"CALL {called}('x')", LIBRARY) == [found, []]


def test_calls_of_a_missing_library_are_not_reported():
    assert codes(("app.qvs", APP + "CALL Strat('x')")) == [[]]


@pytest.mark.parametrize(
    "line", ["$(Include=lib://Data/other.qvs);\n", "$(vScript);\n", "CALL $(vSub);\n"]
)
def test_unknown_code_in_the_app_suppresses_findings(line):
    (found, _) = app_and_library(f"{line}CALL Strat('x')\nCALL Else", LIBRARY)
    assert not [finding for finding in found if "QL204" in finding]
    for path in ("a/tab2.qvs", "tab2.qvs", "a/tabs/2.qvs"):
        (found, *_) = app_and_library("CALL Strat('x')\nCALL Else", LIBRARY, (path, line))
        assert found == ["2 QL212"]


@pytest.mark.parametrize(
    "line", ["$(Include=lib://Data/other.qvs);\n", "$(vScript);\n", "CALL $(vSub);\n"]
)
@pytest.mark.parametrize(
    ("path", "start"), [("a/app2.qvs", APP), ("c/tab2.qvs", ""), ("/a/tab2.qvs", "")]
)
def test_unknown_code_in_another_app_suppresses_no_findings(line, path, start):
    (found, *_) = app_and_library("CALL Strat('x')\nCALL Else", LIBRARY, (path, start + line))
    assert found == ["2 QL204", "3 QL204"]


def test_two_scripts_that_begin_an_app_belong_to_two_apps():
    starts = "SET ThousandSep=',';\nTRACE $(ThousandSep);\n"
    opens = "$(Include=lib://Data/other.qvs);\n"
    calls = "CALL Strat('x')\n"
    assert codes(("a.qvs", starts + opens), ("b.qvs", calls))[1] == []
    assert codes(("a.qvs", starts + opens), ("b.qvs", starts + calls))[1] == ["3 QL204"]


def test_unknown_code_in_a_library_counts_for_all_scripts_that_include_it():
    opens = "$(Include=lib://Data/other.qvs);\n"
    app2 = ("a/app2.qvs", f"{APP}CALL Strat('x')\nCALL Else")
    assert app_and_library("CALL Else", LIBRARY + opens, app2)[0] == []
    assert app_and_library("CALL Else", LIBRARY + opens, app2)[2] == ["2 QL212"]


def test_scripts_that_include_each_other_belong_to_one_app():
    one = ("a.qvs", "$(Must_Include=b.qvs);\nCALL Else\n")
    two = ("b.qvs", "$(Must_Include=a.qvs);\n$(Must_Include=c.qvs);\n")
    assert codes(one, two) == [[], []]
    assert codes(one, ("b.qvs", "$(Must_Include=a.qvs);\n")) == [["2 QL204"], []]


def test_tabs_of_one_app_use_the_names_of_each_other():
    calls = "CALL Start('x')\nCALL Strat('x')"
    assert codes(("tab2.qvs", calls), ("tab1.qvs", LIBRARY)) == [["2 QL204"], []]


def test_apps_of_one_library_use_the_variables_of_each_other():
    asking = "IF qsg_Rows > 0 THEN\nTRACE x;\nEND IF"
    setting = ("app2.qvs", f"{APP}LET qsg_Rows = 1;\nTRACE $(qsg_Rows);\nSET qsg_Rows=;")
    assert app_and_library(asking, LIBRARY)[0] == ["2 QL251"]
    assert app_and_library(asking, LIBRARY, setting)[0] == []


def test_an_app_reads_what_its_library_sets():
    library = f"{LIBRARY}LET qsg_Library = 1;\n"
    reading = "IF qsg_Library <> 1 THEN\nTRACE old;\nEND IF\nSET qsg_Library=;"
    assert app_and_library(reading, library) == [[], []]
    assert app_and_library(reading.replace("SET", "TRACE"), library) == [[], ["4 QL207"]]
    assert app_and_library("SET qsg_Library=;", library) == [[], ["4 QL252"]]


SETS = f"{LIBRARY}LET qsg_Library = 1;\n"
READS = "IF qsg_Library <> 1 THEN\nTRACE old;\nEND IF\n"
EMPTIES = "SET qsg_Library=;\n"


@pytest.mark.parametrize(
    ("app", "more", "found"),
    [
        (READS + EMPTIES, (), []),
        (READS, (), ["a/app.qvs"]),
        (READS, (("a/app2.qvs", APP + READS + EMPTIES),), ["a/app.qvs"]),
        (READS + EMPTIES, (("a/app2.qvs", APP + READS),), ["a/app2.qvs"]),
        (READS, (("a/tab2.qvs", EMPTIES),), []),
        (READS, (("c/other.qvs", EMPTIES),), ["a/app.qvs"]),
        (f"{READS}IF a = 1 THEN\n{EMPTIES}END IF\n", (), ["a/app.qvs"]),
        (f"{READS}CALL Start('x')\n{EMPTIES}", (), []),
        (f"{READS}CALL Start('x')\n", (), ["a/app.qvs"]),
        (f"SUB Tidy\n{EMPTIES}END SUB\n{READS}CALL Tidy\n", (), []),
        (f"{READS}$(Include=lib://Data/other.qvs);", (), []),
        (f"{READS}CALL Else\n", (), []),
    ],
)
def test_each_app_empties_what_its_library_sets(app, more, found):
    scripts = [("a/app.qvs", APP + app), ("b/library.qvs", SETS), *more]
    linted = lint_together([(text, path) for path, text in scripts])
    hints = [finding.hint for some in linted for finding in some if finding.code == "QL207"]
    assert hints == [f"SET qsg_Library=; in {path}, which includes this" for path in found]


def test_what_a_library_sets_may_be_read_elsewhere():
    assert lint(f"{LIBRARY}LET qsg_Library = 1;\n") == ()
    found = lint(f"{LIBRARY}LET qsg_Library = 1;\nSleep 1000;\n")
    assert [finding.code for finding in found] == ["QL207", "QL252"]


def test_the_rules_apply_in_the_subroutines_of_a_library():
    library = "SUB Start\nLET qsg_State = 1;\nLET qsg_Staet = 2;\nTRACE $(qsg_State);\nEND SUB\n"
    assert [f.place.line for f in lint(library) if f.code == "QL252"] == [3]


def test_an_app_expands_what_its_library_sets():
    library = f"{LIBRARY}LET vHostOfUs = 'x';\n"
    assert app_and_library("TRACE $(vHostOfUs);", library) == [[], []]
    assert app_and_library("TRACE $(vElse);", library)[0] == ["2 QL206"]
