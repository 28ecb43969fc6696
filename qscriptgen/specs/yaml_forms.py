"""How the model is written in YAML, derived from its dataclasses, so that nothing is left out."""

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
"""What is defined once, and referred to by name everywhere else."""

_KEYS: Mapping[tuple[type, str], str] = types.MappingProxyType({(Expr, "code"): "expr"})
_UNIONS = (typing.Union, types.UnionType)


def options_of(model: type) -> dict[str, FieldInfo]:
    """Each key of a model with what it takes; a step and a chain have more, for the flow."""
    fields: Mapping[str, FieldInfo] = vars(model)["__pydantic_fields__"]
    return {_KEYS.get((model, name), name): field for name, field in fields.items()}


def argument_for(model: type, key: str) -> str:
    """The argument of the model that a key stands for."""
    return next((name for (of, name), own in _KEYS.items() if (of, own) == (model, key)), key)


def options_of_chain() -> dict[str, FieldInfo]:
    """The options of a chain: what it takes besides its name and its flow."""
    return {key: field for key, field in options_of(Chain).items() if key not in ("name", "flow")}


def short_key(model: type) -> str | None:
    """The option that a plain value stands for, as in ``wait: 45m``; None if there is none."""
    key, option = next(iter(options_of(model).items()))
    return key if option.is_required() else None


def alternatives_of(annotation: Any) -> tuple[Any, ...]:
    """The types that a value may have."""
    if typing.get_origin(annotation) is Annotated:
        return alternatives_of(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in _UNIONS:
        return tuple(kind for one in typing.get_args(annotation) for kind in alternatives_of(one))
    return (annotation,)


def models_in(kinds: tuple[Any, ...]) -> tuple[type, ...]:
    """The types that are written as keys with values."""
    return tuple(
        kind
        for kind in kinds
        if isinstance(kind, type) and is_dataclass(kind) and kind not in NAMED
    )


def list_kind(kinds: tuple[Any, ...]) -> Any:
    """The type that is written as a list, or None."""
    return next(
        (kind for kind in kinds if typing.get_origin(kind) in (tuple, list, Sequence)), None
    )


def mapping_kind(kinds: tuple[Any, ...]) -> Any:
    """The type that is written as a mapping with keys of the user's own, or None."""
    return next((kind for kind in kinds if typing.get_origin(kind) in (dict, Mapping)), None)
