"""LOADs made ready to run: what can be said about one before there are rows.

Every statement is prepared once, and once bound to each set of input fields, since scripts load
single rows in loops.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from qscriptgen.emulate.errors import FIELD_NOT_FOUND, GENERAL, SYNTAX, ScriptFault
from qscriptgen.script.evaluation import NotEmulated
from qscriptgen.script.expression import Call, Literal, Name, children
from qscriptgen.script.functions import FUNCTIONS
from qscriptgen.script.parts import Load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qscriptgen.script import Span, Statement
    from qscriptgen.script.evaluation import Value
    from qscriptgen.script.expression import Node
    from qscriptgen.script.parts import Field, From

Row = tuple["Value", ...]

_MOST = 2_048
# Their first arguments are names of fields, of any table and not of the input.
_FIELD_NAMES = {"exists": 1, "lookup": 2, "peek": 1}


@dataclass(frozen=True, eq=False, slots=True)
class LoadColumn:
    """A field of a LOAD: its name, empty for ``*``, and the expression behind it.

    ``renamed`` says that AS gives the name.
    """

    name: str
    node: Node
    renamed: bool


@dataclass(frozen=True, eq=False, slots=True)
class Level:
    """A LOAD without its prefixes; ``reads`` are the names that its expressions need.

    ``form`` is the text of the parenthesis behind the source. ``order`` has fields, and whether
    they are sorted downwards.
    """

    columns: tuple[LoadColumn, ...]
    reads: frozenset[str] = frozenset()
    distinct: bool = False
    source: From | None = None
    form: str = ""
    where: Node | None = None
    order: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class BoundLoad:
    """A level over known input fields: the names of its output, and how each value is got.

    A step is the place of a field in the input, or an expression. ``pick`` makes the output of a
    level that only copies.
    """

    inputs: tuple[str, ...]
    names: tuple[str, ...]
    renamed: tuple[bool, ...]
    steps: tuple[int | Node, ...]
    where: Node | None
    pick: Callable[[Row], Row] | None = field(repr=False)


def plain_name(node: Node | None, what: str) -> str:
    """The text of a name in any quotes.

    Raises:
        NotEmulated: It is not expanded, or no name.
    """
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Literal):
        return node.value
    raise NotEmulated(f"{what} that is not a plain name")


def checked(statement: Statement) -> Statement:
    """The statement, if it can be read.

    Raises:
        ScriptFault: It can't.
    """
    if statement.problems:
        raise ScriptFault(SYNTAX, statement.problems[0].message)
    return statement


@lru_cache(_MOST)
def prepare(statement: Statement) -> Level:
    """What a LOAD does, apart from its prefixes; a SELECT passes on all that it gets.

    Raises:
        ScriptFault: It can't be read.
        NotEmulated: It has a clause or function whose effect is not known here.
    """
    load = checked(statement).parts
    if not isinstance(load, Load):
        return EVERYTHING
    _refuse(load)
    start, text = statement.span[0], str(statement)

    def cut(span: Span) -> str:
        return text[span[0] - start : span[1] - start]

    columns = tuple(_column(found, cut) for found in load.fields)
    nodes = [column.node for column in columns if column.name]
    nodes += [load.where] if load.where else []
    return Level(
        columns,
        frozenset(name for node in nodes for name in _reads(node)),
        load.distinct,
        load.source,
        cut(load.source.format) if load.source and load.source.format else "",
        load.where,
        tuple((_key(order.expression), order.direction == "DESC") for order in load.order_by),
    )


def _refuse(load: Load) -> None:
    if load.has_expansion:
        raise NotEmulated("an expansion that is left in a LOAD")
    if load.group_by:
        raise NotEmulated("GROUP BY")
    if load.while_:
        raise NotEmulated("WHILE in a LOAD")
    if load.order_by and (load.source is None or load.source.kind != "RESIDENT"):
        raise NotEmulated("ORDER BY without RESIDENT")


def _key(node: Node) -> str:
    if not isinstance(node, Name):
        raise NotEmulated("ORDER BY of anything but a field")
    return node.name


def _column(found: Field, cut: Callable[[Span], str]) -> LoadColumn:
    """A field; one that is computed and has no AS is called as its expression is written."""
    node = found.expression
    if found.alias is not None:
        return LoadColumn(plain_name(found.alias, "the name of a field"), node, True)
    if isinstance(node, Name):
        return LoadColumn("" if (node.name, node.quote) == ("*", "") else node.name, node, False)
    if isinstance(node, Literal):
        raise NotEmulated("a text without AS as a field")
    return LoadColumn(cut(node.span), node, False)


def _reads(node: Node) -> Iterator[str]:
    """The names of the input fields that an expression needs.

    Raises:
        NotEmulated: It has a function that is an aggregation, or not known.
    """
    pending = [node]
    while pending:
        at = pending.pop()
        below = children(at)
        if isinstance(at, Name):
            yield at.name
        elif isinstance(at, Call):
            lower = at.name.lower()
            signature = FUNCTIONS.get(lower)
            if signature is None or signature.kind == "aggregation":
                kind = "aggregation" if signature else "function"
                raise NotEmulated(f"the {kind} {at.name}")
            named = below[: _FIELD_NAMES.get(lower, 0)]
            below = (*(part for part in named if not isinstance(part, Name)), *below[len(named) :])
        pending += below


@lru_cache(_MOST)
def bind(level: Level, inputs: tuple[str, ...]) -> BoundLoad:
    """A level over some input fields.

    Raises:
        ScriptFault: A field is missing, or two fields of the output have one name.
    """
    places = {name: place for place, name in enumerate(inputs)}
    for name in sorted(level.reads - places.keys()):
        raise field_missing(name)
    names: list[str] = []
    renamed: list[bool] = []
    steps: list[int | Node] = []
    for column in level.columns:
        if not column.name:
            names += inputs
            renamed += [False] * len(inputs)
            steps += range(len(inputs))
        else:
            names.append(column.name)
            renamed.append(column.renamed)
            node = column.node
            steps.append(places[node.name] if isinstance(node, Name) else node)
    output, pick = unique(tuple(names)), _picker(steps, len(inputs))
    return BoundLoad(inputs, output, tuple(renamed), tuple(steps), level.where, pick)


def unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """The same names, of which a table can have fields.

    Raises:
        ScriptFault: Two are the same.
    """
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ScriptFault(GENERAL, f"Field names must be unique within table: {twice}")
    return names


def field_missing(name: str) -> ScriptFault:
    """The error of a field that does not exist."""
    return ScriptFault(FIELD_NOT_FOUND, f"Field '{name}' not found")


def _picker(steps: Sequence[int | Node], width: int) -> Callable[[Row], Row] | None:
    places = [step for step in steps if isinstance(step, int)]
    if len(places) < len(steps):
        return None
    if places == list(range(width)):
        return tuple
    if len(places) == 1:
        only = places[0]
        return lambda row: (row[only],)
    return itemgetter(*places)


EVERYTHING = Level((LoadColumn("", Name((0, 0), "*", ""), False),))
"""What a SELECT does with the rows of its connection."""
