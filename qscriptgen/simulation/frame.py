"""What stands around the work of a script: the promise of its header, and its clean-up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qscriptgen.chain.duration import seconds
from qscriptgen.script.expression import Name
from qscriptgen.script.parts import Assign, Drop, For

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qscriptgen.script import ParsedScript, Statement

_BOUND = re.compile(r"Bound: (\d+) requests? of ([\d hmins]+?)(?: and ([\d hmins]+?) asleep)?\.")


def promised(text: str) -> tuple[int, int, int]:
    """The bound in the header: requests, the seconds that each takes, and the seconds asleep."""
    header = " ".join(line.removeprefix("// ") for line in text.splitlines() if line[:2] == "//")
    found = _BOUND.search(header)
    if not found:
        return 0, 0, 0
    requests, each, asleep = found.groups()
    return int(requests), _length(each), _length(asleep or "0s")


def _length(words: str) -> int:
    length = seconds(words.replace("min", "m"))
    return -1 if length is None else length


def left_behind(script: ParsedScript) -> tuple[str, ...]:
    """What is not cleaned up, in the order in which the script came by it.

    Our variables that are set and never emptied, tables that are made and never dropped, the
    connection, and ErrorMode.
    """
    held: dict[str, None] = {}
    for statement in script.statements:
        for thing, kept in _effects(statement):
            if kept:
                held[thing] = None
            else:
                held.pop(thing, None)
    return tuple(held)


def _effects(statement: Statement) -> Iterator[tuple[str, bool]]:
    """What a statement takes (True) or gives back (False)."""
    parts = statement.parts
    if isinstance(parts, Assign | For) and isinstance(
        target := parts.variable if isinstance(parts, For) else parts.name, Name
    ):
        yield from _variable(target.name, statement, parts)
    elif isinstance(parts, Drop):
        yield from ((f"table {node.name}", False) for node in parts.names if isinstance(node, Name))
    elif statement.kind == "LOAD" and isinstance(statement.label, Name):
        yield f"table {statement.label.name}", True
    elif statement.kind in ("CONNECT", "DISCONNECT"):
        yield "connection", statement.kind == "CONNECT"


def _variable(name: str, statement: Statement, parts: Assign | For) -> Iterator[tuple[str, bool]]:
    empties = isinstance(parts, Assign) and statement.kind == "SET" and parts.value is None
    if name.startswith("qsg_"):
        yield name, not empties
    elif name == "ErrorMode" and isinstance(parts, Assign):
        # A script that fails on purpose sets it to 1 and says so; only the way back is looked at.
        if isinstance(parts.expression, Name) and parts.expression.name == "qsg_ErrorMode":
            yield "ErrorMode", False
        elif str(statement).endswith("0;"):
            yield "ErrorMode", True
