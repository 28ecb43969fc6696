"""The JSON Schema of a spec in YAML, for editors that complete and check it."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal

from qscriptgen.chain import App, Chain, Space, Step
from qscriptgen.documents import DIALECT, add_descriptions
from qscriptgen.specs import yaml_forms
from qscriptgen.specs.document import PRIVATE_PREFIX

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

Schema = dict[str, Any]

_SIMPLE: Mapping[Any, str] = {str: "string", int: "integer", bool: "boolean", NoneType: "null"}
_TEXT: Schema = {"type": "string"}
_PART: Schema = {"$ref": "#/$defs/part"}
_PARTS: Schema = {"type": "array", "items": _PART}
_FLOW: Schema = {"anyOf": [{**_PARTS, "minItems": 1}, _PART], "description": "One after another."}
_STARTED: Schema = {"anyOf": [_PARTS, _PART]}


def build_spec_schema() -> Schema:
    """Build the JSON Schema of a YAML spec; the description of a key says what it means."""
    found: dict[type, Schema] = {}
    step = _build_model(Step, yaml_forms.options_of(Step), found)
    chain = _build_model(Chain, yaml_forms.options_of_chain(), found)
    app = _build_model(App, _options_without(App, "name"), found)
    space = _build_model(Space, _options_without(Space, "label"), found)
    shared = chain["properties"]
    chain = {**chain, "properties": {"flow": _FLOW, **shared}, "required": ["flow"]}
    ids = {"type": "object", "additionalProperties": _TEXT}
    types = _build_kinds_of(yaml_forms.options_of(Space)["type"], found)
    return {
        "$schema": DIALECT,
        "description": "Chains of app reloads, for qscriptgen. Options beside them hold for all.",
        "type": "object",
        "properties": {
            "spaces": _build_named({"anyOf": [*types, space]}, "Environments by their label."),
            "apps": _build_named({"anyOf": [_TEXT, app, ids]}, "Apps by name, with their ids."),
            "chain": {**_TEXT, "description": "The name of the only chain."},
            "flow": _FLOW,
            "chains": _build_named({"anyOf": [_TEXT, _PARTS, chain]}, "Chains by name."),
            **shared,
        },
        "patternProperties": {f"^{PRIVATE_PREFIX}": True},
        "additionalProperties": False,
        "$defs": {
            "part": _build_part(step),
            **{model.__name__: schema for model, schema in found.items()},
        },
    }


def _build_part(step: Schema) -> Schema:
    """What can stand in a flow."""
    condition = {**_TEXT, "description": "Qlik code, read by the app that decides."}
    branch = _build_keys({"if": condition, "then": _STARTED}, "if", "then")
    last = _build_keys({"otherwise": _STARTED}, "otherwise")
    return {
        "anyOf": [
            {**_TEXT, "description": "The name of an app."},
            {**_PARTS, "minItems": 1, "description": "Side by side."},
            step,
            _build_keys({"flow": _FLOW}, "flow"),
            _build_keys({"when": {"type": "array", "items": {"anyOf": [branch, last]}}}, "when"),
        ]
    }


def _build_model(
    model: type, options: Mapping[str, FieldInfo], found: dict[type, Schema]
) -> Schema:
    """The keys of a model, described as its docstring does."""
    properties = {key: _build_option(option, found) for key, option in options.items()}
    needed = [key for key, option in options.items() if option.is_required()]
    schema = _build_keys(properties, *needed)
    add_descriptions(schema, model)
    return schema


def _build_option(option: FieldInfo, found: dict[type, Schema]) -> Schema:
    schema = _build_value(option.annotation, found)
    is_shown = isinstance(option.default, str | int)
    return {**schema, "default": option.default} if is_shown else schema


def _build_value(annotation: Any, found: dict[type, Schema]) -> Schema:
    """All forms in which a value of this type is written."""
    kinds = yaml_forms.alternatives_of(annotation)
    schemas = [schema for kind in kinds for schema in _build_kinds(kind, found)]
    unique = [schema for at, schema in enumerate(schemas) if schema not in schemas[:at]]
    return unique[0] if len(unique) == 1 else {"anyOf": unique}


def _build_kinds(kind: Any, found: dict[type, Schema]) -> list[Schema]:
    if kind in _SIMPLE:
        return [{"type": _SIMPLE[kind]}]
    if kind in yaml_forms.NAMED:
        return [{**_TEXT}]
    if typing.get_origin(kind) is Literal:
        return [{"enum": list(typing.get_args(kind))}]
    if yaml_forms.list_kind((kind,)):
        return [{"type": "array", "items": _build_value(typing.get_args(kind)[0], found)}]
    if yaml_forms.mapping_kind((kind,)):
        values = _build_value(typing.get_args(kind)[1], found)
        return [{"type": "object", "additionalProperties": values}]
    return [
        schema
        for model in yaml_forms.models_in((kind,))
        for schema in (_refer_to(model, found), *_build_short_forms(model, found))
    ]


def _build_short_forms(model: type, found: dict[type, Schema]) -> list[Schema]:
    """The forms of a value that stands for the whole: ``wait: 45m``."""
    key = yaml_forms.short_key(model)
    return _build_kinds_of(yaml_forms.options_of(model)[key], found) if key else []


def _build_kinds_of(option: FieldInfo, found: dict[type, Schema]) -> list[Schema]:
    schema = _build_value(option.annotation, found)
    return [{**kind} for kind in schema.get("anyOf", [schema])]


def _refer_to(model: type, found: dict[type, Schema]) -> Schema:
    if model not in found:
        found[model] = {}
        found[model].update(_build_model(model, yaml_forms.options_of(model), found))
    return {"$ref": f"#/$defs/{model.__name__}"}


def _options_without(model: type, key: str) -> dict[str, FieldInfo]:
    return {name: option for name, option in yaml_forms.options_of(model).items() if name != key}


def _build_named(value: Schema, description: str) -> Schema:
    return {"type": "object", "additionalProperties": value, "description": description}


def _build_keys(properties: Schema, *required: str) -> Schema:
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema
