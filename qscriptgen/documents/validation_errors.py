"""What pydantic refuses, as codes, messages and hints that need no knowledge of pydantic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import did_you_mean
from qscriptgen.duration import FORMS

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_CODES: Mapping[str, str] = MappingProxyType(
    {
        "unreadable_duration": "QC202",
        "literal_error": "QC204",
        "option_without_effect": "QC205",
        "greater_than_equal": "QC206",
        "less_than_equal": "QC206",
        "finite_number": "QC206",
    }
)
"""Kind of a validation error to the code of its finding; all others are QC003."""

_HINTS: Mapping[str, str] = MappingProxyType({"QC202": f"write {FORMS}"})
"""The hint of every finding of a code."""

_MESSAGES = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "missing": "is missing",
    "unexpected_keyword_argument": "is not known",
    "finite_number": "must be finite",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
}

IN_YAML: Mapping[str, str] = MappingProxyType(
    {
        **_MESSAGES,
        "bool_type": "must be true or false",
        "dict_type": "must hold keys with values",
        "dataclass_type": "must hold keys with values",
        "dataclass_exact_type": "must hold keys with values",
        "tuple_type": "must be a list",
    }
)
"""Kind of a validation error to its message, for those who write YAML."""

IN_PYTHON: Mapping[str, str] = MappingProxyType(
    {
        **_MESSAGES,
        "bool_type": "must be True or False",
        "bool_parsing": "must be True or False",
        "dict_type": "must be a dict",
        "dataclass_type": "must be an instance of {class_name}",
        "dataclass_exact_type": "must be an instance of {class_name}",
        "tuple_type": "must be a list or tuple",
    }
)
"""The same for those who write Python."""

_YAML_1_1 = frozenset(["yes", "no", "on", "off", "y", "n"])


def code_of(kind: str) -> str:
    """The code of the finding for a kind of validation error."""
    return _CODES.get(kind, "QC003")


def hint_of_code(code: str) -> str:
    """The hint that every finding of a code has, or nothing."""
    return _HINTS.get(code, "")


def message_of(detail: ErrorDetails, messages: Mapping[str, str] = IN_YAML) -> str:
    """Say what is wrong; the text is put after the name of the value."""
    text = messages.get(detail["type"])
    return f" {text.format(**detail.get('ctx', {}))}" if text else f": {detail['msg']}"


def join_messages(details: Iterable[ErrorDetails], messages: Mapping[str, str] = IN_YAML) -> str:
    """Join the messages of the alternatives of a union, each once."""
    return ", or".join(dict.fromkeys(message_of(detail, messages) for detail in details))


def hint_in_yaml(detail: ErrorDetails) -> str:
    """Say what to do about it in YAML, or nothing."""
    kind, value = detail["type"], detail["input"]
    if kind == "literal_error":
        words = re.findall(r"'([^']+)'", detail["ctx"]["expected"])
        hint = did_you_mean(str(value), words)
        return hint if "?" in hint else ""
    if kind == "string_type" and isinstance(value, bool | int | float):
        return "put it in quotes"
    if kind == "bool_type" and str(value).lower() in _YAML_1_1:
        return f"{value} is a text in YAML 1.2: write true or false"
    return hint_of_code(code_of(kind))
