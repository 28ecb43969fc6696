"""Qlik code of users: what is spliced in stays inside its parentheses."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qscriptgen.errors import QuotingError
from qscriptgen.quoting import expression, why_not_spliceable
from tests.support.strategies import CONTROLS, texts

# A second opinion on what a token is, by pattern where the room itself walks characters.
_TOKEN = re.compile(
    r"""'(?:[^']|'')*'(?!')|"(?:[^"]|"")*"(?!")|\[(?:[^\]]|\]\])*\](?!\])|`[^`]*`|//|/\*|\s+|\w+|."""
)
_OPENER = {")": "(", "]": "["}


def tokens(code: str) -> list[str]:
    found = _TOKEN.findall(code)
    assert "".join(found) == code
    return found


def depths(found: list[str]) -> list[int]:
    """How many parentheses are open behind each token."""
    depth, result = 0, []
    for token in found:
        depth += {"(": 1, ")": -1}.get(token, 0)
        result.append(depth)
    return result


_FRAGMENTS = st.sampled_from(
    [
        *("a", "1", " ", " and ", "=", "Match(", "(", ")", "((", "))", "Len('x')", "v > 0"),
        *("'it''s'", "'a;b'", "'//'", "'('", "')'", "''", '"a)b"', '"', '""', "[b c]", "[a]]b]"),
        *(
            "[",
            "]",
            "`t`",
            "`",
            "'",
            ";",
            "//",
            "/*",
            "*/",
            "/",
            "*",
            "$",
            "$(",
            "$(v)",
            "{<x={1}>}",
        ),
        *("\n", "\r", "\t", "\0", "\u2028", "\u00e4", "\U0001f986", "\ud800", "\u3000"),
    ]
)
_CODES = st.lists(_FRAGMENTS, max_size=8).map("".join) | texts()


@given(_CODES)
def test_an_accepted_expression_stays_in_its_parentheses(code):
    if why_not_spliceable(code):
        with pytest.raises(QuotingError):
            expression(code)
        return
    spliced = expression(code)
    found = tokens(spliced)
    assert not {";", "//", "/*", "'", '"', "`", "[", "]"} & set(found)
    assert not CONTROLS & set(spliced)
    assert "$(" not in spliced
    behind = depths(found)
    assert behind[-1] == 0
    assert all(depth > 0 for depth in behind[:-1])


@given(
    _CODES, st.sampled_from([", 'x') & ", "' ; --", "] + 1", '" ;', "`", ";\nDROP TABLE t;", "//"])
)
@example("'a'", "'b'")
@example("[a]", "]")
def test_what_follows_an_accepted_expression_stays_outside(code, after):
    if why_not_spliceable(code) is None:
        spliced = expression(code)
        assert tokens(spliced + after) == tokens(spliced) + tokens(after)


@pytest.mark.parametrize(
    "code",
    [
        "vRows > 0",
        "  vRows > 0  ",
        "(a = 1) or (b = 2)",
        "name = 'it''s; // here /*'",
        '"Net; sales" > 0',
        "[a]]b;] = 1",
        "`a;b` = 1",
        "Sum({<Year={2024}>} Sales) > 0",
        "v = '$'",
        "v = '$' & '('",
        "a / b * c",
        "'\u00fcber' = v",
        "''",
    ],
)
def test_spliceable(code):
    assert why_not_spliceable(code) is None
    assert expression(code) == f"({code.strip()})"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "it is empty"),
        (" \u3000", "it is empty"),
        ("a\nb", "it must be one line, without control characters"),
        ("a\tb", "it must be one line, without control characters"),
        ("a\u2028b", "it must be one line, without control characters"),
        ("'\ud800'", "half of a surrogate pair is not a character"),
        ("$(v) > 0", "it must not expand variables with $(; use their names"),
        ("'$(v)' > 0", "it must not expand variables with $(; use their names"),
        ("a; b", "it must not hold a ;"),
        ("a // b", "it must not hold a comment"),
        ("a /* b */", "it must not hold a comment"),
        ("'a", "its ' is not closed"),
        ("'it's'", "its ' is not closed"),
        ("'a''", "its ' is not closed"),
        ('"a', 'its " is not closed'),
        ("`a", "its ` is not closed"),
        ("[a", "its [ is not closed"),
        ("[a]]", "its [ is not closed"),
        ("(a", "its ( is not closed"),
        ("((a)", "its ( is not closed"),
        ("a)", "its ) has no opening bracket"),
        ("a) or (b", "its ) has no opening bracket"),
        ("a]", "its ] has no opening bracket"),
        ("(a]", "its ] has no opening bracket"),
    ],
)
def test_not_spliceable(code, reason):
    assert why_not_spliceable(code) == reason
    with pytest.raises(QuotingError) as caught:
        expression(code)
    assert caught.value.reason == reason
