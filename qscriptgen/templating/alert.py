"""What the templates can name of the alert of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.quoting import Code, expanded, json_members, json_text, trace_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qscriptgen.outline import StartOutline


def alert_context(outline: StartOutline) -> dict[str, object] | None:
    """The names of the alert, None if the script sends none.

    ``name`` is the alert app or the webhook's connection; ``app`` and ``ids`` are empty for the
    latter. ``who`` is the app that went wrong first. ``details`` is what the alert says, ``body``
    the part of it that is sent. ``silent`` are reasons for which no alert is sent; ``nowhere`` says
    that there can be a space for which the alert app has no id.
    """
    alert = outline.alert
    if alert is None:
        return None
    return {
        "app": alert.app,
        "ids": alert.ids,
        "connection": alert.connection,
        "name": alert.app or alert.connection.rpartition(":")[2],
        "who": _details(outline)["app"],
        "details": _details(outline),
        "body": _body(outline),
        # A partial reload leaves out the request.
        "silent": ["partial_reload"] if outline.in_partial == "fail" else [],
        "nowhere": alert.by_space and outline.no_match in ("fail", "skip"),
    }


def _body(outline: StartOutline) -> Code:
    """The JSON of the request, without the quotes around it."""
    assert outline.alert, "only a script with an alert has a body"
    details = _details(outline)
    if not outline.alert.app:
        return Code("{" + _members(details) + "}")
    variables = _members({ALERT_VARIABLES[member]: value for member, value in details.items()})
    more = json_members(dict(outline.alert.variables))
    return Code(
        '{""appId"":""$(qsg_Alert)"",""variables"":{' + variables + more + "}}",
    )


def _details(outline: StartOutline) -> dict[str, Code]:
    """What the alert says, each value in the characters of a TRACE value."""
    many = outline.many
    names = ("qsg_Bad" + each if many else "qsg_" + each for each in ("State", "Why", "Reload"))
    state, why, reload = map(expanded, names)
    return {
        "chain": trace_value(outline.chain),
        "caller": trace_value(outline.app),
        "app": expanded("qsg_BadName") if many else trace_value(outline.starts[0].app),
        "state": state,
        "why": why,
        "reload": reload,
        "count": expanded("qsg_Bad") if many else Code("1"),
    }


def _members(values: Mapping[str, Code]) -> str:
    """Members whose values are texts that JSON takes as they are, once they are expanded."""
    return ",".join(f'{json_text(name)}:""{value}""' for name, value in values.items())
