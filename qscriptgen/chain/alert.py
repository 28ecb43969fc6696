"""The alert that a script sends when something goes wrong."""

from __future__ import annotations

from dataclasses import field

from pydantic.dataclasses import dataclass

from qscriptgen.chain.app import App
from qscriptgen.chain.options import MODEL
from qscriptgen.chain.origin import Placed

ALERT_VARIABLES = {
    "chain": "vAlertChain",
    "caller": "vAlertCaller",
    "app": "vAlertApp",
    "state": "vAlertState",
    "why": "vAlertWhy",
    "reload": "vAlertReload",
    "count": "vAlertCount",
}
"""What an alert says: the member in the JSON of a webhook, and the variable of an alert app.

``chain`` and ``caller`` are the chain and the app whose script sends it; ``app``, ``state``,
``why`` and ``reload`` belong to the first start that went wrong, in the words of its line in the
log; ``count`` is how many went wrong in that run. All are texts of ``[A-Za-z0-9._:/-]``, other
characters are ``_``; ``reload`` is ``-`` where none is known.
"""


@dataclass(frozen=True, config=MODEL)
class Alert(Placed):
    """Start an app when something goes wrong: ``Alert(App("Alarm", id="..."))``.

    A script sends one request for it in a run, through the POST connection, and goes on whatever
    the answer is. The app finds what went wrong in the variables of `ALERT_VARIABLES`. It is not
    an app of the chain. While it is reloading it takes no second alert; a `Webhook` does.

    Args:
        app: The app, with one id or one for each environment of the chain. In a space that fits
            none of these it is not started; the starts of the chain itself go on.
        variables: Up to 13 more variables for it.
    """

    app: App
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, config=MODEL)
class Webhook(Placed):
    """Post JSON when something goes wrong: ``Webhook("ApiAlert")``.

    A script sends one request in a run and goes on whatever the answer is. The members are those of
    `ALERT_VARIABLES`; for a service that takes only JSON of its own form, a template with the block
    ``body`` gives another one.

    Args:
        connection: Name of a REST connection with method POST, in the space of the others. It
            holds the address, and a key if there is one; its option to retry requests is off.
    """

    connection: str = "ApiAlert"
