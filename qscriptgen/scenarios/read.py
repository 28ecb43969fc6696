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
from qscriptgen.documents import Places, documents, read_text
from qscriptgen.emulate import scenario as model
from qscriptgen.emulate.scenario import Scenario
from qscriptgen.errors import SpecError
from qscriptgen.running import run_file
from qscriptgen.scenarios.places import Written
from qscriptgen.scenarios.refused import refused

_MODEL = TypeAdapter(Scenario)


def load_scenarios(path: Path) -> tuple[Scenario, ...]:
    """Every scenario of a file: see `read_scenarios`, which also keeps their places."""
    return tuple(written.scenario for written in read_scenarios(path))


def read_scenarios(path: Path) -> tuple[Written, ...]:
    """Every scenario of a Python or YAML file, with its places, in the order of the file.

    In Python that is each `Scenario` at the top level, once; in YAML each document. One without a
    name is called as its variable, or as the file. A Python file is run.

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


def _from_python(path: Path) -> Iterator[Written]:
    models = {**vars(chain), **vars(model)}
    module = run_file(path, "a scenario file in Python has a Scenario in it", models)
    with tokenize.open(path) as stream:
        source = stream.read()
    _refuse(secrets_in(str(path), source))
    places = _assigned(str(path), source)
    found: dict[int, Written] = {}
    for name, value in vars(module).items():
        if isinstance(value, Scenario) and id(value) not in found:
            place = places.get(name, Place(str(path)))
            found[id(value)] = Written(_named(value, name), Places(place))
    yield from found.values()


def _assigned(path: str, source: str) -> Mapping[str, Place]:
    """Where each name at the top level gets its value."""
    return {
        target.id: Place(path, node.lineno, node.col_offset + 1)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _from_yaml(path: Path) -> Iterator[Written]:
    text = read_text(path, "QC004")
    findings = list(secrets_in(str(path), text))
    found: list[Written] = []
    for document in documents(str(path), text, "QC004"):
        findings += document.findings
        if document.findings:
            continue
        try:
            scenario = _MODEL.validate_json(json.dumps(document.value), strict=True)
        except ValidationError as error:
            findings += refused(error, document.places)
        else:
            found.append(Written(scenario, document.places))
    _refuse(findings)
    alone = len(found) == 1
    for number, written in enumerate(found, 1):
        name = path.stem if alone else f"{path.stem} {number}"
        yield replace(written, scenario=_named(written.scenario, name))


def _refuse(findings: Iterator[Finding] | list[Finding]) -> None:
    told = sort_findings(findings)
    if told:
        raise SpecError(told)


def _named(scenario: Scenario, name: str) -> Scenario:
    return scenario if scenario.name else replace(scenario, name=name)


_READERS: Mapping[str, Callable[[Path], Iterator[Written]]] = MappingProxyType(
    {".py": _from_python, ".yaml": _from_yaml, ".yml": _from_yaml}
)
