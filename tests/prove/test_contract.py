"""Every script keeps the contract, in every world, whatever goes wrong and wherever it is pasted.

All pairs of pattern, fault, tenant, state, space and answers to doubts meet in some run.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest
from contract import Case, broken, factors, patterns, play
from situations import FAULTS

from qscriptgen.emulate import DOUBTS, World
from qscriptgen.prove.covering import covering

pytestmark = pytest.mark.proof
REPEAT = "python tests/contract.py"
TAIL = 30


def biting():
    """What a pair alone does not bring about: faults with what they need to have an effect."""
    rows = []
    for name, pattern in patterns().items():
        starts = pattern.plan.starts
        rows += [{"pattern": name, "pasted": "posting", "fault": f} for f in ("no-post", "no-get")]
        if pattern.plan.guarded:
            rows += [
                {"pattern": name, "fault": f, "tenant": "was-ok"} for f in FAULTS if f[:4] == "list"
            ]
            rows += [
                {"pattern": name, "fault": f, "tenant": "quick"}
                for f in FAULTS
                if f[:7] == "foreign"
            ]
        if any(start.timeout == "cancel" for start in starts):
            rows += [
                {"pattern": name, "fault": f, "tenant": t}
                for f in FAULTS
                if f[:6] == "cancel"
                for t in ("stuck", "slow")
            ]
        if pattern.plan.waits:
            rows += [
                {"pattern": name, "fault": f, "tenant": "fails"} for f in FAULTS if f[:3] == "as-"
            ]
    return rows


@cache
def cases() -> dict[str, list[Case]]:
    """The runs of each pattern."""
    answers = {f"?{name}": doubt.answers for name, doubt in DOUBTS.items()}
    found = defaultdict(list)
    for row in covering({**factors(), **answers}, given=biting()):
        world = World({name[1:]: answer for name, answer in row.items() if name[0] == "?"})
        found[row["pattern"]].append(
            Case(**{name: value for name, value in row.items() if name[0] != "?"}, world=world)
        )
    return found


def assert_kept(some):
    """Hold cases against the contract; what is broken comes with the log and how to repeat it."""
    found = []
    for case in some:
        violations = broken(case)
        if violations:
            run = play(case)
            log = run.log(run.reloads[0]).splitlines()[-TAIL:]
            found += [*violations, *log, f"{REPEAT} {case}", ""]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("pattern", patterns())
def test_pattern_keeps_the_contract(pattern):
    assert_kept(cases()[pattern])


@pytest.mark.parametrize("pattern", patterns())
def test_pattern_does_its_work_where_nothing_goes_wrong(pattern):
    """The one case that a user tries first, in every space."""
    assert_kept(Case(pattern, space=space) for space in factors()["space"])
