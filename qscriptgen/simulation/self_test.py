"""The operations that the self-test of an outline has to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qscriptgen.outline.self_test import self_test
from qscriptgen.simulation.operations import FAILS_BY, Operations, Request, Started
from qscriptgen.simulation.planned import planned_asking

if TYPE_CHECKING:
    from qscriptgen.outline import AskingOutline


def planned_self_test(outline: AskingOutline) -> Operations:
    """What the self-test of an outline has to do: it opens its connections and only asks."""
    test = self_test(outline)
    most = test.bound
    within = ("ELSE", "FOR qsg_Step", "IF qsg_Error")
    look = Request(test.get, "$(qsg_Url)/$(qsg_App)", None, ("@Value",), "privileges", within)
    return replace(
        planned_asking(outline),
        starts=tuple(Started(start.ids, {}, {"failure": 0}) for start in test.apps),
        always=(),
        forks=(),
        reasons=(),
        requests=(look,),
        poll_s=0,
        spacing_s=0,
        in_vain=(0, 0),
        loops=(len(test.apps),),
        bound=(most.requests, most.request_timeout_s, most.sleep_s),
        ends=("fail",),
        fails_by=FAILS_BY[outline.target],
        told=(),
        alerted=(),
        behind=(),
        result=(),
        answers=(),
        emptied=(),
        looked_for=(test.library,) if test.library else (),
        told_after_s=0,
    )
