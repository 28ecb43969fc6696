"""Every script keeps the contract, in every world, whatever goes wrong and wherever it is pasted.

All pairs of pattern, fault, tenant, state, space and answers to doubts meet in some run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from qscriptgen.emulate import DOUBTS, Fault, World
from qscriptgen.outline import WaitOnlyOutline
from qscriptgen.simulation.covering import covering
from tests.support.budget import is_part
from tests.support.contract import Case, broken, factors, patterns, play
from tests.support.situations import FAULTS

pytestmark = pytest.mark.proof
REPEAT = "python -m tests.support.contract"
TAIL = 30
NO_KEY = 401
RUNNING = {"tenant": "no-queue", "pasted": "alone", "space": "shared", "?post-visible": "at-once"}
"""Where the first look of a script shows a reload that is under way already."""


def biting():
    """What a pair alone does not bring about: faults with what they need to have an effect."""
    rows: list[dict[str, str]] = []
    for name, pattern in patterns().items():
        if isinstance(pattern.outline, WaitOnlyOutline):
            looks = [f for f, found in FAULTS.items() if any(map(_blinds, found))]
            rows += _rows(name, looks, ("was-ok", "was-failed", "ok"))
            continue
        starts = pattern.outline.starts
        rows += [{"pattern": name, "pasted": "posting", "fault": f} for f in ("no-post", "no-get")]
        if pattern.outline.guarded:
            rows += _rows(name, _faults(on="list", kinds=ANSWERS), ("was-ok",))
            rows += _rows(name, _faults(kinds=("foreign",)), ("quick",))
            rows.append({"pattern": name, "fault": "foreign-look", **RUNNING})
        if pattern.outline.due_looks:
            blinding = [f for f, found in FAULTS.items() if any(map(_blinds, found))]
            rows += _rows(name, blinding, ("was-ok", "was-failed"))
        if any(start.timeout == "cancel" for start in starts):
            rows += _rows(name, _faults(on="cancel"), ("stuck", "slow"))
        if pattern.outline.alert and pattern.outline.forks:
            unread = {"pattern": name, "value": "", "?undefined-name": "error"}
            rows += [{**unread, "space": space} for space in ("shared", "personal")]
        if pattern.outline.waits:
            changed = [
                f for f, found in FAULTS.items() if any("status" in a.members for a in found)
            ]
            rows += _rows(name, changed, ("fails",))
    return rows


ANSWERS = ("status", "timeout", "garbage", "json", "change")


def _faults(on: str = "", kinds: Sequence[str] = ()) -> list[str]:
    """The faults that meet requests of an operation, or are of a kind."""
    return [
        name
        for name, found in FAULTS.items()
        if any((not on or f.on == on) and (not kinds or f.kind in kinds) for f in found)
    ]


def _changing(member: str) -> list[str]:
    """The faults that give a reload another value of a member."""
    return [f for f, found in FAULTS.items() if any(member in one.members for one in found)]


def _blinds(fault: Fault) -> bool:
    """Whether it is about what a script sees of an app."""
    missing = fault.kind == "no-connection" and fault.name == "ApiGet"
    no_key = fault.kind == "status" and fault.status == NO_KEY
    return fault.on == "list" or "status" in fault.members or missing or no_key


def _rows(name: str, faults: Iterable[str], tenants: Sequence[str]) -> list[dict[str, str]]:
    return [{"pattern": name, "fault": f, "tenant": t} for f in faults for t in tenants]


@cache
def cases() -> dict[str, list[Case]]:
    """The runs of each pattern; in the gate, any two of all factors meet and nothing more."""
    answers = {f"?{name}": doubt.answers for name, doubt in DOUBTS.items()}
    found = defaultdict(list)
    given = [] if is_part() else biting()
    for row in covering({**factors(), **answers}, given=given):
        world = World({name[1:]: answer for name, answer in row.items() if name[0] == "?"})
        found[row["pattern"]].append(
            Case(**{name: value for name, value in row.items() if name[0] != "?"}, world=world)
        )
    return found


def assert_kept(some):
    """Hold cases against the contract; what is broken comes with the log and how to repeat it."""
    found = []
    for case in some:
        breaches = broken(case)
        if breaches:
            run = play(case)
            log = run.log(run.reloads[0]).splitlines()[-TAIL:]
            found += [*breaches, *log, f"{REPEAT} {case}", ""]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("pattern", patterns())
def test_pattern_keeps_the_contract(pattern):
    assert_kept(cases()[pattern])


@pytest.mark.parametrize("pattern", patterns())
def test_pattern_does_its_work_where_nothing_goes_wrong(pattern):
    """The one case that a user tries first, in every space."""
    assert_kept(Case(pattern, space=space) for space in factors()["space"])


@dataclass(frozen=True)
class Lie:
    """A script that does not do what it says: in which pattern what stands for what, and where."""

    pattern: str
    old: str
    new: str
    where: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    """How what is noticed begins."""


MEETS = {"fault": "foreign-look", "tenant": "no-queue"}
END = "DISCONNECT;"
LIES = {
    "joins what it should wait for": Lie(
        "tries",
        "ELSEIF '$(qsg_Status)' = 'QUEUED' THEN",
        "ELSEIF Match('$(qsg_Status)', 'QUEUED', 'RELOADING') > 0 THEN",
        MEETS,
        "4 took the reload of Sales that was running for its own",
    ),
    "joins what it should wait for, and waits": Lie(
        "wait-tries",
        "ELSEIF '$(qsg_Status)' = 'QUEUED' THEN",
        "ELSEIF Match('$(qsg_Status)', 'QUEUED', 'RELOADING') > 0 THEN",
        MEETS,
        "4 asked how Sales ends, which it should not have joined",
    ),
    "waits for what it should fail at": Lie(
        "tries-fail",
        "ELSEIF '$(qsg_Status)' = 'RELOADING' THEN",
        "ELSEIF 1 = 0 THEN",
        MEETS,
        "4 ended well, though Sales was busy",
    ),
    "fails at what it should wait for": Lie(
        "tries", "LET qsg_Why = 'busy';", "LET qsg_State = 'failed';", MEETS, "4 did not wait"
    ),
    "starts what it should join": Lie(
        "tries-join",
        "ELSEIF '$(qsg_Status)' = 'RELOADING' THEN",
        "ELSEIF 1 = 0 THEN",
        MEETS,
        "4 started Sales beside",
    ),
    "traces what is no value": Lie(
        "tries", "why=$(qsg_Why) error=", "why=not confirmed error=", says="6 traced"
    ),
    "traces what is not expanded": Lie(
        "tries", "newest=$(qsg_Newest)", "newest=$(qsg_Newset)", says="6 traced"
    ),
    "traces nothing of a start": Lie(
        "names", "TRACE qsg event=$(qsg_State)", "SET qsg_Why = $(qsg_State)", says="6 told of"
    ),
    "leaves a rule": Lie("wait", END, END + "QUALIFY id;", says="2 leaves other rules"),
    "leaves other names": Lie("wait", END, END + "ALIAS id AS x;", says="2 leaves other rules"),
    "leaves a file": Lie(
        "wait",
        END,
        END + "T: LOAD 1 AS a AUTOGENERATE 1; STORE T INTO [lib://x/t.qvd]; DROP TABLE T;",
        says="2 leaves other files",
    ),
    "leaves a mapping table": Lie(
        "wait",
        END,
        END + "T: MAPPING LOAD 1 AS a, 2 AS b AUTOGENERATE 1;",
        says="2 leaves other mapping tables",
    ),
    "leaves a subroutine": Lie(
        "wait", END, END + "\nSUB Mine\nEND SUB\n", says="2 leaves other subroutines"
    ),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_is_noticed(name):
    """What somebody could have written instead, and looks as well to who does not run it."""
    lie = LIES[name]
    case = Case(lie.pattern, **lie.where)
    text = patterns()[lie.pattern].text
    assert lie.old in text
    assert not broken(case)
    found = broken(case, play(case, text.replace(lie.old, lie.new)))
    assert any(breach.startswith(lie.says) for breach in found), found
