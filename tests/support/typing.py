"""Narrows types in tests: a value of another type fails the test."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def as_type(kind: type[T], value: object) -> T:
    """The value, which must be of a type."""
    assert isinstance(value, kind)
    return value


def not_none(value: T | None) -> T:
    """The value, which must not be None."""
    assert value is not None
    return value
