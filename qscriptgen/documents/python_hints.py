"""Hints for mistakes in a Python file: how an argument is written, and which name was meant."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from types import MappingProxyType

from qscriptgen.chain import Step
from qscriptgen.diagnostics import did_you_mean

_EXAMPLES: Mapping[str, str] = MappingProxyType(
    {
        "wait": 'Wait("45m")',
        "policy": "Policy(tries=3)",
        "due": 'Due("90m")',
        "wait_only": 'WaitOnly("45m")',
        "run_if": 'Expr("vRows > 0")',
        "until": 'Expr("vStop = 1")',
        "repeat": 'Repeat("10m")',
        "connections": 'Connections(space="Ops")',
        "flow": "extract >> sales",
        "controller": 'App("Night shift", id="...")',
        "variables": '{"vRun": "full", "vDay": Expr("vDay")}',
        "answer": 'Answer("lib://DataFiles/sales.qvd", ("vRows",))',
        "library": '"lib://Ops:DataFiles/nightly.qvs"',
        "reads": '{"vRun": "full"}',
        "id": '"0a1b2c3d-0000-4000-8000-000000000001", or one for each Space',
    }
)
"""How the value of each argument is written."""


def hint_for_argument(model: object, argument: str) -> str:
    """Say how an argument is written, or which argument was meant."""
    if argument in _EXAMPLES:
        return f"write {argument}={_EXAMPLES[argument]}"
    known = getattr(model, "__dataclass_fields__", {})
    return did_you_mean(argument, known) if known and argument not in known else ""


def hint_for_type_error(message: str) -> str:
    """Say what to write instead of what Python refuses."""
    if ">>" in message:
        return "two lists have no >> between them: write group(a, b) >> [c, d]"
    unknown = re.search(r"reload\(\) got an unexpected keyword argument '(\w+)'", message)
    options = set(Step.__dataclass_fields__) - {"app"}
    return did_you_mean(unknown[1], options) if unknown else ""


def hint_for_name(name: str | None) -> str:
    """Say where a name comes from that was used without being imported."""
    public = sys.modules["qscriptgen"].__all__
    return f"from qscriptgen import {name}" if name in public else ""
