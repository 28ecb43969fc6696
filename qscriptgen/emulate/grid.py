"""Rows with named columns, on their way from a source into a table."""

from __future__ import annotations

from dataclasses import dataclass

from qscriptgen.script.evaluation.values import Value


@dataclass(frozen=True, slots=True)
class Grid:
    """The names of the columns, and the rows, each with a value for every column."""

    fields: tuple[str, ...]
    rows: list[tuple[Value, ...]]
