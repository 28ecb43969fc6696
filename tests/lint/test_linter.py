"""Comments that suppress findings, and places."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.lint import RULES, lint

BAD = "LET a = Todai();"


def codes(text):
    return [f"{finding.place.line} {finding.code}" for finding in lint(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BAD, ["1 QL201"]),
        (f"{BAD} // qscriptgen: ignore QL201", []),
        (f"{BAD} // qscriptgen: ignore unknown-function -- ours", []),
        (f"{BAD} // QSCRIPTGEN: IGNORE ql201", []),
        (f"{BAD} /* qscriptgen: ignore QL201 */", []),
        (f"// qscriptgen: ignore QL201\n{BAD}", []),
        (f"{BAD} // qscriptgen: ignore QL101, QL201", ["1 QL002"]),
        (f"{BAD} // qscriptgen: ignore QL999", ["1 QL002", "1 QL201"]),
        (f"{BAD} // qscriptgen: ignore", ["1 QL001", "1 QL201"]),
        (f"{BAD} // qscriptgen: ignore QL201 because it is fine", []),
        (f"{BAD} // qscriptgen: ignore QL201, because it is fine", []),
        (f"{BAD} // qscriptgen: ignore QL201 well-known", []),
        (f"{BAD} // qscriptgen: ignore QL101 QL201 are ours", ["1 QL002"]),
        (f"{BAD} // qscriptgen: ignore because it is fine", ["1 QL001", "1 QL201"]),
        (f"// qscriptgen: ignore QL201\n\n{BAD}", ["1 QL002", "3 QL201"]),
        (f"// qscriptgen: ignore QL201\n// what it is for\n{BAD}", []),
        (f"/* qscriptgen: ignore QL201 */\n/* over\n   lines */\n{BAD}", []),
        (
            "// qscriptgen: ignore QL201\n// qscriptgen: ignore QL203\nLET a = Todai() + Len();",
            [],
        ),
        (f"/* qscriptgen: ignore QL201 */ {BAD}", []),
        (f"{BAD} // qscriptgen: ignore QL201, QL203, QL002", []),
        (f"{BAD} // qscriptgen: ignore QL201, QL203, unused-suppression", []),
        (f"{BAD} // qscriptgen ignore QL201", ["1 QL001", "1 QL201"]),
        (f"{BAD} // qscriptgen: disable QL201", ["1 QL001", "1 QL201"]),
        (f"{BAD} // as agreed; qscriptgen: ignore QL201", ["1 QL001", "1 QL201"]),
        (f"{BAD} // qscriptgen says QL201", ["1 QL201"]),
        ("TRACE qscriptgen: ignore QL201;", []),
    ],
)
def test_suppression(text, expected):
    assert sorted(codes(text)) == expected


def test_comments_about_rules_that_are_not_applied_are_ignored():
    rules = [rule for rule in RULES if rule.code != "QL201"]
    assert lint(f"{BAD} // qscriptgen: ignore QL201", rules=rules) == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "names no code, so it suppresses nothing: write // qscriptgen: ignore QL201"),
        ("QL203", "ignore QL203 suppresses nothing here: remove it"),
        ("QL999", "QL999 is not a rule: qscriptgen explain lists the rules"),
        ("unknown-functoin", "unknown-functoin is not a rule: did you mean 'unknown-function'?"),
    ],
)
def test_a_comment_that_suppresses_nothing_says_what_to_write(words, expected):
    found = [f"{f.message}: {f.hint}" for f in lint(f"{BAD} // qscriptgen: ignore {words}")]
    assert any(text.endswith(expected) for text in found), found


def test_a_malformed_comment_says_what_to_write():
    found = lint(f"{BAD} // qscriptgen: disable ql201 for now")
    texts = {finding.code: f"{finding.message}: {finding.hint}" for finding in found}
    assert texts["QL001"] == (
        "this comment is not in the right form, so it suppresses nothing: "
        "write // qscriptgen: ignore QL201"
    )


def test_the_place_of_a_finding():
    (finding,) = lint("LET a = 1;\r\n\r\n  LET b = Todai();", "x.qvs")
    assert finding.line().startswith("x.qvs:3:11: QL201")


WORDS = st.sampled_from(
    re.findall(
        r"\S+|\n",
        """IF THEN ELSE END ; ' " [ ] ( ) $( LET SET a = 1 qsg_x DO LOOP FOR i TO NEXT SUB CALL s
        SQL SELECT FROM JSON "root" WITH CONNECTION BODY URL "x" // EXIT SCRIPT WHEN Sleep TRACE
        Peek( 'x' , DROP TABLE LOAD SWITCH CASE DEFAULT ScriptError ErrorMode 0 LIB CONNECT TO""",
    )
)


@given(st.lists(WORDS, max_size=60))
def test_any_text_is_linted(words):
    text = " ".join(words)
    for finding in lint(text):
        assert 1 <= finding.place.line <= text.count("\n") + 1


@given(st.text(max_size=80))
def test_any_characters_are_linted(text):
    lint(text)
