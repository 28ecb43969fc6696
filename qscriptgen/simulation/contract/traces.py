"""What a script tells whoever reads its log: how its lines look, and that there is one for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from qscriptgen.outline import Start
from qscriptgen.quoting import trace_value
from qscriptgen.simulation.contract.breach import Breach
from qscriptgen.simulation.contract.controller import stored
from qscriptgen.simulation.contract.start_observation import StartObservation

_VALUE = r"[A-Za-z0-9._:/-]+"
LINE = re.compile(
    rf"qsg event=(?P<event>[a-z]+) chain=(?P<chain>{_VALUE}) app=(?P<app>{_VALUE})"
    rf"(?P<rest>(?: [a-z_]+={_VALUE})+)"
)
_LOOK, _ALERT, _RESULT = "look", "alert", "result"
_REFUSED = "refused"
_PURPOSE = ("Unknown statement: Exit Error", "Unknown statement: [Chain ")
_STARTS = {"started", "failed", "skipped", "blocked"}
_ENDS = {"succeeded", "failed", "timeout"}


def tells_in_form(seen: StartObservation) -> Iterator[Breach]:
    """6: each line that it traces can be searched for, and names the chain and the app."""
    apps = {str(trace_value(start.app)) for start in seen.outline.starts}
    chain = str(trace_value(seen.outline.chain))
    for line in seen.told:
        found = LINE.fullmatch(line)
        if found is None:
            yield Breach(6, f"traced {line!r}")
        elif found["event"] == _RESULT:
            yield from _result(seen, found)
        elif found["chain"] != chain or found["app"] not in (apps | _own(seen, found["event"])):
            yield Breach(6, f"traced {line!r}, which is about another chain or app")
        elif found["event"] not in (
            _ENDS if _is_end(found) else {*_STARTS, _LOOK, _ALERT, _REFUSED}
        ):
            yield Breach(6, f"traced {line!r}, which is no event")


def tells_each_odd_value(seen: StartObservation) -> Iterator[Breach]:
    """6: what is not started for its values is told with the first of them and the reason."""
    purpose = seen.state.deliberate or seen.caller.error.startswith(_PURPOSE)
    if not (seen.green or purpose):
        return
    told = [found for line in seen.told if (found := LINE.fullmatch(line))]
    refused = Counter(
        (found["app"], *about)
        for found in told
        if found["event"] == _REFUSED
        for about in re.findall(r"variable=(\S+) why=(\S+)", found["rest"])[:1]
    )
    wanted = [_odd_value(seen, start) for start, _ in seen.coming() if start in seen.refused]
    # A controller may not have come so far.
    least = 0 if seen.outline.controller else 1
    if all(refused != Counter(wanted * times) for times in range(least, seen.times + 1)):
        yield Breach(6, f"told of the values {dict(refused)}, there are {wanted}")
    for app, _, why in wanted if refused else ():
        kept_back = [f["rest"] for f in told if (f["app"], f["event"]) == (app, "failed")]
        if not any(f" why={why} " in rest for rest in kept_back):
            yield Breach(6, f"told of the start of {app} {kept_back}, not {why}")


def _odd_value(seen: StartObservation, start: Start) -> tuple[str, str, str]:
    """The app, the first variable that can't be passed, and why not."""
    values = seen.values(start)
    name, code = next((name, code) for name, code in start.expressions if values[name] is None)
    return str(trace_value(start.app)), str(trace_value(name)), seen.why_refused(code)


def tells_each_decision(seen: StartObservation) -> Iterator[Breach]:
    """6: there is one line for each start, and one more for each end that is waited for."""
    purpose = seen.state.deliberate or seen.caller.error.startswith(_PURPOSE)
    if not (seen.green or purpose):
        return
    lines = [found for line in seen.told if (found := LINE.fullmatch(line))]
    starts = Counter(
        found["app"]
        for found in lines
        if found["event"] not in (_LOOK, _ALERT, _RESULT, _REFUSED) and not _is_end(found)
    )
    wanted = [str(trace_value(start.app)) for start in seen.outline.starts]
    # Where the block stands twice, the first one may have ended the script.
    if all(starts != Counter(wanted * times) for times in range(1, seen.times + 1)):
        yield Breach(6, f"told of the starts {dict(starts)}, there are {wanted}")
    waits = {str(trace_value(start.app)) for start in seen.outline.starts if start.wait}
    begun = Counter(
        found["app"] for found in lines if found["event"] == "started" and found["app"] in waits
    )
    ends = Counter(found["app"] for found in lines if _is_end(found))
    if ends != begun:
        yield Breach(6, f"told of the ends {dict(ends)}, there are {dict(begun)}")


def tells_of_its_alert(seen: StartObservation) -> Iterator[Breach]:
    """6: there is one line about each alert, also about one that could not be sent."""
    lines = [found for line in seen.told if (found := LINE.fullmatch(line))]
    told = [found["rest"] for found in lines if found["event"] == _ALERT]
    if len(told) > seen.times or len(seen.alerts) > len(told):
        yield Breach(6, f"told of {told}, sent {len(seen.alerts)} alerts")
    if sum(" why=posted" in rest for rest in told) > sum(s.status is not None for s in seen.alerts):
        yield Breach(6, f"told of {told}, which nobody has taken")


def _own(seen: StartObservation, event: str) -> set[str]:
    """The controller itself, where an alert is about the result that it could not store."""
    lost = event == _ALERT and seen.outline.controller and not stored(seen)
    return {str(trace_value(seen.outline.app))} if lost else set()


def _result(seen: StartObservation, found: re.Match[str]) -> Iterator[Breach]:
    """What a controller says about its file: whose it is, and whether it is there."""
    outline = seen.outline
    result = (outline.controller and outline.controller.result) or "none"
    about = (trace_value(outline.chain), trace_value(outline.app), result.rpartition("/")[2])
    named = re.search(r" file=(\S+) state=(\S+) ", found["rest"])
    there = seen.besides_result(seen.run.files) != dict(seen.run.files)
    if named is None or named[2] != ("stored" if there else "not_stored"):
        yield Breach(6, f"traced {found[0]!r}, the result is {'' if there else 'not '}there")
    elif (found["chain"], found["app"], named[1]) != (*about[:2], trace_value(about[2])):
        yield Breach(6, f"traced {found[0]!r}, it is the result of {about}")


def tells_what_it_stores(seen: StartObservation) -> Iterator[Breach]:
    """6: the file of a controller says what its log has said last about each app."""
    last = {}
    for line in seen.told:
        found = LINE.fullmatch(line)
        if found and found["event"] not in (_LOOK, _ALERT, _RESULT):
            values = dict(pair.split("=", 1) for pair in found["rest"].split())
            last[found["app"]] = {**values, "state": found["event"]}
    for row in stored(seen) if seen.times == 1 else ():
        said = last.get(str(trace_value(row["app"])), {})
        wanted = (said.get("state"), said.get("reload"), said.get("waited_s", "0"))
        if (row["state"], row["reload_id"], row["waited_s"]) != wanted or said["why"] != row["why"]:
            yield Breach(6, f"stored {row}, the log says {said}")


def _is_end(found: re.Match[str]) -> bool:
    return " waited_s=" in found["rest"]


QUESTIONS = (
    tells_in_form,
    tells_each_decision,
    tells_each_odd_value,
    tells_of_its_alert,
    tells_what_it_stores,
)
