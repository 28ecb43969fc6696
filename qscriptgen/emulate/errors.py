"""Why a script, or the emulation of one, does not go on.

- QscriptgenError
    - ScriptFault: the engine reports an error, which ErrorMode may let pass
    - NotEmulated, in `qscriptgen.script.evaluation`: it is not known what the engine would do
        - NotEmulatedAt: the same, with the line
"""

from __future__ import annotations

from qscriptgen.errors import QscriptgenError
from qscriptgen.script.evaluation import NotEmulated

GENERAL, SYNTAX, FILE_NOT_FOUND, TABLE_NOT_FOUND, FIELD_NOT_FOUND = 1, 2, 8, 10, 11
"""Codes of ScriptError (help, ErrorVariables/ScriptError.htm)."""


class ScriptFault(QscriptgenError):
    """An error in a statement: ScriptError gets the code and the text."""

    def __init__(self, code: int, text: str) -> None:
        self.code, self.text = code, text
        super().__init__(text)


class NotEmulatedAt(NotEmulated):
    """Something in a line of a script whose meaning is unknown here."""

    def __init__(self, construct: str, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}: {construct}")
