"""The kinds of outlines."""

from __future__ import annotations

from qscriptgen.outline.data import StartOutline
from qscriptgen.outline.pull import WaitOnlyOutline
from qscriptgen.outline.values import AnswerOutline, ReadsOutline

AskingOutline = StartOutline | WaitOnlyOutline
"""The outline of a script that sends requests to the tenant."""

AnyOutline = AskingOutline | ReadsOutline | AnswerOutline
"""The outline of a script of any kind."""
