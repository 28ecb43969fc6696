"""How the model is written in YAML, worked out from its dataclasses: nothing is left out."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Annotated, Any

from qscriptgen.chain import App, Chain, Expr, Space

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

NAMED: tuple[type, ...] = (App, Space)
"""What is written once, and named everywhere else."""

_KEYS: Mapping[tuple[type, str], str] = types.MappingProxyType({(Expr, "code"): "expr"})
_UNIONS = (typing.Union, types.UnionType)


def options(model: type) -> dict[str, FieldInfo]:
    """Each key of a model with what it takes; a step and a chain have further ones for the flow."""
    fields: Mapping[str, FieldInfo] = vars(model)["__pydantic_fields__"]
    return {_KEYS.get((model, name), name): field for name, field in fields.items()}


def argument(model: type, key: str) -> str:
    """The argument of the model that a key stands for."""
    return next((name for (of, name), own in _KEYS.items() if (of, own) == (model, key)), key)


def chain_options() -> dict[str, FieldInfo]:
    """What a chain takes besides its name and its flow."""
    return {key: field for key, field in options(Chain).items() if key not in ("name", "flow")}


def short(model: type) -> str | None:
    """The key of what a value stands for where keys could stand, as in ``wait: 45m``."""
    key, option = next(iter(options(model).items()))
    return key if option.is_required() else None


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """The types that a value may have."""
    if typing.get_origin(annotation) is Annotated:
        return alternatives(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in _UNIONS:
        return tuple(kind for one in typing.get_args(annotation) for kind in alternatives(one))
    return (annotation,)


def models(kinds: tuple[Any, ...]) -> tuple[type, ...]:
    """Those of the types that are written as keys with values."""
    return tuple(
        kind
        for kind in kinds
        if isinstance(kind, type) and is_dataclass(kind) and kind not in NAMED
    )


def listed(kinds: tuple[Any, ...]) -> Any:
    """That of the types which is written as a list, or None."""
    return next(
        (kind for kind in kinds if typing.get_origin(kind) in (tuple, list, Sequence)), None
    )


def keyed(kinds: tuple[Any, ...]) -> Any:
    """That of the types which is written as keys of the user's own with values, or None."""
    return next((kind for kind in kinds if typing.get_origin(kind) in (dict, Mapping)), None)
