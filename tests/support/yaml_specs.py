"""Chains written as YAML, as a careful person would: only what differs from the defaults."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from qscriptgen import App, Chain, Expr, Space, Step
from qscriptgen.chain.flow import Flow, Fork, Group, Part


def as_yaml(*chains: Chain) -> str:
    """A YAML spec of these chains; it calls each app and each space once."""
    spaces = {s.label: keys(s, "label") for chain in chains for s in chain.spaces}
    apps = {app.name: keys(app, "name") for chain in chains for app in named_apps(chain)}
    flows = {
        chain.name: {**keys(chain, "name", "flow"), "flow": whole(chain.flow)} for chain in chains
    }
    return in_ascii({"spaces": spaces, "apps": apps, "chains": flows})


def in_ascii(value: object) -> str:
    """The value as YAML: JSON is YAML, but for how it spells what lies beyond 16 bits."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return "".join(c if c == "\n" or " " <= c <= "~" else f"\\U{ord(c):08x}" for c in text)


def can_be_yaml(chain: Chain) -> bool:
    """Whether names tell its apps and spaces apart."""
    apps, spaces = set(map(id, named_apps(chain))), chain.spaces
    names = {app.name for app in named_apps(chain)}
    return len(apps) == len(names) and len(spaces) == len({space.label for space in spaces})


def named_apps(chain: Chain) -> list[App]:
    """The apps of the flow and those that options name."""
    others = [value for value in values(chain) if isinstance(value, App)]
    return list({id(app): app for app in (*chain.apps, *others)}.values())


def values(model: Any) -> list[Any]:
    """Every value inside the options of a chain."""
    found = []
    for field in fields(model):
        value = getattr(model, field.name)
        if not isinstance(value, Part) or isinstance(value, App):
            found += [value, *(values(value) if is_dataclass(value) else [])]
    return found


def keys(model: Any, *without: str) -> dict[str, Any]:
    """The first option of a model, by which it is known, and those that differ from the default."""
    found = {}
    first, *_ = fields(model)
    for field in fields(model):
        value = getattr(model, field.name)
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        differs = field is first or value != getattr(default, "default", default)
        if differs and field.name not in without:
            found[field.name] = plain(value, f"{field.type}")
    return found


def plain(value: Any, annotation: str = "") -> Any:
    """The value of an option as YAML has it."""
    if isinstance(value, Expr):
        return {"expr": value.code} if "str" in annotation else value.code
    if isinstance(value, App | Space):
        return value.name if isinstance(value, App) else value.label
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {plain(key): plain(each, annotation) for key, each in value.items()}
    return keys(value) if is_dataclass(value) else value


def whole(flow: Part) -> Any:
    """A flow; its list is what comes one after the other, so side by side is a list in it."""
    return [part(flow)] if isinstance(flow, Group) else part(flow)


def part(item: Part) -> Any:
    """A part of a flow."""
    if isinstance(item, Flow):
        return {"flow": [part(each) for each in item.parts()]}
    if isinstance(item, Group):
        return [part(each) for each in item.members]
    if isinstance(item, Fork):
        branches = [{"if": c.code, "then": part(then)} for c, then in item.branches]
        last = [] if item.default is None else [{"otherwise": part(item.default)}]
        return {"when": [*branches, *last]}
    if isinstance(item, Step):
        return {"app": item.app.name, **keys(item, "app")}
    assert isinstance(item, App)
    return item.name
