"""The self-test form: a script that looks at what another one needs, and starts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.chain.duration import in_words
from qscriptgen.plan.self_test import self_test_bound, self_test_path
from qscriptgen.templating.environment import environment
from qscriptgen.templating.frame import Sections, scripted, sections, template_errors

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.plan import Plan
    from qscriptgen.templating.script import Script

_SECTIONS = Sections("self_test_header", "self_test", "self_test_end", last="qsg_Missing")


def render_self_test(plan: Plan, *, templates: Path | None = None) -> Script:
    """The self-test of one plan.

    Raises:
        TemplateError: A template fails, or puts a text where it has no safe form.
    """
    most = self_test_bound(plan)
    needs_get = plan.guarded or plan.waits
    given = {
        "bound": {
            "requests": most.requests,
            "request_timeout": in_words(most.request_timeout_s),
        },
        "by_type": False,
        "connections": [
            {"name": name, "short": name.rpartition(":")[2], "needed": needed}
            for name, needed in ((plan.post, True), (plan.get, needs_get))
        ],
        "many": True,
    }
    with template_errors(templates):
        below = "".join(sections(plan, environment(templates), given=given, names=_SECTIONS))
    return scripted("self-test", plan.chain, plan.app, self_test_path(plan), below)
