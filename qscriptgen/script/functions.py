"""The signatures of all functions and aggregations of the engine.

The names and numbers of arguments come from the engine's own grammar, as published in
https://github.com/ptarmiganlabs/QvsView.qs/blob/2e2e189/bnf/getBaseBNF_result.json
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Literal

Kind = Literal["aggregation", "scalar"]


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's name as the engine spells it, its kind, and its numbers of arguments.

    ``max_args`` is None if there is no upper limit.
    """

    name: str
    kind: Kind
    min_args: int
    max_args: int | None
    deprecated: bool

    def takes(self, count: int) -> bool:
        """Whether a call may have this number of arguments."""
        return self.min_args <= count and (self.max_args is None or count <= self.max_args)

    @property
    def arguments(self) -> str:
        """The number of arguments in words, for a message."""
        if self.max_args is None:
            return f"at least {self.min_args}"
        if self.min_args == self.max_args:
            return str(self.min_args)
        return f"{self.min_args} to {self.max_args}"


class _Functions(Mapping[str, Signature]):
    """The signatures by name, in any letter case; the file is read when it is first needed."""

    @cached_property
    def _rows(self) -> dict[str, Signature]:
        table = resources.files("qscriptgen.script").joinpath("functions.tsv")
        lines = table.read_text(encoding="utf-8").splitlines()[1:]
        signatures = (_signature(*line.split("\t")) for line in lines)
        return {signature.name.lower(): signature for signature in signatures}

    def __getitem__(self, name: str) -> Signature:
        return self._rows[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _signature(name: str, kind: str, low: str, high: str, deprecated: str) -> Signature:
    most = None if high == "*" else int(high)
    return Signature(
        name, "scalar" if kind == "scalar" else "aggregation", int(low), most, bool(deprecated)
    )


FUNCTIONS: Mapping[str, Signature] = _Functions()
