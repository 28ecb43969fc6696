"""From plans to scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateSyntaxError

from qscriptgen.chain.origin import shown
from qscriptgen.checks import check, has_errors
from qscriptgen.errors import QscriptgenError, SpecError, TemplateError
from qscriptgen.plan import plan_chain
from qscriptgen.quoting import clearing, comment
from qscriptgen.templating.context import context
from qscriptgen.templating.environment import environment
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import WIDTH, read_stamp, stamped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2 import Environment

    from qscriptgen.chain import Chain
    from qscriptgen.plan import Plan

_ASSIGNED = re.compile(r"^\s*(?:LET|SET|FOR)\s+(qsg_\w+)", re.MULTILINE)


def render(chain: Chain, *, templates: Path | None = None) -> tuple[Script, ...]:
    """The scripts of a chain, one for each app that starts another, in the order of the spec.

    Args:
        chain: The chain; it is checked first.
        templates: A folder with templates that take the place of ours.

    Raises:
        SpecError: The chain has errors.
        TemplateError: A template fails, or puts a text where it has no safe form.
    """
    findings = check(chain)
    if has_errors(findings):
        raise SpecError(findings)
    return tuple(render_plan(plan, templates=templates) for plan in plan_chain(chain))


def render_plan(plan: Plan, *, templates: Path | None = None) -> Script:
    """The script of one plan, whose chain has no errors; raises TemplateError as `render` does."""
    # Kept for its folder, wherever the working folder is by then.
    made = environment(templates.resolve() if templates else None)
    try:
        below = _plain(plan, made) if plan.plain else _snippet(plan, made)
    except (JinjaError, QscriptgenError) as problem:
        raise TemplateError(_describe(problem)) from problem
    except Exception as problem:
        # The templates of users are code of users; an exception of ours keeps its traceback.
        if templates is None:
            raise
        raise TemplateError(_describe(problem)) from problem
    text = stamped(below, chain=comment(plan.chain), app=comment(plan.app))
    stamp = read_stamp(text)
    assert stamp is not None, "a stamp must be readable"
    return Script(plan.chain, plan.app, plan.path, text, stamp.checksum)


def _plain(plan: Plan, made: Environment) -> str:
    return made.get_template("plain.qvs.jinja").render(context(plan))


def _snippet(plan: Plan, made: Environment) -> str:
    """Header, body and end; the end clears whatever variables the body has set."""
    names: dict[str, object] = context(plan)
    body = made.get_template("snippet.qvs.jinja").render(names)
    verdict = _verdict_variable(names)
    used = [name for name in dict.fromkeys(_ASSIGNED.findall(body)) if name != verdict]
    names["clear_all"] = clearing(used, WIDTH)
    names["clear_last"] = clearing([verdict] if verdict else [], WIDTH)
    header = made.get_template("header.qvs.jinja").render(names)
    end = made.get_template("end.qvs.jinja").render(names)
    # A template of a user's may end without a line end; what follows must not become its comment.
    return "".join(part if part.endswith("\n") else f"{part}\n" for part in (header, body, end))


def _verdict_variable(names: Mapping[str, object]) -> str:
    """The one variable that must outlive the others, as the last lines read it."""
    if not names["verdicts"]:
        return ""
    return "qsg_Verdict" if names["many"] else "qsg_State"


def _describe(problem: Exception) -> str:
    """Where in which template, as far as Jinja tells, and what."""
    if isinstance(problem, TemplateSyntaxError):
        return (
            f"{shown(problem.filename or str(problem.name))}:{problem.lineno}:1: {problem.message}"
        )
    trace, place = problem.__traceback__, ""
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".jinja"):
            place = f"{shown(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}:1: "
        trace = trace.tb_next
    kind = (
        "" if isinstance(problem, JinjaError | QscriptgenError) else f"{type(problem).__name__}: "
    )
    return f"{place}{kind}{problem}"
