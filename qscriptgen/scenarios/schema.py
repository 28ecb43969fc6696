"""The JSON Schema of a scenario, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from qscriptgen.documents import DIALECT, add_descriptions
from qscriptgen.emulate.scenario import Behaviour, Fault, Scenario, StartingSpace


def build_scenario_schema() -> dict[str, Any]:
    """Build the JSON Schema of a scenario; the description of a key says what it means."""
    schema = TypeAdapter(Scenario).json_schema()
    add_descriptions(schema, Scenario)
    for model in (Behaviour, Fault, StartingSpace):
        add_descriptions(schema["$defs"][model.__name__], model)
    return {"$schema": DIALECT, **schema}
