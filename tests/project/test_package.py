"""The package as a whole: what is public, what an import costs, and who imports whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import entry_points, version
from pathlib import Path

import pytest

import qscriptgen

FOLDER = Path(qscriptgen.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
NAMES = [file.relative_to(FOLDER).as_posix() for file in MODULES]

HOUSE = (
    {"__init__", "__main__", "pytest_plugin"},
    {"cli", "testing"},
    {"scenarios", "specs"},
    {"documents"},
    {"simulation"},
    {"display", "write"},
    {"emulate", "lint", "templating"},
    {"checks"},
    {"outline"},
    {"chain", "quoting", "script"},
    {"errors"},
    {"api", "app_id", "diagnostics", "duration", "script_form", "secret_patterns"},
)
"""The rooms of the house: each may import from those below it, and from nobody else."""

FLOOR = {room: floor for floor, rooms in enumerate(HOUSE) for room in rooms}


def python(*arguments):
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_public_names_are_sorted():
    assert qscriptgen.__all__ == sorted(set(qscriptgen.__all__))


@pytest.mark.parametrize("name", qscriptgen.__all__)
def test_public_names_can_be_imported(name):
    public = getattr(qscriptgen, name)
    assert public.__name__ == name
    assert public.__doc__


def test_public_names_are_those_that_type_checkers_see():
    tree = ast.parse((FOLDER / "__init__.py").read_text(encoding="utf-8"))
    (seen,) = (node for node in tree.body if isinstance(node, ast.If))
    imported = [
        alias.name for node in seen.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    assert sorted(imported) == qscriptgen.__all__


def test_no_other_name_is_public():
    with pytest.raises(AttributeError, match="no attribute 'plan_chains'"):
        _ = qscriptgen.plan_chains
    assert {*qscriptgen.__all__, "__version__"} <= set(dir(qscriptgen))


def test_version_is_the_same_everywhere():
    assert python("-m", "qscriptgen", "--version").split()[-1] == qscriptgen.__version__
    assert version("qscriptgen") == qscriptgen.__version__


def test_entry_points_lead_to_the_command_and_the_plugin():
    assert entry_points(group="console_scripts")["qscriptgen"].load().name == "main"
    assert entry_points(group="pytest11")["qscriptgen"].value == "qscriptgen.pytest_plugin"


def test_types_are_announced():
    assert (FOLDER / "py.typed").exists()


@pytest.mark.parametrize(
    "name",
    [
        "qscriptgen",
        "qscriptgen.cli",
        "qscriptgen.pytest_plugin",
        "qscriptgen.script",
        "qscriptgen.script.evaluation",
    ],
)
def test_what_every_run_imports_is_light(name):
    imported = python("-c", f"import sys, {name}; print(*sys.modules)").split()
    assert name in imported
    assert not {"pydantic", "jinja2", "syrupy"} & set(imported)


def test_lint_of_a_file_reads_no_yaml_and_renders_nothing(tmp_path):
    script = tmp_path / "script.qvs"
    script.write_text("LET vRows = 1;\nTRACE $(vRows);\n", encoding="utf-8")
    code = (
        "import sys\nfrom qscriptgen.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\nprint(*sys.modules)"
    )
    imported = python("-c", code, "lint", str(script)).split()
    assert "qscriptgen.lint.linter" in imported
    assert not {"pydantic", "jinja2", "ruamel"} & set(imported)


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_imports_point_one_way(file):
    room = file.relative_to(FOLDER).parts[0].removesuffix(".py")
    assert room in FLOOR, f"give {room} its place in HOUSE"
    for line, target in imports(file):
        assert target == room or FLOOR[target] > FLOOR[room], f"line {line} imports {target}"


def imports(file):
    """The line and the room of each import from this package, wherever in the file it stands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"line {node.lineno} imports with dots"
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for package, room, *_ in (name.split(".") for name in found if "." in name):
            if package == "qscriptgen" and room != "__version__":
                yield node.lineno, room if room in FLOOR else "__init__"


@pytest.mark.parametrize("file", MODULES, ids=NAMES)
def test_files_and_functions_stay_short(file):
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name
