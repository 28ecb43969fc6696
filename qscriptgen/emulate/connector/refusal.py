"""How the connector says that a SELECT fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.emulate.errors import ScriptFault

if TYPE_CHECKING:
    from qscriptgen.emulate.world import World


def refusal(world: World, text: str) -> ScriptFault:
    """The error that a script sees; the number is that of the doubt ``rest-error-code``.

    No public text tells one failure from another by its number. The words in front are those of
    https://github.com/countnazgul/qlik-internal-codes
    """
    return ScriptFault(int(world.answer("rest-error-code")), f"Connector reply error: {text}")
