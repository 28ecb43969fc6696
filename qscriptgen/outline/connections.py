"""How a script names the connections of its chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qscriptgen.chain import Chain


def connection_name(chain: Chain, name: str) -> str:
    """The name as LIB CONNECT TO takes it: nothing before the colon is the space of the app.

    https://help.qlik.com/en-US/cloud-services/Subsystems/Hub/Content/Sense_Hub/Scripting/ScriptRegularStatements/CONNECT.md
    """
    if chain.plain and not chain.connections.space:
        return name
    return f"{chain.connections.space or ''}:{name}"
