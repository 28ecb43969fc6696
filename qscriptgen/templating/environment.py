"""The only Jinja configuration, and where the templates are."""

from __future__ import annotations

import re
import textwrap
from functools import cache
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
)

from qscriptgen import quoting
from qscriptgen.errors import TemplateError
from qscriptgen.quoting import Code
from qscriptgen.templating.stamp import WIDTH

LAYERS = (
    quoting.comment,
    quoting.expression,
    quoting.failing,
    quoting.json_text,
    quoting.lib_name,
    quoting.literal,
    quoting.message,
    quoting.name,
    quoting.query_value,
    quoting.trace_value,
    quoting.url_part,
)
"""The filters, each named after the place that it quotes for."""


@cache
def environment(overrides: Path | None = None) -> Environment:
    """The environment that renders the templates.

    A file in the folder ``overrides`` takes the place of ours of the same name; it can include ours
    as ``qscriptgen/<name>``.
    """
    ours = FileSystemLoader(templates_folder())
    loaders: list[BaseLoader] = [PrefixLoader({"qscriptgen": ours}), ours]
    if overrides:
        loaders.insert(0, FileSystemLoader(overrides))
    made = Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update({layer.__name__: layer for layer in LAYERS})
    made.filters["prose"] = prose
    return made


def templates_folder() -> Path:
    """In a wheel the templates lie inside the package; in a checkout, beside it."""
    package = Path(__file__).parent.parent
    packaged = package / "templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


def only_code(value: object) -> object:
    """The value, if a quoting layer made it or it is a whole number; nothing else gets out.

    Raises:
        TemplateError: Any other value.
    """
    if isinstance(value, Code) or type(value) is int:
        return value
    known = ", ".join(layer.__name__ for layer in LAYERS)
    raise TemplateError(f"a template emits {value!r} without a quoting filter (one of {known})")


def prose(text: str) -> str:
    """The paragraphs of ``text`` as comment lines; line breaks inside a paragraph do not count."""
    paragraphs = (_kept_together(" ".join(part.split())) for part in re.split(r"\n\s*\n", text))
    return "".join(
        f"// {line.replace(_JOINT, ' ')}\n"
        for paragraph in paragraphs
        for line in textwrap.wrap(paragraph, WIDTH - 3, break_on_hyphens=False)
    )


_JOINT = "\u00a0"


def _kept_together(text: str) -> str:
    """The text with numbers joined to their units, so that no line ends between them."""
    return re.sub(r"(?<=\d) (?=(?:s|min|h)\b)", _JOINT, text)
