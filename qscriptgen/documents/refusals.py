"""What a model refuses, in words that need no knowledge of Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import did_you_mean
from qscriptgen.documents.places import Way
from qscriptgen.running import CODES, HINTS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_SAID: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "must be text",
        "int_type": "must be a whole number",
        "float_type": "must be a number",
        "bool_type": "must be true or false",
        "dict_type": "must hold keys with values",
        "dataclass_type": "must hold keys with values",
        "dataclass_exact_type": "must hold keys with values",
        "tuple_type": "must be a list",
        "missing": "is missing",
        "unexpected_keyword_argument": "is not known",
        "finite_number": "must be finite",
        "greater_than_equal": "must be at least {ge}",
        "less_than_equal": "must be at most {le}",
        "literal_error": "must be {expected}",
    }
)
_YAML_1_1 = frozenset(["yes", "no", "on", "off", "y", "n"])


def where(way: Way) -> str:
    """The way to a value as people write it: ``faults[0].app``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in way)
    return "".join(steps).removeprefix(".")


def is_plain(detail: ErrorDetails) -> bool:
    """Whether there are words for this refusal that need no knowledge of Python."""
    return detail["type"] in _SAID


def said(detail: ErrorDetails) -> str:
    """What is wrong, to be put behind the way to the value."""
    text = _SAID.get(detail["type"])
    return " " + text.format(**detail.get("ctx", {})) if text else f": {detail['msg']}"


def hint(detail: ErrorDetails) -> str:
    """What to do about it, where there is something to say."""
    kind, given = detail["type"], detail["input"]
    if kind == "literal_error":
        words = re.findall(r"'([^']+)'", detail["ctx"]["expected"])
        meant = did_you_mean(str(given), words)
        return meant if "?" in meant else ""
    if kind == "string_type" and isinstance(given, bool | int | float):
        return "put it in quotes"
    if kind == "bool_type" and str(given).lower() in _YAML_1_1:
        return f"{given} is a text in YAML 1.2: write true or false"
    return HINTS.get(CODES.get(kind, ""), "")
