"""Scripts that are linted together may use the names of each other."""

from qscriptgen.lint import lint, lint_together

LIBRARY = """SUB Log(vText)
    TRACE $(vText) $(vPrefix);
    LET vLogged = RangeSum(vLogged, 1);
END SUB
"""
CALLER = """SET vPrefix = >>;
CALL Log('start')
TRACE $(vLogged) lines;
"""
OTHER = "CALL Logg('start')\nTRACE $(vPerfix);\n"


def codes(findings):
    return [f"{found.place.line} {found.code} {found.hint}" for found in findings]


def together(*texts):
    return [codes(found) for found in lint_together([(text, "x.qvs") for text in texts])]


def test_a_caller_without_its_library():
    hint = "define it, or lint this script together with the one that defines it"
    assert codes(lint(CALLER))[0] == f"2 QL204 {hint}"
    assert codes(lint(CALLER))[1].startswith("3 QL206 ")


def test_a_group_of_one_script_has_the_same_findings():
    assert together(CALLER) == [codes(lint(CALLER))]


def test_each_script_knows_what_the_other_defines():
    assert together(LIBRARY, CALLER) == [[], []]


def test_unknown_names_get_suggestions_from_all_scripts():
    found = together(OTHER, LIBRARY, CALLER)
    assert found[1:] == [[], []]
    assert found[0] == ["1 QL204 did you mean 'Log'?", "2 QL206 did you mean 'vPrefix'?"]


def test_an_unknown_include_may_define_names_for_all_scripts():
    caller = "CALL Elsewhere()\nTRACE $(vElsewhere);\n"
    assert together(caller, LIBRARY) != [[], []]
    assert together(caller, f"$(Must_Include=lib://Data/other.qvs);\n{LIBRARY}") == [[], []]


def test_a_variable_that_another_reads_is_not_misspelt():
    reader = "LET vRows = 1;\nTRACE $(vRows) $(vRosw);\n"
    writer = "LET vRosw = 1;\nLET vRows = 1;\nTRACE $(vRows);\n"
    assert any("QL252" in code for code in codes(lint(writer)))
    assert together(writer, reader) == [[], []]


def test_a_table_that_another_makes_is_not_misspelt():
    asks = "Sales:\nLOAD 1 AS a AUTOGENERATE 1;\nLET vRows = NoOfRows('Slaes');\nTRACE $(vRows);\n"
    makes = "Slaes:\nLOAD 2 AS b AUTOGENERATE 1;\n"
    assert any("QL253" in code for code in codes(lint(asks)))
    assert together(asks, makes) == [[], []]


def test_findings_are_in_the_order_of_the_files():
    texts = [f"LET v{at} = Todai();" for at in range(5)]
    found = lint_together([(text, f"{at}.qvs") for at, text in enumerate(texts)])
    assert [[one.place.path for one in some] for some in found] == [[f"{n}.qvs"] for n in range(5)]


ASKS = (
    'A: SQL SELECT "id" FROM JSON (wrap on) "root" WITH CONNECTION (QUERY "a" "b"); DROP TABLE A;'
)


def test_another_script_may_open_the_connection():
    assert codes(lint(ASKS)) == ["1 QL322 LIB CONNECT TO the connection that it needs"]
    assert together("LIB CONNECT TO 'Api';", ASKS) == [[], []]


def test_another_script_may_set_the_decimal_separator():
    share = "LET vShare = 1 / 4;\nLET vPart = $(vShare) * 2;"
    assert codes(lint(share)) == ["2 QL605 write vShare without $(), or $(#vShare)"]
    assert together("SET DecimalSep='.';", share) == [[], []]
