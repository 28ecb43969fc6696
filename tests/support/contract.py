"""What every script promises, as questions to the state that a run leaves behind.

What a script traces is what it says about itself: only how it says that is asked for, nothing else
is believed. Run as a program, it repeats one case:

    python -m tests.support.contract pattern=tries fault=start-lost-done world=...
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qscriptgen.emulate import Run, parse_world
from tests.support.alerts import ALERTS
from tests.support.freshness import FRESHNESS
from tests.support.manners import MANNERS
from tests.support.played import Case, Seen, factors, patterns, play, see, twin
from tests.support.policies import POLICIES, gives_a_reason, is_not_accused, stays_with_its_tenant
from tests.support.promises import (
    PROMISES,
    fails_on_purpose,
    is_quiet_in_partial,
    keeps_its_bound,
    leaves_no_trace,
)
from tests.support.pulled import PULLED, is_pull
from tests.support.sequences import SEQUENCES
from tests.support.tells import TELLS

__all__ = ["Case", "broken", "factors", "patterns", "play"]

QUESTIONS = (*PROMISES, *MANNERS, *POLICIES, *FRESHNESS, *ALERTS, *TELLS, *SEQUENCES)
OF_ALL = (
    fails_on_purpose,
    leaves_no_trace,
    keeps_its_bound,
    is_quiet_in_partial,
    stays_with_its_tenant,
    is_not_accused,
    gives_a_reason,
)
"""The questions among them that are for every script, whatever it is for."""


def fails_before_it_asks(seen: Seen) -> Iterator[str]:
    """5: lines that do not get at their SUB fail the reload, and nothing is sent."""
    if seen.green:
        yield "5 ended well, though its SUB can't have been there"
    if seen.sent:
        yield f"4 sent {len(seen.sent)} requests without its SUB"


def broken(case: Case, run: Run | None = None) -> list[str]:
    """What a run breaks of the contract, point by point; nothing is the answer to hope for."""
    if twin(replace(case, fault="none", tenant="ok"), whole=False) is None:
        return []  # the state itself can't be
    seen = see(case, run or play(case))
    if seen.unreachable:
        return [*fails_before_it_asks(seen)]
    unproven = [f.message for f in seen.run.findings if f.code in ("QE001", "QE003")]
    unproven = [message for message in unproven if seen.outline.app in message[:80]]
    if unproven:
        return [f"0 proves nothing: {message}" for message in unproven]
    questions = (*OF_ALL, *PULLED) if is_pull(seen.outline) else QUESTIONS
    return [text for question in questions for text in question(seen)]


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
