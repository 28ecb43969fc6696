"""The reload of the cases, and the notation of a case in `cases.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from qscriptgen.script.evaluation import NULL, MemoryScope, Settings, Value
from qscriptgen.script.evaluation.doubts import DOUBTS
from qscriptgen.script.evaluation.values import number, text

CASES = Path(__file__).with_name("cases.tsv")
_FIELDS = {
    "date": "date_format",
    "time": "time_format",
    "timestamp": "timestamp_format",
    "decimal": "decimal_sep",
    "thousand": "thousand_sep",
}


@dataclass(frozen=True)
class Case:
    line: int
    expression: str
    settings: Settings
    expected: str
    source: str


def cases() -> list[Case]:
    lines = enumerate(CASES.read_text("utf-8").splitlines(), start=1)
    rows = [(line, row.split("\t")) for line, row in lines if not row.startswith("#")]
    return [Case(line, code, settings(named), *rest) for line, (code, named, *rest) in rows[1:]]


def sources() -> dict[str, str]:
    lines = CASES.read_text("utf-8").splitlines()
    return dict(line[2:].split(" ") for line in lines if line.startswith("# ") and "://" in line)


def settings(text: str) -> Settings:
    pairs = dict(pair.split("=", 1) for pair in text.split(";") if pair)
    answers = {name: pairs.pop(name) for name in list(pairs) if name in DOUBTS}
    first = int(pairs.pop("first-day", "0"))
    named: dict[str, Any] = {_FIELDS[name]: value for name, value in pairs.items()}
    return Settings(answers=answers, first_week_day=first, **named)


def scope(**changes: Any) -> MemoryScope:
    facts = {
        "DocumentName": "app-id",
        "DocumentTitle": "Shop",
        "OSUser": "auth0|x",
        "ProductVersion": "1",
        "EngineVersion": "2",
        "ComputerName": "engine",
    }
    fields: dict[str, Any] = {
        "variables": {
            "vText": text("some text"),
            "vNumber": number(42),
            "vEmpty": text(""),
            "vNull": NULL,
            "vSelf": text("Evaluate(vSelf)"),
        },
        "data": {
            "people": {
                "name": [text("Ann"), text("Bob"), text("Cid")],
                "age": [number(41), number(42), NULL],
            },
            "pets": {"pet": []},
        },
        "mappings": {
            "countries": [(text("Sw"), text("Sweden")), (text("Dk"), text("Denmark"))],
            "colours": [(text("R"), text("Red")), (text("C"), text("Cotton"))],
            "overlaps": [(text("a"), text("x")), (text("aa"), text("y"))],
        },
        "attributes": {"tenantUrl": "shop.eu.qlikcloud.com"},
        "facts": facts,
        "time": datetime(2026, 3, 12, 10, 10),
        "start": datetime(2026, 3, 11, 23, 59),
        "finished": datetime(2026, 3, 11, 6),
    }
    return MemoryScope(**{**fields, **changes})


def notation(value: Value) -> str:
    """The value as it is written in the table."""
    if value.is_null:
        return "NULL"
    written = "" if value.number is None else f"{value.number:.14g}"
    if value.text is None:
        return "0" if written == "-0" else written
    return f"{written}|{value.text}" if written else f"'{value.text}'".replace("\t", "\\t")
