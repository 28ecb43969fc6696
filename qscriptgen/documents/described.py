"""What docstrings say about arguments, put into a JSON Schema where editors look for it."""

from __future__ import annotations

import inspect
import re
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def describe(part: dict[str, Any], model: type) -> None:
    """Add the description of a model, and of each of its arguments that the part has as a key."""
    text, _, arguments = (inspect.getdoc(model) or "").partition("\n\nArgs:\n")
    part["description"] = _plain(text)
    for name, said in _ARGUMENT.findall(arguments):
        if name in part["properties"]:
            part["properties"][name]["description"] = _plain(said)


def _plain(text: str) -> str:
    return " ".join(text.replace("``", "").split())
