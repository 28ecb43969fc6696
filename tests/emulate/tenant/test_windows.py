from __future__ import annotations

from typing import Any

import pytest

from qscriptgen.emulate.clock import Clock
from qscriptgen.emulate.strict_json import strict_json
from qscriptgen.emulate.tenant.windows import Deadlines, Window
from tests.emulate.tenant.client import Client


def test_a_window_that_is_over_full_waits_until_there_is_room():
    window = Window(2, 100)
    for at in (30.0, 10.0, 20.0):
        window.add(at)
    assert window.wait(50.0) == 70
    assert window.wait(119.5) == 1
    assert window.wait(120.0) == 0


def test_a_window_has_room_until_it_is_full():
    window = Window(2, 100)
    assert window.wait(0.0) == 0
    window.add(0.0)
    assert window.wait(0.0) == 0
    window.add(0.0)
    assert window.wait(0.0) == 100


def test_deadlines_make_one_appointment_for_all():
    client, clock, ended = Client(), Clock(), list[Any]()
    deadlines = Deadlines(clock, 60, "QUEUED", ended.append)
    records = [client.start(f"app-{number}") for number in range(1, 6)]
    for record in records:
        deadlines.add(record)
    assert clock.step()
    assert (clock.now, ended, clock.step()) == (60.0, records, False)
    deadlines.add(records[0])
    assert (clock.step(), clock.now) == (True, 120.0)


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "[Infinity]", '{"a":1,"a":1}', "[" * 100_000])
def test_what_only_python_reads_is_no_json(text):
    with pytest.raises(ValueError, match=r"is not JSON|twice|too deep"):
        strict_json(text)
