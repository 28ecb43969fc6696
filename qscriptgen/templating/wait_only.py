"""What the templates of a script can name that waits for others and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.duration import in_words
from qscriptgen.outline import bound
from qscriptgen.quoting import expanded, literal, trace_value
from qscriptgen.templating.environments import environments_context
from qscriptgen.templating.setting import SEVERITY, pads
from qscriptgen.templating.words import agreed, bound_in_words, listed

if TYPE_CHECKING:
    from qscriptgen.outline import WaitOnlyOutline

_AS_OUTLINED = (
    *("chain", "app", "spec", "place", "target"),
    *("get", "no_match", "in_partial", "newer_s"),
)


def wait_only_context(outline: WaitOnlyOutline) -> dict[str, Any]:
    """The names, as `qscriptgen.templating.context.context` has them for scripts that start."""
    ups, many = outline.upstreams, len(outline.upstreams) > 1
    reasons = _reasons(outline)
    blocks = any(reason["state"] == "blocked" for reason in reasons)
    failures = [SEVERITY[up.failure] for up in ups]
    timeouts = [SEVERITY[up.timeout] for up in ups]
    return {
        **{name: getattr(outline, name) for name in _AS_OUTLINED},
        "form": "snippet",
        "many": many,
        "controller": None,
        "guarded": False,
        "uses_url": True,
        "by_space": outline.by_space,
        "who": expanded("qsg_Name") if many else trace_value(ups[0].app),
        "start": ups[0],
        "starts": [{"name": literal(trace_value(up.app)), "ids": up.ids} for up in ups],
        "reasons": reasons,
        "blocks": blocks,
        "s": {},
        "pads": pads("qsg_App", "qsg_Name" if many else "qsg_Reload")[1],
        **environments_context(outline),
        "wait": {
            "looks": outline.looks,
            "poll_s": outline.poll_s,
            "limit_s": outline.limit_s,
            "poll": in_words(outline.poll_s),
            "limit": in_words(outline.limit_s),
        },
        "newer": in_words(outline.newer_s) if outline.newer_s else "",
        "targets": listed([up.app for up in ups], last="and of"),
        "judgements": _judgements(outline),
        "bound": bound_in_words(bound(outline)),
        "get_name": outline.get.rpartition(":")[2],
        "post_name": "",
        "connection_space": outline.get.rpartition(":")[0],
        "same": failures == timeouts,
        "failures": _cells(failures),
        "timeouts": _cells(timeouts),
        "verdicts": ["fail"] if blocks or any(failures + timeouts) else [],
        "skip_states": [],
        "complaint": _complaint(outline),
        "good_states": _good_states(outline),
    }


def _cells(severities: list[int]) -> list[int]:
    """One for each app, or one for all where they agree."""
    return severities if len(set(severities)) > 1 else severities[:1]


def _reasons(outline: WaitOnlyOutline) -> list[dict[str, str]]:
    """Why no app is waited for; what is blocked fails the reload."""
    found = []
    if outline.in_partial != "run":
        found.append(("partial_reload", "blocked" if outline.in_partial == "fail" else "skipped"))
    if outline.environments and outline.no_match in ("fail", "skip"):
        found.append(("no_environment", "blocked" if outline.no_match == "fail" else "skipped"))
    return [{"why": why, "state": state} for why, state in found]


def _judgements(outline: WaitOnlyOutline) -> list[tuple[str, str]]:
    one = "one of them" if len(outline.upstreams) > 1 else "it"
    failure = agreed(up.failure for up in outline.upstreams)
    timeout = agreed(up.timeout for up in outline.upstreams)
    if failure == timeout:
        return [(f"{one} has failed, or not succeeded in time", failure)]
    return [(f"{one} has failed", failure), (f"{one} has not succeeded in time", timeout)]


def _complaint(outline: WaitOnlyOutline) -> str:
    if len(outline.upstreams) > 1:
        return f"Chain {outline.chain}: not every app succeeded. The qsg lines of this log say why."
    app = outline.upstreams[0].app
    return f"Chain {outline.chain}: {app} did not succeed. The last qsg line of this log says why."


def _good_states(outline: WaitOnlyOutline) -> list[str]:
    """Where one app is waited for: the states in which the script goes on."""
    policies = {"failed": outline.upstreams[0].failure, "timeout": outline.upstreams[0].timeout}
    on = [state for state, word in policies.items() if word == "continue"]
    return ["ready", "skipped", *on]
