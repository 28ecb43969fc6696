"""Scripts that start nothing: each kind of plan has one template of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from qscriptgen.plan import AnswerPlan, ReadsPlan
from qscriptgen.templating.given import answering_context, reads_context

if TYPE_CHECKING:
    from jinja2 import Environment

    from qscriptgen.quoting import Code

_KINDS: dict[type, tuple[str, Callable[[Any], dict[str, Any]]]] = {
    AnswerPlan: ("answer.qvs.jinja", answering_context),
    ReadsPlan: ("reads.qvs.jinja", reads_context),
}


def small(plan: AnswerPlan | ReadsPlan, made: Environment, cleared: Callable[[str], Code]) -> str:
    """The script of a plan below its stamp.

    Args:
        plan: What the script does.
        made: The environment that renders it.
        cleared: Gives the statements that empty what a text sets.
    """
    name, names_of = _KINDS[type(plan)]
    template, names = made.get_template(name), names_of(plan)
    # What is set is known only when it has been rendered once.
    body = template.render({**names, "clear_all": cleared("")})
    return template.render({**names, "clear_all": cleared(body)})
