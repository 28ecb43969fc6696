"""What a script tells whoever reads its log: how its lines look, and that there is one for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from played import Seen

from qscriptgen.quoting import trace_value

_VALUE = r"[A-Za-z0-9._:/-]+"
_LINE = re.compile(
    rf"qsg event=(?P<event>[a-z]+) chain=(?P<chain>{_VALUE}) app=(?P<app>{_VALUE})"
    rf"(?P<rest>(?: [a-z_]+={_VALUE})+)"
)
_LOOK, _ALERT = "look", "alert"
_PURPOSE = ("Unknown statement: Exit Error", "Unknown statement: [Chain ")
_STARTS = {"started", "failed", "skipped", "blocked"}
_ENDS = {"succeeded", "failed", "timeout"}


def tells_in_form(seen: Seen) -> Iterator[str]:
    """6: each line that it traces can be searched for, and names the chain and the app."""
    apps = {str(trace_value(start.app)) for start in seen.plan.starts}
    chain = str(trace_value(seen.plan.chain))
    for line in seen.state.told:
        found = _LINE.fullmatch(line)
        if found is None:
            yield f"6 traced {line!r}"
        elif found["chain"] != chain or found["app"] not in apps:
            yield f"6 traced {line!r}, which is about another chain or app"
        elif found["event"] not in (_ENDS if _is_end(found) else {*_STARTS, _LOOK, _ALERT}):
            yield f"6 traced {line!r}, which is no event"


def tells_each_decision(seen: Seen) -> Iterator[str]:
    """6: there is one line for each start, and one more for each end that is waited for."""
    purpose = seen.state.deliberate or seen.caller.error.startswith(_PURPOSE)
    if not (seen.green or purpose):
        return
    lines = [found for line in seen.state.told if (found := _LINE.fullmatch(line))]
    starts = Counter(
        found["app"]
        for found in lines
        if found["event"] not in (_LOOK, _ALERT) and not _is_end(found)
    )
    wanted = [str(trace_value(start.app)) for start in seen.plan.starts]
    # Where the block stands twice, the first one may have ended the script.
    if all(starts != Counter(wanted * times) for times in range(1, seen.times + 1)):
        yield f"6 told of the starts {dict(starts)}, there are {wanted}"
    waits = {str(trace_value(start.app)) for start in seen.plan.starts if start.wait}
    begun = Counter(
        found["app"] for found in lines if found["event"] == "started" and found["app"] in waits
    )
    ends = Counter(found["app"] for found in lines if _is_end(found))
    if ends != begun:
        yield f"6 told of the ends {dict(ends)}, there are {dict(begun)}"


def tells_of_its_alert(seen: Seen) -> Iterator[str]:
    """6: there is one line about each alert, also about one that could not be sent."""
    lines = [found for line in seen.state.told if (found := _LINE.fullmatch(line))]
    told = [found["rest"] for found in lines if found["event"] == _ALERT]
    if len(told) > seen.times or len(seen.alerts) > len(told):
        yield f"6 told of {told}, sent {len(seen.alerts)} alerts"
    if sum(" why=posted" in rest for rest in told) > sum(s.status is not None for s in seen.alerts):
        yield f"6 told of {told}, which nobody has taken"


def _is_end(found: re.Match[str]) -> bool:
    return " waited_s=" in found["rest"]


TELLS = (tells_in_form, tells_each_decision, tells_of_its_alert)
