"""What the tree of a SELECT asks for, and where in a row it goes.

All columns of the tree share one row. Keys are columns if they are listed; those that are not
still tell which node is meant.

Sources:

- https://github.com/qlik-oss/qlik-cloud-app-analyzer: the second key or column of a name is renamed
- https://github.com/ChristofSchwarz/QlikScripts, GoogleSheetsAPI.txt: keys that are not listed
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qscriptgen.emulate.connector.texts import plain
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.rest import RestColumn

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from qscriptgen.script.rest import Select
    from qscriptgen.script.source import Span

_ELEMENT = "@Value"


@dataclass(frozen=True, slots=True)
class Node:
    """A node with the places of its columns in a row.

    ``members`` has each member with its place. ``primary``, ``foreign`` and ``element`` are the
    places of the keys and of the scalars of an array, None if they are not listed; ``scalars`` says
    that the node is such an array.
    """

    name: str
    members: tuple[tuple[str, int], ...]
    primary: int | None
    foreign: int | None
    element: int | None
    scalars: bool
    children: tuple[Node, ...]

    @property
    def has_columns(self) -> bool:
        """Whether the node gives rows at all."""
        places = (self.primary, self.foreign, self.element)
        return bool(self.members) or any(place is not None for place in places)


def names_of(select: Select) -> tuple[str, ...]:
    """The names of all columns of a tree, in the order in which they are written."""
    items: list[RestColumn | Select] = [*select.columns, *select.children]
    names: list[str] = []
    for item in sorted(items, key=_start):
        names += (_name(item),) if isinstance(item, RestColumn) else names_of(item)
    return tuple(names)


def read_node(select: Select, places: Mapping[str, int], keyed: bool = False) -> Node:
    """The tree of a SELECT.

    Args:
        select: Its root.
        places: The place of each column, by its name.
        keyed: Whether the node above has a PK.

    Raises:
        NotEmulated: It asks for something of which no public script shows what it gives.
    """
    keys = (select.primary_key, select.foreign_key, select.array_value_alias)
    primary, foreign, element = (plain(key) if key else None for key in keys)
    if foreign is not None and not keyed:
        raise NotEmulated("FK below a node without PK", select.span)
    columns = {_name(column): plain(column.name) for column in select.columns}
    _check_keys(columns, (primary, foreign), element, select.span)
    _check_once(columns.values(), "column", select.span)
    _check_once([plain(child.name) for child in select.children], "SELECT from", select.span)
    own = {name: member for name, member in columns.items() if name not in (primary, foreign)}
    return Node(
        plain(select.name),
        tuple((member, places[name]) for name, member in own.items() if name != element),
        _place(primary, columns, places),
        _place(foreign, columns, places),
        _place(element, columns, places),
        element is not None,
        tuple(read_node(child, places, primary is not None) for child in select.children),
    )


def _start(item: RestColumn | Select) -> int:
    return (item.name if isinstance(item, RestColumn) else item).span[0]


def _name(column: RestColumn) -> str:
    return plain(column.alias or column.name)


def _place(name: str | None, columns: Mapping[str, str], places: Mapping[str, int]) -> int | None:
    return places[name] if name is not None and name in columns else None


def _check_keys(
    columns: Mapping[str, str], keys: Collection[str | None], element: str | None, span: Span
) -> None:
    """Keys are listed under the name they have; the scalars of an array may get another."""
    for name, member in columns.items():
        if name != member and (name in keys or member in keys):
            raise NotEmulated(f"the key '{member}' AS '{name}'", span)
        if name == element and member not in (name, _ELEMENT):
            raise NotEmulated(f"ArrayValueAlias for the column '{member}'", span)


def _check_once(names: Collection[str], what: str, span: Span) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise NotEmulated(f"the {what} '{name}' twice in one SELECT", span)
        seen.add(name)
