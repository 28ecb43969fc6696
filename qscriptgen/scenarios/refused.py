"""What a scenario refuses, in words that need no knowledge of Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.checks.problem import problem
from qscriptgen.diagnostics import Finding, did_you_mean
from qscriptgen.documents import Places, Way
from qscriptgen.documents.refusals import hint, said, where
from qscriptgen.emulate.scenario import Behaviour, Fault, Place, Scenario
from qscriptgen.running import CODES

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_MODELS: Mapping[str | int, type[Behaviour | Fault | Place]] = MappingProxyType(
    {"apps": Behaviour, "others": Behaviour, "faults": Fault, "place": Place}
)


def refused(error: ValidationError, places: Places) -> Iterator[Finding]:
    """A finding for everything in a document that is not a scenario, at its place."""
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
    return (where(way) or "a scenario") + said(detail)


def _hint(detail: ErrorDetails) -> str:
    if detail["type"] == "unexpected_keyword_argument":
        *above, key = detail["loc"]
        return did_you_mean(str(key), _options(tuple(above)))
    return hint(detail)


def _options(way: Way) -> list[str]:
    """The keys that can stand in the mapping at the end of this way."""
    return [option.name for option in fields(_MODELS[way[0]] if way else Scenario)]
