"""The hints of findings, which say what to do."""

import pytest

from qscriptgen.lint import lint

TYPE = "IF GetSysAttr('spaceType') = '{}' THEN\nTRACE x;\nEND IF\n"
PERSONAL = "the type of a personal space is ''"
COUNTED = "FOR vPoll = 1 TO 1000\nSleep 15 * 1000;\nEXIT FOR WHEN vDone = 1;\nNEXT vPoll"


@pytest.mark.parametrize(
    ("code", "script", "hint"),
    [
        ("QL202", "LET vVersion = QlikViewVersion();", "write EngineVersion"),
        ("QL207", "LET qsg_App = 1;\nTRACE $(qsg_App);", "SET qsg_App=; after its last use"),
        (
            "QL208",
            "qsg_Answer:\nLOAD 1 AS qsg_id AUTOGENERATE 1;",
            "DROP TABLE qsg_Answer; after its last use",
        ),
        ("QL207", "LET qsg_A = 1;", "SET qsg_A=; after its last use"),
        (
            "QL208",
            "qsg_T:\nLOAD 1 AS qsg_a AUTOGENERATE 1;",
            "DROP TABLE qsg_T; after its last use",
        ),
        ("QL405", "Sleep 4 * 3600 * 1000;", "sleep 4 times in a loop: Sleep 3600000"),
        ("QL405", "Sleep 3600001;", "sleep 2 times in a loop: Sleep 1800000"),
        ("QL405", "Sleep 0;", "the unit is milliseconds: Sleep 1000 is one second"),
        ("QL405", "Sleep 0.5;", "the unit is milliseconds: Sleep 1000 is one second"),
        ("QL409", COUNTED, "end it by the clock, or after 720 rounds at most"),
        ("QL652", TYPE.format("personal"), PERSONAL),
        ("QL652", TYPE.format("Private"), PERSONAL),
        ("QL652", TYPE.format("manged"), "write 'managed'"),
        ("QL652", TYPE.format("data"), "it is 'shared', 'managed', or '' in a personal space"),
    ],
)
def test_a_hint_says_what_to_do(code, script, hint):
    assert [found.hint for found in lint(script) if found.code == code] == [hint]
