"""Specs in YAML (https://yaml.org/spec/1.2.2/): the same chains, written as keys and lists."""

from __future__ import annotations

import linecache
from pathlib import Path

from qscriptgen.chain import Chain
from qscriptgen.chain.origin import short_path
from qscriptgen.checks.names import secrets_in
from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Place, sort_findings
from qscriptgen.documents import read_documents, read_text
from qscriptgen.errors import SpecError
from qscriptgen.specs.document import read_document

NO_CHAIN = "give it a name and a flow: {chain: nightly, flow: [Extract, Sales]}"

_CODE = "QC001"


def read_yaml_source(path: Path) -> str:
    """Read the text of a YAML file.

    Raises:
        SpecError: It can't be read.
    """
    return read_text(path, _CODE)


def read_yaml(path: Path) -> tuple[Chain, ...]:
    """Read every chain of a YAML file, in the order of the file; each document is on its own.

    Raises:
        SpecError: It can't be read, or something in it is not part of a chain: with all problems of
            the file, including those that a check of its chains finds.
        QscriptgenError: ruamel.yaml is not installed.
    """
    # Places refer to the lines of the file as they are now.
    linecache.checkcache()
    text, name = read_yaml_source(path), short_path(str(path))
    try:
        read = [read_document(document) for document in read_documents(name, text, _CODE)]
    except RecursionError as error:
        deep = problem(
            _CODE, Place(name), "this nests too deeply", "put lists into each other less"
        )
        raise SpecError([deep]) from error
    if any(document.findings for document in read):
        found = tuple(finding for document in read for finding in document.find_problems())
        raise SpecError(sort_findings((*secrets_in(name, text), *found)))
    return tuple(chain for document in read for chain in document.chains)
