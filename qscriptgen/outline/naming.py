"""How a script names what a chain names: apps by their ids, connections by their spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.chain import App, Chain


def labelled(app: App) -> tuple[tuple[str, str], ...]:
    """The ids of an app with the labels of their environments; one without where it has one id."""
    if isinstance(app.id, str):
        return (("", app.id),)
    return tuple((space.label, app_id) for space, app_id in app.id.items())


def connection(chain: Chain, name: str) -> str:
    """The name as LIB CONNECT TO takes it: nothing before the colon is the space of the app.

    https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.md
    """
    return (
        name
        if chain.plain and not chain.connections.space
        else (f"{chain.connections.space or ''}:{name}")
    )
