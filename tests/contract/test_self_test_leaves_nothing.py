"""A self-test starts nothing and leaves nothing behind, in every world and whatever goes wrong.

Any two of situation, fault, tenant, space and answer to a doubt meet in some run of each pattern.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache

import pytest

from qscriptgen import World
from qscriptgen.emulate import DOUBTS
from qscriptgen.outline.self_test import self_test
from qscriptgen.simulation.contract.ends_on_purpose import fails_on_purpose
from qscriptgen.simulation.contract.leaves_no_trace import leaves_no_trace
from qscriptgen.simulation.covering import covering
from tests.support.budget import is_part, part
from tests.support.played import Case, factors, patterns, play, see, twin
from tests.support.situations import PASTED, SPACES, TENANTS

LOAD_S = 60


ONE_OF = 8
"""In the gate, one of so many runs is made."""


@cache
def cases():
    """Runs in which any two of situation, fault, tenant, space and answer meet, by pattern."""
    found = defaultdict(list)
    answers = {f"?{name}": doubt.answers for name, doubt in DOUBTS.items()}
    table = {**factors(), "form": ["self-test"], "value": ["1"], **answers}
    for row in part(covering(table), ONE_OF):
        world = World({name[1:]: answer for name, answer in row.items() if name[0] == "?"})
        given_ = {name: value for name, value in row.items() if name[0] != "?"}
        found[row["pattern"]].append(Case(**given_, world=world))
    return found


def broken(case):
    """What a self-test does that it must not."""
    if twin(replace(case, fault="none", tenant="ok"), whole=False) is None:
        return []  # the state itself can't be
    run = play(case)
    seen = see(case, run)
    unproven = [f.message for f in run.findings if f.code in ("QE001", "QE003")]
    most = self_test(seen.outline).bound
    took = (seen.caller.ended_s or 0) - (seen.caller.started_s or 0) - LOAD_S
    posts = [sent for sent in run.requests if sent.method != "GET"]
    others = [reload for reload in run.reloads[1:] if not reload.foreign]
    return [
        *unproven,
        *fails_on_purpose(seen),
        *leaves_no_trace(seen),
        *(f"sent {sent}" for sent in posts),
        *(f"started {reload.app}" for reload in others),
        *([f"{len(seen.sent)} requests"] if len(seen.sent) > most.requests * seen.times else []),
        *([f"took {took} s"] if took > most.total_s * seen.times + 1e-3 else []),
    ]


@pytest.mark.proof
@pytest.mark.parametrize("pattern", patterns())
def test_it_starts_nothing_and_leaves_nothing_behind(pattern):
    found = [(f"{case}", text) for case in cases()[pattern] for text in broken(case)]
    assert found == []


@pytest.mark.skipif(is_part(), reason="a part need not have each")
def test_situations_are_those_of_the_contract():
    assert {case.pasted for some in cases().values() for case in some} == set(PASTED)
    assert {case.space for some in cases().values() for case in some} == set(SPACES)
    assert {case.tenant for some in cases().values() for case in some} == set(TENANTS)
