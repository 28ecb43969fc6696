"""From an outline to script text: the only Jinja configuration, and the one frame around it."""

from __future__ import annotations

from qscriptgen.templating.forms import render, render_checked
from qscriptgen.templating.frame import render_outline
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import Stamp, read_stamp

__all__ = [
    "Script",
    "Stamp",
    "read_stamp",
    "render",
    "render_checked",
    "render_outline",
]
