"""The alert of a chain: the app that is started, or the webhook that is called."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qscriptgen.chain import Alert, Webhook
from qscriptgen.chain.alert import ALERT_VARIABLES
from qscriptgen.checks.problem import problem
from qscriptgen.checks.variables import LONGEST, MOST_VARIABLES

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain
    from qscriptgen.diagnostics import Finding


def check_alert(chain: Chain) -> Iterator[Finding]:
    """Problems of an alert app or a webhook."""
    alert = chain.on_failure
    if isinstance(alert, Webhook):
        yield from _webhook(chain, alert)
    elif isinstance(alert, Alert):
        yield from _app(chain, alert)
        yield from _variables(chain, alert)


def _webhook(chain: Chain, alert: Webhook) -> Iterator[Finding]:
    if alert.connection in (chain.connections.get, chain.connections.post):
        yield problem(
            "QC604",
            alert.place_of("connection"),
            f"the webhook is called through {alert.connection!r}, which leads to the tenant",
            "make a REST connection of its own, with the address of the webhook and method POST",
        )


def _app(chain: Chain, alert: Alert) -> Iterator[Finding]:
    twin = next((app for app in chain.apps if _same(app, alert.app)), None)
    if twin:
        yield problem(
            "QC601",
            alert.place_of("app"),
            f"the alert app {alert.app.name!r} has the name or an id of {twin.name!r} in the chain",
            "take an app of its own: this one would be started twice",
        )


def _same(one: App, other: App) -> bool:
    ids = set(map(str.lower, one.ids))
    return one.name == other.name or not ids.isdisjoint(map(str.lower, other.ids))


def _variables(chain: Chain, alert: Alert) -> Iterator[Finding]:
    ours = {name.lower(): name for name in ALERT_VARIABLES.values()}
    for name in alert.variables:
        if name.lower() in ours:
            yield problem(
                "QC602",
                alert.place_of("variables", name),
                f"the variable {name!r} is what the alert itself tells by {ours[name.lower()]}",
                f"take another name; the alert has {', '.join(ours.values())}",
            )
    most = MOST_VARIABLES - len(ours)
    if most < len(alert.variables) <= MOST_VARIABLES:
        yield problem(
            "QC106",
            alert.place_of("variables"),
            f"app {alert.app.name!r} is given {len(alert.variables)} variables beside the"
            f" {len(ours)} of the alert, and a reload takes {MOST_VARIABLES}",
            f"leave out all but {most}",
        )
    for what, name in (("chain", chain.name), *(("app", app.name) for app in chain.apps)):
        if len(name) > LONGEST:
            yield problem(
                "QC603",
                alert.place,
                f"the name of the {what} {name[:40]!r}... has {len(name)} characters, and the"
                f" alert can pass {LONGEST}",
                "shorten it, or call a webhook instead",
            )
