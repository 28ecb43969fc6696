"""The JSON Schema of a scenario, for editors that complete and check YAML."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from qscriptgen.documents import DIALECT, describe
from qscriptgen.emulate.scenario import Behaviour, Fault, Place, Scenario


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario; what each key means is in its description."""
    schema = TypeAdapter(Scenario).json_schema()
    describe(schema, Scenario)
    for model in (Behaviour, Fault, Place):
        describe(schema["$defs"][model.__name__], model)
    return {"$schema": DIALECT, **schema}
