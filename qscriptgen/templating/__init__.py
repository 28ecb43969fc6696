"""From a plan to script text: the only Jinja configuration, and the one frame around it."""

from __future__ import annotations

from qscriptgen.templating.frame import render, render_plan
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import Stamp, read_stamp

__all__ = ["Script", "Stamp", "read_stamp", "render", "render_plan"]
