"""YAML files as plain values with their places, and what is wrong in them, in plain words."""

from __future__ import annotations

from qscriptgen.documents.described import DIALECT, describe
from qscriptgen.documents.document import Document, Plain, documents, read_text
from qscriptgen.documents.places import Places, Way

__all__ = [
    "DIALECT",
    "Document",
    "Places",
    "Plain",
    "Way",
    "describe",
    "documents",
    "read_text",
]
