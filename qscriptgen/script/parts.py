"""The parts of statements: one record for each kind of statement, or for several alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from qscriptgen.script.expression import Expansion, Name, Node
    from qscriptgen.script.source import Span

Word = Literal["", "WHILE", "UNTIL", "WHEN", "UNLESS"]


@dataclass(frozen=True, slots=True)
class Assign:
    """LET, SET and an assignment without either.

    ``value`` is the span of the text after the ``=``, without the white space around it; None if
    there is no ``=`` or nothing after it. ``expression`` is None for SET.
    """

    name: Name | Expansion
    value: Span | None = None
    expression: Node | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The expression of IF, ELSEIF, SWITCH and SLEEP."""

    expression: Node


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of DO or LOOP; the word is empty where there is no condition."""

    word: Word
    expression: Node | None


@dataclass(frozen=True, slots=True)
class For:
    """The counter of a FOR with its bounds, which are evaluated once."""

    variable: Name | Expansion
    first: Node
    last: Node
    step: Node | None = None


@dataclass(frozen=True, slots=True)
class ForEach:
    """The variable of a FOR EACH and its items; a mask is a `Call`, such as FileList."""

    variable: Name | Expansion
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The variable that NEXT names, if any."""

    variable: Name | Expansion | None


@dataclass(frozen=True, slots=True)
class Case:
    """The values of a CASE."""

    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Sub:
    """The name and parameters of a subroutine."""

    name: Name | Expansion
    parameters: tuple[Name | Expansion, ...] = ()


@dataclass(frozen=True, slots=True)
class CallSub:
    """A call of a subroutine; a name that is an `Expansion` may provide the arguments too."""

    name: Name | Expansion
    arguments: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Exit:
    """What EXIT leaves (SCRIPT, FOR, DO, SUB, ERROR), and its condition; only ERROR has a message.

    ``word`` is WHEN or UNLESS, or empty.
    """

    what: str
    word: Word = ""
    condition: Node | None = None
    message: Node | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a LOAD; ``*`` is a bare `Name`."""

    span: Span
    expression: Node
    alias: Name | Expansion | None = None


@dataclass(frozen=True, slots=True)
class From:
    """The source of the rows of a LOAD.

    ``kind`` is RESIDENT, FROM, INLINE, AUTOGENERATE, FROM_FIELD or EXTENSION. ``value`` is the
    table, path, data or count, an `Expansion` where a variable provides it, and `Missing` for
    FROM_FIELD (with the span of its parenthesis) and where nothing is written. ``span`` covers
    all, ``format`` the parenthesis after a path, ``text`` what is between keyword and format.
    """

    kind: str
    span: Span
    text: Span
    value: Node
    format: Span | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One key of ORDER BY; the direction is ASC, DESC or empty."""

    expression: Node
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """A LOAD; without a source it takes its rows from the statement below it.

    ``has_expansion`` means that a bare ``$(...)`` may provide clauses that are not in these parts.
    """

    fields: tuple[Field, ...]
    distinct: bool = False
    source: From | None = None
    where: Node | None = None
    while_: Node | None = None
    group_by: tuple[Node, ...] = ()
    order_by: tuple[Order, ...] = ()
    has_expansion: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """What DROP removes: TABLE, FIELD, VARIABLE or MAPPING TABLE, and fields from which tables."""

    what: str
    names: tuple[Node, ...]
    tables: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Store:
    """What STORE writes: the fields (none means all), the tables, the path and its format.

    ``names`` are the names of the fields in the file, None for a field that keeps its own.
    """

    fields: tuple[Node, ...]
    tables: tuple[Node, ...]
    path: Node
    format: Span | None = None
    names: tuple[Name | Expansion | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Connect:
    """The connection of a CONNECT; ``word`` is LIB, ODBC, OLEDB, CUSTOM or empty."""

    word: str
    target: Node


@dataclass(frozen=True, slots=True)
class Include:
    """A file whose text replaces the statement; with ``must`` the file must exist."""

    must: bool
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Raw:
    """Text that the engine takes as it is, without the keyword and the white space around it.

    For SELECT it starts with the word SELECT, so it can be read like the text of SQL.
    """

    span: Span


Parts = (
    Assign
    | Subject
    | Condition
    | For
    | ForEach
    | Next
    | Case
    | Sub
    | CallSub
    | Exit
    | Load
    | Drop
    | Store
    | Connect
    | Include
    | Raw
)
