"""What the templates are told about the alert of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.quoting import Code, expanded, json_members, json_text, trace_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qscriptgen.plan import Plan


def alert_names(plan: Plan) -> dict[str, object] | None:
    """The names of the alert, None if the script tells nobody.

    ``name`` is the alert app or the webhook's connection; ``app`` and ``ids`` are empty for the
    latter. ``who`` is the app that went wrong first. ``told`` is what is told, ``body`` what is
    sent of it. ``silent`` are reasons that nobody is told; ``nowhere`` says that there can be a
    space in which nobody knows which app to start.
    """
    alert = plan.alert
    if alert is None:
        return None
    return {
        "app": alert.app,
        "ids": alert.ids,
        "connection": alert.connection,
        "name": alert.app or alert.connection.rpartition(":")[2],
        "who": _told(plan)["app"],
        "told": _told(plan),
        "body": _body(plan),
        # A partial reload leaves out the request.
        "silent": ["partial_reload"] if plan.in_partial == "fail" else [],
        "nowhere": alert.by_space and plan.no_match in ("fail", "skip"),
    }


def _body(plan: Plan) -> Code:
    """The JSON of the request, without the quotes around it."""
    assert plan.alert, "asked only where somebody is told"
    told = _told(plan)
    if not plan.alert.app:
        return Code("{" + _members(told) + "}")
    variables = _members({ALERT_VARIABLES[member]: value for member, value in told.items()})
    more = json_members(dict(plan.alert.variables))
    return Code(
        '{""appId"":""$(qsg_Alert)"",""variables"":{' + variables + more + "}}",
    )


def _told(plan: Plan) -> dict[str, Code]:
    """What is told, each value in the characters of a TRACE value."""
    many = plan.many
    names = ("qsg_Bad" + each if many else "qsg_" + each for each in ("State", "Why", "Reload"))
    state, why, reload = map(expanded, names)
    return {
        "chain": trace_value(plan.chain),
        "caller": trace_value(plan.app),
        "app": expanded("qsg_BadName") if many else trace_value(plan.starts[0].app),
        "state": state,
        "why": why,
        "reload": reload,
        "count": expanded("qsg_Bad") if many else Code("1"),
    }


def _members(values: Mapping[str, Code]) -> str:
    """Members whose values are texts that JSON takes as they are, once they are expanded."""
    return ",".join(f'{json_text(name)}:""{value}""' for name, value in values.items())
