"""What a scalar of JSON is in a table.

Sources:

- https://github.com/qlik-oss/qlik-cloud-app-analyzer: true and false are compared as texts,
  numbers are divided
- https://github.com/ChristofSchwarz/qs_script_rest_api: dates are texts, and parsed by the script
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.emulate.connector.document import JsonNumber
from qscriptgen.script.evaluation import NULL, NotEmulated, Value
from qscriptgen.script.evaluation.interpretation import read_as_number
from qscriptgen.script.evaluation.values import boolean, dual, number, text

if TYPE_CHECKING:
    from qscriptgen.emulate.connector.document import Scalar
    from qscriptgen.emulate.world import World
    from qscriptgen.script.evaluation import Settings

_BOOLEANS: Mapping[str, Mapping[bool, Value]] = MappingProxyType(
    {
        "True": {True: text("True"), False: text("False")},
        "true": {True: text("true"), False: text("false")},
        "number": {True: boolean(True), False: boolean(False)},
    }
)
_EXACT_DIGITS = 14


def cell(data: Scalar, world: World, settings: Settings) -> Value:
    """The value of a scalar; null is NULL.

    Raises:
        NotEmulated: It is a number beyond the range of the engine's.
    """
    match data:
        case None:
            return NULL
        case bool():
            return _BOOLEANS[world.answer("json-boolean")][data]
        case JsonNumber():
            return _number(data.text)
        case _:
            return _text(data, world, settings)


def _number(written: str) -> Value:
    """A number; a whole one with more digits than the engine would write keeps its text."""
    value = float(written)
    if not math.isfinite(value):
        raise NotEmulated(f"the number {written[:20]}")
    long = len(written.removeprefix("-")) > _EXACT_DIGITS
    whole = written.removeprefix("-").isdecimal()
    return dual(written, value) if long and whole else number(value)


def _text(written: str, world: World, settings: Settings) -> Value:
    if world.answer("json-text") == "number":
        value = read_as_number(written, settings)
        if value is not None:
            return dual(written, value)
    return text(written)
