"""From a spec file to the chains in it."""

from __future__ import annotations

import tokenize
from collections.abc import Sequence
from pathlib import Path

from qscriptgen import chain
from qscriptgen.chain import Chain
from qscriptgen.checks import check_all
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, Place, sort_findings
from qscriptgen.errors import SpecError
from qscriptgen.running import run_file


def load_chains(path: Path) -> tuple[Chain, ...]:
    """Every chain at the top level of a Python spec, each once, in the order of the file.

    The file is run, so treat it as you treat any Python file of others.

    Raises:
        SpecError: The file can't be read or run, or holds no chain; with the place in it.
    """
    module = run_file(path, "a spec is a Python file with a Chain in it", vars(chain))
    chains = {id(value): value for value in vars(module).values() if isinstance(value, Chain)}
    if not chains:
        hint = 'assign one to a name at the top level: nightly = Chain("nightly", a >> b)'
        raise SpecError([problem("QC002", Place(str(path)), "no chain in this file", hint)])
    for found in chains.values():
        found.loaded_from(str(path))
    return tuple(chains.values())


def check_spec(path: Path, chains: Sequence[Chain]) -> tuple[Finding, ...]:
    """The problems of chains that were loaded from a file, and secrets anywhere in its text."""
    with tokenize.open(path) as stream:
        source = stream.read()
    return sort_findings((*secrets_in(str(path), source), *check_all(chains)))
