"""3: a script ends, and within the bound that its header names."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.outline import bound
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation


def keeps_its_bound(seen: Observation) -> Iterator[Breach]:
    """3: requests, sleep and time are within what the header promises."""
    most = bound(seen.outline)
    if seen.caller.ended_s is None or seen.caller.status == "EXCEEDED_LIMIT":
        yield Breach(3, f"never ended by itself: {seen.caller.status}")
        return
    took = seen.caller.ended_s - seen.began
    if len(seen.everything_sent) > most.requests * seen.times:
        yield Breach(3, f"{len(seen.everything_sent)} requests, promised {most.requests}")
    if seen.state.slept_s > most.sleep_s * seen.times + 1e-6:
        yield Breach(3, f"slept {seen.state.slept_s} s, promised {most.sleep_s}")
    if took > most.total_s * seen.times + 1e-3:
        yield Breach(3, f"took {took} s, promised {most.total_s}")


QUESTIONS = (keeps_its_bound,)
