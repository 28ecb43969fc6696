"""Specs in Python."""

from __future__ import annotations

import tokenize
from pathlib import Path

from qscriptgen import chain
from qscriptgen.chain import Chain
from qscriptgen.documents.python_file import run_python_file

NO_CHAIN = 'assign one to a name at the top level: nightly = Chain("nightly", a >> b)'


def read_python(path: Path) -> tuple[Chain, ...]:
    """Run a Python file and return every chain at its top level, each once.

    Raises:
        SpecError: The file can't be read or run; with the place in it.
    """
    module = run_python_file(path, "a spec is a Python file with a Chain in it", vars(chain))
    found = {id(value): value for value in vars(module).values() if isinstance(value, Chain)}
    return tuple(found.values())


def read_python_source(path: Path) -> str:
    """Read the text of a Python file, in the encoding that it names."""
    with tokenize.open(path) as stream:
        return stream.read()
