"""Virtual time goes on from one event to the next, and never back."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.emulate.clock import Clock


def played(clock: Clock) -> list[float]:
    times = []
    while clock.step():
        times.append(clock.now)
    return times


def test_clock_jumps_to_what_is_due_next():
    clock, seen = Clock(), []
    clock.after(5, lambda: seen.append(("five", clock.now)))
    clock.after(2, lambda: seen.append(("two", clock.now)))
    assert clock.next == 2
    assert played(clock) == [2, 5]
    assert seen == [("two", 2), ("five", 5)]
    assert clock.next is None
    assert clock.now == 5


def test_what_is_due_at_once_comes_after_what_was_due_already():
    clock, seen = Clock(), []

    def first() -> None:
        seen.append("first")
        clock.after(0, lambda: seen.append("third"))

    clock.after(1, first)
    clock.after(1, lambda: seen.append("second"))
    played(clock)
    assert seen == ["first", "second", "third"]


def test_the_past_is_now():
    clock, seen = Clock(now=10.0), []
    clock.after(-3, lambda: seen.append(clock.now))
    clock.step()
    assert seen == [10.0]


def test_sums_of_tenths_do_not_drift():
    clock, seen = Clock(), []

    def again() -> None:
        seen.append(clock.now)
        if len(seen) < 1000:
            clock.after(0.1, again)

    clock.after(0.1, again)
    played(clock)
    assert seen == [round(number / 10, 6) for number in range(1, 1001)]


def test_what_never_happens_is_due_never():
    clock = Clock()
    clock.after(float("inf"), lambda: None)
    assert clock.next == float("inf")


def test_a_time_is_a_date_in_the_year_of_the_start():
    clock = Clock(datetime(2026, 12, 31, 23, 59, 59), now=0.25)
    assert clock.moment() == datetime(2026, 12, 31, 23, 59, 59, 250_000)
    assert clock.moment(1) == datetime(2027, 1, 1)
    assert clock.moment(0.0) == datetime(2026, 12, 31, 23, 59, 59)


@given(st.lists(st.floats(-1, 1e6), max_size=30))
def test_time_never_goes_back_and_nothing_is_lost(delays):
    clock, seen = Clock(), list[int]()
    for number, delay in enumerate(delays):
        clock.after(delay, partial(seen.append, number))
    times = played(clock)
    assert times == sorted(times)
    order = sorted(range(len(delays)), key=lambda n: (round(max(delays[n], 0.0), 6), n))
    assert seen == order
