"""The forms in which scripts are rendered."""

from __future__ import annotations

from typing import Literal, get_args

ScriptForm = Literal["snippet", "include", "self-test"]
SCRIPT_FORMS: tuple[ScriptForm, ...] = get_args(ScriptForm)
"""All forms, the default first."""
