"""Specs in YAML (https://yaml.org/spec/1.2.2/): the same chains, written as keys and lists."""

from __future__ import annotations

import linecache
from pathlib import Path

from qscriptgen.chain import Chain
from qscriptgen.chain.origin import shown
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Place, sort_findings
from qscriptgen.documents import documents, read_text
from qscriptgen.errors import SpecError
from qscriptgen.specs.document import read_document

NO_CHAIN = "give it a name and a flow: {chain: nightly, flow: [Extract, Sales]}"

_CODE = "QC001"


def yaml_source(path: Path) -> str:
    """The text of a YAML file.

    Raises:
        SpecError: It can't be read.
    """
    return read_text(path, _CODE)


def read_yaml(path: Path) -> tuple[Chain, ...]:
    """Every chain of a YAML file, in the order of the file; each document stands for itself.

    Raises:
        SpecError: It can't be read, or something in it is not part of a chain: with all problems of
            the file, those too that a check of its chains finds.
        QscriptgenError: ruamel.yaml is not installed.
    """
    # The line of a problem is that of the file as it is now.
    linecache.checkcache()
    text, name = yaml_source(path), shown(str(path))
    try:
        read = [read_document(document) for document in documents(name, text, _CODE)]
    except RecursionError as error:
        found = problem(
            _CODE, Place(name), "this nests too deeply", "put lists into each other less"
        )
        raise SpecError([found]) from error
    if any(document.findings for document in read):
        told = (finding for document in read for finding in document.problems())
        raise SpecError(sort_findings((*secrets_in(name, text), *told)))
    return tuple(chain for document in read for chain in document.chains)
