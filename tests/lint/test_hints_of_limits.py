"""What to do instead, where a script sleeps too long or leaves something behind."""

import pytest

from qscriptgen.lint import lint

FOR = "FOR vPoll = 1 TO 1000\nSleep 15 * 1000;\nEXIT FOR WHEN vDone = 1;\nNEXT vPoll"


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("Sleep 4 * 3600 * 1000;", "QL405", "sleep 4 times in a loop: Sleep 3600000"),
        ("Sleep 3600001;", "QL405", "sleep 2 times in a loop: Sleep 1800000"),
        ("Sleep 0;", "QL405", "it counts milliseconds: Sleep 1000 takes a second"),
        ("Sleep 0.5;", "QL405", "it counts milliseconds: Sleep 1000 takes a second"),
        (FOR, "QL409", "end it by the clock, or after 720 rounds at most"),
        ("LET qsg_A = 1;", "QL207", "SET qsg_A=; behind its last use"),
        (
            "qsg_T:\nLOAD 1 AS qsg_a AUTOGENERATE 1;",
            "QL208",
            "DROP TABLE qsg_T; behind its last use",
        ),
    ],
)
def test_a_hint_says_what_to_do(text, code, hint):
    assert [found.hint for found in lint(text) if found.code == code] == [hint]
