"""Lengths of time: what is read, what is not, and how they are written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.duration import in_words, seconds


@pytest.mark.parametrize(
    ("duration", "length"),
    [
        ("10s", 10),
        ("45m", 2700),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        (" 2h ", 7200),
        ("1d", 86_400),
        ("1d2h3m4s", 93_784),
        ("90m", 5400),
        ("45M", 2700),
        ("007s", 7),
        ("0s", 0),
        ("PT10S", 10),
        ("PT45M", 2700),
        ("PT1H30M", 5400),
        ("P1D", 86_400),
        ("P1DT12H", 129_600),
        ("pt45m", 2700),
        (timedelta(minutes=45), 2700),
        (timedelta(0), 0),
        (timedelta(days=1, seconds=1), 86_401),
    ],
)
def test_lengths_of_time(duration, length):
    assert seconds(duration) == length


@pytest.mark.parametrize(
    "duration",
    [
        *("", " ", "10", "s", "ten minutes", "10 minutes", "10min", "1.5h", "1,5h", "-5s", "+5s"),
        *("30m1h", "1h1h", "10s;", "10s\n10s", "\uff11\uff10s", "10\u017f"),
        *("P", "PT", "T10S", "P10S", "P1W", "P1Y", "PT1.5H", "P-1D", "P1DT"),
        # The unit between the digits was forgotten: neither 10 s nor 1 min.
        "1 0s",
        timedelta(seconds=-1),
        timedelta(milliseconds=1500),
    ],
)
def test_no_lengths_of_time(duration):
    assert seconds(duration) is None


def test_more_digits_than_python_reads_are_no_length_of_time():
    assert seconds("9" * 5000 + "s") is None


_PARTS = st.tuples(*[st.integers(0, 1000)] * 4)


@given(_PARTS)
def test_short_and_iso_form_and_timedelta_agree(parts):
    d, h, m, s = parts
    length = seconds(timedelta(days=d, hours=h, minutes=m, seconds=s))
    assert seconds(f"{d}d{h}h{m}m{s}s") == length
    assert seconds(f"P{d}DT{h}H{m}M{s}S") == length


@given(st.text(max_size=6) | st.text("0123456789dhmsPTDHMS ", max_size=8))
def test_any_text_is_read_or_refused(text):
    length = seconds(text)
    assert length is None or length >= 0


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (0, "0 s"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "90 s"),
        (2700, "45 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (86_400, "24 h"),
    ],
)
def test_words(length, words):
    assert in_words(length) == words


@given(st.integers(0, 10**7))
def test_words_are_read_back(length):
    assert seconds(in_words(length).replace("min", "m")) == length
