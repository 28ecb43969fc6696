"""What every script promises, as questions to what its reload has left behind.

Each promise has a file, and so have the kinds of chain that promise more. A question is a function
from an observation to the breaches that it finds. What a script traces is what it says about
itself: only how it says that is asked for, nothing else is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from qscriptgen.simulation.contract import (
    alerts,
    controller,
    does_not_lie,
    due,
    ends_on_purpose,
    keeps_its_bound,
    leaves_no_trace,
    partial_reload,
    respects_tenant,
    starts_once,
    traces,
    wait_only,
)
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation, WaitObservation
from qscriptgen.simulation.contract.situation import Situation
from qscriptgen.simulation.contract.start_observation import StartObservation

__all__ = [
    "PROMISES",
    "Breach",
    "Observation",
    "Promise",
    "Situation",
    "StartObservation",
    "WaitObservation",
    "breaches",
]


@dataclass(frozen=True)
class Promise:
    """What every script promises: the finding that tells of a breach, and the promise in words."""

    code: str
    name: str
    words: str


PROMISES: Mapping[int, Promise] = MappingProxyType(
    {
        1: Promise(
            "QE010", "failure-unexplained", "It fails only on purpose, with its own message."
        ),
        2: Promise("QE006", "state-left-behind", "It leaves nothing behind in the app."),
        3: Promise("QE011", "bound-exceeded", "It ends within the bound that its header names."),
        4: Promise("QE009", "started-twice", "It starts what is due once, and nothing else."),
        5: Promise("QE008", "failure-hidden", "It ends well only if all went well."),
        6: Promise("QE012", "decision-untold", "It traces one line for each decision."),
        9: Promise(
            "QE013", "tenant-disturbed", "It asks no more, and no faster, than the chain says."
        ),
        11: Promise(
            "QE014", "partial-reload-ignored", "A partial reload starts nothing by itself."
        ),
        12: Promise("QE015", "alert-wrong", "It alerts once where something went wrong."),
    }
)
"""The promises that a run can show to be broken, by their numbers."""

_OF_ALL = (
    *ends_on_purpose.QUESTIONS,
    *leaves_no_trace.QUESTIONS,
    *partial_reload.QUESTIONS,
    starts_once.stays_with_its_tenant,
)
_OF_STARTS = (
    *starts_once.QUESTIONS,
    *does_not_lie.QUESTIONS,
    *due.QUESTIONS,
    *controller.QUESTIONS,
    *traces.QUESTIONS,
    *alerts.QUESTIONS,
)


_ALONE = (*keeps_its_bound.QUESTIONS,)
"""What is asked only where the chain's script is all that there is: the rest takes time as well."""


def breaches(seen: Observation) -> Iterator[Breach]:
    """The promises that a reload has broken, with what was seen; none is the answer to hope for."""
    if seen.lost_library:
        yield from _without_library(seen)
        return
    for question in (*_OF_ALL, *(_ALONE if seen.alone else ())):
        yield from question(seen)
    if isinstance(seen, StartObservation):
        for ask in (*_OF_STARTS, *(respects_tenant.QUESTIONS if seen.alone else ())):
            yield from ask(seen)
    elif isinstance(seen, WaitObservation):
        for ask_wait in wait_only.QUESTIONS:
            yield from ask_wait(seen)


def _without_library(seen: Observation) -> Iterator[Breach]:
    """Lines that do not get at their library fail the reload, and nothing is sent."""
    if seen.green:
        yield Breach(5, "ended well, though its library can't have been there")
    if seen.sent:
        yield Breach(4, f"sent {len(seen.sent)} requests without its library")
