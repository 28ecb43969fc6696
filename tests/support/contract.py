"""What every script promises, as questions to the state that a run leaves behind.

What a script traces is what it says about itself: only how it says that is asked for, nothing else
is believed. Run as a program, it repeats one case:

    python -m tests.support.contract pattern=tries fault=start-lost-done world=...
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from qscriptgen.emulate import Run, parse_world
from qscriptgen.simulation.contract import Breach, breaches
from tests.support.played import Case, factors, patterns, play, see, twin

__all__ = ["Case", "broken", "factors", "patterns", "play"]

UNPROVEN = ("QE001", "QE003")
"""Findings of runs that prove nothing."""


def broken(case: Case, run: Run | None = None) -> list[str]:
    """What a run breaks of the contract, point by point; nothing is the answer to hope for."""
    if twin(replace(case, fault="none", tenant="ok"), whole=False) is None:
        return []  # the state itself can't be
    seen = see(case, run or play(case))
    unproven = [f.message for f in seen.run.findings if f.code in UNPROVEN]
    unproven = [message for message in unproven if seen.outline.app in message[:80]]
    if unproven and not seen.lost_library:
        return [f"0 proves nothing: {message}" for message in unproven]
    own = [Breach(6, f"traced {line!r}") for line in seen.state.told if line not in seen.told]
    return [str(breach) for breach in (*own, *breaches(seen))]


def main(arguments: Sequence[str]) -> int:
    """Repeat one case: print what it breaks, its requests, and the log of its script."""
    given = dict(argument.split("=", 1) for argument in arguments)
    world = parse_world(given.pop("world", "default"))
    case = Case(**given, world=world)
    run = play(case)
    print(run.log(run.reloads[0]))
    for sent in run.requests:
        print(sent)
    for reload in run.reloads:
        print(reload)
    found = broken(case, run)
    print("\n".join(found) or "keeps the contract")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
