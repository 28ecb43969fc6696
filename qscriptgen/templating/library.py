"""The include form: one library of SUBs for a chain, and a few lines for each app.

A part that every script has a copy of is a SUB in a library. Scripts whose parts differ get a SUB
of their own, so a library does what the scripts do that stand by themselves.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qscriptgen.errors import TemplateError
from qscriptgen.outline import (
    AnswerOutline,
    ReadsOutline,
    StartOutline,
    WaitOnlyOutline,
    outline_library,
)
from qscriptgen.quoting.code import Code
from qscriptgen.templating.frame import scripted, sections, template_errors
from qscriptgen.templating.jinja import environment
from qscriptgen.templating.stamp import WIDTH
from qscriptgen.templating.words import listed

if TYPE_CHECKING:
    from pathlib import Path

    from qscriptgen.chain import Chain
    from qscriptgen.outline import AnyOutline, Library
    from qscriptgen.templating.script import Script

_NOTED = "LET qsg_ErrorMode"
_INDENT = " " * 4
_COMPLAINT = (
    "Chain {chain}: {file} does not hold the script of {app} in this format. Render the chain"
    " again and upload the library."
)
_WHERE: Mapping[type, str] = MappingProxyType(
    {
        StartOutline: "behind the last STORE and behind SECTION APPLICATION, as what it starts can"
        " only read what is stored by then",
        WaitOnlyOutline: "at the beginning of the script, as what stands above them would not wait",
        ReadsOutline: "at the start of the script, before the first line that reads what it sets",
        AnswerOutline: "behind the last line that sets what it stores and behind SECTION"
        " APPLICATION, in front of the lines that start other apps, as these may end the script",
    }
)
_SAYS = {
    "drop": "Drops the table that holds an answer, if there is one.",
    "look": "The newest reload of the app: qsg_Newest is its id or none, qsg_Status its status.",
    "post": "One POST, never repeated here: qsg_Reload is the id in a good answer, else it stays.",
    "poll": "The status of one reload: qsg_Status stays as it is when it could not be read.",
    "encode": "Writes each odd character of qsg_Value as a code; qsg_Fault tells of one without.",
    "cancel": "Asks the tenant to cancel the reload; whatever it answers, this is a time-out.",
}


@dataclass
class Subs:
    """The SUBs that the scripts of a library share, each text once; rendering them fills it."""

    prefix: str
    app: str = ""
    found: dict[tuple[str, str], tuple[str, list[str]]] = field(default_factory=dict)

    def call(self, text: str, kind: str) -> str:
        """The line that stands for a part of a script: a CALL of the SUB with its text."""
        body = textwrap.dedent(text)
        number = sum(known == kind for known, _ in self.found) + 1
        name = f"{self.prefix}_{kind}{f'_{number}' if number > 1 else ''}"
        name, users = self.found.setdefault((kind, body), (name, []))
        if self.app not in users:
            users.append(self.app)
        filled = next(line for line in text.splitlines() if line.strip())
        return f"{filled[: len(filled) - len(filled.lstrip())]}CALL {name}\n"

    def in_order(self) -> list[dict[str, Any]]:
        """All of them, those of one kind together; which of several a script calls is said."""
        alike = Counter(kind for kind, _ in self.found)
        order = list(_SAYS)
        return [
            {
                "name": name,
                "says": _SAYS[kind],
                "users": listed(users) if alike[kind] > 1 else "",
                "body": _indented(body),
            }
            for (kind, body), (name, users) in sorted(
                self.found.items(), key=lambda item: order.index(item[0][0])
            )
        ]


def render_library(
    chain: Chain, outlines: Sequence[AnyOutline], *, templates: Path | None = None
) -> tuple[Script, ...]:
    """The lines of each app, then the library that they call.

    Raises:
        TemplateError: A template fails, or puts a text where it has no safe form.
    """
    library = outline_library(chain)
    lines = [_lines(library, outline, templates) for outline in outlines]
    with template_errors(templates):
        below = _library(library, outlines, templates)
    return (*lines, scripted("library", library.chain, "", library.path, below))


def _lines(library: Library, outline: AnyOutline, templates: Path | None) -> Script:
    with template_errors(templates):
        template = environment(templates).get_template("include.qvs.jinja")
        below = template.render(lines_context(library, outline))
    return scripted("script", outline.chain, outline.app, outline.path, below, outline.place)


def lines_context(library: Library, outline: AnyOutline) -> dict[str, Any]:
    """The names for the lines by which an app calls a script."""
    return {
        "chain": outline.chain,
        "app": outline.app,
        "spec": outline.spec,
        "file": library.file,
        "place": library.place,
        "sub": library.sub(outline),
        "entry": library.entry(outline),
        "where": _WHERE[type(outline)],
        "asks": isinstance(outline, StartOutline | WaitOnlyOutline),
        "target": outline.target,
        "complaint": _COMPLAINT.format(chain=outline.chain, file=library.file, app=outline.app),
    }


def _library(library: Library, outlines: Sequence[AnyOutline], templates: Path | None) -> str:
    subs = Subs(library.prefix)
    scripts = [_script(library, outline, subs, templates) for outline in outlines]
    template = environment(templates).get_template("library.qvs.jinja")
    return template.render(library_context(library, outlines, scripts, subs.in_order()))


def library_context(
    library: Library,
    outlines: Sequence[AnyOutline],
    scripts: Sequence[Mapping[str, Any]],
    shared: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The names for a library, whose scripts and what they share have been rendered."""
    apps = list(dict.fromkeys(outline.app for outline in outlines))
    return {
        "spec": library.spec,
        "file": library.file,
        "one_app": len(apps) == 1,
        "in_space_of_app": library.place.startswith("lib://:"),
        "apps": listed(apps),
        "several": len(outlines) > len(apps),
        "shared": shared,
        "scripts": scripts,
        "entries": [library.entry(outline) for outline in outlines],
    }


def _script(
    library: Library, outline: AnyOutline, subs: Subs, templates: Path | None
) -> dict[str, Any]:
    subs.app = outline.app
    header, *body = sections(
        outline,
        environment(templates, calls=True),
        given={"form": "include", "subs": subs},
        whole=environment(templates),
        width=WIDTH - len(_INDENT),
    )
    if _NOTED in "".join(body):
        raise TemplateError(f"{_NOTED} is for the lines of an app; include parts/begin.qvs.jinja")
    return {
        "app": outline.app,
        "name": library.sub(outline),
        "header": Code(header),
        "body": _indented("".join(body)),
    }


def _indented(text: str) -> Code:
    return Code(textwrap.indent(text, _INDENT))
