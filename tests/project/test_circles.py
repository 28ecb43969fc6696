"""No module of the package imports itself through others, also not for types only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import qscriptgen
from qscriptgen.lint.analyses.components import components

FOLDER = Path(qscriptgen.__file__).parent


def module_name(file: Path) -> str:
    """The dotted name of a module; a package is called as its folder."""
    parts = file.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(file): file for file in FOLDER.rglob("*.py")}


def imports(file: Path) -> Iterator[str]:
    """The modules of the package that a module imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inner = (f"{node.module}.{alias.name}" for alias in node.names)
            names = [name if name in MODULES else str(node.module) for name in inner]
        else:
            continue
        yield from (name for name in names if name in MODULES)


def circles() -> Iterator[set[str]]:
    """The groups of modules that import each other, without the name of the package."""
    graph = {name: set(imports(file)) for name, file in MODULES.items()}
    for group in components(graph):
        if len(group) > 1 or group[0] in graph[group[0]]:
            yield {name.removeprefix("qscriptgen.") for name in group}


def test_there_is_no_circle_of_imports() -> None:
    assert "\n".join(" ".join(sorted(circle)) for circle in circles()) == ""
