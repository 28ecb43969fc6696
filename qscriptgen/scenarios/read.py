"""From a scenario file to the scenarios in it."""

from __future__ import annotations

import ast
import json
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from qscriptgen import chain
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, sort_findings
from qscriptgen.documents import Places, read_documents, read_text
from qscriptgen.documents.python_file import run_python_file
from qscriptgen.emulate import scenario as model
from qscriptgen.emulate.scenario import Scenario
from qscriptgen.errors import SpecError
from qscriptgen.scenarios.placed import PlacedScenario
from qscriptgen.scenarios.refusals import describe_refusals

_MODEL = TypeAdapter(Scenario)


def load_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Load every scenario of a file; `read_scenarios` also keeps their places."""
    return tuple(placed.scenario for placed in read_scenarios(path))


def read_scenarios(path: Path) -> tuple[PlacedScenario, ...]:
    """Read every scenario of a Python or YAML file, with its places, in the order of the file.

    In Python that is each `Scenario` at the top level, once; in YAML each document. One without a
    name gets that of its variable, or of the file. A Python file is run.

    Raises:
        SpecError: The file can't be read, or holds no scenario; with all problems in it.
        QscriptgenError: The file is YAML, and ruamel.yaml is not installed.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        hint = f"scenarios are files that end in {', '.join(_READERS)}"
        raise SpecError([problem("QC004", Place(str(path)), "this is not a scenario file", hint)])
    found = tuple(reader(path))
    if not found:
        hint = "an empty scenario, in which all goes well, is Scenario() in Python and {} in YAML"
        raise SpecError([problem("QC005", Place(str(path)), "no scenario in this file", hint)])
    return found


def _from_python(path: Path) -> Iterator[PlacedScenario]:
    models = {**vars(chain), **vars(model)}
    module = run_python_file(path, "a scenario file in Python has a Scenario in it", models)
    with tokenize.open(path) as stream:
        source = stream.read()
    _refuse(secrets_in(str(path), source))
    places = _assigned(str(path), source)
    found: dict[int, PlacedScenario] = {}
    for name, value in vars(module).items():
        if isinstance(value, Scenario) and id(value) not in found:
            place = places.get(name, Place(str(path)))
            found[id(value)] = PlacedScenario(_named(value, name), Places(place))
    yield from found.values()


def _assigned(path: str, source: str) -> Mapping[str, Place]:
    """Find where each name at the top level gets its value."""
    return {
        target.id: Place(path, node.lineno, node.col_offset + 1)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _from_yaml(path: Path) -> Iterator[PlacedScenario]:
    text = read_text(path, "QC004")
    findings = list(secrets_in(str(path), text))
    found: list[PlacedScenario] = []
    for document in read_documents(str(path), text, "QC004"):
        findings += document.findings
        if document.findings:
            continue
        try:
            scenario = _MODEL.validate_json(json.dumps(document.value), strict=True)
        except ValidationError as error:
            findings += describe_refusals(error, document.places)
        else:
            found.append(PlacedScenario(scenario, document.places))
    _refuse(findings)
    alone = len(found) == 1
    for number, placed in enumerate(found, 1):
        name = path.stem if alone else f"{path.stem} {number}"
        yield replace(placed, scenario=_named(placed.scenario, name))


def _refuse(findings: Iterator[Finding] | list[Finding]) -> None:
    found = sort_findings(findings)
    if found:
        raise SpecError(found)


def _named(scenario: Scenario, name: str) -> Scenario:
    return scenario if scenario.name else replace(scenario, name=name)


_READERS: Mapping[str, Callable[[Path], Iterator[PlacedScenario]]] = MappingProxyType(
    {".py": _from_python, ".yaml": _from_yaml, ".yml": _from_yaml}
)
