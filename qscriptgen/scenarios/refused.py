"""What a scenario refuses, in words that need no knowledge of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, did_you_mean
from qscriptgen.emulate.scenario import Behaviour, Fault, Place, Scenario, Way
from qscriptgen.running import CODES, HINTS
from qscriptgen.scenarios.places import Places

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "must be text",
        "int_type": "must be a whole number",
        "float_type": "must be a number",
        "bool_type": "must be true or false",
        "dict_type": "must hold keys with values",
        "dataclass_type": "must hold keys with values",
        "tuple_type": "must be a list",
        "missing": "is missing",
        "unexpected_keyword_argument": "is not known",
        "finite_number": "must be finite",
        "greater_than_equal": "must be at least {ge}",
        "less_than_equal": "must be at most {le}",
        "literal_error": "must be {expected}",
    }
)
_MODELS: Mapping[str | int, type[Behaviour | Fault | Place]] = MappingProxyType(
    {"apps": Behaviour, "others": Behaviour, "faults": Fault, "place": Place}
)


def refused(error: ValidationError, places: Places) -> Iterator[Finding]:
    """A finding for everything in a document that is no scenario, at its place."""
    for detail in error.errors(include_url=False):
        way = tuple(detail["loc"])
        unknown = detail["type"] == "unexpected_keyword_argument"
        yield problem(
            CODES.get(detail["type"], "QC003"),
            places.key(way) if unknown else places.value(way),
            _said(detail, places),
            _hint(detail),
        )


def _said(detail: ErrorDetails, places: Places) -> str:
    unknown = detail["type"] in ("unexpected_keyword_argument", "missing")
    way = tuple(detail["loc"]) if unknown else places.known(tuple(detail["loc"]))
    where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in way)
    said = _SAID.get(detail["type"], detail["msg"]).format(**detail.get("ctx", {}))
    subject = where.removeprefix(".") or "a scenario"
    return f"{subject} {said}" if detail["type"] in _SAID else f"{subject}: {said}"


def _hint(detail: ErrorDetails) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "unexpected_keyword_argument":
        *above, key = detail["loc"]
        return did_you_mean(str(key), _options(tuple(above)))
    if kind == "literal_error":
        words = re.findall(r"'([^']+)'", detail["ctx"]["expected"])
        hint = did_you_mean(str(given), words)
        return hint if "?" in hint else ""
    if kind == "string_type" and isinstance(given, bool | int | float):
        return "put it in quotes"
    return HINTS.get(CODES.get(kind, ""), "")


def _options(way: Way) -> list[str]:
    """The keys that can stand in the mapping at the end of this way."""
    return [option.name for option in fields(_MODELS[way[0]] if way else Scenario)]
