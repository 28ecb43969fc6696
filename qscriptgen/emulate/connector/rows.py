"""Makes rows of an answer: one for each node of which a column is selected.

Sources, besides those of `qscriptgen.script.rest`:

- https://github.com/qlik-oss/qlik-cloud-app-analyzer: which root fits which answer; rows that have
  only their own columns; keys that join them; missing members
- https://github.com/ChristofSchwarz/QlikScripts, GoogleSheetsAPI.txt: arrays in arrays, and keys
  that count from 1
- https://github.com/qlik-oss/qlik-cloud-reload-analyzer: keys begin anew with each request
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from qscriptgen.emulate.connector.cells import cell
from qscriptgen.emulate.connector.document import read_document
from qscriptgen.emulate.connector.layout import names_of, read_node
from qscriptgen.emulate.connector.refusal import refusal
from qscriptgen.emulate.connector.reply import reply_body
from qscriptgen.emulate.connector.texts import plain
from qscriptgen.emulate.grid import Grid
from qscriptgen.script.evaluation import NULL, NotEmulated, Settings, Value
from qscriptgen.script.evaluation.values import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qscriptgen.emulate.connector.document import Json, Scalar
    from qscriptgen.emulate.connector.layout import Node
    from qscriptgen.emulate.exchange import Answer
    from qscriptgen.emulate.world import World
    from qscriptgen.script.rest import RestStatement

_RESPONSE_HEADER = "_response_header"


def read_answer(
    rest: RestStatement, answer: Answer, world: World, *, settings: Settings | None = None
) -> Grid | None:
    """The rows of an answer; None where there is no table, as the doubt ``no-rows`` may say.

    Args:
        rest: The statement that asked.
        answer: What it got.
        world: The answers to the doubts.
        settings: How the script reads numbers, for texts that arrive as such.

    Raises:
        ScriptFault: The SELECT fails.
        NotEmulated: What the connector would make of the answer is not known.
    """
    body = reply_body(answer, world)
    _check_source(rest)
    fields = _fields(rest, world)
    root = read_node(rest.root, {name: place for place, name in enumerate(fields)})
    walk = _Walk(
        len(fields),
        partial(cell, world=world, settings=settings or Settings(answers=world.answers)),
        children_first=world.answer("row-order") == "children-first",
    )
    for data in _top(rest, root, body, world):
        walk.visit(root, data, None)
    rows = walk.rows[::-1] if world.answer("row-order") == "reversed" else walk.rows
    return Grid(fields, rows) if rows or world.answer("no-rows") == "table" else None


def _check_source(rest: RestStatement) -> None:
    if rest.format != "JSON":
        raise NotEmulated(f"FROM {rest.format}", rest.root.span)
    if plain(rest.root.name) == _RESPONSE_HEADER:
        raise NotEmulated(f'FROM JSON "{_RESPONSE_HEADER}"', rest.root.span)
    if rest.wrap is None:
        raise NotEmulated("FROM JSON without (wrap on) or (wrap off)", rest.root.span)


def _fields(rest: RestStatement, world: World) -> tuple[str, ...]:
    """The columns in the order in which they arrive."""
    names = names_of(rest.root)
    for name, times in Counter(names).items():
        if times > 1:
            raise refusal(world, f"there are {times} columns '{name}'")
    return tuple(sorted(names)) if world.answer("column-order") == "sorted" else names


def _top(rest: RestStatement, root: Node, body: str, world: World) -> Sequence[Json]:
    """The nodes that the root stands for."""
    if not body:
        return ()
    try:
        document = read_document(body)
    except ValueError as error:
        raise refusal(world, f"the answer is not JSON: {error}") from error
    if rest.wrap == "off":
        if isinstance(document, dict) and list(document) == [root.name]:
            return _nodes(root.name, document[root.name])
        match world.answer("wrap-off-mismatch"):
            case "error":
                raise refusal(world, f"'{root.name}' is not the only member of the answer")
            case "no-rows":
                return ()
    found = _nodes(root.name, document)
    if document is None or any(isinstance(data, list) for data in found):
        raise NotEmulated("an answer that is null or an array of arrays", rest.root.span)
    return found


def _nodes(name: str, data: Json) -> Sequence[Json]:
    """An object is one node, an array as many as it has elements."""
    match data:
        case None:
            return ()
        case dict():
            return (data,)
        case list():
            return data
        case _:
            raise NotEmulated(f"the node '{name}', which is a scalar")


@dataclass
class _Walk:
    """The rows so far, and how many nodes of each name there were."""

    width: int
    cell: Callable[[Scalar], Value]
    children_first: bool
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    numbers: defaultdict[str, count[int]] = field(
        default_factory=lambda: defaultdict(lambda: count(1))
    )

    def visit(self, node: Node, data: Json, above: int | None) -> None:
        """Add the rows of a node and of those below it; as deep as SELECTs may stand."""
        _check(node, data)
        own = next(self.numbers[node.name])
        row = [self._row(node, data, own, above)] if node.has_columns else []
        if not self.children_first:
            self.rows += row
        for child in node.children:
            for element in _below(node, child, data):
                self.visit(child, element, own)
        if self.children_first:
            self.rows += row

    def _row(self, node: Node, data: Json, own: int, above: int | None) -> tuple[Value, ...]:
        row = [NULL] * self.width
        if node.primary is not None:
            row[node.primary] = number(own)
        if node.foreign is not None and above is not None:
            row[node.foreign] = number(above)
        if node.element is not None:
            row[node.element] = self._value(node.name, data)
        for member, place in node.members:
            found = data.get(member) if isinstance(data, dict) else None
            row[place] = self._value(member, found)
        return tuple(row)

    def _value(self, name: str, data: Json) -> Value:
        if isinstance(data, dict | list):
            raise NotEmulated(f"the column '{name}', which is not a scalar")
        return self.cell(data)


def _check(node: Node, data: Json) -> None:
    """Refuse a node that is not of the sort for which the SELECT is written."""
    match data:
        case dict():
            fits = not node.scalars
        case list():
            fits = not (node.scalars or node.members)
        case None:
            fits = False
        case _:
            fits = node.scalars and not (node.members or node.children)
    if not fits:
        raise NotEmulated(f"the node '{node.name}' with {_SORTS.get(type(data), 'a scalar')}")


_SORTS = {dict: "an object", list: "an array", type(None): "null"}


def _below(node: Node, child: Node, data: Json) -> Sequence[Json]:
    """The nodes of a sub-select; an array in an array goes by the name of the outer one."""
    if isinstance(data, dict):
        return _nodes(child.name, data.get(child.name))
    if isinstance(data, list) and child.name == node.name:
        return data
    raise NotEmulated(f"the node '{child.name}' of an array")
