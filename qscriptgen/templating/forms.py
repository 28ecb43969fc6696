"""The forms in which the scripts of a chain can be delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.checks import check, check_form, has_errors
from qscriptgen.errors import SpecError
from qscriptgen.outline import outline_chain, outline_starts
from qscriptgen.script_form import ScriptForm
from qscriptgen.templating.frame import render_outline, template_errors
from qscriptgen.templating.library import render_library
from qscriptgen.templating.overrides import check_overrides
from qscriptgen.templating.self_test import render_self_test

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.chain import Chain
    from qscriptgen.templating.script import Script


def render(
    chain: Chain, *, form: ScriptForm = "snippet", templates: Path | None = None
) -> tuple[Script, ...]:
    """The scripts of a chain, one for each app that starts another, in the order of the spec.

    Args:
        chain: The chain; it is checked first.
        form: ``snippet`` for scripts that stand by themselves; ``include`` for a few lines in each
            app and a library with the rest, which comes last; ``self-test`` for scripts that look
            at what those need, and start nothing.
        templates: A folder with templates that take the place of ours.

    Raises:
        SpecError: The chain has errors, or does not come in this form.
        TemplateError: A template fails, puts a text where it has no safe form, or takes the place
            of nothing.
    """
    findings = check(chain)
    if has_errors(findings):
        raise SpecError(findings)
    return render_checked(chain, form=form, templates=templates)


def render_checked(
    chain: Chain, *, form: ScriptForm = "snippet", templates: Path | None = None
) -> tuple[Script, ...]:
    """As `render`, for a chain that has no errors."""
    findings = tuple(check_form(chain, form))
    if findings:
        raise SpecError(findings)
    if templates:
        with template_errors(templates):
            check_overrides(templates)
    return _RENDERED[form](chain, templates)


def _snippets(chain: Chain, templates: Path | None) -> tuple[Script, ...]:
    return tuple(render_outline(outline, templates=templates) for outline in outline_chain(chain))


def _included(chain: Chain, templates: Path | None) -> tuple[Script, ...]:
    return render_library(chain, outline_chain(chain), templates=templates)


def _self_tests(chain: Chain, templates: Path | None) -> tuple[Script, ...]:
    return tuple(
        render_self_test(outline, templates=templates) for outline in outline_starts(chain)
    )


_RENDERED: Mapping[ScriptForm, Callable[[Chain, Path | None], tuple[Script, ...]]] = (
    MappingProxyType({"snippet": _snippets, "include": _included, "self-test": _self_tests})
)
