"""Whom the scripts of a chain tell when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.chain import Webhook
from qscriptgen.outline.data import Alert
from qscriptgen.outline.naming import connection, labelled

if TYPE_CHECKING:
    from qscriptgen.chain import Chain


def outline_alert(chain: Chain) -> Alert | None:
    """The one request that a script sends when something goes wrong, if the chain asks for it."""
    asked = chain.on_failure
    if asked is None:
        return None
    if isinstance(asked, Webhook):
        return Alert(connection(chain, asked.connection))
    post, variables = connection(chain, chain.connections.post), tuple(asked.variables.items())
    return Alert(post, asked.app.name, labelled(asked.app), variables)
