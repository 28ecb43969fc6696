"""Files that users write: YAML as plain values with their places, Python files, what is wrong."""

from __future__ import annotations

from qscriptgen.documents.json_schema import DIALECT, add_descriptions
from qscriptgen.documents.places import KeyPath, Places, format_key_path
from qscriptgen.documents.yaml_documents import Document, Plain, read_documents, read_text

__all__ = [
    "DIALECT",
    "Document",
    "KeyPath",
    "Places",
    "Plain",
    "add_descriptions",
    "format_key_path",
    "read_documents",
    "read_text",
]
