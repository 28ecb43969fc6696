"""From an outline to its script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateNotFound, TemplateSyntaxError

from qscriptgen.chain.origin import short_path
from qscriptgen.errors import QscriptgenError, TemplateError
from qscriptgen.outline import TICKET, AnswerOutline, ReadsOutline, StartOutline, WaitOnlyOutline
from qscriptgen.quoting import clearing, comment
from qscriptgen.templating.answers import answer_outline_context
from qscriptgen.templating.context import context
from qscriptgen.templating.jinja import environment
from qscriptgen.templating.reads import reads_context
from qscriptgen.templating.script import Script
from qscriptgen.templating.stamp import WIDTH, Kind, read_stamp, stamped
from qscriptgen.templating.wait_only import wait_only_context

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment, Template

    from qscriptgen.outline import AnyOutline

_ASSIGNED = re.compile(r"^\s*(?:LET|SET|FOR)\s+(qsg_\w+)", re.MULTILINE)


def render_outline(outline: AnyOutline, *, templates: Path | None = None) -> Script:
    """The script of one outline, whose chain has no errors, to be pasted as it is.

    Raises:
        TemplateError: A template fails, or puts a text where it has no safe form.
    """
    made = environment(templates)
    with template_errors(templates):
        below = _below(outline, made)
    return scripted("script", outline.chain, outline.app, outline.path, below, outline.place)


@contextmanager
def template_errors(templates: Path | None) -> Iterator[None]:
    """Tell what goes wrong in a template as a TemplateError, with its place."""
    try:
        yield
    except (JinjaError, QscriptgenError) as problem:
        raise TemplateError(_describe(problem)) from problem
    except Exception as problem:
        # The templates of users are code of users; an exception of ours keeps its traceback.
        if templates is None:
            raise
        raise TemplateError(_describe(problem)) from problem


def scripted(kind: Kind, chain: str, app: str, path: str, below: str, place: str = "end") -> Script:
    """The script that a text becomes with the stamp above it."""
    text = stamped(below, kind=kind, chain=comment(chain), app=comment(app))
    stamp = read_stamp(text)
    assert stamp is not None, "a stamp must be readable"
    return Script(chain, app, path, text, stamp.checksum, kind, place)


def _below(outline: AnyOutline, made: Environment) -> str:
    if isinstance(outline, StartOutline) and outline.plain:
        return _plain(outline, made)
    return "".join(sections(outline, made))


def _plain(outline: StartOutline, made: Environment) -> str:
    return made.get_template("plain.qvs.jinja").render(context(outline))


@dataclass(frozen=True)
class Sections:
    """The templates of header, body and end, and the variable that the last lines read.

    The latter is empty where they read none, and None where the outline decides on it.
    """

    header: str
    body: str
    end: str
    last: str | None = None


_KNOWN: Mapping[type, tuple[Sections, Callable[[Any], dict[str, Any]]]] = MappingProxyType(
    {
        StartOutline: (Sections("header", "snippet", "end"), context),
        WaitOnlyOutline: (Sections("wait_only_header", "wait_only", "end"), wait_only_context),
        ReadsOutline: (
            Sections("reads_header", "reads", "end_without_requests", last=""),
            reads_context,
        ),
        AnswerOutline: (
            Sections("answers_header", "answers", "end_without_requests", last=""),
            answer_outline_context,
        ),
    }
)
"""The templates of each kind of outline, and what gives these their names."""


def sections(
    outline: AnyOutline,
    made: Environment,
    *,
    given: Mapping[str, object] = MappingProxyType({}),
    whole: Environment | None = None,
    width: int = WIDTH,
    names: Sections | None = None,
) -> tuple[str, str, str]:
    """Header, body and end; the end clears whatever variables the body has set.

    Args:
        outline: What the script does.
        made: The environment that renders it.
        given: Names for the templates besides those of the outline.
        whole: The environment in which the body is a whole script, where it is not in ``made``.
        width: How wide a line may be.
        names: The templates, if not those that such outlines have.
    """
    usual, names_of = _KNOWN[type(outline)]
    names, mine = names or usual, names_of(outline)
    known = {**mine, **given}
    body = _template(made, names.body).render(known)
    entire = _template(whole, names.body).render(mine) if whole else body
    verdict = _verdict_variable(known) if names.last is None else names.last
    # The ticket outlives all scripts but the one that answers, which empties it by itself.
    kept = (verdict, TICKET)
    used = [name for name in dict.fromkeys(_ASSIGNED.findall(entire)) if name not in kept]
    known["clear_all"] = clearing(used, width)
    known["clear_last"] = clearing([verdict] if verdict else [], width)
    header = _template(made, names.header).render(known)
    end = _template(made, names.end).render(known)
    return _closed(header), _closed(body), _closed(end)


def _template(made: Environment, name: str) -> Template:
    return made.get_template(f"{name}.qvs.jinja")


def _closed(part: str) -> str:
    """A template of a user's may end without a line end; what follows must not be its comment."""
    return part if part.endswith("\n") else f"{part}\n"


def _verdict_variable(names: Mapping[str, object]) -> str:
    """The one variable that must outlive the others, as the last lines read it."""
    if not names["verdicts"]:
        return ""
    return "qsg_Verdict" if names["many"] else "qsg_State"


def _describe(problem: Exception) -> str:
    """Where in which template, as far as Jinja tells, and what."""
    if isinstance(problem, TemplateSyntaxError):
        file = short_path(problem.filename or str(problem.name))
        return f"{file}:{problem.lineno}:1: {problem.message}"
    trace, place = problem.__traceback__, ""
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(".jinja"):
            place = f"{short_path(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}:1: "
        trace = trace.tb_next
    return f"{place}{_words(problem)}"


def _words(problem: Exception) -> str:
    """What went wrong; Jinja has no words for some of it."""
    if isinstance(problem, TemplateNotFound):
        return f"there is no template {problem.name!r}"
    if isinstance(problem, RecursionError):
        return "templates ask for one another without end; qscriptgen/<name> are the built-in ones"
    known = isinstance(problem, JinjaError | QscriptgenError)
    return str(problem) if known else f"{type(problem).__name__}: {problem}"
