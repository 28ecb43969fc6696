"""The kinds of outlines."""

from __future__ import annotations

from qscriptgen.outline.answers import AnswerOutline
from qscriptgen.outline.data import StartOutline
from qscriptgen.outline.reads import ReadsOutline
from qscriptgen.outline.wait_only import WaitOnlyOutline

AskingOutline = StartOutline | WaitOnlyOutline
"""The outline of a script that sends requests to the tenant."""

AnyOutline = AskingOutline | ReadsOutline | AnswerOutline
"""The outline of a script of any kind."""
