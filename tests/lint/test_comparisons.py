"""Comparisons of values with texts, in every form of a condition."""

import pytest

from qscriptgen.lint.analyses.comparisons import comparisons_of
from qscriptgen.lint.analyses.reload_states import OTHER_WORDS, STATES, intended_state
from qscriptgen.lint.model import LintedScript


def comparisons_of_condition(condition):
    """Each comparison: the variable, the texts, and whether the condition holds for them."""
    script = LintedScript.from_text(f"IF {condition} THEN\nEND IF\n")
    return [(c.subject, "|".join(c.texts), c.equal) for c in comparisons_of(script)]


EQUAL = [("v", "A|B", True)]
NOT_EQUAL = [("v", "A|B", False)]
MATCH = "Match(v, 'A', 'B')"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (MATCH, EQUAL),
        (f"{MATCH} > 0", EQUAL),
        (f"{MATCH} >= 1", EQUAL),
        (f"{MATCH} <> 0", EQUAL),
        (f"0 < {MATCH}", EQUAL),
        (f"1 <= {MATCH}", EQUAL),
        (f"not {MATCH} = 0", EQUAL),
        (f"({MATCH}) > 0", EQUAL),
        (f"Alt({MATCH}, 0) > 0", EQUAL),
        (f"{MATCH} = 0", NOT_EQUAL),
        (f"{MATCH} < 1", NOT_EQUAL),
        (f"{MATCH} <= 0", NOT_EQUAL),
        (f"{MATCH} = False()", NOT_EQUAL),
        (f"0 = {MATCH}", NOT_EQUAL),
        (f"1 > {MATCH}", NOT_EQUAL),
        (f"not {MATCH}", NOT_EQUAL),
        (f"Alt({MATCH}, 0) = 0", NOT_EQUAL),
        (f"IsNull(v) or {MATCH} < 1", NOT_EQUAL),
        (f"{MATCH} = 1", [("v", "A", True)]),
        (f"{MATCH} = 2", [("v", "B", True)]),
        (f"{MATCH} <> 1", [("v", "A", False)]),
        (f"{MATCH} > 1", [("v", "B", True)]),
        (f"2 > {MATCH}", [("v", "B", False)]),
        (f"{MATCH} = 3", []),
        (f"{MATCH} < 0", []),
        (f"{MATCH} >= 0", []),
        ("Match(v, 'A', '$(w)') = 2", []),
    ],
)
def test_a_match_may_be_compared_with_a_number(condition, expected):
    assert comparisons_of_condition(condition) == expected


@pytest.mark.parametrize(
    "same",
    ["Text", "Trim", "LTrim", "RTrim", "KeepChar", "PurgeChar", "EmptyIsNull", "Coalesce"],
)
def test_some_functions_do_not_change_a_value(same):
    assert comparisons_of_condition(f"{same}(v, 'X') = 'A'") == [("v", "A", True)]


def test_a_length_is_compared_as_the_empty_text():
    assert comparisons_of_condition("Len(v) = 0") == [("v", "", True)]
    assert comparisons_of_condition("Len(v) < 1") == [("v", "", True)]
    assert comparisons_of_condition("0 < Len(v)") == [("v", "", False)]
    assert comparisons_of_condition("(Len(v)) > 0") == [("v", "", False)]
    assert comparisons_of_condition("Len(v) > 3") == []


@pytest.mark.parametrize(
    ("word", "state"),
    [(word, state) for state, words in OTHER_WORDS.items() for word in sorted(words)],
)
def test_words_of_other_apis_have_an_intended_state(word, state):
    assert intended_state(word) == state
    assert state in STATES
