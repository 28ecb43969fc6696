"""Where in a spec a part of a chain was written, so that every problem can name its line."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from qscriptgen.diagnostics import Place

if TYPE_CHECKING:
    from types import CodeType

_INSIDE = ("qscriptgen", "pydantic", "pydantic_core")


@dataclass(frozen=True)
class Origin:
    """A call in a spec; ``place`` is computed only on demand."""

    code: CodeType
    instruction: int
    line: int

    @property
    def file(self) -> str:
        """The file as Python knows it."""
        return self.code.co_filename

    @cached_property
    def place(self) -> Place:
        """The place of the call; the path is relative where it lies below the working folder."""
        positions = next(islice(self.code.co_positions(), self.instruction // 2, None), None)
        before = (positions[2] if positions else None) or 0
        # Python counts the bytes before it, people count characters.
        line = linecache.getline(self.code.co_filename, self.line).encode("utf-8", "replace")
        column = len(line[:before].decode("utf-8", "replace")) if line else before
        return Place(short_path(self.code.co_filename), self.line, column + 1)


@dataclass(frozen=True)
class WrittenOrigin:
    """A place in a spec that is not Python, and those of the options that are given there.

    ``is_whole`` is false where something had to be left out, as it can't be what it should be.
    """

    place: Place
    options: Mapping[tuple[str, ...], Place] = field(default_factory=dict)
    is_whole: bool = True

    @property
    def file(self) -> str:
        """The file that the place is in."""
        return self.place.path


def here() -> Origin:
    """The call nearest to this one that is neither ours nor pydantic's."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in _INSIDE:
        frame = frame.f_back
    return Origin(frame.f_code, frame.f_lasti, frame.f_lineno)


def short_path(filename: str) -> str:
    """The file name as people see it: relative where it lies below the working folder."""
    path = Path(filename)
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else filename


class Placed:
    """A part of a chain that remembers where it was written: the call that made it."""

    origin: Origin | WrittenOrigin

    def __post_init__(self) -> None:
        # Not a field: two equal parts from two lines are equal.
        object.__setattr__(self, "origin", here())

    @property
    def place(self) -> Place:
        """Where in the spec this part was written."""
        return self.origin.place

    def place_of(self, *option: str) -> Place:
        """Where an option was written, or an entry of it; this part, where that is not known."""
        known = self.origin.options if isinstance(self.origin, WrittenOrigin) else {}
        return known.get(option) or known.get(option[:1]) or self.place

    @property
    def is_whole(self) -> bool:
        """Whether it has all that was written: what is wrong in a YAML spec is left out of it."""
        return not isinstance(self.origin, WrittenOrigin) or self.origin.is_whole

    def written_at(self, written: WrittenOrigin) -> None:
        """Say where it was written, for what no call in a spec has made.

        What it holds by default was written there too.
        """
        object.__setattr__(self, "origin", written)
        for name in vars(type(self)).get("__dataclass_fields__", ()):
            value = getattr(self, name)
            if isinstance(value, Placed) and (name,) not in written.options:
                value.written_at(WrittenOrigin(written.place))
