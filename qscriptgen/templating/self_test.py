"""The self-test form: a script that looks at what another one needs, and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.duration import in_words
from qscriptgen.outline.self_test import self_test
from qscriptgen.quoting import literal, trace_value
from qscriptgen.templating.frame import Sections, scripted, sections, template_errors
from qscriptgen.templating.jinja import environment
from qscriptgen.templating.setting import pads
from qscriptgen.templating.words import listed

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.outline import AskingOutline
    from qscriptgen.templating.script import Script

_SECTIONS = Sections("self_test_header", "self_test", "self_test_end", last="qsg_Missing")
_COMPLAINT = (
    "Chain {chain}: something is missing. The qsg lines of this log say what, and what to do."
)


def _bare(path: str) -> str:
    """The path without its scheme, whose slashes no comment may hold."""
    return path[len("lib://") :]


def render_self_test(outline: AskingOutline, *, templates: Path | None = None) -> Script:
    """The self-test of one outline.

    Raises:
        TemplateError: A template fails, or puts a text where it has no safe form.
    """
    test = self_test(outline)
    opened = [name for name, _ in test.connections if name != test.get]
    given = {
        "bound": {
            "requests": test.bound.requests,
            "request_timeout": in_words(test.bound.request_timeout_s),
        },
        "form": "self-test",
        "by_type": False,
        "complaint": _COMPLAINT.format(chain=outline.chain),
        "connections": [
            {"name": name, "short": name.rpartition(":")[2], "needed": needed}
            for name, needed in test.connections
        ],
        "library": test.library and {"path": test.library, "name": _bare(test.library)},
        "unwritten": listed([_bare(file) for file in test.unwritten]),
        "opened": listed([name.rpartition(":")[2] for name in opened]),
        "opens_many": len(opened) > 1,
        "many": True,
        "pads": pads("qsg_Name", "qsg_App")[1],
        "starts": [{"name": literal(trace_value(app.app)), "ids": app.ids} for app in test.apps],
    }
    with template_errors(templates):
        below = "".join(sections(outline, environment(templates), given=given, names=_SECTIONS))
    return scripted("self-test", outline.chain, outline.app, test.path, below)
