"""What a scenario refuses, in words that need no knowledge of pydantic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, did_you_mean
from qscriptgen.documents import KeyPath, Places, format_key_path
from qscriptgen.documents.validation_errors import code_of, hint_in_yaml, message_of
from qscriptgen.emulate.scenario import Behaviour, Fault, Scenario, StartingSpace

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_MODELS: Mapping[str | int, type[Behaviour | Fault | StartingSpace]] = MappingProxyType(
    {"apps": Behaviour, "others": Behaviour, "faults": Fault, "space": StartingSpace}
)


def describe_refusals(error: ValidationError, places: Places) -> Iterator[Finding]:
    """Yield a finding, at its place, for everything in a document that a scenario does not take."""
    for detail in error.errors(include_url=False):
        key_path = tuple(detail["loc"])
        unknown = detail["type"] == "unexpected_keyword_argument"
        yield problem(
            code_of(detail["type"]),
            places.key(key_path) if unknown else places.value(key_path),
            _message(detail, places),
            _hint(detail),
        )


def _message(detail: ErrorDetails, places: Places) -> str:
    unknown = detail["type"] in ("unexpected_keyword_argument", "missing")
    key_path = tuple(detail["loc"]) if unknown else places.reduce(tuple(detail["loc"]))
    return (format_key_path(key_path) or "a scenario") + message_of(detail)


def _hint(detail: ErrorDetails) -> str:
    if detail["type"] == "unexpected_keyword_argument":
        *above, key = detail["loc"]
        return did_you_mean(str(key), _options(tuple(above)))
    return hint_in_yaml(detail)


def _options(key_path: KeyPath) -> list[str]:
    """The keys that the mapping at this path can have."""
    return [option.name for option in fields(_MODELS[key_path[0]] if key_path else Scenario)]
