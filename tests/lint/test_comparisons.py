"""Which texts a condition says are met, whatever way it is written."""

import pytest

from qscriptgen.lint.analyses.comparisons import comparisons_of
from qscriptgen.lint.analyses.reload_states import OTHER_WORDS, STATES, intended_state
from qscriptgen.lint.model import LintedScript


def said(condition):
    """Each comparison: the variable, the texts, and whether the condition holds for them."""
    script = LintedScript.from_text(f"IF {condition} THEN\nEND IF\n")
    return [(c.subject, "|".join(c.texts), c.equal) for c in comparisons_of(script)]


MET = [("v", "A|B", True)]
NOT_MET = [("v", "A|B", False)]
MATCH = "Match(v, 'A', 'B')"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (MATCH, MET),
        (f"{MATCH} > 0", MET),
        (f"{MATCH} >= 1", MET),
        (f"{MATCH} <> 0", MET),
        (f"0 < {MATCH}", MET),
        (f"1 <= {MATCH}", MET),
        (f"not {MATCH} = 0", MET),
        (f"({MATCH}) > 0", MET),
        (f"Alt({MATCH}, 0) > 0", MET),
        (f"{MATCH} = 0", NOT_MET),
        (f"{MATCH} < 1", NOT_MET),
        (f"{MATCH} <= 0", NOT_MET),
        (f"{MATCH} = False()", NOT_MET),
        (f"0 = {MATCH}", NOT_MET),
        (f"1 > {MATCH}", NOT_MET),
        (f"not {MATCH}", NOT_MET),
        (f"Alt({MATCH}, 0) = 0", NOT_MET),
        (f"IsNull(v) or {MATCH} < 1", NOT_MET),
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
    assert said(condition) == expected


@pytest.mark.parametrize(
    "same",
    ["Text", "Trim", "LTrim", "RTrim", "KeepChar", "PurgeChar", "EmptyIsNull", "Coalesce"],
)
def test_some_functions_leave_a_value_as_it_is(same):
    assert said(f"{same}(v, 'X') = 'A'") == [("v", "A", True)]


def test_lengths_are_about_the_empty_text():
    assert said("Len(v) = 0") == [("v", "", True)]
    assert said("Len(v) < 1") == [("v", "", True)]
    assert said("0 < Len(v)") == [("v", "", False)]
    assert said("(Len(v)) > 0") == [("v", "", False)]
    assert said("Len(v) > 3") == []


@pytest.mark.parametrize(
    ("word", "state"),
    [(word, state) for state, words in OTHER_WORDS.items() for word in sorted(words)],
)
def test_words_of_other_vocabularies_have_a_state(word, state):
    assert intended_state(word) == state
    assert state in STATES
