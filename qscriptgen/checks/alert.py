"""Whom a chain tells when something goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Alert, Webhook
from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.checks.problem import problem

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain
    from qscriptgen.diagnostics import Finding

# https://qlik.dev/changelog/149-api-updates-reload-time-variables-constraints
_MOST_VARIABLES, _LONGEST = 20, 256


def check_alert(chain: Chain) -> Iterator[Finding]:
    """Problems of an alert app or a webhook."""
    told = chain.on_failure
    if isinstance(told, Webhook):
        yield from _webhook(chain, told)
    elif isinstance(told, Alert):
        yield from _app(chain, told)
        yield from _variables(chain, told)


def _webhook(chain: Chain, told: Webhook) -> Iterator[Finding]:
    if told.connection in (chain.connections.get, chain.connections.post):
        yield problem(
            "QC604",
            told.place_of("connection"),
            f"the webhook is called through {told.connection!r}, which leads to the tenant",
            "make a REST connection of its own, with the address of the webhook and method POST",
        )


def _app(chain: Chain, told: Alert) -> Iterator[Finding]:
    twin = next((app for app in chain.apps if _same(app, told.app)), None)
    if twin:
        yield problem(
            "QC601",
            told.place_of("app"),
            f"the alert app {told.app.name!r} has the name or an id of {twin.name!r} in the chain",
            "take an app of its own: this one would be started twice",
        )


def _same(one: App, other: App) -> bool:
    ids = set(map(str.lower, one.ids))
    return one.name == other.name or not ids.isdisjoint(map(str.lower, other.ids))


def _variables(chain: Chain, told: Alert) -> Iterator[Finding]:
    ours = {name.lower(): name for name in ALERT_VARIABLES.values()}
    for name in told.variables:
        if name.lower() in ours:
            yield problem(
                "QC602",
                told.place_of("variables", name),
                f"the variable {name!r} is what the alert itself tells by {ours[name.lower()]}",
                f"take another name; the alert has {', '.join(ours.values())}",
            )
    most = _MOST_VARIABLES - len(ours)
    if most < len(told.variables) <= _MOST_VARIABLES:
        yield problem(
            "QC106",
            told.place_of("variables"),
            f"app {told.app.name!r} is given {len(told.variables)} variables beside the"
            f" {len(ours)} of the alert, and a reload takes {_MOST_VARIABLES}",
            f"leave out all but {most}",
        )
    for what, name in (("chain", chain.name), *(("app", app.name) for app in chain.apps)):
        if len(name) > _LONGEST:
            yield problem(
                "QC603",
                told.place,
                f"the name of the {what} {name[:40]!r}... has {len(name)} characters, and the"
                f" alert can pass {_LONGEST}",
                "shorten it, or call a webhook instead",
            )
