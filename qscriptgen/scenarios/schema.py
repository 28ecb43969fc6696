"""The JSON Schema of a scenario, for editors that complete and check YAML."""

from __future__ import annotations

import inspect
import re
from typing import Any

from pydantic import TypeAdapter

from qscriptgen.emulate.scenario import Behaviour, Fault, Place, Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario; what each key means is in its description."""
    schema = TypeAdapter(Scenario).json_schema()
    parts = schema["$defs"]
    for model, part in (
        (Scenario, schema),
        (Behaviour, parts["Behaviour"]),
        (Fault, parts["Fault"]),
        (Place, parts["Place"]),
    ):
        _describe(part, inspect.getdoc(model) or "")
    return {"$schema": _DIALECT, **schema}


def _describe(part: dict[str, Any], doc: str) -> None:
    """Put what a docstring says about each argument where editors look for it."""
    text, _, arguments = doc.partition("\n\nArgs:\n")
    part["description"] = " ".join(text.split())
    for name, said in _ARGUMENT.findall(arguments):
        part["properties"][name]["description"] = " ".join(said.replace("``", "").split())
