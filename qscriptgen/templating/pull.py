"""What the templates of a script can name that waits for others and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qscriptgen.chain.duration import in_words
from qscriptgen.plan import bound
from qscriptgen.quoting import expanded, literal, trace_value
from qscriptgen.templating.columns import SEVERITY, pads
from qscriptgen.templating.spaces import environment_names
from qscriptgen.templating.words import agreed, bound_in_words, listed

if TYPE_CHECKING:
    from qscriptgen.plan import Pull

_AS_PLANNED = (
    *("chain", "app", "spec", "place", "target"),
    *("get", "no_match", "in_partial", "newer_s"),
)


def pull_context(plan: Pull) -> dict[str, Any]:
    """The names, as `qscriptgen.templating.context.context` has them for scripts that start."""
    ups, many = plan.upstreams, len(plan.upstreams) > 1
    reasons = _reasons(plan)
    blocks = any(reason["state"] == "blocked" for reason in reasons)
    failures = [SEVERITY[up.failure] for up in ups]
    timeouts = [SEVERITY[up.timeout] for up in ups]
    return {
        **{name: getattr(plan, name) for name in _AS_PLANNED},
        "form": "snippet",
        "many": many,
        "sequence": None,
        "guarded": False,
        "uses_url": True,
        "by_space": plan.by_space,
        "who": expanded("qsg_Name") if many else trace_value(ups[0].app),
        "start": ups[0],
        "starts": [{"name": literal(trace_value(up.app)), "ids": up.ids} for up in ups],
        "reasons": reasons,
        "blocks": blocks,
        "s": {},
        "pads": pads("qsg_App", "qsg_Name" if many else "qsg_Reload")[1],
        **environment_names(plan),
        "wait": {
            "looks": plan.looks,
            "poll_s": plan.poll_s,
            "limit_s": plan.limit_s,
            "poll": in_words(plan.poll_s),
            "limit": in_words(plan.limit_s),
        },
        "newer": in_words(plan.newer_s) if plan.newer_s else "",
        "targets": listed([up.app for up in ups], last="and of"),
        "judgements": _judgements(plan),
        "bound": bound_in_words(bound(plan)),
        "get_name": plan.get.rpartition(":")[2],
        "post_name": "",
        "connection_space": plan.get.rpartition(":")[0],
        "same": failures == timeouts,
        "failures": _cells(failures),
        "timeouts": _cells(timeouts),
        "verdicts": ["fail"] if blocks or any(failures + timeouts) else [],
        "skip_states": [],
        "complaint": _complaint(plan),
        "good_states": _good_states(plan),
    }


def _cells(severities: list[int]) -> list[int]:
    """One for each app, or one for all where they agree."""
    return severities if len(set(severities)) > 1 else severities[:1]


def _reasons(plan: Pull) -> list[dict[str, str]]:
    """Why nobody is waited for; what is blocked fails the reload."""
    found = []
    if plan.in_partial != "run":
        found.append(("partial_reload", "blocked" if plan.in_partial == "fail" else "skipped"))
    if plan.environments and plan.no_match in ("fail", "skip"):
        found.append(("no_environment", "blocked" if plan.no_match == "fail" else "skipped"))
    return [{"why": why, "state": state} for why, state in found]


def _judgements(plan: Pull) -> list[tuple[str, str]]:
    one = "one of them" if len(plan.upstreams) > 1 else "it"
    failure = agreed(up.failure for up in plan.upstreams)
    timeout = agreed(up.timeout for up in plan.upstreams)
    if failure == timeout:
        return [(f"{one} has failed, or not succeeded in time", failure)]
    return [(f"{one} has failed", failure), (f"{one} has not succeeded in time", timeout)]


def _complaint(plan: Pull) -> str:
    if len(plan.upstreams) > 1:
        return f"Chain {plan.chain}: not every app succeeded. The qsg lines of this log say why."
    app = plan.upstreams[0].app
    return f"Chain {plan.chain}: {app} did not succeed. The last qsg line of this log says why."


def _good_states(plan: Pull) -> list[str]:
    """Where one app is waited for: the states in which the script goes on."""
    policies = {"failed": plan.upstreams[0].failure, "timeout": plan.upstreams[0].timeout}
    on = [state for state, word in policies.items() if word == "continue"]
    return ["ready", "skipped", *on]
