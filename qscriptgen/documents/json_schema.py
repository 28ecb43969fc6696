"""Copies what docstrings say about arguments into a JSON Schema, where editors look for it."""

from __future__ import annotations

import inspect
import re
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def add_descriptions(schema: dict[str, Any], model: type) -> None:
    """Add the description of a model, and of each argument that is a property of the schema."""
    text, _, arguments = (inspect.getdoc(model) or "").partition("\n\nArgs:\n")
    schema["description"] = _unwrap(text)
    for name, description in _ARGUMENT.findall(arguments):
        if name in schema["properties"]:
            schema["properties"][name]["description"] = _unwrap(description)


def _unwrap(text: str) -> str:
    return " ".join(text.replace("``", "").split())
