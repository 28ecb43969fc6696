"""Templates of a user's, looked at before they render: each has to be used for something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from jinja2 import nodes

from qscriptgen.chain.origin import short_path
from qscriptgen.diagnostics import did_you_mean
from qscriptgen.errors import TemplateError
from qscriptgen.templating.built_in import templates_folder
from qscriptgen.templating.jinja import OURS, environment

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

_ENDINGS = (".jinja", ".qvs")
_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
_VERBS: dict[type[nodes.Node], str] = {nodes.Extends: "extends", nodes.Include: "includes"}


@dataclass(frozen=True)
class _Template:
    """A template of a user's: its name, where it is, and what is in it."""

    name: str
    path: Path
    tree: nodes.Template

    def problem(self, line: int, text: str) -> TemplateError:
        return TemplateError(f"{short_path(str(self.path))}:{line}:1: {text}")


def check_overrides(folder: Path) -> None:
    """Refuse a folder of templates that change nothing, as their names or blocks are unknown.

    Raises:
        TemplateError: There is no template in it, one that nothing asks for, one that asks for what
            is not there, or a block that the template it extends does not have.
        jinja2.TemplateSyntaxError: A template is none.
    """
    made = environment(folder)
    found = [
        _Template(path.relative_to(folder).as_posix(), path, _parsed(made, path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name.endswith(_ENDINGS)
    ]
    if not found:
        raise TemplateError(f"{short_path(str(folder))} has no template, such as header.qvs.jinja")
    ours = _built_in()
    _each_is_asked_for(found, ours)
    known = {template.name for template in found} | ours | {f"{OURS}/{name}" for name in ours}
    for template in found:
        for problem in chain(_references(template, known), _blocks(template, made)):
            raise problem


def _built_in() -> set[str]:
    folder = templates_folder()
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.jinja")}


def _parsed(made: Environment, path: Path) -> nodes.Template:
    return made.parse(path.read_text(encoding="utf-8"), filename=str(path))


def _each_is_asked_for(found: list[_Template], ours: set[str]) -> None:
    """A template takes the place of ours of that name, or another one asks for it."""
    asked = {name for template in found for name, _ in _named(template)}
    if None in asked:
        return  # whatever its name is, it is only known when it is rendered
    for template in found:
        if template.name not in ours | asked:
            file = template.name.rpartition("/")[2]
            elsewhere = [name for name in sorted(ours) if name.rpartition("/")[2] == file]
            hint = did_you_mean(elsewhere[0] if elsewhere else template.name, ours)
            text = f"nothing asks for a template {template.name!r}; {hint}"
            raise template.problem(1, text)


def _named(template: _Template) -> Iterator[tuple[str | None, nodes.Node]]:
    """The templates that one asks for, None for a name that is put together."""
    for node in template.tree.find_all(_REFERENCES):
        asked = node.template  # type: ignore[attr-defined]  # all of them have one
        parts = asked.items if isinstance(asked, nodes.List | nodes.Tuple) else [asked]
        for part in parts:
            yield part.value if isinstance(part, nodes.Const) else None, node


def _references(template: _Template, known: set[str]) -> Iterator[TemplateError]:
    """Templates that are not there, or that a template asks for inside itself."""
    for name, node in _named(template):
        optional = isinstance(node, nodes.Include) and (
            node.ignore_missing or not isinstance(node.template, nodes.Const)
        )
        if name == template.name:
            verb = _VERBS.get(type(node), "imports")
            text = f"it {verb} itself; write {OURS}/{name} for the built-in one"
            yield template.problem(node.lineno, text)
        elif name is not None and name not in known and not optional:
            text = f"there is no template {name!r}; {did_you_mean(name, known)}"
            yield template.problem(node.lineno, text)


def _blocks(template: _Template, made: Environment) -> Iterator[TemplateError]:
    """Blocks that what is extended does not have; those inside another block are its own."""
    theirs = _inherited(template.tree, made)
    if theirs is None:
        return
    for block in _outermost(template.tree):
        if block.name not in theirs:
            hint = did_you_mean(block.name, theirs) if theirs else "it has none"
            yield template.problem(
                block.lineno,
                f"what it extends has no block {block.name!r}; {hint}",
            )


def _inherited(tree: nodes.Template, made: Environment) -> set[str] | None:
    """The blocks of all that a template extends; None if it extends nothing that can be read."""
    found: set[str] | None = None
    seen: set[str] = set()
    while True:
        extended = next(tree.find_all(nodes.Extends), None)
        parent = extended.template if extended else None
        if not isinstance(parent, nodes.Const) or parent.value in seen or made.loader is None:
            return found if parent is None else None
        seen.add(parent.value)
        tree = made.parse(made.loader.get_source(made, parent.value)[0])
        found = (found or set()) | {block.name for block in tree.find_all(nodes.Block)}


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
