"""11: in a partial reload a script does what the chain says."""

from __future__ import annotations

from collections.abc import Iterator

from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.observation import Observation


def is_quiet_in_partial(seen: Observation) -> Iterator[Breach]:
    """11: in a partial reload nothing is asked and nothing slept, unless the spec says so."""
    if seen.idle_partial and (seen.everything_sent or seen.state.slept_s):
        yield Breach(11, f"sent {len(seen.sent)} requests in a partial reload")


QUESTIONS = (is_quiet_in_partial,)
