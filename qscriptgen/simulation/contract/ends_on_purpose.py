"""1: a script ends as its own lines say, wherever it is pasted and whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation


def fails_on_purpose(seen: Observation) -> Iterator[Breach]:
    """1: an end that is not good is one that the script has chosen."""
    said = seen.caller.error.removeprefix("Unknown statement: ")
    portable = seen.outline.target == "portable" and said[:7] == "[Chain "
    purpose = seen.state.deliberate or said == "Exit Error" or portable
    if not seen.green and not purpose:
        yield Breach(1, f"ended {seen.caller.status} by accident: {seen.caller.error}")


def gives_a_reason(seen: Observation) -> Iterator[Breach]:
    """5: who fails on purpose says of which chain."""
    if seen.state.deliberate and not seen.caller.error.startswith("Chain "):
        yield Breach(5, f"failed without a reason: {seen.caller.error!r}")


QUESTIONS = (fails_on_purpose, gives_a_reason)
