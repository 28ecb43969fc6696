"""The only Jinja configuration."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    pass_context,
)
from jinja2.runtime import Context

from qscriptgen import quoting
from qscriptgen.errors import TemplateError
from qscriptgen.quoting import Code
from qscriptgen.templating.built_in import BuiltInLoader
from qscriptgen.templating.stamp import WIDTH

OURS = "qscriptgen"
"""The folder under which a template asks for ours, where another one takes its place."""

_WHOLE = "whole"
_BARE = Environment(autoescape=False)
_BUILT_IN = BuiltInLoader()

LAYERS = (
    quoting.comment,
    quoting.expression,
    quoting.failing,
    quoting.include_path,
    quoting.json_text,
    quoting.lib_name,
    quoting.literal,
    quoting.message,
    quoting.name,
    quoting.query_value,
    quoting.sub_name,
    quoting.trace_text,
    quoting.trace_value,
    quoting.url_part,
    quoting.variable_name,
)
"""The filters, each named after the place that it quotes for."""


SHARED = {
    "parts/start_look.qvs.jinja": "look",
    "parts/post.qvs.jinja": "post",
    "parts/poll.qvs.jinja": "poll",
    "parts/cancel.qvs.jinja": "cancel",
    "parts/drop.qvs.jinja": "drop",
    "parts/encode.qvs.jinja": "encode",
}
"""The parts that are SUBs in a library, and what these are called."""


def environment(overrides: Path | None = None, *, calls: bool = False) -> Environment:
    """The environment that renders the templates.

    A file in the folder ``overrides`` takes the place of ours of the same name; it can include ours
    as ``qscriptgen/<name>``. With ``calls``, parts that are shared become calls, by means of the
    ``subs`` that a template is given.
    """
    # Kept for its folder, wherever the working folder is by then.
    return _environment(overrides.resolve() if overrides else None, calls=calls)


@cache
def _environment(overrides: Path | None, *, calls: bool) -> Environment:
    loaders: list[BaseLoader] = [PrefixLoader({OURS: _BUILT_IN}), _BUILT_IN]
    if overrides:
        loaders.insert(0, FunctionLoader(partial(_theirs, FileSystemLoader(overrides))))
    if calls:
        whole = ChoiceLoader(loaders)
        loaders = [FunctionLoader(_call), PrefixLoader({_WHOLE: whole}), whole]
    made = Environment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=only_code,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # What super() or a macro gives has been through `only_code` piece by piece.
    made.concat = _joined  # type: ignore[method-assign]
    made.filters.update({layer.__name__: layer for layer in LAYERS})
    made.filters["prose"] = prose
    made.filters["shared"] = _shared
    made.filters["whole_lines"] = whole_lines
    return made


def _joined(parts: Iterable[str]) -> Code:
    return Code("".join(parts))


def _theirs(folder: FileSystemLoader, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A template of a user's; it ends with a line end, so that it does not swallow what follows."""
    try:
        text, path, is_fresh = folder.get_source(_BARE, name)
    except TemplateNotFound:
        return None
    return whole_lines(text), path, is_fresh


def _call(name: str) -> str | None:
    """A template in place of a shared part: it renders the part, and puts the call of it."""
    kind = SHARED.get(name)
    include = f'{{% include "{_WHOLE}/{name}" %}}'
    return kind and f'{{% filter shared("{kind}") %}}{include}{{% endfilter %}}'


@pass_context
def _shared(context: Context, text: str, kind: str) -> str:
    called: str = context["subs"].call(text, kind)
    return called


def whole_lines(text: str) -> str:
    """The text with a line end after its last line: what follows must not become its comment."""
    return f"{text}\n" if text.strip() and not text.endswith("\n") else text


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
