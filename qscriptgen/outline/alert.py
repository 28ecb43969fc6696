"""The alert that the scripts of a chain send when something goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.chain import Webhook
from qscriptgen.outline.connections import connection_name
from qscriptgen.outline.environments import Ids, ids_by_environment

if TYPE_CHECKING:
    from qscriptgen.chain import Chain


@dataclass(frozen=True)
class AlertRequest:
    """The request by which a script says that something went wrong.

    ``app`` and its ``ids`` by environment are those of an app that is started, empty where a
    webhook is called. ``connection`` is the one that the request goes through.
    """

    connection: str
    app: str = ""
    ids: Ids = ()
    variables: tuple[tuple[str, str], ...] = ()

    @property
    def by_space(self) -> bool:
        """Whether it depends on the space which app is started."""
        return any(label for label, _ in self.ids)


def outline_alert(chain: Chain) -> AlertRequest | None:
    """The one request that a script sends when something goes wrong, if the chain asks for it."""
    alert = chain.on_failure
    if alert is None:
        return None
    if isinstance(alert, Webhook):
        return AlertRequest(connection_name(chain, alert.connection))
    return AlertRequest(
        connection_name(chain, chain.connections.post),
        alert.app.name,
        ids_by_environment(alert.app),
        tuple(alert.variables.items()),
    )
