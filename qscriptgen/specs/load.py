"""From a spec file to the chains in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qscriptgen.chain import Chain
from qscriptgen.checks import check_all
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, sort_findings
from qscriptgen.errors import SpecError
from qscriptgen.specs import python, yaml


@dataclass(frozen=True)
class _Language:
    """How the specs of one language are read."""

    chains: Callable[[Path], tuple[Chain, ...]]
    source: Callable[[Path], str]
    no_chain: str


_PYTHON = _Language(python.read_python, python.read_python_source, python.NO_CHAIN)
_YAML = _Language(yaml.read_yaml, yaml.read_yaml_source, yaml.NO_CHAIN)


def load_chains(path: Path) -> tuple[Chain, ...]:
    """Load every chain of a spec, each once, in the order of the file.

    A file that ends in .yaml or .yml is YAML. Any other is Python: its chains are those at its top
    level. It is run, so treat it like any Python file that others wrote.

    Raises:
        SpecError: The file can't be read, or run, or holds no chain; with the places in it.
        QscriptgenError: The file is YAML, and ruamel.yaml is not installed.
    """
    language = _choose_language(path)
    chains = language.chains(path)
    if not chains:
        place = Place(str(path))
        raise SpecError([problem("QC002", place, "no chain in this file", language.no_chain)])
    for found in chains:
        found.loaded_from(str(path))
    return chains


def check_spec(path: Path, chains: Sequence[Chain]) -> tuple[Finding, ...]:
    """Find the problems of chains from a file, and secrets anywhere in its text."""
    source = _choose_language(path).source(path)
    return sort_findings((*secrets_in(str(path), source), *check_all(chains)))


def _choose_language(path: Path) -> _Language:
    return _YAML if path.suffix.lower() in (".yaml", ".yml") else _PYTHON
