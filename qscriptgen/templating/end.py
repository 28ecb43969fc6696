"""What the end of a script that starts others can name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.templating.setting import SEVERITY

if TYPE_CHECKING:
    from qscriptgen.outline import StartOutline


def end_context(outline: StartOutline, *, blocks: bool) -> dict[str, Any]:
    """The names of ``end.qvs.jinja``: the verdicts, for one start its states, and the message."""
    first = outline.starts[0]
    policies = {"failed": first.failure, **({"timeout": first.timeout} if first.wait else {})}
    asked = {
        SEVERITY[word]
        for start in outline.starts
        for word in (start.failure, *([start.timeout] if start.wait else []))
    }
    if blocks or (outline.controller and outline.controller.result):
        asked.add(SEVERITY["fail"])
    ends = ("fail",) if outline.controller else ("skip", "fail")
    return {
        "complaint": _complaint(outline),
        "judged": max(asked) > 0,
        "verdicts": [word for word in ends if SEVERITY[word] in asked],
        "skip_states": [state for state, word in policies.items() if word == "skip"],
        "good_states": [
            "succeeded" if first.wait else "started",
            "skipped",
            *(state for state, word in policies.items() if SEVERITY[word] < SEVERITY["fail"]),
        ],
    }


def _complaint(outline: StartOutline) -> str:
    """What a script says that fails on purpose."""
    last = "The qsg lines of this log say why."
    if outline.controller and outline.controller.result:
        did = "succeeded, or the result could not be stored"
        return f"Chain {outline.chain}: not every app {did}. The qsg lines of this log say which."
    if outline.many:
        did = "succeeded" if outline.waits else "was started"
        return f"Chain {outline.chain}: not every app {did}. {last}"
    app = outline.starts[0].app
    what = f"{app} did not succeed" if outline.waits else f"the start of {app} is not confirmed"
    # Behind an alert the last line is about that.
    last = last if outline.alert else "The last qsg line of this log says why."
    return f"Chain {outline.chain}: {what}. {last}"
