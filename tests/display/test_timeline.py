"""The picture of a simulation: what a reader has to find in it, whatever the run was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qscriptgen.diagnostics import Finding, Place
from qscriptgen.display import SimulatedRun, find_first_failure, format_runs, format_timeline
from qscriptgen.display.chart import draw_chart
from qscriptgen.display.request_table import group_polls
from qscriptgen.display.run_names import name_run
from qscriptgen.display.terminal import (
    Gap,
    clean,
    count_columns,
    cut,
    fit,
    format_clock,
    shorten_list,
    wrap,
)
from qscriptgen.emulate.run import Reload, Run, SentRequest
from qscriptgen.simulation.contract import PROMISES
from tests.support import runs

EXPECTED = Path(__file__).parent / "timelines"
SEVERAL = [
    SimulatedRun("nightly", "", runs.GOOD, runs.APPS),
    SimulatedRun("nightly", "staging-fails", runs.BAD, runs.APPS),
    SimulatedRun("a chain with a name that is very long", "staging-fails", runs.NOT_EMULATED),
]
LONG_NAMES = replace(
    runs.ODD,
    reloads=tuple(
        replace(reload, app=f"An app called {reload.app} for the night")
        for reload in runs.ODD.reloads
    ),
)
PICTURES = {
    "good": lambda: format_timeline(runs.GOOD, "nightly", apps=runs.APPS),
    "bad": lambda: format_timeline(runs.BAD, "nightly", scenario="staging-fails", apps=runs.APPS),
    "bad-80": lambda: format_timeline(runs.BAD, "nightly", apps=runs.APPS, columns=80),
    "not-emulated": lambda: format_timeline(runs.NOT_EMULATED, "nightly", apps=runs.APPS),
    "nothing": lambda: format_timeline(runs.NOTHING, "nightly"),
    "odd": lambda: format_timeline(runs.ODD, "odd \x1b[0m"),
    "odd-80": lambda: format_timeline(LONG_NAMES, "odd", columns=80),
    "ring": lambda: format_timeline(runs.ring(4), "ring"),
    "long": lambda: format_timeline(runs.long(1000), "long"),
    "several": lambda: format_runs(SEVERAL),
    "several-good": lambda: format_runs(SEVERAL[:1] * 3),
    "very-many": lambda: format_runs([*SEVERAL[:1] * 500, SEVERAL[1], *SEVERAL[:1] * 700]),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_reviewed(name):
    assert PICTURES[name]() == (EXPECTED / f"{name}.txt").read_text(encoding="utf-8")


def test_every_expected_picture_is_tested():
    assert {file.stem for file in EXPECTED.iterdir()} == set(PICTURES)


def test_faults_that_were_never_applied_stand_at_the_end():
    faults = ("Fault 1 (status on cancel)", "Fault 3 (foreign on any)")
    run = replace(runs.GOOD, unmet=faults)
    text = format_timeline(run, "nightly", apps=runs.APPS)
    lines = "".join(f"{fault} was never applied.\n" for fault in faults)
    assert text == format_timeline(runs.GOOD, "nightly", apps=runs.APPS) + lines


def test_an_alert_app_is_not_listed_as_not_started():
    apps = {**runs.APPS, "0a1b2c3d-0000-4000-8000-0000000000ff": "Alarm"}
    assert "Not started: Housekeeping and Alarm." in format_timeline(
        runs.GOOD, "nightly", apps=apps
    )
    text = format_timeline(runs.GOOD, "nightly", apps=apps, standby=("Alarm",))
    assert text == format_timeline(runs.GOOD, "nightly", apps=runs.APPS)


TEXTS = st.text(max_size=40)
TIMES = st.floats(0, 1e5)
STATUSES = st.sampled_from(["QUEUED", "RELOADING", "SUCCEEDED", "FAILED", "CANCELED", "?"])


@st.composite
def any_runs(draw: st.DrawFn) -> Run:
    """Runs of any times and texts; ids are distinct, and each reload has one."""
    count = draw(st.integers(0, 6))
    ids = [f"{number:024x}" for number in range(count)]
    reloads = []
    for reload_id in ids:
        created, started, ended = sorted(draw(TIMES) for _ in range(3))
        reloads.append(
            Reload(
                app=draw(TEXTS),
                app_id=draw(TEXTS),
                reload_id=reload_id,
                status=draw(STATUSES),
                created_s=created,
                started_s=draw(st.sampled_from([None, started])),
                ended_s=draw(st.sampled_from([None, ended])),
                triggered_by=draw(st.sampled_from(["user", "nobody", *ids])),
                foreign=draw(st.booleans()),
                error=draw(TEXTS),
            )
        )
    requests = [
        SentRequest(
            draw(TIMES),
            draw(st.sampled_from(ids)),
            draw(st.sampled_from(["GET", "POST"])),
            "https://a.b/api/v1/reloads/" + draw(st.sampled_from(["", "x", "?a=b"])),
            draw(st.sampled_from([None, 200, 500])),
            draw(TEXTS),
            draw(st.sampled_from(["", *ids])),
        )
        for _ in range(draw(st.integers(0, 6)) if ids else 0)
    ]
    logs = {reload_id: draw(TEXTS) for reload_id in ids}
    return Run("default", tuple(reloads), tuple(requests), logs)


@given(any_runs(), TEXTS, st.integers(80, 120))
def test_no_picture_is_wider_than_the_terminal_or_moves_its_cursor(run, name, columns):
    text = format_timeline(run, name, columns=columns)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    for line in text.splitlines():
        assert line.isprintable()
        assert line == line.rstrip()
        assert count_columns(line) <= columns


@given(any_runs())
def test_each_reload_has_a_row_with_its_times(run):
    rows = draw_chart(run, name_run(run, {}), 100)
    if run.reloads:
        by_time = sorted(run.reloads, key=lambda reload: reload.created_s)
        for row, reload in zip(rows[1:], by_time, strict=False):
            for time in (reload.started_s, reload.ended_s):
                assert ("-" if time is None else format_clock(time)) in row
        assert any(row.startswith("Key: ") for row in rows)


@given(any_runs())
def test_polls_hold_every_request_once_and_begin_in_order(run):
    found = group_polls(run.requests)
    firsts = [poll.first.time_s for poll in found]
    assert firsts == sorted(firsts)
    together = [sent for poll in found for sent in poll.requests]
    assert sorted(together, key=repr) == sorted(run.requests, key=repr)
    for poll in found:
        assert len({(s.by, s.method, s.url, s.status, s.fault) for s in poll.requests}) == 1
        assert len(poll.requests) == 1 or poll.first.method == "GET"


def test_two_polls_side_by_side_are_two_lines():
    sent = [runs.polled(20.0 * n, 1, 2 + n % 2) for n in range(20)]
    assert [len(poll.requests) for poll in group_polls(sent)] == [10, 10]


def test_a_start_ends_the_polls_before_it():
    sent = [runs.polled(1, 1, 2), runs.posted(2, 1, "Sales", None), runs.polled(3, 1, 2)]
    assert [len(poll.requests) for poll in group_polls(sent)] == [1, 1, 1]


def test_the_start_by_another_script_does_not():
    sent = [runs.polled(1, 1, 2), runs.posted(2, 5, "Sales", None), runs.polled(3, 1, 2)]
    assert [len(poll.requests) for poll in group_polls(sent)] == [2, 1]


def test_another_answer_is_another_line():
    sent = [runs.polled(n, 1, 2, status=500 if n == 2 else 200) for n in range(5)]
    assert [len(poll.requests) for poll in group_polls(sent)] == [2, 1, 2]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Verdict: DID NOT END WELL. 0 of 1 reload succeeded; Extract failed."),
        ({"findings": ()}, "Verdict: ended well. 0 of 1 reload succeeded; Extract failed."),
    ],
)
def test_a_verdict_hides_no_failure(change, said):
    run = replace(runs.BAD, reloads=runs.BAD.reloads[:1], requests=(), **change)
    assert said in format_timeline(run, "nightly")


@pytest.mark.parametrize("promise", PROMISES.values(), ids=lambda promise: promise.name)
def test_a_verdict_says_that_a_promise_is_broken(promise):
    broken = Finding(Place("Extract"), promise.code, promise.name, "error", "it is broken")
    run = replace(runs.BAD, reloads=runs.GOOD.reloads[:1], requests=(), findings=(broken,))
    assert "succeeded, but a script breaks a promise." in format_timeline(run, "nightly")


def test_the_first_run_that_did_not_end_well():
    assert find_first_failure(SEVERAL) is SEVERAL[1]
    assert find_first_failure(SEVERAL[:1]) is None
    assert format_runs(SEVERAL[:1]) == SEVERAL[0].format()


def test_the_record_of_a_run_has_its_chain_and_scenario():
    record = SEVERAL[1].json()
    assert list(record)[:2] == ["chain", "scenario"]
    assert record == {"chain": "nightly", "scenario": "staging-fails", **runs.BAD.json()}


@given(st.lists(st.integers(0, 9), max_size=200), st.integers(12, 60))
def test_a_shortened_list_loses_nothing_and_keeps_its_order(items, most):
    found = shorten_list(items, most, lambda item: item == 0)
    told = [part for item in found for part in (item.items if isinstance(item, Gap) else (item,))]
    assert told == items
    assert sum(not isinstance(item, Gap) for item in found) <= most
    if len(items) > most:
        assert found[-1] == items[-1]
        assert any(isinstance(item, Gap) for item in found)


@given(TEXTS, st.integers(12, 50))
def test_texts_fit_their_columns(text, columns):
    assert count_columns(fit(text, columns)) == columns
    assert count_columns(cut(text, columns)) <= columns
    assert clean(text).isprintable()


@given(st.text(max_size=200), st.integers(20, 50))
def test_wrapped_lines_fit_their_columns(text, columns):
    lines = wrap(text, columns, "  ", "    ")
    assert lines
    assert all(count_columns(line) <= columns for line in lines)


@pytest.mark.parametrize(
    ("at", "shown"),
    [(0, "0:00:00"), (59.9, "0:00:59"), (3600, "1:00:00"), (360000, "100:00:00"), (-5, "0:00:00")],
)
def test_times_of_the_clock(at, shown):
    assert format_clock(at) == shown


def test_a_narrow_axis_has_only_its_end():
    name = "An app with a very long name"
    times = (0.0, 1.0, 359999.0)
    reload = runs.reloaded(name, 1, times, status="CANCELED", partial=True, foreign=True)
    run = replace(runs.NOTHING, reloads=(replace(reload, status="EXCEEDED_LIMIT"),))
    header = format_timeline(run, "c", columns=80).split("\n\n")[1].splitlines()[0]
    assert header.split()[:2] == ["App", "99:59:59"]
