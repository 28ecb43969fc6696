"""Sets of names as bits."""

from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.lint.analyses.name_sets import NameBits

NAMES = st.sampled_from("abcdefgh")


@given(st.sets(NAMES), st.sets(NAMES), st.sets(NAMES))
def test_names_are_a_set(one, other, asked):
    name_bits = NameBits()
    found = name_bits.names(name_bits.bits(one) | name_bits.bits(other))
    assert {name for name in "abcdefgh" if name in found} == one | other
    assert found.isdisjoint(asked) == (one | other).isdisjoint(asked)
