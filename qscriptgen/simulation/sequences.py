"""What a reader sees of the file that a controller stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qscriptgen.script.expression import Literal, Name
from qscriptgen.script.parts import Store

if TYPE_CHECKING:
    from qscriptgen.script import Statement
    from qscriptgen.simulation.seen import Seen, Where


def store(seen: Seen, statement: Statement, path: tuple[Statement, ...], where: Where) -> None:
    """Keep the path of the file, its format and the names of its fields."""
    parts = statement.parts
    assert isinstance(parts, Store), "read by its kind"
    assert isinstance(parts.path, Name | Literal), "a file has a path"
    named = parts.path.name if isinstance(parts.path, Name) else parts.path.value
    columns = [label.name for label in parts.names if isinstance(label, Name)]
    kind = seen.text[slice(*parts.format)].strip("()") if parts.format else "qvd"
    seen.result = (named, kind, *columns)
