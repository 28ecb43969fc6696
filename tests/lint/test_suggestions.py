"""Suggestions for unknown names."""

import difflib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.lint.suggestions import Suggestions, suggestion

WORDS = st.text("abcdeF", min_size=1, max_size=8)
MANY = 2_000


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("vRosw", ["vRows", "vRoww"], "did you mean 'vRows'?"),
        ("vAppId", ["vAppIds", "vOther"], "did you mean 'vAppIds'?"),
        ("VAPPID", ["vAppId"], ""),
        ("vApp", ["vReload"], ""),
        ("aa", ["aa"], ""),
        ("", ["a"], ""),
        ("a" * 1_000, ["a" * 999], ""),
    ],
)
def test_the_most_similar_name_is_suggested(word, known, hint):
    assert suggestion(word, known) == hint


@given(WORDS, st.lists(WORDS, max_size=20))
def test_the_fast_search_finds_the_same_as_a_full_search(word, known):
    low = word.lower()
    others = {name.lower(): name for name in known if name.lower() != low}
    swapped = {low[:at] + low[at + 1] + low[at] + low[at + 2 :] for at in range(len(low) - 1)}
    if not swapped & others.keys():
        found = difflib.get_close_matches(low, others, n=1, cutoff=0.8)
        hint = f"did you mean '{others[found[0]]}'?" if found else ""
        assert suggestion(word, known) == hint


def test_the_search_ends_after_very_many_comparisons():
    suggestions = Suggestions(f"name{at}" for at in range(MANY))
    hints = [suggestions.hint(f"nama{at}") for at in range(MANY)]
    assert hints[0] == "did you mean 'name0'?"
    assert hints[-1] == ""
    assert suggestions.hint("nama0") == hints[0]
